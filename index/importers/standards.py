"""The standards of the files that are imported: how each is recognised, what it asks of a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path

from data_inclusion.schema import v1

from index.errors import InvalidRecords, RecordError
from index.importers.data_inclusion import RENAMED
from index.importers.mediation_codes import COLUMNS
from index.importers.mediation_numerique import LABEL_COLUMNS
from index.importers.report import SHOWN_MAX_CHARS, Outcome, RowProblem, shown
from index.importers.row_reader import EXTRA, Row, is_json, line_beyond_utf8, read_rows

SAMPLE_ROWS = 20
NAMES_SHOWN = 8
HEADING_ROW = 1
"""Row that the problems of a heading are told of."""


class Standard(StrEnum):
    """Standard in which a file to import is written.

    MEDIATION: places that help with digital tools (médiation numérique); STRUCTURES, SERVICES: the
    organisations, or the services, of data·inclusion; OURS: the JSONL of our own records.
    """

    MEDIATION = "mediation-numerique"
    STRUCTURES = "data-inclusion"
    SERVICES = "data-inclusion-services"
    OURS = "orientess"


_OLDER_PLACE_NAMES = (
    "siret", "SIRET", "pivot (siret ou rna)", "Adresse", "courriel", "horaires_ouverture",
    "accessibilite",
)  # fmt: skip
"""Names in v0.1 of columns of médiation numérique, besides those of `LABEL_COLUMNS`."""


def _known(model: type[v1.Structure] | type[v1.Service]) -> frozenset[str]:
    """Return the columns of data·inclusion v1 for a model, and their names in v0."""
    fields = set(model.model_fields)
    return frozenset(fields | {old for old, new in RENAMED.items() if new in fields})


def _required(model: type[v1.Structure] | type[v1.Service]) -> tuple[str, ...]:
    return tuple(name for name, field in model.model_fields.items() if field.is_required())


KNOWN: Mapping[Standard, frozenset[str]] = {
    Standard.MEDIATION: frozenset(
        {*COLUMNS, *_OLDER_PLACE_NAMES, *(name for each in LABEL_COLUMNS.values() for name in each)}
    ),
    Standard.STRUCTURES: _known(v1.Structure),
    Standard.SERVICES: _known(v1.Service),
}
"""Standard -> names of the columns that a file may have."""
REQUIRED: Mapping[Standard, tuple[str, ...]] = {
    Standard.MEDIATION: (
        "id", "pivot", "nom", "commune", "code_postal", "adresse", "services", "date_maj",
    ),
    Standard.STRUCTURES: _required(v1.Structure),
    Standard.SERVICES: _required(v1.Service),
}  # fmt: skip
"""Standard -> columns that every row must fill (médiation numérique: schema.json, v1.0.2)."""


def columns_of(path: Path) -> tuple[str, ...]:
    """Return the different columns of the first 20 rows of a file, in the order they are met."""
    rows = islice(read_rows(path), SAMPLE_ROWS)
    return tuple(dict.fromkeys(name for _, row in rows for name in row))


def standard_of(path: Path) -> Standard:
    """Detect the standard that a file is written in, from the columns of its first 20 rows.

    Args:
        path: a CSV, JSON or JSON lines file.

    Returns:
        The standard.

    Raises:
        InvalidRecords: when its columns are those of no standard, or when it cannot be read.
    """
    names = set(columns_of(path))
    if "structure_id" in names:
        return Standard.SERVICES
    if {"type", "nom", "description"} <= names:
        return Standard.OURS
    if {"nom", "commune", "services"} <= names:
        return Standard.MEDIATION
    if {"nom", "source", "date_maj"} <= names:
        return Standard.STRUCTURES
    expected = "un fichier d'un des deux standards, ou une correspondance (--mapping)"
    raise InvalidRecords([RecordError(path.name, 1, "colonnes", _listed(names), expected)])


def _listed(names: set[str]) -> str:
    """Return the first columns of a file in alphabetical order, "rien" when it has none."""
    return ", ".join(name[:SHOWN_MAX_CHARS] for name in sorted(names)[:NAMES_SHOWN]) or "rien"


def check_services(path: Path) -> None:
    """Check that a file holds services of data·inclusion; it may be empty.

    Args:
        path: a CSV, JSON or JSON lines file.

    Raises:
        InvalidRecords: when its rows are not services, or when it cannot be read.
    """
    names = set(columns_of(path))
    if names and "structure_id" not in names:
        expected = "des services data·inclusion, qui ont un champ structure_id (--services)"
        raise InvalidRecords([RecordError(path.name, 1, "colonnes", _listed(names), expected)])


@dataclass(frozen=True)
class Heading:
    """The columns of a file compared with those of its standard.

    problems: columns that are not of the standard, or that it requires and the file lacks;
    required: the required columns that the file has, whose cells must not be empty.
    """

    problems: tuple[RowProblem, ...]
    required: tuple[str, ...]

    @classmethod
    def of(cls, path: Path, standard: Standard) -> Heading:
        """Compare the columns of a file with those of a standard, which is not ours."""
        names = columns_of(path)
        told = {RENAMED.get(name, name) for name in names} | set(names)
        faults = [(HEADING_ROW, *fault) for fault in _faults(names, told, standard)]
        line = 0 if is_json(path) else line_beyond_utf8(path)
        if line:
            faults.insert(0, (line, "fichier", "pas en UTF-8 : lu comme du Windows-1252"))
        problems = (
            RowProblem(path.name, row, shown(column), "", reason, Outcome.WARNING)
            for row, column, reason in faults
        )
        required = tuple(name for name in REQUIRED[standard] if name in told)
        return cls(tuple(problems), required)


def _faults(
    names: tuple[str, ...], told: set[str], standard: Standard
) -> Iterator[tuple[str, str]]:
    """Yield (column, reason) for each fault of a heading; told: columns, v0 names translated."""
    for name in REQUIRED[standard]:
        if name not in told:
            yield name, "colonne obligatoire absente"
    for name in names:
        if name and name != EXTRA and name not in KNOWN[standard]:
            yield name, "colonne hors du standard"


def lacking(row: Row, required: tuple[str, ...]) -> Iterator[str]:
    """Yield the required columns that a row leaves empty, under their names of today."""
    names = (name for name, value in row.items() if value not in (None, "", []))
    filled = {each for name in names for each in (name, RENAMED.get(name))}
    return (name for name in required if name not in filled)

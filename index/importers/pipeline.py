"""Import of a whole file: rows read one at a time, records made of them, every problem reported."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path

from index.errors import InvalidRecords, RecordError
from index.files import replacing, scratch
from index.importers import data_inclusion, mediation_numerique
from index.importers.cells import Cells
from index.importers.native_mapping import NativeFormat
from index.importers.report import ImportReport, Outcome
from index.importers.row_reader import is_sized, read_rows
from index.importers.service_buffer import ServiceBuffer, sqlite_errors_as_disk_errors
from index.importers.validation import record_of
from index.places.gazetteer import Gazetteer
from index.records.jsonl import to_json
from index.records.models import Actor

SAMPLE_ROWS = 20
REFUSED_SHOWN = 8
"""Most refused rows listed in the error raised when a file has too many of them."""


class Standard(StrEnum):
    """Standard in which a file to import is written.

    MEDIATION: places that help with digital tools (médiation numérique); STRUCTURES, SERVICES: the
    organisations, or the services, of data·inclusion; OURS: the JSONL of our own records.
    """

    MEDIATION = "mediation-numerique"
    STRUCTURES = "data-inclusion-structures"
    SERVICES = "data-inclusion-services"
    OURS = "orientess"


@dataclass(frozen=True)
class Import:
    """Parameters of the import of one file.

    path: the file; services: file of the data·inclusion services that the organisations or places
    of `path` offer, None without one; mapping: format of a producer, with the rules to read it,
    None when the file is in a standard; source: producer of the places whose rows name none, "" for
    the name of the file; standard: that of the file, None to detect it from its columns.
    """

    path: Path
    services: Path | None = None
    mapping: NativeFormat | None = None
    source: str = ""
    standard: Standard | None = None


def standard_of(path: Path) -> Standard:
    """Detect the standard that a file is written in, from the columns of its first 20 rows.

    Args:
        path: a CSV, JSON or JSON lines file.

    Returns:
        The standard.

    Raises:
        InvalidRecords: when its columns are those of no standard, or when it cannot be read.
    """
    names: set[str] = set()
    for _, row in islice(read_rows(path), SAMPLE_ROWS):
        names |= set(row)
    if "structure_id" in names:
        return Standard.SERVICES
    if {"type", "nom", "description"} <= names:
        return Standard.OURS
    if {"nom", "commune", "services"} <= names:
        return Standard.MEDIATION
    if {"nom", "source", "date_maj"} <= names:
        return Standard.STRUCTURES
    expected = "un fichier d'un des deux standards, ou une correspondance (--mapping)"
    columns = ", ".join(sorted(names)[:8]) or "rien"
    raise InvalidRecords([RecordError(path.name, 1, "colonnes", columns, expected)])


def load(wanted: Import, gazetteer: Gazetteer, report: ImportReport) -> Iterator[Actor]:
    """Read a file of organisations, places or services, and yield the record of each valid row.

    Args:
        wanted: parameters of the import.
        gazetteer: index of the place names and codes of France, to check communes.
        report: counts and problems, to which each row read is added.

    Yields:
        The records accepted, one at a time; a repeated identifier gets a number ("epn-2").

    Raises:
        InvalidRecords: when a file cannot be read to its end, is of no standard, is a JSONL of our
            own records, or when `wanted.services` holds rows that are not services.
    """
    if wanted.services is not None:
        _check_services(wanted.services)
    standard = Standard.MEDIATION if wanted.mapping else wanted.standard or standard_of(wanted.path)
    if standard is Standard.OURS:
        expected = "un des deux standards : nos fiches s'ajoutent par « orientess import »"
        raise InvalidRecords([RecordError(wanted.path.name, 1, "fichier", "nos fiches", expected)])
    seen: set[str] = set()
    for cells, record in _records(wanted, gazetteer, standard):
        accepted = None if record is None else _unique(record, cells, seen)
        report.add(cells.problems, accepted is not None)
        report.orphans += "structure_absente" in (accepted.libelles if accepted else ())
        if accepted is not None:
            yield accepted


def _check_services(path: Path) -> None:
    """Raise InvalidRecords when a file holds rows that are not services; it may be empty."""
    names = {name for _, row in islice(read_rows(path), SAMPLE_ROWS) for name in row}
    if names and "structure_id" not in names:
        columns = ", ".join(sorted(names)[:8])
        expected = "des services data·inclusion, qui ont un champ structure_id (--services)"
        raise InvalidRecords([RecordError(path.name, 1, "colonnes", columns, expected)])


def write(
    wanted: Import,
    gazetteer: Gazetteer,
    target: Path,
    progress: Callable[[int], None] | None = None,
    refused_max: float = 1.0,
) -> ImportReport:
    """Import a file: write its records as JSONL and, beside them, a CSV of the problems met.

    Args:
        wanted: parameters of the import.
        gazetteer: index of the place names and codes of France, to check communes.
        target: the JSONL to write; the CSV has its name, with the suffix ".problemes.csv".
        progress: called after each accepted row with the number of rows read so far, or None.
        refused_max: greatest share of the rows, in [0, 1], that may be refused.

    Returns:
        Counts of the rows, and the first problems.

    Raises:
        InvalidRecords: when the file cannot be read to its end or is of no standard, when no row is
            accepted, or when more rows are refused than `refused_max` allows. Nothing is written.
        OSError: when writing to the disk fails. Nothing is written.
    """
    report = ImportReport(wanted.path.name)
    with replacing(target) as records:
        for record in load(wanted, gazetteer, report):
            records.write(to_json(record) + "\n")
            if progress is not None:
                progress(report.read)
        if not report.accepted:
            reason = report.problems[0].reason if report.problems else "aucune ligne"
            expected = "au moins une ligne à garder ; l'import d'avant reste tel quel"
            raise InvalidRecords([RecordError(wanted.path.name, 1, "fichier", reason, expected)])
        _check_refused(report, refused_max)
        records.flush()  # a full disk fails here, before the earlier report is replaced
        with replacing(target.with_suffix(".problemes.csv")) as problems:
            writer = csv.writer(problems)
            writer.writerow(("fichier", "ligne", "colonne", "valeur", "raison", "suite"))
            writer.writerows(
                (row.file, row.row, row.column, row.value, row.reason, row.outcome)
                for row in report.problems
            )
    return report


def _check_refused(report: ImportReport, refused_max: float) -> None:
    """Raise InvalidRecords, listing the first refused rows, when too many rows are refused."""
    if report.refused <= refused_max * report.read:
        return
    share = _percent(report.refused / report.read)
    value = f"{report.refused} lignes refusées sur {report.read} ({share})"
    expected = f"{_percent(refused_max)} au plus (--refus-max) ; l'import d'avant reste tel quel"
    refused = [row for row in report.problems if row.outcome is Outcome.REFUSED]
    rows = [
        RecordError(row.file, row.row, row.column, row.reason, "une ligne à garder")
        for row in refused[:REFUSED_SHOWN]
    ]
    raise InvalidRecords([RecordError(report.file, 0, "fichier", value, expected), *rows])


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %".replace(".", ",")


def _unique(record: Actor, cells: Cells, seen: set[str]) -> Actor:
    """Return the record under an identifier that is not in `seen`, and add it there."""
    identifier, count = record.id, 1
    while identifier in seen:
        count += 1
        identifier = f"{record.id[:110].rstrip('-')}-{count}"
    seen.add(identifier)
    if identifier == record.id:
        return record
    cells.note("id", record.id, "identifiant répété, numéroté", Outcome.REPAIRED)
    return record.model_copy(update={"id": identifier})


def _cells(path: Path) -> Iterator[Cells]:
    """Yield the rows of a file; oversized ones are emptied and noted as refused."""
    for number, row in read_rows(path):
        cells = Cells(path.name, number, row)
        if not is_sized(row):
            cells.row = {}
            cells.note("ligne", "", "ligne démesurée", Outcome.REFUSED)
        yield cells


def _records(
    wanted: Import, gazetteer: Gazetteer, standard: Standard
) -> Iterator[tuple[Cells, Actor | None]]:
    """Yield (row, record or None) of structures or places, then of services without structure."""
    services = wanted.path if standard is Standard.SERVICES else wanted.services
    with (
        scratch() as folder,
        sqlite_errors_as_disk_errors(str(folder)),
        closing(ServiceBuffer(folder / "services")) as store,
    ):
        if services is not None:
            store.fill(services)
        if standard is Standard.STRUCTURES:
            for cells in _cells(wanted.path):
                own = store.take(cells)
                yield cells, data_inclusion.read_structure(cells, own, gazetteer)
        elif standard is Standard.MEDIATION:
            yield from _places(wanted, gazetteer, store if services is not None else None)
        for number, row in store.rest():
            cells = Cells((services or wanted.path).name, number, row)
            cells.note(
                "structure_id", row.get("structure_id"), "structure absente", Outcome.WARNING
            )
            yield cells, data_inclusion.read_orphan(cells, gazetteer)


def _places(
    wanted: Import, gazetteer: Gazetteer, store: ServiceBuffer | None
) -> Iterator[tuple[Cells, Actor | None]]:
    source = wanted.mapping.source if wanted.mapping else wanted.source or wanted.path.stem
    for cells in _cells(wanted.path):
        if wanted.mapping is not None:
            cells.row = wanted.mapping.row(cells.row)
        record = mediation_numerique.read_record(cells, gazetteer, source)
        own = store.take(cells) if store is not None else []
        if record is not None and own:
            added = [data_inclusion.service_of(service) for service in own]
            record = record_of(
                cells, record.model_dump() | {"services": (*record.services, *added)}
            )
        yield cells, record

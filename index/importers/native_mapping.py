r"""Mappings of a producer's own columns to the fields of médiation numérique, read from TOML files.

Médiation numérique is the French standard of the places that help with digital tools. A mapping
has one table for each field of the standard (schema v1.0.2), with any of these keys:

    source = "Hinaura"                        name of the producer
    [nom]                                     a field of the standard
    de = ["Nom du lieu", "Structure"]         columns, joined by `joint` (a space by default)
    motif = "(\d{5})"                         part of the text that is extracted
    [services]                                another field
    oui = { "Accès wifi" = "Accès internet et matériel informatique" }    column of yes -> label
    valeurs = { "Ordinateur" = "…" }          word of a cell -> label
    toujours = ["…"]                          labels of every row
    par_defaut = "…"                          value when all this gives none
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    TypeAdapter,
    ValidationError,
)

from index.errors import InvalidRecords, RecordError
from index.frozen_model import FrozenModel
from index.importers.cells import fold_label
from index.importers.mediation_codes import COLUMNS
from index.importers.row_reader import Row
from index.messages import in_french
from index.text.cleaning import plain

SEPARATOR = "|"
YES = frozenset({"oui", "true", "1", "vrai", "x"})
BUILT_IN = Path(__file__).parent / "mappings"


def _compiled(value: str) -> str:
    """Return a regular expression as it is; raise ValueError when it cannot be compiled."""
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError("motif illisible") from error
    return value


Pattern = Annotated[str, AfterValidator(_compiled)]
Columns = Annotated[
    tuple[str, ...], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)
]


class FieldRule(FrozenModel):
    """Rule that computes one field of the médiation numérique schema from a row of a producer.

    That schema is the French standard of the places that help with digital tools; the row has the
    producer's own columns.

    de: columns to read, joined by `joint`; motif: regular expression of the part to extract;
    valeurs: word to look for in the columns -> label to write; oui: column that holds "oui" when
    true -> label to write; toujours: labels of every row; par_defaut: value when all this gives
    none.
    """

    de: Columns = ()
    joint: str = " "
    motif: Pattern | None = None
    oui: dict[str, str] = Field({})
    valeurs: dict[str, str] = Field({})
    toujours: Columns = ()
    par_defaut: str = ""

    def value(self, row: Row) -> str:
        """Return the value of the field for one row of the producer; "" when there is none.

        row: column of the producer -> value. Several labels are joined by "|".
        """
        labels = [
            label for column, label in self.oui.items() if fold_label(_cell(row, column)) in YES
        ]
        cells = [text for column in self.de if (text := _cell(row, column))]
        if self.valeurs:
            labels += self._worded(f" {fold_label(' '.join(cells))} ")
        elif cells:
            labels.append(self._extracted(self.joint.join(cells)))
        labels += self.toujours
        return SEPARATOR.join(dict.fromkeys(filter(None, labels))) or self.par_defaut

    def _worded(self, text: str) -> list[str]:
        """Return the labels of the words in a text; a longer word hides those inside it."""
        words = set()
        for word in sorted(self.valeurs, key=len, reverse=True):
            folded = f" {fold_label(word)} "
            if folded in text:
                words.add(word)
                text = text.replace(folded, " | ")
        return [label for word, label in self.valeurs.items() if word in words]

    def _extracted(self, text: str) -> str:
        if self.motif is None:
            return text
        match = re.search(self.motif, text)
        return "" if match is None else match.group(match.lastindex or 0).strip()


@dataclass(frozen=True)
class NativeFormat:
    """File format of one producer, with rules that turn its rows into rows of médiation numérique.

    Médiation numérique is the French standard of the places that help with digital tools. source:
    name of the producer; rules: field of the standard -> rule that computes it.
    """

    source: str
    rules: Mapping[str, FieldRule]

    def row(self, native: Row) -> dict[str, object]:
        """Return a row of médiation numérique (field -> value) from a row of the producer.

        native: column of the producer -> value. Fields without a value are left out of the result;
        its `source` names the producer.
        """
        fields: dict[str, object] = {name: rule.value(native) for name, rule in self.rules.items()}
        return {"source": self.source} | {name: value for name, value in fields.items() if value}


def _cell(row: Row, column: str) -> str:
    value = row.get(column)
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return "" if value is None else plain(str(value))


_ERRORS = {"extra_forbidden": "une clé inconnue", "value_error": "un motif illisible"}
OTHER_ERROR = "une valeur d'une autre forme"
_RULES: TypeAdapter[dict[str, FieldRule]] = TypeAdapter(dict[str, FieldRule])


def read_mapping(path: Path) -> NativeFormat:
    """Read the file that says how to turn a producer's own rows into rows of médiation numérique.

    Args:
        path: the TOML file, or the name of one that is built in ("hinaura").

    Returns:
        The format of the producer, with one rule for each field.

    Raises:
        InvalidRecords: when the file cannot be read, is no TOML or names no source, when a field is
            not in the schema, or when a rule has an unknown key or a value that is not valid.
    """
    built_in = BUILT_IN / f"{path}.toml"
    try:
        content = tomllib.loads((built_in if built_in.exists() else path).read_text("utf-8"))
        source = str(content.pop("source"))
        unknown = sorted(set(content) - set(COLUMNS))
        if unknown:
            raise InvalidRecords([_problem(path, f"des champs inconnus : {', '.join(unknown)}")])
        return NativeFormat(source, _RULES.validate_python(content))
    except ValidationError as error:
        messages = (
            f"« {'.'.join(map(str, item['loc']))} » : {_ERRORS.get(item['type'], OTHER_ERROR)}"
            for item in error.errors()
        )
        raise InvalidRecords([_problem(path, " ; ".join(messages))]) from error
    except (OSError, KeyError, ValueError) as error:
        raise InvalidRecords([_problem(path, in_french(error))]) from error


def _problem(path: Path, value: str) -> RecordError:
    return RecordError(
        path.name, 0, "fichier", value, "une correspondance (voir docs/operations.md)"
    )

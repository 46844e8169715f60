"""Records, and other things that have an identifier, in JSONL, in and out.

A file is read whole and every fault of every line is told at once, with its line number, or
nothing is kept. Reading is strict: "48" is no number, a number is no date.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from index.errors import InvalidRecords, RecordError
from index.messages import counted, in_french
from index.records import code_lists as ref
from index.records.models import Actor, AnyRecord, Service


class Identified(Protocol):
    """What has an identifier."""

    @property
    def id(self) -> str:
        """Unique in its file."""
        ...


Item = TypeVar("Item", bound=Identified)


@dataclass(frozen=True)
class LineModel(Generic[Item]):
    """What a line holds.

    adapter: reads and checks it; model, parts: whose fields are offered in the place of an unknown
    one, and those of what its lists hold, by the name of the list; tag: whether faults are told
    after the type of the line.
    """

    adapter: TypeAdapter[Item]
    model: type[BaseModel]
    parts: dict[str, type[BaseModel]]
    tag: bool = False


RECORD: LineModel[AnyRecord] = LineModel(
    TypeAdapter(AnyRecord), Actor, {"services": Service}, tag=True
)
_OWN_FAULTS = frozenset(
    {"unknown_code", "repeated", "date_range", "unreadable", "coordinates", "publics", "identifier"}
)
"""Faults that `index.records.models` tells itself, in French."""
_EXPECTED = {
    "missing": "une valeur : le champ est obligatoire",
    "string_type": "un texte",
    "string_unicode": "du texte en Unicode valide",
    "tuple_type": "une liste",
    "float_type": "un nombre",
    "bool_type": "true ou false",
    "finite_number": "un nombre fini",
    "model_type": "un objet JSON",
    "model_attributes_type": "un objet JSON",
    "union_tag_invalid": "« structure », « programme » ou « besoin »",
    "union_tag_not_found": "un champ type : « structure », « programme » ou « besoin »",
    "date_type": "une date AAAA-MM-JJ",
    "date_parsing": "une date AAAA-MM-JJ",
    "date_from_datetime_parsing": "une date AAAA-MM-JJ",
    "date_from_datetime_inexact": "une date AAAA-MM-JJ, sans heure",
    "json_invalid": "du JSON valide",
    "enum": "un code de la liste",
    "string_pattern_mismatch": "un texte de la forme {pattern}",
    "greater_than_equal": "au moins {ge}",
    "less_than_equal": "au plus {le}",
}
_BOUNDS = {
    "string_too_short": ("au moins", "min_length", "caractère"),
    "string_too_long": ("au plus", "max_length", "caractère"),
    "too_short": ("au moins", "min_length", "valeur"),
    "too_long": ("au plus", "max_length", "valeur"),
}
"""Fault of length -> how it is told, the bound it goes beyond, what is counted."""
SHOWN_MAX_CHARS = 80


class RepeatedField(ValueError):
    """A JSON object that gives the same field twice: its message is the name of the field."""


def without_repeated_fields(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """The fields of a JSON object, refused (ValueError) when one comes twice."""
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            raise RepeatedField(name)
        fields[name] = value
    return fields


def expected_of(error: ErrorDetails, shape: LineModel[Any] = RECORD) -> str:
    """What the field should have held, in French."""
    kind, context = error["type"], error.get("ctx", {})
    if kind in _OWN_FAULTS:
        return error["msg"]
    if kind == "extra_forbidden":
        inside = (model for name, model in shape.parts.items() if name in error["loc"])
        known = next(inside, shape.model).model_fields
        near = ref.nearest(str(error["loc"][-1]), tuple(known))
        return f"un champ connu : « {near} » ?" if near else "un champ connu du modèle"
    if kind in _BOUNDS:
        said, bound, noun = _BOUNDS[kind]
        return f"{said} {counted(context[bound], noun, f'{noun}s')}"
    return _EXPECTED.get(kind, "une valeur d'une autre forme").format(**context)


def _problem(file: str, line: int, error: ErrorDetails, shape: LineModel[Any]) -> RecordError:
    """A fault found by pydantic, told with its file and line."""
    field = ".".join(str(part) for part in error["loc"][shape.tag :])
    if error["type"] in ("missing", "union_tag_not_found"):
        found = "rien"
    elif error["type"] == "union_tag_invalid":
        found = _shown(error["input"].get("type"))
    else:
        whole = not field and isinstance(error["input"], dict)
        found = "la fiche" if whole else _shown(error["input"])
    return RecordError(
        file,
        line,
        field or ("type" if "tag" in error["type"] else "fiche"),
        found,
        expected_of(error, shape),
    )


def _shown(value: object) -> str:
    """A value as the report shows it, cut to one line."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= SHOWN_MAX_CHARS else text[: SHOWN_MAX_CHARS - 1] + "…"


def _read_line(
    file: str, number: int, line: str, shape: LineModel[Item]
) -> Item | list[RecordError]:
    """What a line holds, or its problems."""
    expected = "un objet JSON sur une seule ligne"
    try:
        json.loads(line, object_pairs_hook=without_repeated_fields)
        return shape.adapter.validate_json(line, strict=True)
    except RepeatedField as error:
        return [RecordError(file, number, str(error), "le champ deux fois", "une seule valeur")]
    except json.JSONDecodeError as error:
        found = f"« {line[max(0, error.pos - 15) : error.pos + 15]} » (colonne {error.colno})"
        return [RecordError(file, number, "ligne", found, expected)]
    except ValidationError as error:
        return [_problem(file, number, each, shape) for each in error.errors(include_url=False)]
    except (ValueError, RecursionError):
        return [RecordError(file, number, "ligne", "du JSON démesuré", expected)]


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        found = in_french(error)
        raise InvalidRecords(
            [RecordError(str(path), 0, "fichier", found, "un fichier JSONL")]
        ) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        found = f"l'octet {error.object[error.start]:#04x}"
        problem = RecordError(path.name, line, "ligne", found, "du texte en UTF-8")
        raise InvalidRecords([problem]) from None


def read_items(path: Path, shape: LineModel[Item]) -> tuple[tuple[int, Item], ...]:
    """What a JSONL file holds, with line numbers, in its order; empty lines are skipped.

    Args:
        path: the file.
        shape: what its lines hold.

    Returns:
        (line from 1, what it holds), at least one.

    Raises:
        InvalidRecords: with every problem of every line (bad JSON, bad field, unknown field,
            repeated identifier, text that is not UTF-8), or when the file is absent or empty.
    """
    file = path.name
    items: dict[str, tuple[int, Item]] = {}
    problems: list[RecordError] = []
    for number, line in enumerate(_read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        outcome = _read_line(file, number, line, shape)
        if isinstance(outcome, list):
            problems.extend(outcome)
        elif outcome.id in items:
            found = f"« {outcome.id} », déjà à la ligne {items[outcome.id][0]}"
            problems.append(RecordError(file, number, "id", found, "un identifiant unique"))
        else:
            items[outcome.id] = (number, outcome)
    if not items and not problems:
        problems.append(RecordError(file, 1, "fichier", "aucune fiche", "au moins une fiche"))
    if problems:
        raise InvalidRecords(problems)
    return tuple(items.values())


def read_numbered(path: Path) -> tuple[tuple[int, AnyRecord], ...]:
    """The records of a JSONL file and their line numbers, in its order.

    Args:
        path: the file.

    Returns:
        (line from 1, record), at least one.

    Raises:
        InvalidRecords: as `read_items` does.
    """
    return read_items(path, RECORD)


def read_records(path: Path) -> tuple[AnyRecord, ...]:
    """The records of a JSONL file, in its order.

    Args:
        path: the file.

    Returns:
        The records, at least one.

    Raises:
        InvalidRecords: as `read_items` does.
    """
    return tuple(record for _, record in read_numbered(path))


def to_json(item: BaseModel) -> str:
    """A record, or another thing, as one line of JSONL, without the fields that are empty."""
    return item.model_dump_json(exclude_defaults=True)


def parse_record(line: str) -> AnyRecord:
    """The record of one line written by `to_json`.

    Args:
        line: one JSON object.

    Returns:
        The record.

    Raises:
        InvalidRecords: when the line is not a valid record.
    """
    outcome = _read_line("fiche", 1, line, RECORD)
    if isinstance(outcome, list):
        raise InvalidRecords(outcome)
    return outcome

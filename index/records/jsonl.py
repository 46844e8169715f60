"""JSONL files of records, and of other items that have an identifier: reading and writing.

A file is read whole, or refused with every error of every line at once. Reading is strict: "48" is
no number, a number is no date.
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
    """Item that has an identifier."""

    @property
    def id(self) -> str:
        """Unique in its file."""
        ...


Item = TypeVar("Item", bound=Identified)


@dataclass(frozen=True)
class LineModel(Generic[Item]):
    """Type of the lines of a file.

    adapter: parses and validates a line; model: whose fields are proposed instead of an unknown
    one; parts: name of a field that is a list -> model of its items; tag: True when the first part
    of an error's path is the type of the line.
    """

    adapter: TypeAdapter[Item]
    model: type[BaseModel]
    parts: dict[str, type[BaseModel]]
    tag: bool = False


RECORD: LineModel[AnyRecord] = LineModel(
    TypeAdapter(AnyRecord), Actor, {"services": Service}, tag=True
)
_OWN_ERRORS = frozenset(
    {"unknown_code", "repeated", "date_range", "unreadable", "coordinates", "publics", "identifier"}
)
"""Types of the errors of `index.records.models`, whose message is already in French."""
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
"""Type of an error of length -> (its words, name of the bound, noun that is counted)."""
SHOWN_MAX_CHARS = 80


class RepeatedField(ValueError):
    """JSON object that has the same field twice; the message is the name of the field."""


def without_repeated_fields(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return the fields of a JSON object; raise RepeatedField when one comes twice."""
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            raise RepeatedField(name)
        fields[name] = value
    return fields


def expected_of(error: ErrorDetails, line_model: LineModel[Any] = RECORD) -> str:
    """Return what a field should have held, in French, for an error of pydantic."""
    kind, context = error["type"], error.get("ctx", {})
    if kind in _OWN_ERRORS:
        return error["msg"]
    if kind == "extra_forbidden":
        inside = (model for name, model in line_model.parts.items() if name in error["loc"])
        fields = next(inside, line_model.model).model_fields
        near = ref.nearest(str(error["loc"][-1]), tuple(fields))
        return f"un champ connu : « {near} » ?" if near else "un champ connu du modèle"
    if kind in _BOUNDS:
        words, bound, noun = _BOUNDS[kind]
        return f"{words} {counted(context[bound], noun, f'{noun}s')}"
    return _EXPECTED.get(kind, "une valeur d'une autre forme").format(**context)


def _problem(file: str, line: int, error: ErrorDetails, line_model: LineModel[Any]) -> RecordError:
    """Return an error of pydantic with its file, line, field and value."""
    field = ".".join(str(part) for part in error["loc"][line_model.tag :])
    if error["type"] in ("missing", "union_tag_not_found"):
        value = "rien"
    elif error["type"] == "union_tag_invalid":
        value = _excerpt(error["input"].get("type"))
    else:
        whole = not field and isinstance(error["input"], dict)
        value = "la fiche" if whole else _excerpt(error["input"])
    return RecordError(
        file,
        line,
        field or ("type" if "tag" in error["type"] else "fiche"),
        value,
        expected_of(error, line_model),
    )


def _excerpt(value: object) -> str:
    """Return a value in JSON, cut to `SHOWN_MAX_CHARS` characters."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= SHOWN_MAX_CHARS else text[: SHOWN_MAX_CHARS - 1] + "…"


def _read_line(
    file: str, number: int, line: str, line_model: LineModel[Item]
) -> Item | list[RecordError]:
    """Return the item of a line, or its errors."""
    expected = "un objet JSON sur une seule ligne"
    try:  # parsed twice: pydantic reads dates and tuples strictly from JSON only, fields once
        json.loads(line, object_pairs_hook=without_repeated_fields)
        return line_model.adapter.validate_json(line, strict=True)
    except RepeatedField as error:
        return [RecordError(file, number, str(error), "le champ deux fois", "une seule valeur")]
    except json.JSONDecodeError as error:
        excerpt = f"« {line[max(0, error.pos - 15) : error.pos + 15]} » (colonne {error.colno})"
        return [RecordError(file, number, "ligne", excerpt, expected)]
    except ValidationError as error:
        errors = error.errors(include_url=False)
        return [_problem(file, number, detail, line_model) for detail in errors]
    except (ValueError, RecursionError):
        return [RecordError(file, number, "ligne", "du JSON démesuré", expected)]


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = in_french(error)
        raise InvalidRecords(
            [RecordError(str(path), 0, "fichier", reason, "un fichier JSONL")]
        ) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        byte = f"l'octet {error.object[error.start]:#04x}"
        problem = RecordError(path.name, line, "ligne", byte, "du texte en UTF-8")
        raise InvalidRecords([problem]) from None


def read_items(path: Path, line_model: LineModel[Item]) -> tuple[tuple[int, Item], ...]:
    """Read the items of a JSONL file, in its order; empty lines are skipped.

    Args:
        path: the file.
        line_model: type of its lines.

    Returns:
        (line number from 1, item), at least one.

    Raises:
        InvalidRecords: with every error of every line (bad JSON, bad field, unknown field,
            repeated identifier, text that is not UTF-8), or when the file is absent or empty.
    """
    file = path.name
    items: dict[str, tuple[int, Item]] = {}
    problems: list[RecordError] = []
    for number, line in enumerate(_read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        outcome = _read_line(file, number, line, line_model)
        if isinstance(outcome, list):
            problems.extend(outcome)
        elif outcome.id in items:
            repeated = f"« {outcome.id} », déjà à la ligne {items[outcome.id][0]}"
            problems.append(RecordError(file, number, "id", repeated, "un identifiant unique"))
        else:
            items[outcome.id] = (number, outcome)
    if not items and not problems:
        problems.append(RecordError(file, 1, "fichier", "aucune fiche", "au moins une fiche"))
    if problems:
        raise InvalidRecords(problems)
    return tuple(items.values())


def read_numbered(path: Path) -> tuple[tuple[int, AnyRecord], ...]:
    """Read the records of a JSONL file with their line numbers, in its order.

    Args:
        path: the file.

    Returns:
        (line number from 1, record), at least one.

    Raises:
        InvalidRecords: as `read_items` does.
    """
    return read_items(path, RECORD)


def read_records(path: Path) -> tuple[AnyRecord, ...]:
    """Read the records of a JSONL file, in its order.

    Args:
        path: the file.

    Returns:
        The records, at least one.

    Raises:
        InvalidRecords: as `read_items` does.
    """
    return tuple(record for _, record in read_numbered(path))


def to_json(item: BaseModel) -> str:
    """Serialize an item to one line of JSON, without the fields that have their default value."""
    return item.model_dump_json(exclude_defaults=True)


def parse_record(line: str) -> AnyRecord:
    """Parse the record of one line written by `to_json`.

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

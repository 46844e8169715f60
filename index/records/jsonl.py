"""JSONL files of records, and of other items that have an identifier (occupations).

A file is refused with every error of every line at once, if any. Reading is strict: "48" is
no number, a number is no date.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
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
    """Any object read from a line of a JSONL file that has an identifier, as a record has."""

    @property
    def id(self) -> str:
        """Identifier, unique in its file."""
        ...


Item = TypeVar("Item", bound=Identified)


@dataclass(frozen=True)
class LineModel(Generic[Item]):
    """Model that every line of a JSONL file must follow.

    adapter: pydantic's parser and validator of a line; model: its fields are those proposed in
    place of a misspelt one; parts: name of a field that holds a list of objects -> model of these
    objects; tag: True when pydantic begins the path of an error with the type of the line
    ("structure"), which error messages leave out; computed: fields that are computed when read,
    whatever an older file says.
    """

    adapter: TypeAdapter[Item]
    model: type[BaseModel]
    parts: dict[str, type[BaseModel]]
    tag: bool = False
    computed: frozenset[str] = frozenset()


RECORD: LineModel[AnyRecord] = LineModel(
    TypeAdapter(AnyRecord),
    Actor,
    {"services": Service},
    tag=True,
    computed=frozenset({"a_reverifier"}),
)
_OWN_ERRORS = frozenset(
    {
        "unknown_code",
        "untranslated",
        "repeated",
        "date_range",
        "unreadable",
        "coordinates",
        "publics",
        "identifier",
        "commune",
        "means",
        "wordy",
    }
)
"""Types of the errors that the models raise themselves, with a message already in French."""
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
    """A JSON object has the same field twice; the message is the name of the field."""


def without_repeated_fields(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return name -> value from the (name, value) pairs of a JSON object.

    A hook for `json.loads`, which keeps the last value of a repeated field silently: this one
    raises RepeatedField instead.
    """
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            raise RepeatedField(name)
        fields[name] = value
    return fields


def expected_of(error: ErrorDetails, line_model: LineModel[Any] = RECORD) -> str:
    """Return in French what an invalid field should have held, as "une date AAAA-MM-JJ".

    error: one error of pydantic; line_model: the model that the line should follow.
    """
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
        fields = json.loads(line, object_pairs_hook=without_repeated_fields)
        if isinstance(fields, dict) and line_model.computed & fields.keys():
            stored = {name: fields[name] for name in fields.keys() - line_model.computed}
            line = json.dumps(stored, ensure_ascii=False)
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


def _lines(path: Path) -> Iterator[str]:
    """Yield the lines of a file, without their line feed."""
    try:
        with path.open(encoding="utf-8-sig") as stream:
            yield from (line.rstrip("\n") for line in stream)
    except OSError as error:
        reason = in_french(error)
        raise InvalidRecords(
            [RecordError(str(path), 0, "fichier", reason, "un fichier JSONL")]
        ) from error
    except UnicodeDecodeError:
        raise InvalidRecords([_undecoded(path)]) from None


def _undecoded(path: Path) -> RecordError:
    """Return the error of the first line of a file that is not UTF-8."""
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            try:
                line.decode()
            except UnicodeDecodeError as error:
                byte = f"l'octet {line[error.start]:#04x}"
                return RecordError(path.name, number, "ligne", byte, "du texte en UTF-8")
    return RecordError(path.name, 0, "fichier", "changé pendant sa lecture", "du texte en UTF-8")


def iter_items(path: Path, line_model: LineModel[Item]) -> Iterator[tuple[int, Item]]:
    """Read a JSONL file whose every line is an object with an identifier, line by line.

    A caller that keeps no item reads a file of any size. Errors are raised at the end of the file:
    what was yielded before is not to be kept then.

    Args:
        path: the file; its empty lines are skipped.
        line_model: the model that every line must follow.

    Yields:
        A pair for each valid line, in the order of the file: (line number from 1, object read).

    Raises:
        InvalidRecords: when the file is absent, is not UTF-8, or has no line that is not empty; and
            when any line is bad JSON, has a bad or an unknown field, or an identifier already seen.
            It lists every error of every line.
    """
    yield from _items(path.name, _lines(path), line_model)


def read_items(path: Path, line_model: LineModel[Item]) -> tuple[tuple[int, Item], ...]:
    """Read a JSONL file whose every line is an object with an identifier; skip empty lines.

    Args:
        path: the file.
        line_model: the model that every line must follow.

    Returns:
        One pair a line, in the order of the file: (line number from 1, object read). At least one.

    Raises:
        InvalidRecords: when the file is absent, is not UTF-8, or has no line that is not empty; and
            when any line is bad JSON, has a bad or an unknown field, or an identifier already seen.
            It lists every error of every line.
    """
    return tuple(iter_items(path, line_model))


def parse_items(file: str, text: str, line_model: LineModel[Item]) -> tuple[tuple[int, Item], ...]:
    """Parse the text of a JSONL file whose every line has an identifier; skip empty lines.

    Args:
        file: name of the file, for its errors.
        text: its content.
        line_model: the model that every line must follow.

    Returns:
        One pair a line, in the order of the text: (line number from 1, object). At least one.

    Raises:
        InvalidRecords: when no line has an object, and when any line is bad JSON, has a bad or an
            unknown field, or an identifier already seen. It lists every error of every line.
    """
    return tuple(_items(file, text.split("\n"), line_model))


def _items(
    file: str, lines: Iterable[str], line_model: LineModel[Item]
) -> Iterator[tuple[int, Item]]:
    """Yield the valid items of some lines with their numbers, then raise every error."""
    seen: dict[str, int] = {}
    problems: list[RecordError] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        outcome = _read_line(file, number, line, line_model)
        if isinstance(outcome, list):
            problems.extend(outcome)
        elif outcome.id in seen:
            repeated = f"« {outcome.id} », déjà à la ligne {seen[outcome.id]}"
            problems.append(RecordError(file, number, "id", repeated, "un identifiant unique"))
        else:
            seen[outcome.id] = number
            yield number, outcome
    if not seen and not problems:
        problems.append(RecordError(file, 1, "fichier", "aucune fiche", "au moins une fiche"))
    if problems:
        raise InvalidRecords(problems)


def read_numbered(path: Path) -> tuple[tuple[int, AnyRecord], ...]:
    """Read a JSONL file of records (organisations, programmes, open needs), with line numbers.

    Args:
        path: the file, one record a line.

    Returns:
        Pairs in the order of the file: (line number from 1, record). At least one.

    Raises:
        InvalidRecords: when the file is absent, empty or not UTF-8, or when any line is not a valid
            record or repeats an identifier. It lists every error of every line.
    """
    return read_items(path, RECORD)


def iter_records(path: Path) -> Iterator[AnyRecord]:
    """Read a JSONL file of records one by one: see `iter_items`, which says the errors raised."""
    return (record for _, record in iter_items(path, RECORD))


def read_records(path: Path) -> tuple[AnyRecord, ...]:
    """Read a JSONL file of records: organisations, programmes and open needs of the catalogue.

    Args:
        path: the file, one record a line.

    Returns:
        The records in the order of the file, at least one.

    Raises:
        InvalidRecords: when the file is absent, empty or not UTF-8, or when any line is not a valid
            record or repeats an identifier. It lists every error of every line.
    """
    return tuple(record for _, record in read_numbered(path))


def to_json(item: BaseModel) -> str:
    """Serialize a record, or another model, to one line of JSON without a line break.

    Fields that have their default value are left out.
    """
    return item.model_dump_json(exclude_defaults=True, exclude_computed_fields=True)


def parse_record(line: str) -> AnyRecord:
    """Parse one record (an organisation, a programme or an open need) from its JSON.

    Args:
        line: one JSON object, whose "type" is "structure", "programme" or "besoin".

    Returns:
        The record.

    Raises:
        InvalidRecords: when the line is bad JSON or a field is absent, unknown or invalid. It lists
            every error.
    """
    outcome = _read_line("fiche", 1, line, RECORD)
    if isinstance(outcome, list):
        raise InvalidRecords(outcome)
    return outcome

"""Fields of records that a request keeps in its answer, named by the parameter `champs`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field
from pydantic_core import PydanticCustomError
from starlette.responses import Response

from index.errors import InvalidQuery
from index.messages import Sentence
from index.records.models import Actor, Need, Programme, Record
from service.http.json_body import JSON_TYPE

_TYPES: tuple[type[Record], ...] = (Actor, Need, Programme)
RECORD_FIELDS = tuple(
    dict.fromkeys(
        (
            *("id", "type"),
            *(name for kind in _TYPES for name in kind.model_fields),
            *(name for kind in _TYPES for name in kind.model_computed_fields),
        )
    )
)
"""Names of the fields of a record, of any type: a type of records may lack some of them."""
MAX_NAMES = len(RECORD_FIELDS)
RECORD, ITEMS, PARAMETER = "fiche", "items", "champs"
_QUOTED = ", ".join(f"'{name}'" for name in RECORD_FIELDS)


def _split(texts: Sequence[str]) -> list[str]:
    """Return the names that some texts hold, between commas, each once."""
    names = [name.strip() for text in texts for name in text.split(",")]
    return list(dict.fromkeys(filter(None, names)))


def _names(value: object) -> object:
    """Split names written in one parameter, "nom,telephone"; refuse one that is no field."""
    given = value if isinstance(value, list) else [value]
    texts = [text for text in given if isinstance(text, str)]
    names = _split(texts)
    if len(texts) < len(given) or not set(names).issubset(RECORD_FIELDS):
        raise PydanticCustomError("enum", "un champ : {expected}", {"expected": _QUOTED})
    return names


def checked_fields(texts: Sequence[str]) -> frozenset[str]:
    """Return the names of fields that some texts hold; InvalidQuery for one that is no field."""
    names = frozenset(_split(texts))
    if not names.issubset(RECORD_FIELDS):
        listed = ", ".join(RECORD_FIELDS)
        raise InvalidQuery(PARAMETER, Sentence("Champs possibles : %(listed)s.", listed=listed))
    return names


ChosenFields = Annotated[
    list[str],
    BeforeValidator(_names),
    Field(
        max_length=MAX_NAMES,
        description="Champs de chaque fiche à garder, comme « id,nom,telephone » ; vide : tous. "
        "`fiche` n'a alors que ceux-là : un client généré les attend tous",
        json_schema_extra={"items": {"type": "string", "pattern": "^[a-z_, ]*$", "maxLength": 100}},
    ),
]
"""Parameter that names the fields of records to keep, repeated or separated by commas."""


def with_chosen_fields(answer: BaseModel, names: Sequence[str]) -> Response:
    """Return an answer as JSON, the records of its items reduced to some of their fields.

    answer: its field `items` has items whose field `fiche` is a record; names: fields to keep.
    """
    others: Any = set(RECORD_FIELDS).difference(names)
    body = answer.model_dump_json(exclude={ITEMS: {"__all__": {RECORD: others}}})
    return Response(body, media_type=JSON_TYPE)

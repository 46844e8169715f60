"""Fields of records that a request keeps."""

from __future__ import annotations

import json

import pytest
from pydantic import BaseModel, ValidationError

from index.records.models import Actor, AnyRecord, Need, Programme, Record
from service.http.chosen_fields import RECORD_FIELDS, ChosenFields, with_chosen_fields
from tests.conftest import SMALL_CATALOGUE


class Asked(BaseModel):
    """Parameters of a request."""

    champs: ChosenFields = []


class Item(BaseModel):
    """An item of an answer."""

    rang: int
    fiche: AnyRecord


class Answer(BaseModel):
    """An answer."""

    items: list[Item]


@pytest.mark.parametrize("kind", [Actor, Need, Programme])
def test_every_field_of_a_record_should_have_its_name(kind: type[Record]) -> None:
    assert {*kind.model_fields, *kind.model_computed_fields} <= set(RECORD_FIELDS)


@pytest.mark.parametrize("written", ["nom,id", ["nom", "id"], ["nom, id,nom,"]])
def test_names_should_be_repeated_or_separated_by_commas(written: object) -> None:
    assert Asked.model_validate({"champs": written}).champs == ["nom", "id"]


@pytest.mark.parametrize("written", ["nimp", ["nom", "nimp"], 3, ["nom", None]])
def test_what_is_no_field_should_be_refused_with_those_there_are(written: object) -> None:
    with pytest.raises(ValidationError, match="'telephone'"):
        Asked.model_validate({"champs": written})


def test_records_should_hold_the_chosen_fields_alone_and_the_rest_stay() -> None:
    items = [Item(rang=row, fiche=record) for row, record in enumerate(SMALL_CATALOGUE)]
    response = with_chosen_fields(Answer(items=items), ["id", "a_reverifier"])
    assert response.media_type == "application/json"
    assert json.loads(bytes(response.body)) == {
        "items": [
            {"rang": row, "fiche": {"id": record.id, "a_reverifier": record.a_reverifier}}
            for row, record in enumerate(SMALL_CATALOGUE)
        ]
    }
    every = json.loads(bytes(with_chosen_fields(Answer(items=items), RECORD_FIELDS).body))
    assert every == json.loads(Answer(items=items).model_dump_json())

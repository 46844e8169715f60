"""Reference of the API: everything that the document tells, and addresses that can be tried."""

from __future__ import annotations

import pytest

from scripts.generated.openapi import published
from service.developers.openapi import operations
from service.developers.reference import Reference, tried_address

REFERENCE = Reference(published())
OPERATIONS = REFERENCE.operations


def test_every_operation_should_be_in_one_group() -> None:
    grouped = [each.id for _, operations in REFERENCE.groups.values() for each in operations]
    assert sorted(grouped) == sorted(OPERATIONS)
    assert "Compétences" in REFERENCE.groups


def test_parameters_and_fields_of_a_body_should_be_told_with_their_types() -> None:
    told = {field.name: field for field in OPERATIONS["search"].fields}
    assert (told["q"].kind, told["q"].required, told["q"].place) == ("texte", True, "query")
    assert told["frais"].kind == "liste : texte"
    assert "gratuit" in told["frais"].codes
    assert told["lat"].kind == "nombre ou null"
    assert [name for name, field in told.items() if field.deprecated] == ["format"]
    posted = {field.name for field in OPERATIONS["search_by_post"].fields}
    assert posted == set(told)
    assert OPERATIONS["search_by_post"].body.startswith("{")


def test_the_scope_of_the_key_of_each_closed_operation_should_be_told() -> None:
    told = {name: each.scope for name, each in OPERATIONS.items() if each.scope}
    assert told == {
        "give_feedback": "ecriture",
        "report_mistake": "ecriture",
    }
    closed = {each["operationId"] for *_, each in operations(published()) if each.get("security")}
    assert closed == set(told)


def test_a_body_that_is_no_json_should_be_told_with_its_example() -> None:
    told = OPERATIONS["search_file"]
    assert told.media_type == "text/csv"
    assert told.body.startswith("besoin;lieu\n")
    assert told.body_description.startswith("Le CSV, titres d'abord")
    assert OPERATIONS["search_by_post"].media_type == "application/json"
    assert OPERATIONS["search"].media_type == ""


def test_answers_should_be_told_with_their_form_and_an_example() -> None:
    good, *others = OPERATIONS["search"].answers
    assert (good.status, good.form) == ("200", "RechercheReponse")
    assert good.example.startswith("{")
    assert {"422", "429", "503"} <= {each.status for each in others}


def test_every_form_that_is_named_should_have_a_page() -> None:
    fields = [field for each in OPERATIONS.values() for field in each.fields]
    names = {each.form for each in fields} | {
        answer.form for each in OPERATIONS.values() for answer in each.answers
    }
    seen: set[str] = set()
    while wanted := names - seen - {""}:
        for name in wanted:
            seen.add(name)
            form = REFERENCE.form(name)
            assert form is not None, name
            names |= {field.form for field in form.fields}
    assert len(seen) > 20
    assert REFERENCE.form("Inconnue") is None


@pytest.mark.parametrize(
    ("name", "values", "address"),
    [
        ("search", {"q": ["un ordi & plus"]}, "/api/v1/search?q=un+ordi+%26+plus"),
        ("search", {"q": ["x"], "lieu": [""], "lat": [" "]}, "/api/v1/search?q=x"),
        ("search", {"q": ["x"], "inconnu": ["1"]}, "/api/v1/search?q=x"),
        ("search", {"frais": ["gratuit", "payant"]}, "/api/v1/search?frais=gratuit&frais=payant"),
        ("actor", {"id": ["a/../b?c"]}, "/api/v1/actors/a%2F..%2Fb%3Fc"),
        ("actor", {"id": [".."]}, None),
        ("actor", {}, None),
        ("needs", {}, "/api/v1/needs"),
        ("search_by_post", {"q": ["x"]}, None),
    ],
)
def test_what_is_typed_should_make_the_address_of_an_answer(
    name: str, values: dict[str, list[str]], address: str | None
) -> None:
    assert tried_address(OPERATIONS[name], values) == address

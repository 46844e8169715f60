"""HSDS 3: what is exported keeps to the schema of Open Referral."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from index.exporters.hsds import NEEDS, services_of
from index.exporters.serializers import hsds_lines
from index.records.jsonl import read_records
from index.records.models import AnyRecord
from tests.conftest import ROOT, SMALL_CATALOGUE, make_actor

SCHEMA = ROOT / "tests" / "standards" / "hsds-3.0.json"
WHOLE = make_actor(
    id="atelier",
    nom="Atelier Entier",
    sigle="AE",
    siret="13002526500013",
    services=[{"nom": "Réparer un téléphone"}, {"nom": "Initiation", "description": "Pas à pas."}],
    adresse="1 rue de la Paix",
    code_postal="59000",
    commune="Lille",
    code_insee="59350",
    latitude=50.63,
    longitude=3.06,
    telephone="+33320000001",
    courriel="contact@exemple.fr",
    site_web="https://exemple.fr/",
    horaires_accueil="Mo-Fr 09:00-12:00,14:00-18:00; Sa 09:00-12:00",
    frais="gratuit",
    publics=["jeunes"],
    langues=["fr", "en"],
    besoins=["reparation--telephone"],
    date_maj="2026-11-01",
)


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    """Validator of a service of HSDS, the forms of texts included."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return Draft202012Validator(schema, format_checker=FormatChecker())


def faults(validator: Draft202012Validator, rows: list[dict[str, Any]]) -> Counter[str]:
    """What the schema refuses: message -> number."""
    return Counter(
        f"{'/'.join(map(str, error.path))} : {error.message}"
        for row in rows
        for error in validator.iter_errors(row)
    )


def test_every_record_of_the_catalogue_should_keep_to_the_schema(
    validator: Draft202012Validator,
) -> None:
    rows = json.loads("".join(hsds_lines(read_records(ROOT / "data" / "actors.jsonl"))))
    assert len(rows) > 1_000
    assert not faults(validator, rows)
    assert len({row["id"] for row in rows}) == len(rows)


def test_the_schema_should_refuse_what_is_no_service(validator: Draft202012Validator) -> None:
    (row, *_) = services_of(WHOLE)
    wrong = row | {"id": "atelier", "status": "ouvert"}
    assert sum(faults(validator, [wrong]).values()) == 2
    del row["name"]
    assert sum(faults(validator, [row]).values()) == 1


def test_a_service_should_hold_all_that_its_record_tells(validator: Draft202012Validator) -> None:
    first, second = services_of(WHOLE)
    assert not faults(validator, [first, second])
    assert (first["name"], second["description"]) == ("Réparer un téléphone", "Pas à pas.")
    assert first["organization"] == second["organization"]
    assert first["organization"]["organization_identifiers"][0]["identifier"] == "13002526500013"
    (place,) = first["service_at_locations"]
    assert place["location"]["latitude"] == 50.63
    (address,) = place["location"]["addresses"]
    assert (address["city"], address["state_province"]) == ("Lille", "59")
    assert [
        (each["byday"], each["opens_at"], each["closes_at"]) for each in first["schedules"]
    ] == [
        ("MO,TU,WE,TH,FR,SA", "09:00", "12:00"),
        ("MO,TU,WE,TH,FR", "14:00", "18:00"),
    ]
    assert first["phones"][0]["number"] == "+33320000001"
    (term,) = first["attributes"]
    assert (term["taxonomy_term"]["taxonomy"], term["taxonomy_term"]["code"]) == (
        NEEDS, "reparation--telephone",
    )  # fmt: skip


def test_identifiers_should_be_the_same_in_every_export() -> None:
    assert list(services_of(WHOLE)) == list(services_of(WHOLE))
    assert [row["id"] for row in services_of(make_actor(id="atelier"))][0] == (
        next(services_of(WHOLE))["id"]
    )


def test_hours_that_are_no_week_should_be_told_as_written() -> None:
    record = make_actor(horaires_accueil="Mo[1] 09:00-12:00")
    (row,) = services_of(record)
    assert [each.get("description") for each in row["schedules"]] == ["Mo[1] 09:00-12:00"]


@pytest.mark.parametrize(
    "record", [each for each in SMALL_CATALOGUE if not each.services and each.type != "besoin"]
)
def test_a_record_without_services_should_be_one(record: AnyRecord) -> None:
    assert [row["name"] for row in services_of(record)] == [record.nom]


def test_an_open_need_should_be_no_service() -> None:
    need = WHOLE.model_copy(update={"type": "besoin"})
    assert list(services_of(need)) == []

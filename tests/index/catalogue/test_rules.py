"""Rules that each record should follow, found without reading any page."""

from __future__ import annotations

from typing import Any

import pytest

from index.catalogue.rules import RULES, Context, broken_rules, unproved_contacts
from tests.conftest import make_actor
from tests.towns import GAZETTEER

SOUND: dict[str, Any] = {
    "nom": "Atelier Phénix",
    "site_web": "https://atelier-phenix.example/",
    "zone_eligibilite": ["59"],
    "territoires": ["hauts-de-france"],
    "forme_juridique": "association",
    "date_source": "2026-01",
    "questions": [f"question {number}" for number in range(8)],
}


def broken(**fields: Any) -> tuple[str, ...]:
    record = make_actor(**(SOUND | fields))
    return broken_rules(record, Context({"reseau"}, GAZETTEER))


def test_a_sound_record_should_break_no_rule() -> None:
    assert broken() == ()


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"site_web": None}, "sans-moyen"),
        ({"modes_mobilisation": ["se-presenter"]}, "venir-sans-adresse"),
        ({"telephone": "3949"}, "contact-sans-preuve"),
        ({"courriel": "a@b.example", "preuves": {"courriel": "https://ailleurs.example/"}},
         "contact-sans-preuve"),
        ({"zone_eligibilite": []}, "sans-zone"),
        ({"zone_eligibilite": ["france"]}, "france-partielle"),
        ({"publics": ["associations"], "besoins": ["bases--courriel"]}, "besoins-de-particuliers"),
        ({"sources": ["https://test.noyb.example/page"]}, "source-de-copie"),
        ({"lien_source": "https://www.staging.libe.example/"}, "source-de-copie"),
        ({"sources": ["https://fr.scribd.com/document/1", "https://www.scribd.com/2"]},
         "source-de-copie"),
        ({"site_web": "https://quelque-chose.example/"}, "site-d-un-autre-nom"),
        ({"commune": "Lille", "code_insee": "59350", "code_postal": "59046"}, "code-postal"),
        ({"services": [{"nom": "Un atelier"}]}, "service-sans-type"),
        ({"forme_juridique": None}, "sans-forme-juridique"),
        ({"date_source": None}, "sans-date-de-preuve"),
        ({"questions": ["une seule"]}, "questions"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_or_contradicts_itself_should_break_a_rule(
    fields: dict[str, Any], rule: str
) -> None:
    assert broken(**fields) == (rule,)
    assert RULES[rule].label


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"id": "reseau", "modes_mobilisation": ["se-presenter"]}, id="locations"),
        pytest.param({"modes_mobilisation": ["se-presenter"], "adresse": "1 rue Neuve"}, id="door"),
        pytest.param(
            {"telephone": "3949", "preuves": {"telephone": "https://page.example/"},
             "sources": ["https://page.example/"]}, id="proof"
        ),
        pytest.param({"zone_eligibilite": ["france"], "territoires": ["france-entiere"]}, id="all"),
        pytest.param(
            {"publics": ["associations"], "besoins": ["equipement--equiper-association"]},
            id="need of an organisation",
        ),
        pytest.param({"sigle": "QC", "site_web": "https://qc.example/"}, id="acronym"),
        pytest.param(
            {"commune": "Lille", "code_insee": "59350", "code_postal": "59000"}, id="postal code"
        ),
    ],
)  # fmt: skip
def test_what_can_be_used_should_break_no_rule(fields: dict[str, Any]) -> None:
    assert broken(**fields) == ()


def test_an_imported_record_should_not_be_asked_for_what_an_author_knows() -> None:
    assert broken(source="dora", questions=[], forme_juridique=None, telephone="3949") == ()


def test_contacts_that_no_page_shows_should_be_named() -> None:
    record = make_actor(telephone="3949", courriel="a@b.example", lien_source="https://a.example/",
                        preuves={"courriel": "https://a.example/"})  # fmt: skip
    assert unproved_contacts(record) == ("telephone",)

"""Tests of the JSON-LD of a record."""

from __future__ import annotations

import json
from typing import Any

from service.records.linked_data import linked_data
from tests.conftest import SMALL_CATALOGUE, make_actor
from tests.service.page import HOSTILE

ADDRESS = "https://orientess.example/fiches/relais"


def _properties(**fields: Any) -> dict[str, Any]:
    text = linked_data(make_actor(**fields), ADDRESS)
    assert text is not None
    properties: dict[str, Any] = json.loads(text)
    return properties


def test_linked_data_should_hold_the_facts_of_the_record_and_no_other() -> None:
    properties = _properties(
        nom="Relais",
        description="Un relais qui prête des tablettes.",
        site_web="https://relais.example/",
        telephone="+33320000000",
        courriel="contact@relais.example",
        adresse="2 rue Haute",
        code_postal="59000",
        commune="Lille",
        latitude=50.63,
        longitude=3.06,
        territoires=["hauts-de-france"],
        langues=["fr"],
    )
    assert properties == {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": ADDRESS,
        "name": "Relais",
        "description": "Un relais qui prête des tablettes.",
        "url": "https://relais.example/",
        "telephone": "+33320000000",
        "email": "contact@relais.example",
        "address": {
            "@type": "PostalAddress",
            "streetAddress": "2 rue Haute",
            "postalCode": "59000",
            "addressLocality": "Lille",
        },
        "location": {
            "@type": "Place",
            "geo": {"@type": "GeoCoordinates", "latitude": 50.63, "longitude": 3.06},
        },
        "areaServed": ["Hauts-de-France"],
        "knowsLanguage": ["fr"],
    }


def test_empty_fields_should_be_left_out() -> None:
    assert set(_properties()) == {"@context", "@type", "@id", "name", "description"}


def test_the_centre_of_a_town_should_not_be_stated_as_a_place() -> None:
    assert "location" not in _properties(commune="Lille", latitude=50.63, longitude=3.06)


def test_an_open_need_should_have_no_linked_data() -> None:
    need = next(record for record in SMALL_CATALOGUE if record.type == "besoin")
    assert linked_data(need, ADDRESS) is None


def test_markup_in_a_record_should_be_escaped() -> None:
    text = linked_data(make_actor(nom=HOSTILE), ADDRESS)
    assert text is not None
    assert "<" not in text
    assert json.loads(text)["name"] == HOSTILE

"""Tests of the response bodies of autocomplete."""

from __future__ import annotations

from index.places.autocomplete import PlaceSuggestion
from service.suggestions.schemas import ATTRIBUTION, places_answer, suggestions_answer
from tests.conftest import make_actor, make_thesaurus

LILLE = PlaceSuggestion("Lille", "Lille (59)", "59350", "59000", "59", "Nord", 50.6, 3.1)
THESAURUS = make_thesaurus(reparer="Réparer un téléphone")


def test_a_place_should_have_the_label_to_write_and_its_codes() -> None:
    answer = places_answer([LILLE])
    assert answer.attribution == ATTRIBUTION
    assert answer.items[0].model_dump() == {
        "nom": "Lille",
        "code_insee": "59350",
        "code_postal": "59000",
        "departement": "59",
        "libelle": "Lille (59)",
        "latitude": 50.6,
        "longitude": 3.1,
    }


def test_needs_should_come_before_places_then_names_with_their_theme_and_records() -> None:
    need = THESAURUS.needs["reparer"]
    record = make_actor(id="phenix", nom="Phénix")
    answer = suggestions_answer([need], [LILLE], [record], THESAURUS, {"reparer": 3})
    assert [item.nature for item in answer.items] == ["besoin", "lieu", "nom"]
    assert answer.items[2].model_dump() == {"nature": "nom", "id": "phenix", "libelle": "Phénix"}
    first = answer.items[0].model_dump()
    assert (first["theme_libelle"], first["fiches"]) == ("Thème", 3)

"""Tests of the model of a location."""

import pytest
from pydantic import ValidationError

from tests.locations import make_location


def test_a_location_should_state_the_networks_it_belongs_to_its_own_first() -> None:
    shared = make_location(reseau="france-services", autres_reseaux=("bibliotheques-publiques",))
    assert shared.networks == ("france-services", "bibliotheques-publiques")


@pytest.mark.parametrize(
    "fields",
    [
        {"telephone": "+33561000000"},
        {"courriel": "contact@lieu.example"},
        {"site_web": "https://lieu.example"},
        {"horaires_accueil": "Mo-Fr 09:00-12:00"},
    ],
)
def test_a_location_should_be_contactable_by_any_of_four_means(fields: dict[str, str]) -> None:
    assert make_location(**fields).is_contactable
    assert not make_location().is_contactable


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("precision", "maison"),
        ("licence", "privee"),
        ("services", ("Réparation",)),
        ("date_source", "2024"),
        ("latitude", 91.0),
        ("telephone", "05 61 00 00 00"),
        ("presentation", "Un texte libre."),
        ("autres_ids", ("a", "a")),
    ],
)
def test_a_location_should_refuse_what_its_fields_do_not_allow(field: str, value: object) -> None:
    with pytest.raises(ValidationError):
        make_location(**{field: value})

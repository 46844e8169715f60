"""How a record is reached, and where it is."""

from __future__ import annotations

from typing import Any

import pytest

from index.places.service_areas import seat_only
from service.presentation.contacts import place_of, reachable, ways_of, where_of
from tests.conftest import make_actor


@pytest.mark.parametrize(
    ("fields", "seat"),
    [
        ({"territoires": ["france-entiere"]}, True),
        ({"territoires": ["hauts-de-france", "europe"]}, True),
        ({"territoires": ["monde"]}, True),
        ({"territoires": ["france-entiere"], "adresse": "1 rue Haute"}, True),
        (
            {
                "territoires": ["france-entiere"],
                "adresse": "1 rue Haute",
                "modes_mobilisation": ["se-presenter"],
            },
            False,
        ),
        ({"territoires": ["ile-de-france"]}, False),
        ({}, False),
    ],
)
def test_the_town_of_who_serves_a_whole_country_should_be_but_a_seat(
    fields: dict[str, Any], seat: bool
) -> None:
    record = make_actor(commune="Paris", **fields)
    assert seat_only(record) is seat
    assert (place_of(record) == "") is (seat and not record.adresse)


@pytest.mark.parametrize(
    ("territories", "where"),
    [(["ile-de-france"], "Paris"), (["france-entiere", "belgique"], "France entière")],
)
def test_a_record_should_be_told_in_its_town_or_in_the_country_it_serves(
    territories: list[str], where: str
) -> None:
    assert where_of(make_actor(commune="Paris", territoires=territories)) == where


SEATED = {
    "territoires": ["france-entiere"],
    "adresse": "71 rue Archereau",
    "modes_accueil": ["en-presentiel"],
    "modes_mobilisation": ["telephoner", "se-presenter"],
    "mobilisable_par": ["usagers", "professionnels"],
    "telephone": "3949",
}


def test_nobody_should_be_sent_to_the_head_office_of_a_national_record() -> None:
    seated = make_actor(**SEATED)
    assert reachable(seated) == ("telephoner",)
    assert next(ways_of(seated)) == "Sur place, dans l'un de ses lieux : demandez le plus proche."
    assert reachable(seated, has_places=True) == ("telephoner", "se-presenter")
    assert next(ways_of(seated, has_places=True)) == "Sur place, dans l'un de ses lieux."
    local = make_actor(**SEATED | {"territoires": ["ile-de-france"]})
    assert "se-presenter" in reachable(local)
    assert next(ways_of(local)) == "Sur place."


@pytest.mark.parametrize(
    ("conditions", "last"),
    [
        ("Être orienté par un travailleur social.", "Un professionnel oriente la personne."),
        ("Sur prescription d'un médecin.", "Un professionnel oriente la personne."),
        ("Avoir un bon d'orientation.", "Un professionnel oriente la personne."),
        ("Pour l'emploi, être orienté.", "La personne elle-même ou un professionnel"),
        ("Sans orientation.", "La personne elle-même ou un professionnel"),
    ],
)
def test_conditions_that_ask_for_a_referral_should_not_be_contradicted(
    conditions: str, last: str
) -> None:
    assert list(ways_of(make_actor(**SEATED, conditions_acces=conditions)))[-1].startswith(last)


def test_who_may_get_in_touch_should_be_told_only_where_somebody_can() -> None:
    assert list(ways_of(make_actor(mobilisable_par=["usagers"]))) == []

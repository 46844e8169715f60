"""How a record is reached, and where it is."""

from __future__ import annotations

from typing import Any

import pytest

from index.places.service_areas import seat_only
from service.presentation.contacts import place_of, where_of
from tests.conftest import make_actor


@pytest.mark.parametrize(
    ("fields", "seat"),
    [
        ({"territoires": ["france-entiere"]}, True),
        ({"territoires": ["hauts-de-france", "europe"]}, True),
        ({"territoires": ["monde"]}, True),
        ({"territoires": ["france-entiere"], "adresse": "1 rue Haute"}, False),
        ({"territoires": ["ile-de-france"]}, False),
        ({}, False),
    ],
)
def test_the_town_of_who_serves_a_whole_country_should_be_but_a_seat(
    fields: dict[str, Any], seat: bool
) -> None:
    record = make_actor(commune="Paris", **fields)
    assert seat_only(record) is seat
    assert (place_of(record) == "") is seat


@pytest.mark.parametrize(
    ("territories", "where"),
    [(["ile-de-france"], "Paris"), (["france-entiere", "belgique"], "France entière")],
)
def test_a_record_should_be_told_in_its_town_or_in_the_country_it_serves(
    territories: list[str], where: str
) -> None:
    assert where_of(make_actor(commune="Paris", territoires=territories)) == where

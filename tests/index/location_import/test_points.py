"""Tests of the commune and of the point of a place."""

from collections import Counter
from pathlib import Path

import pytest

from index.location_import.points import Towns, point_of, shared_points
from index.locations.models import Precision
from index.places.models import Point
from tests.index.location_import.lists import make_row, make_towns


@pytest.fixture
def towns(tmp_path: Path) -> Towns:
    return make_towns(tmp_path)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"code_insee": "09225"}, "09225"),
        ({"code_postal": "09100", "commune": "PAMIERS CEDEX"}, "09225"),
        ({"code_postal": "75011", "commune": "Paris"}, "75111"),
        ({"code_postal": "", "commune": "Foix"}, "09122"),
        ({"code_postal": "", "commune": "Nulle-Part"}, None),
        ({"code_postal": "09100", "commune": "Foix"}, "09122"),
    ],
)
def test_the_commune_should_be_that_of_the_codes_and_of_the_name(
    towns: Towns, cells: dict[str, str], code: str | None
) -> None:
    town = towns.commune(make_row(**cells))
    assert (town.code if town else None) == code


@pytest.mark.parametrize(
    ("cells", "address", "shared", "expected"),
    [
        ({}, "12 rue des Tilleuls", False, Precision.ADRESSE),
        ({}, "rue des Tilleuls", False, Precision.RUE),
        ({}, None, False, Precision.COMMUNE),
        ({}, "12 rue des Tilleuls", True, Precision.COMMUNE),
        ({"latitude": "42.9640"}, "12 rue des Tilleuls", False, Precision.ADRESSE),
        (
            {"latitude": "42.9641", "longitude": "1.6055"},
            "12 rue des Tilleuls",
            False,
            Precision.COMMUNE,
        ),
        ({"latitude": "", "longitude": ""}, "12 rue des Tilleuls", False, Precision.COMMUNE),
    ],
)
def test_the_precision_should_follow_the_rule(
    towns: Towns, cells: dict[str, str], address: str | None, shared: bool, expected: Precision
) -> None:
    row = make_row(**cells)
    town = towns.commune(row)
    assert town is not None
    spot = towns.spot(row, town, address, shared, Counter())
    assert spot is not None
    assert spot.precision == expected


def test_a_point_far_from_its_postal_code_should_become_the_centre_of_the_commune(
    towns: Towns,
) -> None:
    row, dropped = make_row(latitude="48.85", longitude="2.35"), Counter[str]()
    town = towns.commune(row)
    assert town is not None
    spot = towns.spot(row, town, "12 rue des Tilleuls", False, dropped)
    assert spot == (42.9639, 1.6054, Precision.COMMUNE)
    assert dropped == {"point à plus de 25 km du code postal": 1}


@pytest.mark.parametrize(
    ("latitude", "longitude"), [("0", "0"), ("", ""), ("nord", "1"), ("91", "1"), ("nan", "2")]
)
def test_a_point_that_cannot_be_should_be_none(latitude: str, longitude: str) -> None:
    assert point_of(make_row(latitude=latitude, longitude=longitude)) is None


def test_a_point_of_three_addresses_should_be_that_of_none() -> None:
    rows = [make_row(adresse=f"{number} rue A") for number in range(3)]
    assert shared_points(rows) == {Point(42.97, 1.61)}
    assert shared_points(rows[:2]) == frozenset()

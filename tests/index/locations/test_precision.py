"""Tests of the precision of points."""

from __future__ import annotations

import pytest

from index.locations.models import Precision
from index.locations.precision import precision_of
from index.places.models import Point

CENTRE, NEAR, AWAY = Point(42.9639, 1.6054), Point(42.9641, 1.6056), Point(42.97, 1.61)


@pytest.mark.parametrize(
    ("address", "point", "centre", "precision"),
    [
        ("12 rue des Chapeliers", AWAY, CENTRE, Precision.ADRESSE),
        ("12 rue des Chapeliers", AWAY, None, Precision.ADRESSE),
        ("Résidence les Lilas, 3 bis avenue Foch", AWAY, CENTRE, Precision.ADRESSE),
        ("place de la Mairie", AWAY, CENTRE, Precision.RUE),
        ("rue du 8 Mai 1945", AWAY, CENTRE, Precision.RUE),
        ("1er étage, place de la Mairie", AWAY, CENTRE, Precision.RUE),
        ("12 rue des Chapeliers", NEAR, CENTRE, Precision.COMMUNE),
        (None, AWAY, CENTRE, Precision.COMMUNE),
    ],
)
def test_a_point_should_locate_an_address_only_away_from_the_centre_of_its_commune(
    address: str | None, point: Point, centre: Point | None, precision: Precision
) -> None:
    assert precision_of(address, point, centre) is precision

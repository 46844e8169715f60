"""Tests of distances in words: never nearer, nor more exact, than what is known."""

from __future__ import annotations

import pytest

from index.locations.models import Precision
from index.places.models import Place, PlaceKind, Point
from service.presentation.distances import shown_distance, situation

FOIX = Place(PlaceKind.COMMUNE, "Foix (09)", Point(42.96, 1.6), "09122", "09", "76")
HERE = Place.at(Point(42.96, 1.6))
ARIEGE = Place(PlaceKind.DEPARTEMENT, "Ariège (09)", Point(42.94, 1.5), "", "09", "76")


@pytest.mark.parametrize(
    ("km", "precision", "shown"),
    [
        (3.21, Precision.ADRESSE, 3.2),
        (3.21, Precision.RUE, 3.2),
        (3.21, Precision.COMMUNE, None),
        (14.06, Precision.COMMUNE, 14.1),
        (None, Precision.ADRESSE, None),
        (3.21, None, None),
    ],
)
def test_a_short_distance_to_the_centre_of_a_commune_should_not_be_a_number(
    km: float | None, precision: Precision | None, shown: float | None
) -> None:
    assert shown_distance(km, precision) == shown


@pytest.mark.parametrize(
    ("km", "precision", "commune", "code", "place", "words"),
    [
        (3.2, Precision.ADRESSE, "Foix", "09122", FOIX, "à 3 km du centre de Foix"),
        (0.4, Precision.RUE, "Foix", "09122", FOIX, "à moins de 1 km du centre de Foix"),
        (14.0, Precision.COMMUNE, "Pamiers", "09225", FOIX, "à environ 15 km du centre de Foix"),
        (0.0, Precision.COMMUNE, "Foix", "09122", FOIX, "à Foix"),
        (4.0, Precision.COMMUNE, "Vernajoul", "09329", FOIX, "à Vernajoul (commune voisine)"),
        (0.4, Precision.ADRESSE, "Foix", "09122", HERE, "à moins de 1 km"),
        (3.2, Precision.ADRESSE, "Foix", "09122", HERE, "à 3 km"),
        (4.0, Precision.COMMUNE, "Vernajoul", "09329", HERE, "à Vernajoul"),
        (31.0, Precision.ADRESSE, "Foix", "09122", HERE, "à environ 30 km"),
        (3.2, Precision.ADRESSE, "Foix", "09122", ARIEGE, "à Foix"),
        (None, None, "", "", FOIX, ""),
    ],
)
def test_a_place_should_be_situated_by_what_is_known_of_its_point(
    km: float | None,
    precision: Precision | None,
    commune: str,
    code: str,
    place: Place,
    words: str,
) -> None:
    assert situation(km, precision, commune, code, place) == words

"""Tests of distances in words: never nearer, nor more exact, than what is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.locations.models import Precision
from index.places.models import Place, PlaceKind, Point
from index.places.proximity import Widened, Widening
from service.presentation.distances import place_name, shown_distance, situation, widened_words

FOIX = Place(PlaceKind.COMMUNE, "Foix (09)", Point(42.96, 1.6), "09122", "09", "76")
MARSEILLE = Place(PlaceKind.COMMUNE, "Marseille (13)", Point(43.3, 5.38), "13055", "13", "93")
PARIS = Place(PlaceKind.COMMUNE, "Paris (75)", Point(48.86, 2.34), "75056", "75", "11")
ARRAS = Place(PlaceKind.COMMUNE, "Arras (62)", Point(50.29, 2.78), "62041", "62", "32")
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
        (6.0, Precision.COMMUNE, "Montgailhard", "09207", FOIX,
         "à Montgailhard (à environ 5 km du centre de Foix)"),
        (5.0, Precision.COMMUNE, "Marseille", "13209", MARSEILLE, "à Marseille"),
        (0.0, Precision.COMMUNE, "Paris", "75118", PARIS, "à Paris"),
        (9.1, Precision.COMMUNE, "Bobigny", "93008", PARIS,
         "à Bobigny (à environ 10 km du centre de Paris)"),
        (4.8, Precision.COMMUNE, "Montrouge", "92049", PARIS,
         "à Montrouge (à environ 5 km du centre de Paris)"),
        (3.0, Precision.ADRESSE, "Arras", "62041", ARRAS, "à 3 km du centre d'Arras"),
        (0.4, Precision.ADRESSE, "Foix", "09122", HERE, "à moins de 1 km"),
        (3.2, Precision.ADRESSE, "Foix", "09122", HERE, "à 3 km"),
        (4.0, Precision.COMMUNE, "Vernajoul", "09329", HERE, "à Vernajoul"),
        (31.0, Precision.ADRESSE, "Foix", "09122", HERE, "à environ 30 km"),
        (3.2, Precision.ADRESSE, "Foix", "09122", ARIEGE, "à Foix"),
        (None, None, "", "", FOIX, ""),
    ],
)  # fmt: skip
def test_a_place_should_be_situated_by_what_is_known_of_its_point(
    km: float | None,
    precision: Precision | None,
    commune: str,
    code: str,
    place: Place,
    words: str,
) -> None:
    assert situation(km, precision, commune, code, place) == words


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (FOIX, "Foix (09)"),
        (HERE, "Autour de vous"),
        (replace(FOIX, kind=PlaceKind.EPCI), "Foix (09) et son intercommunalité"),
    ],
)
def test_a_place_should_be_named_by_its_kind(place: Place, name: str) -> None:
    assert place_name(place) == name


@pytest.mark.parametrize(
    ("widened", "words"),
    [
        (Widened(Widening.RADIUS, FOIX, 10, 50),
         "Rien à moins de 10 km : recherche élargie à 50 km."),
        (Widened(Widening.RADIUS, ARIEGE, 10, 50),
         "Rien dans « Ariège (09) » : recherche élargie à 50 km."),
        (Widened(Widening.COUNTRY, FOIX),
         "Rien de local : voici ceux qui servent toute la France, ou plus large."),
        (Widened(Widening.ABROAD, FOIX),
         "Rien de local : voici ceux qui servent l'Europe ou le monde."),
        (Widened(Widening.NOTHING_NEAR, FOIX),
         "Rien de connu près de « Foix (09) » pour ce besoin."),
    ],
)  # fmt: skip
def test_a_wider_search_should_be_said_in_words(widened: Widened, words: str) -> None:
    assert widened_words(widened) == words

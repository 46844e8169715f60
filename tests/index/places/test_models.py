"""Places: points that are on Earth, what a place is, and the one that a row of the table makes."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from index.errors import InvalidQuery
from index.places.communes import Commune
from index.places.gazetteer import country, place_of
from index.places.models import Place, PlaceCode, PlaceKind, Point

LILLE = Point(50.6333, 3.0667)
ROW = Commune(
    code="59350",
    nom="Lille",
    type="commune",
    codes_postaux=("59000",),
    departement="59",
    region="32",
    epci="200093201",
    pays="fr",
    population=238_695,
    latitude=50.6333,
    longitude=3.0667,
    ordinary=False,
    parent="",
)
NORD = replace(ROW, code="59", nom="Nord", type="departement", epci="")
REGION = replace(ROW, code="32", nom="Hauts-de-France", type="region", departement="", epci="")
FOREIGN = replace(ROW, code="", type="etranger", departement="", region="", epci="")


def place(kind: PlaceKind) -> Place:
    """A place of a kind, with every code."""
    return Place(kind, "Lille", LILLE, "59350", "59", "32", "200093201", "fr")


@pytest.mark.parametrize(
    ("latitude", "longitude", "field"),
    [
        (90.1, 0, "lat"),
        (-91, 0, "lat"),
        (math.nan, 0, "lat"),
        (math.inf, 0, "lat"),
        (0, 180.1, "lon"),
        (0, -181, "lon"),
        (0, math.nan, "lon"),
        (0, -math.inf, "lon"),
    ],
)
def test_a_point_that_is_not_on_earth_should_be_refused(
    latitude: float, longitude: float, field: str
) -> None:
    with pytest.raises(InvalidQuery) as caught:
        Point(latitude, longitude)
    assert caught.value.field == field


@pytest.mark.parametrize(("latitude", "longitude"), [(90, 180), (-90, -180), (0, 0)])
def test_the_ends_of_the_earth_should_be_accepted(latitude: float, longitude: float) -> None:
    point = Point(latitude, longitude)
    assert (point.latitude, point.longitude) == (latitude, longitude)


@pytest.mark.parametrize(
    ("kind", "is_area"),
    [
        (PlaceKind.POINT, False),
        (PlaceKind.COMMUNE, False),
        (PlaceKind.DEPARTEMENT, True),
        (PlaceKind.REGION, True),
        (PlaceKind.COUNTRY, True),
    ],
)
def test_what_is_wider_than_a_commune_should_be_an_area(kind: PlaceKind, is_area: bool) -> None:
    assert place(kind).is_area is is_area


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (PlaceKind.POINT, ""),
        (PlaceKind.COMMUNE, "59350"),
        (PlaceKind.DEPARTEMENT, "59"),
        (PlaceKind.REGION, "32"),
        (PlaceKind.COUNTRY, "fr"),
    ],
)
def test_a_place_should_give_the_code_of_its_own_kind(kind: PlaceKind, code: str) -> None:
    assert place(kind).code == code


def test_a_town_abroad_should_have_no_code() -> None:
    assert Place(PlaceKind.COMMUNE, "Bruxelles (Belgique)", None, country="be").code == ""


def test_a_bare_point_should_be_in_france_and_in_no_commune_that_is_known() -> None:
    here = Place.at(LILLE)
    assert (here.kind, here.point, here.nom) == (PlaceKind.POINT, LILLE, "")
    assert (here.commune, here.departement, here.region, here.epci) == ("", "", "", "")
    assert here.country == "fr"


@pytest.mark.parametrize(
    ("row", "kind", "nom", "code"),
    [
        pytest.param(ROW, PlaceKind.COMMUNE, "Lille (59)", "59350", id="commune"),
        pytest.param(NORD, PlaceKind.DEPARTEMENT, "Nord (59)", "59", id="département"),
        pytest.param(REGION, PlaceKind.REGION, "Hauts-de-France", "32", id="region"),
        pytest.param(
            replace(ROW, code="59298", nom="Hellemmes", type="ancienne", parent="59350"),
            PlaceKind.COMMUNE,
            "Hellemmes (59)",
            "59350",
            id="an old commune has the code of the new one",
        ),
        pytest.param(
            replace(FOREIGN, nom="Liège", pays="be"),
            PlaceKind.COMMUNE,
            "Liège (Belgique)",
            "",
            id="abroad",
        ),
        pytest.param(
            replace(FOREIGN, nom="Turin", pays="it"),
            PlaceKind.COMMUNE,
            "Turin (it)",
            "",
            id="in a country without name",
        ),
    ],
)
def test_a_row_should_make_a_place(row: Commune, kind: PlaceKind, nom: str, code: str) -> None:
    found = place_of(row)
    assert (found.kind, found.nom, found.code) == (kind, nom, code)


def test_a_row_should_give_its_place_every_code() -> None:
    assert place_of(ROW) == replace(place(PlaceKind.COMMUNE), nom="Lille (59)")


@pytest.mark.parametrize(
    ("latitude", "longitude", "point"),
    [(0.0, 0.0, Point(0, 0)), (None, None, None), (48.0, None, None), (None, 2.0, None)],
)
def test_a_place_should_have_a_point_only_when_both_coordinates_are_known(
    latitude: float | None, longitude: float | None, point: Point | None
) -> None:
    assert place_of(replace(ROW, latitude=latitude, longitude=longitude)).point == point


def test_a_country_should_have_a_name_and_no_point() -> None:
    belgium = country("be")
    assert (belgium.kind, belgium.nom, belgium.point) == (PlaceKind.COUNTRY, "Belgique", None)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (PlaceKind.COMMUNE, "59350"),
        (PlaceKind.COMMUNE, "2a004"),
        (PlaceKind.COMMUNE, "97411"),
        (PlaceKind.DEPARTEMENT, "59"),
        (PlaceKind.DEPARTEMENT, "2B"),
        (PlaceKind.DEPARTEMENT, "974"),
        (PlaceKind.REGION, "01"),
        (PlaceKind.EPCI, "200093201"),
    ],
)
def test_a_code_in_the_form_of_its_kind_should_be_taken(kind: PlaceKind, code: str) -> None:
    assert PlaceCode(kind, code).code == code.upper()


@pytest.mark.parametrize(
    ("kind", "code", "parameter"),
    [
        (PlaceKind.COMMUNE, "5935", "code_commune"),
        (PlaceKind.COMMUNE, "Lille", "code_commune"),
        (PlaceKind.COMMUNE, "５９３５０", "code_commune"),
        (PlaceKind.DEPARTEMENT, "590", "code_departement"),
        (PlaceKind.REGION, "bretagne", "code_region"),
        (PlaceKind.EPCI, "59350", "epci"),
    ],
)
def test_a_malformed_code_should_be_refused(kind: PlaceKind, code: str, parameter: str) -> None:
    with pytest.raises(InvalidQuery) as refused:
        PlaceCode(kind, code)
    assert refused.value.field == parameter


def test_a_group_of_communes_should_be_an_area_that_has_its_code() -> None:
    place = Place(PlaceKind.EPCI, "Lille et son intercommunalité", None, epci="200093201")
    assert place.is_area
    assert place.code == "200093201"

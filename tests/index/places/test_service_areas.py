"""Service areas: a record serves the places that its zone, or else its regions, hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from index.places.models import Place, PlaceKind, Point
from index.places.service_areas import ServiceAreas, departement_of
from index.records.models import AnyRecord

MakeActor = Callable[..., AnyRecord]
CENTRE = Point(0, 0)
LILLE = Place(PlaceKind.COMMUNE, "Lille (59)", CENTRE, "59350", "59", "32", "200093201")
NORD = Place(PlaceKind.DEPARTEMENT, "Nord (59)", CENTRE, "", "59", "32")
HAUTS_DE_FRANCE = Place(PlaceKind.REGION, "Hauts-de-France", CENTRE, region="32")
SAINT_DENIS = Place(PlaceKind.COMMUNE, "Saint-Denis (974)", CENTRE, "97411", "974", "04")
CORTE = Place(PlaceKind.COMMUNE, "Corte (2B)", CENTRE, "2B096", "2B", "94")
NOUMEA = Place(PlaceKind.COMMUNE, "Nouméa (988)", CENTRE, "98818", "988", "988")
FRANCE = Place(PlaceKind.COUNTRY, "France", None)
BELGIUM = Place(PlaceKind.COUNTRY, "Belgique", None, country="be")
BRUSSELS = Place(PlaceKind.COMMUNE, "Bruxelles (Belgique)", CENTRE, country="be")
POINT = Place.at(CENTRE)


def zone(*codes: str) -> dict[str, Any]:
    """The fields of a record that serves a zone."""
    return {"zone_eligibilite": list(codes)}


def regions(*slugs: str) -> dict[str, Any]:
    """The fields of a record that says its regions only."""
    return {"territoires": list(slugs)}


def met(*ways: str) -> dict[str, Any]:
    """The fields of a record that is met in some ways."""
    return {"modes_accueil": list(ways)}


def seat(code_insee: str) -> dict[str, Any]:
    """The fields of a record that sits in a commune."""
    return {"code_insee": code_insee}


@pytest.mark.parametrize(
    ("fields", "place", "serves"),
    [
        pytest.param(zone("france"), LILLE, True, id="national: a commune"),
        pytest.param(zone("france"), SAINT_DENIS, True, id="national: overseas"),
        pytest.param(zone("france"), HAUTS_DE_FRANCE, True, id="national: a region"),
        pytest.param(zone("france"), POINT, True, id="national: a bare point"),
        pytest.param(zone("france"), BRUSSELS, False, id="national: not abroad"),
        pytest.param(regions("france-entiere"), LILLE, True, id="national by its territory"),
        pytest.param(regions("hauts-de-france"), LILLE, True, id="régional: a commune"),
        pytest.param(regions("hauts-de-france"), NORD, True, id="régional: a département"),
        pytest.param(regions("hauts-de-france"), HAUTS_DE_FRANCE, True, id="régional: itself"),
        pytest.param(regions("bretagne"), LILLE, False, id="régional: another region"),
        pytest.param(regions("autres-outre-mer"), NOUMEA, True, id="other overseas"),
        pytest.param(zone("59"), LILLE, True, id="départemental: a commune"),
        pytest.param(zone("59"), NORD, True, id="départemental: itself"),
        pytest.param(zone("59"), HAUTS_DE_FRANCE, True, id="départemental: its region"),
        pytest.param(zone("62"), LILLE, False, id="départemental: the next one"),
        pytest.param(zone("2B"), CORTE, True, id="départemental: Corsica"),
        pytest.param(zone("974"), SAINT_DENIS, True, id="départemental: overseas"),
        pytest.param(zone("62", "59"), LILLE, True, id="départemental: one of two"),
        pytest.param(zone("59350"), LILLE, True, id="communal: itself"),
        pytest.param(zone("59512"), LILLE, False, id="communal: the next one"),
        pytest.param(zone("200093201"), LILLE, True, id="EPCI: a commune of it"),
        pytest.param(zone("200093202"), LILLE, False, id="EPCI: another"),
        pytest.param(zone("59350"), POINT, False, id="communal: a bare point"),
        pytest.param(zone("be"), BRUSSELS, True, id="foreign zone"),
        pytest.param(zone("be"), LILLE, False, id="foreign zone: not in France"),
        pytest.param(regions("belgique"), BRUSSELS, True, id="foreign territory"),
        pytest.param(regions("europe"), BRUSSELS, True, id="Europe: abroad"),
        pytest.param(regions("monde"), LILLE, True, id="the world: a commune"),
        pytest.param(regions("canada"), LILLE, False, id="Canada: not in France"),
        pytest.param(zone("62") | regions("monde"), LILLE, True, id="the world beyond its zone"),
        pytest.param(met("a-distance"), LILLE, True, id="remote: the whole country"),
        pytest.param(met("a-distance"), BRUSSELS, False, id="remote: not abroad"),
        pytest.param(met("a-distance", "en-presentiel"), LILLE, False, id="remote and met"),
        pytest.param(met("a-distance") | zone("35"), LILLE, False, id="remote: its zone first"),
        pytest.param(
            met("a-distance") | regions("bretagne"), LILLE, False, id="remote: its region first"
        ),
        pytest.param({}, LILLE, False, id="no zone"),
    ],
)
def test_a_record_should_serve_what_its_zone_holds(
    fields: dict[str, Any], place: Place, serves: bool, actor: MakeActor
) -> None:
    assert ServiceAreas.of([actor(**fields)]).serving(place).tolist() == [serves]


def test_a_zone_should_count_more_than_the_regions(actor: MakeActor) -> None:
    records = [actor(**zone("62"), **regions("hauts-de-france"))]
    assert ServiceAreas.of(records).serving(LILLE).tolist() == [False]


@pytest.mark.parametrize(
    ("territory", "zoned"),
    [
        pytest.param("hauts-de-france", False, id="its region is only where it is"),
        pytest.param("france-entiere", True, id="a country is whom it serves"),
        pytest.param("belgique", True, id="a foreign country is whom it serves"),
        pytest.param("monde", True, id="the world is whom it serves"),
    ],
)
def test_a_record_with_an_address_should_not_be_taken_to_serve_its_whole_region(
    territory: str, zoned: bool, actor: MakeActor
) -> None:
    record = actor(**regions(territory), adresse="1 rue de la Paix")
    assert ServiceAreas.of([record]).zoned.tolist() == [zoned]


@pytest.mark.parametrize(
    ("fields", "zoned"),
    [
        (zone("59"), True),
        (regions("hauts-de-france"), True),
        (regions("monde"), True),
        (seat("59350"), False),
        ({}, False),
    ],
)
def test_only_a_record_with_a_zone_should_be_zoned(
    fields: dict[str, Any], zoned: bool, actor: MakeActor
) -> None:
    assert ServiceAreas.of([actor(**fields)]).zoned.tolist() == [zoned]


@pytest.mark.parametrize(
    ("fields", "narrowly"),
    [
        pytest.param(zone("59"), True, id="départemental"),
        pytest.param(regions("hauts-de-france"), True, id="régional"),
        pytest.param(zone("france"), False, id="national"),
        pytest.param(regions("monde"), False, id="the world"),
        pytest.param(zone("france", "59"), True, id="both"),
        pytest.param(zone("62"), False, id="elsewhere"),
    ],
)
def test_a_record_that_serves_the_whole_country_should_not_serve_a_place_narrowly(
    fields: dict[str, Any], narrowly: bool, actor: MakeActor
) -> None:
    assert ServiceAreas.of([actor(**fields)]).narrowly(LILLE).tolist() == [narrowly]


@pytest.mark.parametrize(
    ("fields", "country", "inside"),
    [
        pytest.param(zone("france"), "fr", True, id="national"),
        pytest.param(zone("59"), "fr", True, id="a part of France"),
        pytest.param(regions("bretagne"), "fr", True, id="a region of France"),
        pytest.param(seat("59350"), "fr", True, id="sits in France"),
        pytest.param(seat("59350"), "be", False, id="sits in France, not in Belgium"),
        pytest.param(zone("be"), "fr", False, id="foreign"),
        pytest.param(zone("be"), "be", True, id="Belgian"),
        pytest.param(zone("france"), "be", False, id="French, not Belgian"),
        pytest.param(regions("monde"), "be", True, id="the world"),
        pytest.param({}, "fr", False, id="no zone"),
    ],
)
def test_a_record_should_be_in_the_country_where_it_sits_or_serves(
    fields: dict[str, Any], country: str, inside: bool, actor: MakeActor
) -> None:
    assert ServiceAreas.of([actor(**fields)]).in_country(country).tolist() == [inside]


@pytest.mark.parametrize(
    ("code_insee", "place", "inside"),
    [
        pytest.param("59350", NORD, True, id="a département"),
        pytest.param("59350", LILLE, True, id="a commune"),
        pytest.param("59009", LILLE, False, id="the next commune"),
        pytest.param("59350", Place.at(CENTRE), False, id="a bare point"),
        pytest.param("62041", NORD, False, id="the next département"),
        pytest.param("62041", HAUTS_DE_FRANCE, True, id="a region"),
        pytest.param("75056", HAUTS_DE_FRANCE, False, id="another region"),
        pytest.param(
            "97411", Place(PlaceKind.REGION, "La Réunion", CENTRE, region="04"), True, id="overseas"
        ),
        pytest.param(
            "59350", Place(PlaceKind.REGION, "Inconnue", CENTRE, region="99"), False, id="unknown"
        ),
    ],
)
def test_a_record_should_be_inside_the_area_where_it_sits(
    code_insee: str, place: Place, inside: bool, actor: MakeActor
) -> None:
    assert ServiceAreas.of([actor(code_insee=code_insee)]).inside(place).tolist() == [inside]


def test_a_record_should_not_be_inside_an_area_that_it_only_serves(actor: MakeActor) -> None:
    areas = ServiceAreas.of([actor(**zone("59"), code_insee="75056")])
    assert areas.inside(NORD).tolist() == [False]


def test_rows_should_keep_the_order_of_the_records(actor: MakeActor) -> None:
    records = [actor(**zone("62")), actor(**zone("59")), actor(), actor(**zone("france"))]
    assert ServiceAreas.of(records).serving(LILLE).tolist() == [False, True, False, True]


@pytest.mark.parametrize("place", [LILLE, NORD, HAUTS_DE_FRANCE, FRANCE, BELGIUM, POINT])
def test_no_record_should_serve_no_place(place: Place) -> None:
    territories = ServiceAreas.of([])
    masks = (territories.serving(place), territories.narrowly(place), territories.inside(place))
    assert [mask.shape for mask in (*masks, territories.in_country("fr"))] == [(0,)] * 4


@pytest.mark.parametrize(
    ("code_insee", "departement"),
    [("59350", "59"), ("2A004", "2A"), ("97411", "974"), ("98818", "988"), ("01001", "01")],
)
def test_the_departement_should_be_read_from_the_code_of_a_commune(
    code_insee: str, departement: str
) -> None:
    assert departement_of(code_insee) == departement


def test_a_group_of_communes_should_be_served_by_who_serves_it_or_one_of_its_communes(
    actor: MakeActor,
) -> None:
    group = Place(
        PlaceKind.EPCI,
        "Lille et son intercommunalité",
        CENTRE,
        "",
        "59",
        "32",
        "200093201",
        communes=frozenset({"59350", "59512"}),
    )
    areas = ServiceAreas.of(
        [
            actor(id="group", **zone("200093201")),
            actor(id="commune", **zone("59512")),
            actor(id="departement", **zone("59")),
            actor(id="elsewhere", **zone("59183")),
            actor(id="inside", code_insee="59512"),
            actor(id="outside", code_insee="59183"),
        ]
    )
    assert areas.serving(group).tolist() == [True, True, True, False, False, False]
    assert areas.inside(group).tolist() == [False, False, False, False, True, False]

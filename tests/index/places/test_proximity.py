"""Proximity: distances on Earth, records near a place or serving it, and their sentences."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from index.places.models import EARTH_RADIUS_KM, Place, PlaceKind, Point
from index.places.proximity import (
    DEFAULT_RADIUS_KM,
    SERVING_NEARNESS,
    Proximity,
    RecordPlaces,
    Widened,
    Widening,
    distance_km,
)
from index.records.models import AnyRecord

MakeActor = Callable[..., AnyRecord]
PARIS, LYON, LONDON = Point(48.8566, 2.3522), Point(45.7640, 4.8357), Point(51.4779, 0.0)
HERE = Point(0, 0)
LILLE = Place(PlaceKind.COMMUNE, "Lille (59)", HERE, "59350", "59", "32", "200093201")
NORD = Place(PlaceKind.DEPARTEMENT, "Nord (59)", HERE, "", "59", "32")
REGION = Place(PlaceKind.REGION, "Hauts-de-France", HERE, region="32")
UNPLACED = Place(PlaceKind.COMMUNE, "Rochefourchat (26)", None, "26274", "26", "84")


def kilometres(actor: MakeActor, here: Point, there: Point) -> float:
    """The distance from a point to a record at another."""
    places = RecordPlaces.of([actor(latitude=there.latitude, longitude=there.longitude)])
    return float(places.distances(here)[0])


def at(km: float) -> dict[str, float]:
    """The fields of a record at some kilometres north of HERE."""
    return {"latitude": math.degrees(km / EARTH_RADIUS_KM), "longitude": 0.0}


def everyone(places: RecordPlaces, place: Place, radius_km: float = 20) -> Proximity:
    """Where records stand when each of them answers."""
    size = len(places.distances(HERE))
    return places.locate(place, radius_km, np.ones(size, dtype=np.bool_))


def test_lyon_should_be_392_km_from_paris(actor: MakeActor) -> None:
    assert kilometres(actor, PARIS, LYON) == pytest.approx(392, abs=1)


def test_a_distance_should_be_the_same_both_ways(actor: MakeActor) -> None:
    there, back = kilometres(actor, PARIS, LYON), kilometres(actor, LYON, PARIS)
    assert there == pytest.approx(back)


def test_a_place_should_be_at_no_distance_from_itself(actor: MakeActor) -> None:
    assert kilometres(actor, PARIS, PARIS) == 0


def test_two_points_should_be_as_far_as_a_point_and_a_record(actor: MakeActor) -> None:
    assert distance_km(PARIS, LYON) == pytest.approx(kilometres(actor, PARIS, LYON))


@pytest.mark.parametrize("place", [LILLE, Place(PlaceKind.COMMUNE, "Lille (59)", None, "59350")])
def test_a_record_without_coordinates_should_be_found_in_its_own_commune(
    place: Place, actor: MakeActor
) -> None:
    records = [actor(id="ici", code_insee="59350"), actor(id="ailleurs", code_insee="59009")]
    located = everyone(RecordPlaces.of(records), place)
    assert located.allowed.tolist() == [True, False]
    assert located.nearness.tolist() == [0.5, 0]
    assert located.shown_km(0) is None


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        pytest.param(LONDON, PARIS, 336, id="Greenwich meridian"),
        pytest.param(PARIS, LONDON, 336, id="to the meridian"),
        pytest.param(Point(0, 0), Point(0, 1), 111.2, id="equator"),
        pytest.param(Point(0, 179.5), Point(0, -179.5), 111.2, id="across the date line"),
        pytest.param(Point(90, 0), Point(90, 120), 0, id="one pole"),
        pytest.param(Point(0, 0), Point(0, 180), math.pi * EARTH_RADIUS_KM, id="antipodes"),
        pytest.param(Point(90, 0), Point(-90, 0), math.pi * EARTH_RADIUS_KM, id="pole to pole"),
    ],
)
def test_any_place_of_the_earth_should_be_measured(
    here: Point, there: Point, expected: float, actor: MakeActor
) -> None:
    assert kilometres(actor, here, there) == pytest.approx(expected, abs=1)


def test_an_unknown_place_should_have_no_distance(actor: MakeActor) -> None:
    places = RecordPlaces.of([actor(), actor(latitude=48.8566, longitude=2.3522)])
    assert np.isnan(places.distances(PARIS)).tolist() == [True, False]


def test_the_place_zero_zero_should_be_known(actor: MakeActor) -> None:
    places = RecordPlaces.of([actor(latitude=0, longitude=0)])
    assert places.distances(Point(0, 0)).tolist() == [0]


def test_no_record_should_have_no_distance() -> None:
    assert RecordPlaces.of([]).distances(PARIS).shape == (0,)


NATIONAL, UNKNOWN = 4, 5


@pytest.fixture
def around(actor: MakeActor) -> RecordPlaces:
    """Records at 0, 33, 78 and 133 km north of a point, then a national one, one unknown."""
    near = [actor(**at(each)) for each in (0, 33, 78, 133)]
    return RecordPlaces.of([*near, actor(zone_eligibilite=["france"]), actor()])


@pytest.mark.parametrize(
    ("radius_km", "answering", "local"),
    [
        pytest.param(20, [0, 1], [0], id="within the radius"),
        pytest.param(34, [0, 1], [0, 1], id="a larger radius"),
        pytest.param(20, [1, 2], [0, 1], id="50 km when nobody nearer answers"),
        pytest.param(20, [2, 3], [0, 1, 2], id="100 km when nobody nearer answers"),
        pytest.param(60, [2], [0, 1, 2], id="no step below the radius of the query"),
        pytest.param(100, [], [0, 1, 2], id="nobody answers"),
    ],
)
def test_the_radius_should_widen_only_until_somebody_answers(
    radius_km: float, answering: list[int], local: list[int], around: RecordPlaces
) -> None:
    located = around.locate(LILLE, radius_km, np.isin(np.arange(6), answering))
    assert np.flatnonzero(located.allowed).tolist() == [*local, NATIONAL]


@pytest.mark.parametrize(
    ("radius_km", "first", "widened"),
    [
        pytest.param(20, 0, None, id="not widened"),
        pytest.param(20, 1, Widened(Widening.RADIUS, LILLE, 20, 50), id="50 km"),
        pytest.param(20, 2, Widened(Widening.RADIUS, LILLE, 20, 100), id="twice"),
        pytest.param(50, 2, Widened(Widening.RADIUS, LILLE, 50, 100), id="100 km"),
        pytest.param(20, 3, Widened(Widening.COUNTRY, LILLE), id="nobody"),
        pytest.param(20, NATIONAL, Widened(Widening.COUNTRY, LILLE), id="only one of the country"),
    ],
)
def test_a_radius_that_was_widened_should_be_stated(
    radius_km: float, first: int, widened: Widened | None, around: RecordPlaces
) -> None:
    assert around.locate(LILLE, radius_km, np.arange(6) == first).widened == widened


def test_the_radius_should_never_widen_beyond_100_km(around: RecordPlaces) -> None:
    assert not around.locate(LILLE, 20, np.arange(6) == 3).allowed[3]


def test_the_radius_should_not_widen_when_somebody_serves_the_place(actor: MakeActor) -> None:
    far = actor(**at(300), zone_eligibilite=["59"])
    located = everyone(RecordPlaces.of([far, actor(**at(40))]), LILLE)
    assert located.allowed.tolist() == [True, False]
    assert located.widened is None


def test_an_area_that_was_widened_should_be_named(actor: MakeActor) -> None:
    located = everyone(RecordPlaces.of([actor(**at(40), code_insee="62041")]), NORD)
    assert located.widened == Widened(Widening.RADIUS, NORD, DEFAULT_RADIUS_KM, 50)


def test_a_point_should_be_widened_as_a_commune_is(around: RecordPlaces) -> None:
    located = around.locate(Place.at(HERE), 20, np.arange(6) == 1)
    assert located.widened == Widened(Widening.RADIUS, Place.at(HERE), 20, 50)


@pytest.mark.parametrize(
    ("fields", "place", "allowed"),
    [
        pytest.param({"zone_eligibilite": ["62"]}, LILLE, False, id="another département"),
        pytest.param({"zone_eligibilite": ["59512"]}, LILLE, False, id="another commune"),
        pytest.param({"territoires": ["bretagne"]}, LILLE, False, id="another region"),
        pytest.param({"territoires": ["belgique"]}, LILLE, False, id="another country"),
        pytest.param({"zone_eligibilite": ["59"]}, LILLE, True, id="its département"),
        pytest.param({}, LILLE, True, id="no zone"),
        pytest.param({"zone_eligibilite": ["62"]}, Place.at(HERE), True, id="a bare point"),
        pytest.param({"code_insee": "59350", "zone_eligibilite": ["62"]}, NORD, False, id="area"),
    ],
)
def test_a_record_that_says_whom_it_serves_should_not_apply_elsewhere_however_near(
    fields: dict[str, Any], place: Place, allowed: bool, actor: MakeActor
) -> None:
    located = everyone(RecordPlaces.of([actor(**at(0), **fields)]), place)
    assert located.allowed.tolist() == [allowed]


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"zone_eligibilite": ["france"]}, id="national"),
        pytest.param({"territoires": ["hauts-de-france"]}, id="régional"),
        pytest.param({"zone_eligibilite": ["59"]}, id="départemental"),
        pytest.param({"zone_eligibilite": ["59350"]}, id="communal"),
        pytest.param({"zone_eligibilite": ["200093201"]}, id="EPCI"),
        pytest.param({"territoires": ["monde"]}, id="the world"),
    ],
)
@pytest.mark.parametrize("where", [at(500), {}], ids=["remote", "nowhere"])
def test_a_record_should_apply_where_it_serves_however_far_it_sits(
    fields: dict[str, Any], where: dict[str, float], actor: MakeActor
) -> None:
    assert everyone(RecordPlaces.of([actor(**fields, **where)]), LILLE).allowed.tolist() == [True]


@pytest.mark.parametrize("place", [NORD, REGION], ids=["département", "region"])
@pytest.mark.parametrize(
    ("fields", "allowed", "nearness"),
    [
        pytest.param({"code_insee": "59350"} | at(300), True, 1, id="inside, far from its centre"),
        pytest.param({"code_insee": "75056"} | at(5), False, 0, id="outside, near its centre"),
        pytest.param({"zone_eligibilite": ["59"]}, True, SERVING_NEARNESS, id="serves it"),
        pytest.param({"zone_eligibilite": ["france"]}, True, 0, id="serves the country"),
    ],
)
def test_an_area_should_hold_records_inside_and_records_that_serve_it(
    fields: dict[str, Any], allowed: bool, nearness: float, place: Place, actor: MakeActor
) -> None:
    inside = actor(code_insee="59009")
    located = everyone(RecordPlaces.of([actor(**fields), inside]), place)
    assert located.allowed.tolist() == [allowed, True]
    assert located.nearness.tolist() == [nearness, 1]


def test_nearness_should_fall_from_the_place_to_the_radius(around: RecordPlaces) -> None:
    nearness = everyone(around, LILLE, 66).nearness
    assert nearness == pytest.approx([1, 0.5, 0, 0, 0, 0], abs=0.01)


def test_nearness_should_be_measured_on_the_radius_that_was_widened(around: RecordPlaces) -> None:
    nearness = around.locate(LILLE, 20, np.arange(6) == 1).nearness
    assert nearness == pytest.approx([1, 0.34, 0, 0, 0, 0], abs=0.01)


def test_a_record_that_serves_the_place_should_be_as_near_as_half_the_radius_at_least(
    actor: MakeActor,
) -> None:
    serving = {"zone_eligibilite": ["59"]}
    places = RecordPlaces.of([actor(**serving, **at(each)) for each in (2, 18, 400)])
    nearness = everyone(places, LILLE).nearness
    assert nearness == pytest.approx([0.9, SERVING_NEARNESS, SERVING_NEARNESS], abs=0.01)


def test_a_record_that_serves_the_whole_country_should_not_be_near(actor: MakeActor) -> None:
    places = RecordPlaces.of([actor(zone_eligibilite=["france"], **at(400))])
    assert everyone(places, LILLE).nearness.tolist() == [0]


def test_a_distance_should_be_shown_only_where_the_place_is_known(around: RecordPlaces) -> None:
    located = everyone(around, LILLE)
    assert located.distance_km(1) == pytest.approx(33, abs=0.1)
    assert located.distance_km(UNKNOWN) is None


@pytest.mark.parametrize(
    ("fields", "kilometres"),
    [
        pytest.param(at(8), 8, id="near"),
        pytest.param({"zone_eligibilite": ["59"]} | at(200), 200, id="serves the place from afar"),
        pytest.param({"zone_eligibilite": ["france"]} | at(200), None, id="serves the country"),
        pytest.param({"zone_eligibilite": ["59"]}, None, id="unknown"),
    ],
)
def test_how_far_the_seat_is_should_be_shown_only_when_it_says_something(
    fields: dict[str, Any], kilometres: float | None, actor: MakeActor
) -> None:
    located = everyone(RecordPlaces.of([actor(**fields)]), LILLE)
    assert located.shown_km(0) == (kilometres if kilometres is None else pytest.approx(kilometres))


def test_a_commune_without_point_should_keep_records_that_serve_it(actor: MakeActor) -> None:
    places = RecordPlaces.of([actor(zone_eligibilite=["26"], **at(0)), actor(**at(0))])
    located = everyone(places, UNPLACED)
    assert located.allowed.tolist() == [True, False]
    assert located.nearness.tolist() == [SERVING_NEARNESS, 0]
    assert (located.distances, located.distance_km(0)) == (None, None)


def test_a_country_should_hold_its_records_and_measure_nothing(actor: MakeActor) -> None:
    records = [actor(code_insee="59350"), actor(zone_eligibilite=["be"]), actor()]
    located = everyone(RecordPlaces.of(records), Place(PlaceKind.COUNTRY, "France", None))
    assert located.allowed.tolist() == [True, False, False]
    assert (located.distances, located.widened) == (None, None)
    assert located.nearness.tolist() == [0, 0, 0]


def test_a_town_abroad_should_find_records_that_serve_its_country(actor: MakeActor) -> None:
    brussels = Place(PlaceKind.COMMUNE, "Bruxelles (Belgique)", HERE, country="be")
    records = [actor(territoires=["belgique"]), actor(zone_eligibilite=["france"], **at(0))]
    assert everyone(RecordPlaces.of(records), brussels).allowed.tolist() == [True, False]


@pytest.mark.parametrize(
    ("country", "fields", "code"),
    [
        pytest.param("fr", {"territoires": ["monde"]}, Widening.COUNTRY, id="the world, in France"),
        pytest.param("fr", {"territoires": ["france-entiere"]}, Widening.COUNTRY, id="France"),
        pytest.param("fr", {"territoires": ["hauts-de-france"]}, None, id="its region"),
        pytest.param("be", {"territoires": ["europe"]}, Widening.ABROAD, id="Europe"),
        pytest.param("be", {"territoires": ["monde"]}, Widening.ABROAD, id="the world"),
        pytest.param("be", {"territoires": ["belgique"]}, None, id="its country, abroad"),
    ],
)
def test_nobody_local_should_be_stated_only_above_records_that_serve_the_country_or_more(
    country: str, fields: dict[str, Any], code: Widening | None, actor: MakeActor
) -> None:
    region = "32" if country == "fr" else ""
    town = Place(PlaceKind.COMMUNE, "Ici", HERE, region=region, country=country)
    located = everyone(RecordPlaces.of([actor(**fields)]), town)
    assert located.allowed.tolist() == [True]
    assert located.widened == (code and Widened(code, town))


@pytest.mark.parametrize("place", [LILLE, NORD, REGION, UNPLACED, Place.at(HERE)])
def test_no_record_should_be_located_nowhere(place: Place) -> None:
    located = everyone(RecordPlaces.of([]), place)
    assert (located.allowed.shape, located.nearness.shape) == ((0,), (0,))


def test_without_a_place_every_record_should_be_allowed_and_none_near() -> None:
    located = Proximity.anywhere(2)
    assert located.allowed.tolist() == [True, True]
    assert located.nearness.tolist() == [0, 0]
    assert (located.distance_km(0), located.widened) == (None, None)


def test_nearness_should_stay_between_zero_and_one_when_nobody_near_answers(
    around: RecordPlaces,
) -> None:
    located = around.locate(LILLE, 20, np.arange(6) == 4)
    assert located.nearness.min() >= 0
    assert located.nearness.max() <= 1
    assert located.allowed.tolist() == [True, False, False, False, True, False]


@pytest.mark.parametrize(
    "zone", [pytest.param(["59350"], id="commune"), pytest.param(["200093201"], id="EPCI")]
)
def test_a_record_that_serves_a_part_of_an_area_should_match_the_area(
    zone: list[str], actor: MakeActor
) -> None:
    places = RecordPlaces.of([actor(**at(0), code_insee="59350", zone_eligibilite=zone)])
    assert everyone(places, NORD).allowed.tolist() == [True]

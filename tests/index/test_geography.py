"""Places: distances on Earth, and places that are unknown or impossible."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from index.errors import InvalidQuery
from index.geography import EARTH_RADIUS_KM, Located, Places, Point
from index.records import AnyRecord

MakeActor = Callable[..., AnyRecord]
PARIS, LYON, LONDON = Point(48.8566, 2.3522), Point(45.7640, 4.8357), Point(51.4779, 0.0)


def kilometres(actor: MakeActor, here: Point, there: Point) -> float:
    """The distance from a point to a record at another."""
    places = Places([actor(latitude=there.latitude, longitude=there.longitude)])
    return float(places.distances(here)[0])


def test_lyon_should_be_392_km_from_paris(actor: MakeActor) -> None:
    assert kilometres(actor, PARIS, LYON) == pytest.approx(392, abs=1)


def test_a_distance_should_be_the_same_both_ways(actor: MakeActor) -> None:
    there, back = kilometres(actor, PARIS, LYON), kilometres(actor, LYON, PARIS)
    assert there == pytest.approx(back)


def test_a_place_should_be_at_no_distance_from_itself(actor: MakeActor) -> None:
    assert kilometres(actor, PARIS, PARIS) == 0


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
    places = Places([actor(), actor(latitude=48.8566, longitude=2.3522)])
    assert np.isnan(places.distances(PARIS)).tolist() == [True, False]


def test_the_place_zero_zero_should_be_known(actor: MakeActor) -> None:
    places = Places([actor(latitude=0, longitude=0)])
    assert places.distances(Point(0, 0)).tolist() == [0]


def test_no_record_should_have_no_distance() -> None:
    assert Places([]).distances(PARIS).shape == (0,)


@pytest.mark.parametrize(
    ("zone", "everywhere"),
    [
        (["france"], True),
        (["59", "france"], True),
        (["59"], False),
        (["be"], False),
        ([], False),
    ],
)
def test_only_records_that_serve_the_whole_country_should_be_everywhere(
    zone: list[str], everywhere: bool, actor: MakeActor
) -> None:
    assert Places([actor(zone_eligibilite=zone)]).everywhere.tolist() == [everywhere]


@pytest.fixture
def around(actor: MakeActor) -> Places:
    """Records at 0, 33, 78 and 133 km north of a point, then one everywhere, one unknown."""
    at = [actor(latitude=each, longitude=0) for each in (0, 0.3, 0.7, 1.2)]
    return Places([*at, actor(zone_eligibilite=["france"]), actor()])


HERE = Point(0, 0)


@pytest.mark.parametrize(
    ("radius_km", "answering", "local"),
    [
        pytest.param(20, [0, 1], [0], id="within the radius"),
        pytest.param(34, [0, 1], [0, 1], id="a larger radius"),
        pytest.param(20, [1, 2], [0, 1], id="50 km when nobody nearer answers"),
        pytest.param(20, [2, 3], [0, 1, 2], id="100 km when nobody nearer answers"),
        pytest.param(60, [2], [0, 1, 2], id="no step below the radius asked"),
        pytest.param(20, [3], [0], id="never beyond 100 km"),
        pytest.param(100, [], [0, 1, 2], id="nobody answers"),
    ],
)
def test_the_radius_should_widen_only_until_somebody_answers(
    radius_km: float, answering: list[int], local: list[int], around: Places
) -> None:
    located = around.locate(HERE, radius_km, np.isin(np.arange(6), answering))
    everywhere = 4
    assert np.flatnonzero(located.allowed).tolist() == [*local, everywhere]


@pytest.mark.parametrize(
    ("radius_km", "first", "relaxed"),
    [
        pytest.param(20, 0, (), id="not widened"),
        pytest.param(20, 1, ("Rien à moins de 20 km : recherche élargie à 50 km.",), id="50 km"),
        pytest.param(50, 2, ("Rien à moins de 50 km : recherche élargie à 100 km.",), id="100 km"),
        pytest.param(
            20, 3, ("Rien de local : voici ceux qui servent toute la France.",), id="nobody"
        ),
    ],
)
def test_a_radius_that_was_widened_should_be_told(
    radius_km: float, first: int, relaxed: tuple[str, ...], around: Places
) -> None:
    assert around.locate(HERE, radius_km, np.arange(6) == first).relaxed == relaxed


def test_nearness_should_fall_from_the_place_to_the_radius(around: Places) -> None:
    nearness = around.locate(HERE, 66.7, np.ones(6, dtype=np.bool_)).nearness
    assert nearness == pytest.approx([1, 0.5, 0, 0, 0, 0], abs=0.01)


def test_a_distance_should_be_told_only_where_the_place_is_known(around: Places) -> None:
    located = around.locate(HERE, 20, np.ones(6, dtype=np.bool_))
    assert located.distance_km(1) == pytest.approx(33.4, abs=0.1)
    assert located.distance_km(5) is None


def test_without_a_place_every_record_should_be_allowed_and_none_near() -> None:
    located = Located.anywhere(2)
    assert located.allowed.tolist() == [True, True]
    assert located.nearness.tolist() == [0, 0]
    assert (located.distance_km(0), located.relaxed) == (None, ())


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

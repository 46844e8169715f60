"""Tests of the nearest locations of each record."""

from __future__ import annotations

import numpy as np
import pytest

from index.arrays import Column, Mask
from index.locations.models import Location
from index.locations.nearest import Networks, nearest_locations
from index.locations.table import LocationTable
from index.places.models import Place, PlaceKind, Point
from tests.locations import make_location

LILLE = Place(PlaceKind.COMMUNE, "Lille (59)", Point(50.633, 3.0586), "59350", "59", "32")
NORD = Place(PlaceKind.DEPARTEMENT, "Nord (59)", Point(50.555, 3.1417), "", "59", "32")
ROUBAIX, FOIX = (50.6901, 3.1817), (42.9639, 1.6054)
BOTH = np.ones(2, dtype=np.float32)
ROWS = {"france-services": 0, "bibliotheques": 1}


def _table() -> LocationTable:
    def at(name: str, point: tuple[float, float], code: str, **fields: object) -> Location:
        return make_location(
            id=name, latitude=point[0], longitude=point[1], code_insee=code, **fields
        )

    return LocationTable.of(
        [
            at("centre", (50.633, 3.0586), "59350", besoins=("papiers",)),
            at("roubaix", ROUBAIX, "59512", telephone="+33320000000"),
            at("foix", FOIX, "09122"),
            at("livres", ROUBAIX, "59512", reseau="bibliotheques", besoins=("imprimer",)),
        ],
        ROWS,
    )


def _networks(shares: Column, named: Mask | None = None) -> Networks:
    return Networks(np.arange(2), np.ones(2, dtype=np.bool_), shares, named)


def _names(
    table: LocationTable,
    place: Place | None,
    record: int,
    served: tuple[str, ...] = (),
    among: Mask | None = None,
) -> list[str]:
    needs = dict.fromkeys(served, 0.5)
    networks = _networks(np.array([0.5, 0.0], dtype=np.float32))
    nearest = nearest_locations(table, place, networks, needs, among)
    return [table[near.row].id for near in nearest.of(record, 3)]


def test_the_nearest_locations_should_come_first_and_far_ones_not_at_all() -> None:
    assert _names(_table(), LILLE, 0) == ["centre", "roubaix"]


def test_a_location_should_be_shown_for_a_need_only_if_it_or_its_record_serves_it() -> None:
    assert _names(_table(), LILLE, 0, ("papiers",)) == ["centre", "roubaix"]
    assert _names(_table(), LILLE, 0, ("imprimer",)) == ["roubaix"]  # its record serves it
    assert _names(_table(), LILLE, 1, ("papiers",)) == []
    assert _names(_table(), LILLE, 1, ("imprimer",)) == ["livres"]


def test_distances_should_be_those_of_the_sphere() -> None:
    nearest = nearest_locations(_table(), LILLE, _networks(BOTH), {})
    assert nearest.distances.distances[0] == pytest.approx(0, abs=0.001)
    assert nearest.distances.distances[1] == pytest.approx(10.7, abs=0.2)  # Lille to Roubaix
    assert nearest.distances.inside.tolist() == [True, False]


def test_all_the_locations_of_a_departement_should_be_inside_it() -> None:
    assert _names(_table(), NORD, 0) == ["centre", "roubaix"]
    nearest = nearest_locations(_table(), NORD, _networks(BOTH), {})
    assert nearest.distances.inside.tolist() == [True, True]


def test_a_filter_should_leave_the_other_locations_out() -> None:
    table = _table()
    among = np.arange(len(table)) != table.row_of("centre")
    assert _names(table, LILLE, 0, among=among) == ["roubaix"]


@pytest.mark.parametrize("place", [None, Place(PlaceKind.COUNTRY, "France", None)])
def test_no_location_should_be_near_without_a_place_or_for_a_whole_country(
    place: Place | None,
) -> None:
    nearest = nearest_locations(_table(), place, _networks(BOTH), {})
    assert nearest.of(0, 3) == ()
    assert np.isnan(nearest.distances.distances).all()
    assert nearest.distances.located.all()


def test_the_share_of_a_record_should_be_that_of_the_location_that_serves_most() -> None:
    nearest = nearest_locations(
        _table(), LILLE, _networks(BOTH * 0.2), {"papiers": 0.6, "imprimer": 0.3}
    )
    assert nearest.share.tolist() == pytest.approx([0.6, 0.3])


def test_a_location_that_can_be_reached_should_be_among_those_shown() -> None:
    table = _table()
    nearest = nearest_locations(table, LILLE, _networks(BOTH), {})
    assert [table[near.row].id for near in nearest.of(0, 1)] == ["roubaix"]
    assert nearest.contact_km().tolist() == pytest.approx([10.7, np.inf], abs=0.2)


def test_in_a_group_of_communes_only_its_locations_should_count() -> None:
    group = Place(
        PlaceKind.EPCI,
        "Lille et son intercommunalité",
        LILLE.point,
        epci="200093201",
        communes=frozenset({"59512", "59599"}),
    )
    assert _names(_table(), group, 0) == ["roubaix"]


def test_a_record_that_is_named_should_show_all_its_locations() -> None:
    table, named = _table(), np.array([False, True])
    nearest = nearest_locations(table, LILLE, _networks(BOTH, named), {"papiers": 0.9})
    assert [table[near.row].id for near in nearest.of(1, 3)] == ["livres"]


def test_a_location_at_an_exact_address_should_come_before_the_centre_of_a_commune() -> None:
    vague = make_location(id="vague", latitude=50.633, longitude=3.0586, precision="commune")
    exact = make_location(id="exact", latitude=50.64, longitude=3.0586)
    table = LocationTable.of([vague, exact], ROWS)
    nearest = nearest_locations(table, LILLE, _networks(BOTH), {})
    assert [table[near.row].id for near in nearest.of(0, 2)] == ["exact", "vague"]
    assert nearest.distances.distances[0] == pytest.approx(0, abs=0.001)


def test_a_reserved_location_should_come_after_one_for_everybody() -> None:
    young = make_location(id="jeunes", latitude=50.633, longitude=3.0586, publics=("jeunes",))
    everybody = make_location(id="tous", latitude=50.66, longitude=3.0586)
    table = LocationTable.of([young, everybody], ROWS)
    nearest = nearest_locations(table, LILLE, _networks(BOTH), {})
    assert [table[near.row].id for near in nearest.of(0, 2)] == ["tous", "jeunes"]
    assert nearest.least_effort()[0] == pytest.approx(3, abs=0.1)


def test_a_seat_that_cannot_be_asked_should_come_after_a_desk() -> None:
    adviser = {"reseau": "conseillers-numeriques", "horaires_accueil": "Mo 09:00-12:00"}
    seat = make_location(id="siege", nom="UDAF", latitude=50.633, longitude=3.0586, **adviser)
    desk = make_location(id="mairie", nom="Mairie", latitude=50.66, longitude=3.0586, **adviser)
    table = LocationTable.of([seat, desk], {"conseillers-numeriques": 0})
    nearest = nearest_locations(table, LILLE, _networks(BOTH), {})
    assert [table[near.row].id for near in nearest.of(0, 2)] == ["mairie", "siege"]


def test_among_some_records_only_their_locations_should_be_found() -> None:
    table, libraries = _table(), np.array([1])
    networks = Networks(libraries, np.ones(1, dtype=np.bool_), np.ones(1, dtype=np.float32))
    nearest = nearest_locations(table, LILLE, networks, {})
    assert [table[near.row].id for near in nearest.of(0, 3)] == ["livres"]
    assert len(nearest.records) == 1

"""Tests of the places of a part of the map, on one square département."""

from __future__ import annotations

import pytest

from index.locations.table import LocationTable
from index.maps.landmarks import Landmarks
from index.places.communes import Commune
from index.places.models import Place, PlaceKind, Point
from service.map.addresses import MapAddress
from service.map.drawing import Atlas
from service.map.places_view import LISTED, PlacesView
from service.map.views import frame_view
from tests.locations import make_location

AIN = Place(PlaceKind.DEPARTEMENT, "Ain (01)", Point(5, 5), departement="01")
TOWN = Place(PlaceKind.COMMUNE, "Milieu (01)", Point(5, 5), commune="01001", departement="01")


def _table(count: int, code: str = "01001") -> LocationTable:
    places = [
        make_location(
            id=f"lieu-{number}",
            code_insee=code,
            commune="Milieu",
            latitude=5 + number / 1000,
            longitude=5.0,
        )
        for number in range(count)
    ]
    return LocationTable.of(places, {places[0].reseau: 0})


def _view(atlas: Atlas, table: LocationTable, place: Place = AIN, km: float = 50) -> PlacesView:
    milieu = Commune("01001", "Milieu", "commune", (), "01", "84", "", "fr", 9, 5.0, 5.0, False, "")
    return PlacesView(
        atlas=Atlas(atlas.outlines, atlas.base, Landmarks(lambda: [milieu])),
        address=MapAddress("/carte?lieu=01"),
        default_view=frame_view(atlas.outlines, atlas.outlines.around(5, 5, km)),
        place=place,
        table=table,
    )


def test_few_places_should_be_listed_with_the_number_of_their_pin(atlas: Atlas) -> None:
    view = _view(atlas, _table(3))
    assert view.is_listed
    assert len(view.locations) == view.total == 3
    assert [point.rank for point in view.points] == [1, 2, 3]
    (pin,) = view.drawing.pins
    assert view.pin_address(pin) == "#groupe-1"
    assert dict(view.pin_ranks) == {1: 1, 2: 1, 3: 1}


def test_many_places_should_be_counted_by_commune(atlas: Atlas) -> None:
    view = _view(atlas, _table(LISTED + 1))
    assert not view.is_listed
    assert view.locations == ()
    (commune,) = view.communes
    assert (commune.name, commune.count) == ("Milieu", LISTED + 1)
    assert commune.address == "/carte?lieu=Milieu+%2801%29"
    (pin,) = view.drawing.pins
    assert pin.counted == f"{LISTED + 1} lieux"
    assert "vue=" in view.pin_address(pin)


def test_places_of_the_closest_view_should_all_be_listed(atlas: Atlas) -> None:
    view = _view(atlas, _table(LISTED + 1), TOWN, km=3)
    assert view.is_listed
    assert len(view.locations) > LISTED // 2


@pytest.mark.parametrize(("place", "seen"), [(AIN, 0), (TOWN, 2)])
def test_only_a_departement_should_leave_its_neighbours_out(
    atlas: Atlas, place: Place, seen: int
) -> None:
    assert _view(atlas, _table(2, "38001"), place).total == seen


def test_places_out_of_the_view_should_not_be_counted(atlas: Atlas) -> None:
    assert 0 < _view(atlas, _table(LISTED), TOWN, km=1).total < LISTED

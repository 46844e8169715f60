"""Facts of the cards of locations."""

from __future__ import annotations

from datetime import UTC, datetime

from index.locations.models import Precision
from index.places.models import Place, PlaceKind, Point
from index.search.results import NearbyPlace
from index.search.searcher import Searcher
from service.presentation.location_card import (
    LocationCard,
    location_card,
    record_situation,
)
from tests.conftest import make_actor

WEDNESDAY = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
HOLIDAY = datetime(2026, 11, 11, 10, 0, tzinfo=UTC)
LILLE = Place(
    PlaceKind.COMMUNE, "Lille (59)", Point(50.6333, 3.0667), commune="59350", departement="59"
)


def card(searcher: Searcher, identifier: str, moment: datetime, km: float) -> LocationCard:
    """The card of a location of the index, searched from Lille."""
    table = searcher.retriever.locations
    row = table.row_of(identifier)
    assert row is not None
    return location_card(searcher.retriever, NearbyPlace(row, table[row], km), moment, LILLE)


def test_a_card_should_say_where_to_go_whom_to_call_and_until_when(
    located_searcher: Searcher,
) -> None:
    shown = card(located_searcher, "france-services--lille", WEDNESDAY, 1.7)
    assert (shown.name, shown.address) == (
        "France services Lille-Fives",
        "12 rue de Lannoy, 59800 Lille",
    )
    assert shown.network is not None
    assert shown.network.id == "france-services"
    assert shown.situation == "à 2 km du centre de Lille"
    assert shown.phone is not None
    assert shown.phone.address == "tel:+33320000001"
    assert shown.now == "ouvert jusqu'à 12 h"
    assert shown.today == "9\xa0h – 12\xa0h, 13\xa0h\xa030 – 17\xa0h"
    assert not shown.is_silent


def test_a_place_closed_for_a_holiday_should_show_no_hours_of_the_day(
    located_searcher: Searcher,
) -> None:
    shown = card(located_searcher, "bibliotheque--lille", HOLIDAY, 0.2)
    assert shown.now == "fermé, ouvre jeudi à 10 h"
    assert shown.today == ""


def test_a_place_known_by_its_town_alone_should_have_no_kilometres(
    located_searcher: Searcher,
) -> None:
    shown = card(located_searcher, "france-services--tourcoing", WEDNESDAY, 11.9)
    near = card(located_searcher, "france-services--tourcoing", WEDNESDAY, 8.0)
    assert shown.situation == "à environ 10 km du centre de Lille"
    assert near.situation == "à Tourcoing (à environ 10 km du centre de Lille)"
    assert near.is_silent


def test_a_record_at_the_centre_of_paris_should_not_be_said_at_less_than_a_kilometre() -> None:
    paris = Place(PlaceKind.COMMUNE, "Paris (75)", Point(48.8534, 2.3488), commune="75056")
    record = make_actor(adresse="91 rue Oberkampf", commune="Paris", code_insee="75056")
    assert record_situation(record, 0.0, Precision.COMMUNE, paris) == "à Paris"
    assert record_situation(record, None, Precision.COMMUNE, paris) == ""
    assert record_situation(record, 0.0, Precision.COMMUNE, None) == ""

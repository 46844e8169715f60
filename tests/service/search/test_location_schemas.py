"""Locations in the responses of the API: opening status, situation, honest distances."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from index.locations.models import Precision
from index.places.models import Place, PlaceKind, Point
from index.places.proximity import Widened, Widening
from index.records.opening_hours import OpenStatus
from index.search.results import Group, NearbyPlace, Situation
from index.search.searcher import Searcher
from service.search.location_schemas import (
    honest_distance,
    location_answer,
    not_understood,
    opening_now,
    situation_values,
    widening_values,
)
from tests.locations import make_location

FOIX = Place(PlaceKind.COMMUNE, "Foix (09)", Point(42.9639, 1.6054), "09122", "09", "76")
ARIEGE = Place(PlaceKind.DEPARTEMENT, "Ariège (09)", Point(42.94, 1.5), "", "09", "76")
CLOSING = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("km", "precision", "place", "shown"),
    [
        (3.26, Precision.ADRESSE, FOIX, 3.3),
        (3.26, Precision.RUE, FOIX, 3.3),
        (3.26, Precision.COMMUNE, FOIX, None),
        (12.0, Precision.COMMUNE, FOIX, 12.0),
        (3.26, Precision.ADRESSE, ARIEGE, None),
        (3.26, Precision.ADRESSE, None, None),
        (3.26, None, FOIX, None),
        (None, Precision.ADRESSE, FOIX, None),
    ],
)
def test_a_distance_should_say_no_more_than_is_known(
    km: float | None, precision: Precision | None, place: Place | None, shown: float | None
) -> None:
    assert honest_distance(km, precision, place) == shown


def test_a_location_should_say_where_it_is_how_to_call_and_until_when() -> None:
    near = NearbyPlace(4, make_location(telephone="+33561000000"), 3.2)
    answer = location_answer(near, FOIX, lambda row: OpenStatus(row == 4, CLOSING))
    assert (answer.distance, answer.situation) == (3.2, "à 3 km du centre de Foix")
    assert (answer.ouvert, answer.ouvert_jusqu_a) == (True, CLOSING)
    assert answer.telephone == "+33561000000"
    assert answer.lien == "/lieux/france-services--1"


def test_a_closed_location_should_not_say_until_when_it_is_open() -> None:
    near = NearbyPlace(0, make_location(), 3.2)
    answer = location_answer(near, FOIX, lambda _row: OpenStatus(False, CLOSING))
    assert (answer.ouvert, answer.ouvert_jusqu_a) == (False, None)


def test_unknown_hours_should_be_neither_open_nor_closed() -> None:
    answer = location_answer(NearbyPlace(0, make_location(), 3.2), FOIX, lambda _row: None)
    assert (answer.ouvert, answer.ouvert_jusqu_a) == (None, None)


def test_a_record_should_come_with_its_group_and_locations() -> None:
    near = NearbyPlace(0, make_location(), 3.2)
    situation = Situation(
        distance_km=3.2,
        precision=Precision.ADRESSE,
        group=Group.NEAR,
        locations=(near,),
        location_count=7,
    )
    values = situation_values(situation, FOIX, lambda _row: None)
    assert (values["groupe"], values["nombre_lieux"], values["distance"]) == (Group.NEAR, 7, 3.2)
    assert [location.id for location in values["lieux"]] == ["france-services--1"]


def test_the_status_now_should_be_that_of_the_row(located_searcher: Searcher) -> None:
    retriever = located_searcher.retriever
    opening = opening_now(retriever)
    row = retriever.locations.row_of("france-services--lille")
    silent = retriever.locations.row_of("france-services--1")
    assert row is not None
    assert silent is not None
    assert opening(row) is not None
    assert opening(silent) is None


def test_an_unknown_place_should_be_named() -> None:
    assert not_understood("Trifouilly") == ["Lieu non reconnu : « Trifouilly »."]
    assert not_understood("") == []


def test_a_wider_search_should_be_said_in_a_sentence_and_in_a_code() -> None:
    values = widening_values("", Widened(Widening.RADIUS, FOIX, 10, 50))
    assert values["elargissements"] == ["Rien à moins de 10 km : recherche élargie à 50 km."]
    assert values["codes_elargissements"] == ["rayon-elargi"]


def test_an_unknown_place_should_come_first_among_codes_as_among_sentences() -> None:
    values = widening_values("Trifouilly", Widened(Widening.COUNTRY, FOIX))
    assert values["codes_elargissements"] == ["lieu-inconnu", "france-entiere"]
    assert values["elargissements"][0] == "Lieu non reconnu : « Trifouilly »."
    assert not values["lieu_compris"]


def test_a_search_that_was_not_widened_should_say_nothing() -> None:
    told = {"lieu_compris": True, "elargissements": [], "codes_elargissements": []}
    assert widening_values("", None) == told

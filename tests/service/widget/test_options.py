"""Tests of the options of a widget, read from its URL."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from starlette.datastructures import QueryParams

from index.places.models import PlaceCode, PlaceKind
from index.search.query import ONE_PLACE
from index.search.searcher import Searcher
from service.widget.options import (
    DEFAULT_SIZE,
    MAX_SIZE,
    Widget,
    geocode_territory,
    read_widget,
)


def test_options_should_be_read_back_from_the_url_of_the_widget() -> None:
    parameters = "titre=Aide&lieu=Nord&familles=economie-circulaire&size=3&theme=sombre&fond=102040"
    widget = read_widget(QueryParams(parameters))
    assert widget.errors == ()
    again = read_widget(QueryParams(urlsplit(widget.address(("q", "x"))).query))
    assert again == widget


def test_a_title_should_be_one_short_line() -> None:
    title = read_widget(QueryParams([("titre", "Une\n\u202eaide " + "x" * 200)])).title
    assert title.startswith("Une aide x")
    assert len(title) == 80


@pytest.mark.parametrize("size", ["0", str(MAX_SIZE + 1), "-3", "dix", "９", "0005"])
def test_a_size_out_of_bounds_should_be_replaced_with_a_message(size: str) -> None:
    widget = read_widget(QueryParams({"size": size}))
    assert widget.size == DEFAULT_SIZE
    assert len(widget.errors) == 1


def test_the_territory_should_replace_the_place_of_the_visitor() -> None:
    received = QueryParams({"q": "ordinateur", "ou": "Lyon", "partout": "true"})
    fixed = dict(Widget(place="Lille").search_parameters(received))
    assert fixed == {"q": "ordinateur", "lieu": "Lille", "size": str(DEFAULT_SIZE)}
    free = dict(Widget().search_parameters(received))
    assert (free["lieu"], free["partout"]) == ("Lyon", "true")


def test_a_territory_that_is_not_recognized_should_be_removed_with_a_message(
    searcher: Searcher,
) -> None:
    assert geocode_territory(Widget(), searcher) == (Widget(), None)
    widget, place = geocode_territory(Widget(place="zzzzzzz"), searcher)
    assert (widget.place, place) == ("", None)
    assert "zzzzzzz" in str(widget.errors[0])


def test_the_territory_should_be_read_from_its_code(located_searcher: Searcher) -> None:
    widget = read_widget(QueryParams({"epci": "200093201"}))
    assert widget.code == PlaceCode(PlaceKind.EPCI, "200093201")
    assert widget.fixed == [("epci", "200093201")]
    received = QueryParams({"q": "ordinateur", "ou": "Lyon", "partout": "true"})
    assert dict(widget.search_parameters(received)) == {
        "q": "ordinateur",
        "epci": "200093201",
        "size": str(DEFAULT_SIZE),
    }
    same, place = geocode_territory(widget, located_searcher)
    assert same == widget
    assert place is not None
    assert place.kind is PlaceKind.EPCI


def test_a_code_that_is_malformed_or_unknown_should_be_left_out_with_a_message(
    located_searcher: Searcher,
) -> None:
    malformed = read_widget(QueryParams({"code_commune": "Lille"}))
    assert (malformed.code, len(malformed.errors)) == (None, 1)
    unknown = read_widget(QueryParams({"code_commune": "59999"}))
    widget, place = geocode_territory(unknown, located_searcher)
    assert (widget.code, place) == (None, None)
    assert "59999" in str(widget.errors[0])


def test_a_code_should_win_over_a_name_with_a_message() -> None:
    widget = read_widget(QueryParams({"code_commune": "59350", "lieu": "Lyon"}))
    assert (widget.place, widget.errors) == ("", (ONE_PLACE,))
    assert widget.code == PlaceCode(PlaceKind.COMMUNE, "59350")

"""Tests of the options of a widget, read from its URL."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from starlette.datastructures import QueryParams

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

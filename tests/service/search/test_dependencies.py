"""Facts of what routes that search depend on: the parser of queries and the counted search."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import Request
from fastapi.testclient import TestClient

from index.errors import InvalidQuery
from index.places.models import Point
from index.search.query import MAX_CHARS, Order
from service.observability.metrics import Metrics
from service.search.dependencies import invalid_form, page_parameters, parse_query
from service.search.parameters import SearchParameters
from service.statistics.counters import Counters
from tests.service.page import NEED, read


def request(query: str) -> Request:
    """The request of a page, from its query string."""
    return Request({"type": "http", "query_string": query.encode(), "headers": []})


def test_every_parameter_should_reach_the_query() -> None:
    parameters = SearchParameters.model_validate(
        {
            "q": "réparer",
            "frais": ["gratuit"],
            "lat": 50.6,
            "lon": 3.1,
            "distance": 20,
            "exact": True,
            "page": 2,
            "size": 7,
            "lieu": "Lille",
            "partout": True,
            "tri": "distance",
            "ouvert": True,
        }
    )
    query = parse_query(parameters)
    assert (query.text, query.filters) == ("réparer", {"frais": ("gratuit",)})
    assert (query.near, query.radius_km) == (Point(50.6, 3.1), 20)
    assert (query.exact, query.anywhere, query.order) == (True, True, Order.DISTANCE)
    assert (query.page, query.size, query.place) == (2, 7, "Lille")
    assert query.open_at is not None
    assert abs((datetime.now(UTC) - query.open_at).total_seconds()) < 60


@pytest.mark.parametrize("half", [{"lat": 50.6}, {"lon": 3.1}])
def test_half_of_a_point_should_be_refused(half: dict[str, float]) -> None:
    with pytest.raises(InvalidQuery, match="latitude et la longitude"):
        parse_query(SearchParameters.model_validate({"q": "réparer", **half}))


def test_a_page_should_ignore_parameters_that_are_not_its_own() -> None:
    parameters = page_parameters(request("q=aide&utm_source=lettre&frais=gratuit&frais=payant"))
    assert parameters.model_dump(exclude_defaults=True) == {
        "q": "aide",
        "frais": ["gratuit", "payant"],
    }


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("", "q", "Écrivez votre besoin."),
        ("q=aide&frais=cher", "frais", "Prix : ce choix n'existe pas."),
        ("q=aide&page=zut", "page", "Page : un nombre entier est attendu."),
    ],
)
def test_an_invalid_parameter_should_be_refused_under_the_label_of_pages(
    query: str, field: str, message: str
) -> None:
    with pytest.raises(InvalidQuery) as refused:
        page_parameters(request(query))
    assert (refused.value.field, refused.value.message) == (field, message)


def test_a_form_shown_again_should_hold_the_text_that_was_typed_and_no_more() -> None:
    shown = invalid_form(request(f"q={'a' * 400}&lieu=Lille"), InvalidQuery("lieu", "inconnu"))
    assert shown == {
        "q": "a" * MAX_CHARS,
        "place": "Lille",
        "error": "inconnu",
        "invalid_field": "lieu",
    }


@pytest.mark.parametrize(
    ("refinement", "counts"),
    [({}, 1), ({"lieu": "Lille"}, 1), ({"frais": "gratuit"}, 0), ({"page": 2}, 0)],
    ids=["plain", "with a place", "filtered", "second page"],
)
def test_a_refined_search_should_be_measured_and_not_counted_again(
    client: TestClient,
    monkeypatch: pytest.MonkeyPatch,
    refinement: dict[str, Any],
    counts: int,
) -> None:
    measured: list[object] = []
    counted: list[object] = []
    monkeypatch.setattr(Metrics, "observe_search", lambda _, result: measured.append(result))
    monkeypatch.setattr(Counters, "add", lambda _, *search: counted.append(search))
    read(client, "/recherche", q=NEED, **refinement)
    assert (len(measured), len(counted)) == (1, counts)

"""Facts of the values that templates of results show."""

from __future__ import annotations

from unittest.mock import Mock
from urllib.parse import parse_qs, urlsplit

import pytest

from index.search.likelihood import Certainty
from index.search.results import SearchResult
from service.search.parameters import SearchParameters
from service.search.view import (
    NEED,
    ORIGIN,
    WELCOME,
    everywhere,
    hidden_fields,
    record_query,
    search_address,
    welcome,
    with_default_size,
    without_filters,
)

FILTERED = SearchParameters.model_validate(
    {"q": "réparer", "lieu": "Lille", "frais": ["gratuit", "payant"], "page": 3, "ouvert": True}
)


def query(address: str) -> dict[str, list[str]]:
    """The parameters of an address."""
    return parse_qs(urlsplit(address).query)


@pytest.mark.parametrize("code", WELCOME)
def test_a_need_in_another_language_should_be_promised_nothing(code: str) -> None:
    promises = ("answer", "responden", "respondem", "rispondono", "entsprechen", "відповід", "تجيب")
    assert not any(word in WELCOME[code][1] for word in promises)


@pytest.mark.parametrize(("is_name", "told"), [(False, True), (True, False)])
def test_a_name_should_be_in_no_language(is_name: bool, told: bool) -> None:
    spanish = Mock(language="es")  # as "Tela Botanica"
    result = Mock(SearchResult, certainty=Certainty.SURE, is_name=is_name, understood=spanish)
    assert (welcome(result) is not None) is told


def test_an_address_should_leave_defaults_out() -> None:
    assert search_address(SearchParameters(q="aide")) == "/recherche?q=aide"


def test_an_address_should_hold_its_changes_and_its_page_of_results() -> None:
    address = search_address(FILTERED, "/carte", page=1, ouvert=False)
    assert urlsplit(address).path == "/carte"
    assert query(address) == {"q": ["réparer"], "lieu": ["Lille"], "frais": ["gratuit", "payant"]}


def test_a_search_everywhere_should_lose_its_place_and_begin_at_the_first_page() -> None:
    found = query(everywhere(FILTERED))
    assert found["partout"] == ["True"]
    assert not {"lieu", "lat", "lon", "page"} & set(found)


def test_a_search_without_filters_should_keep_its_place() -> None:
    assert query(without_filters(FILTERED)) == {"q": ["réparer"], "lieu": ["Lille"]}


def test_a_link_to_a_record_should_lead_back_to_its_results() -> None:
    found = parse_qs(record_query(SearchParameters(q="aide"), "reparer-telephone", "carte"))
    assert found == {"q": ["aide"], NEED: ["reparer-telephone"], ORIGIN: ["carte"]}
    assert parse_qs(record_query(SearchParameters(q="aide"))) == {"q": ["aide"]}


@pytest.mark.parametrize(
    ("visible", "hidden"),
    [
        (["frais", "ouvert"], [("q", "réparer"), ("lieu", "Lille")]),
        (
            ["ouvert"],
            [("q", "réparer"), ("frais", "gratuit"), ("frais", "payant"), ("lieu", "Lille")],
        ),
    ],
)
def test_a_form_should_send_again_the_filters_that_it_does_not_show(
    visible: list[str], hidden: list[tuple[str, object]]
) -> None:
    assert hidden_fields(FILTERED, visible) == hidden


def test_a_page_with_its_own_size_should_not_pass_it_on() -> None:
    assert search_address(with_default_size(SearchParameters(q="aide", size=20))) == (
        "/recherche?q=aide"
    )

"""Every surface offers the filters that the table says, and a new row reaches all of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import BaseModel
from starlette.datastructures import QueryParams

from index.messages import Sentence
from index.records.code_lists import CodeList
from index.records.coded_fields import FIELDS
from service.assistants.schemas import ChercherParametres
from service.search import filters
from service.search.filters import FILTERS, Filter, with_assistant_filters, with_filters
from service.search.parameters import PARAMETER_LABELS, SearchParameters
from service.widget.options import read_widget
from tests.service.page import NEED, results

NAMES = [each.name for each in FILTERS]
COMPONENT = Path("service/widget/embedding/component.js")
NEW = Filter(
    CodeList("label_qualite", {"or": "Or", "argent": "Argent"}, "essai"),
    Sentence("Label"),
    public=6,
    helpers=11,
    quick={"or": Sentence("Label or")},
    assistants="Label de qualité",
    widget=True,
)
"""A filter as somebody would add it."""


class Need(BaseModel):
    """A model of parameters with a field of its own."""

    q: str


@pytest.fixture
def _added(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filters, "FILTERS", (*FILTERS, NEW))


def test_the_table_should_hold_the_fields_that_the_library_filters_on_in_their_order() -> None:
    assert tuple(each.codes for each in FILTERS) == FIELDS


def test_the_api_should_take_every_filter_between_the_query_and_its_place() -> None:
    assert list(SearchParameters.model_fields)[: len(NAMES) + 2] == ["q", *NAMES, "lieu"]
    schema = SearchParameters.model_json_schema()["properties"]
    for each in FILTERS:
        assert schema[each.name]["items"]["enum"] == list(each.codes.labels)


def test_every_filter_should_have_its_label_among_those_of_parameters() -> None:
    assert {name: PARAMETER_LABELS[name] for name in NAMES} == {
        each.name: each.label for each in FILTERS
    }


def test_assistants_should_be_offered_at_least_the_filters_of_the_public_form() -> None:
    offered = {each.name for each in FILTERS if each.assistants}
    assert offered >= {each.name for each in FILTERS if each.public}
    assert offered == set(NAMES) & set(ChercherParametres.model_fields)


def test_helpers_should_be_offered_every_filter() -> None:
    assert sorted(NAMES) == sorted(each.name for each in filters.helper_filters())


def test_a_rank_should_be_given_once_on_each_surface() -> None:
    public = [each.public for each in filters.public_filters()]
    helpers = [each.helpers for each in filters.helper_filters()]
    assert public == list(range(1, len(public) + 1))
    assert helpers == list(range(1, len(helpers) + 1))


def test_codes_of_the_quick_box_should_be_in_their_lists() -> None:
    for each in FILTERS:
        assert set(each.quick) <= set(each.codes.labels)


def test_the_component_of_partners_should_read_every_filter_of_a_widget() -> None:
    script = COMPONENT.read_text(encoding="utf-8")
    for each in filters.widget_filters():
        assert f'getAttribute("{each.name}")' in script


def test_the_public_form_should_show_the_filters_of_the_table_in_order(client: TestClient) -> None:
    page = results(client, NEED)
    names = dict.fromkeys(each["name"] for each in page.all("input"))
    shown = [name for name in names if name in NAMES]
    assert shown
    assert shown == [each.name for each in filters.public_filters() if each.name in shown]


@pytest.mark.usefixtures("_added")
def test_a_row_should_be_enough_for_the_api() -> None:
    model = with_filters(Need)
    assert list(model.model_fields) == ["q", *NAMES, NEW.name]
    asked = model.model_validate({"q": "x", NEW.name: ["or"]})
    assert {each.name: codes for each, codes in filters.codes_of(asked)}[NEW.name] == ("or",)


@pytest.mark.usefixtures("_added")
def test_a_row_should_be_enough_for_assistants() -> None:
    field = with_assistant_filters(Need).model_fields[NEW.name]
    assert field.description == NEW.assistants
    assert field.get_default() == []


@pytest.mark.usefixtures("_added")
def test_a_row_should_be_enough_for_pages() -> None:
    assert filters.public_filters()[-1] is NEW
    assert filters.helper_filters()[-1] is NEW


@pytest.mark.usefixtures("_added")
def test_a_row_should_be_enough_for_a_widget() -> None:
    widget = read_widget(QueryParams([(NEW.name, "or"), (NEW.name, "bronze")]))
    assert widget.filters == {NEW.name: ("or",)}
    assert widget.labels == [("Label", ["Or"])]
    assert (NEW.name, "or") in widget.fixed
    assert [str(each) for each in widget.errors] == [
        "Label : un des choix demandés n'existe pas, il est laissé de côté."
    ]

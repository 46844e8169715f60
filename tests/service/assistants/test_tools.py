"""Facts of the tools: their definitions, and calls that cannot be answered."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace
from typing import Any, cast

import pytest
from mcp import types

from index.errors import InvalidQuery
from index.search.likelihood import Certainty, Likelihoods
from index.search.searcher import Searcher
from service.assistants.tools import MAX_ERRORS, TOOLS, ToolContext, call_tool
from service.runtime.live_index import OpenIndex
from service.search.schemas import NOT_SURE
from tests.conftest import make_thesaurus


async def refusing() -> ToolContext:
    """Services that refuse every call."""
    raise InvalidQuery("q", "Écrivez votre besoin.")


def message(arguments: dict[str, Any]) -> str:
    """The message of a search that cannot be made."""
    result = asyncio.run(call_tool(TOOLS["chercher"], arguments, refusing))
    assert result.is_error
    (block,) = result.content
    assert isinstance(block, types.TextContent)
    return block.text


@pytest.mark.parametrize("name", list(TOOLS))
def test_a_definition_should_hold_no_title_of_a_field_nor_docstring(name: str) -> None:
    definition = TOOLS[name].definition
    assert "title" not in json.dumps(definition.input_schema)
    assert "description" not in definition.input_schema


def test_an_error_of_the_search_should_be_the_message_of_the_call() -> None:
    assert message({"besoin": "réparer"}) == "Écrivez votre besoin."


def test_a_null_argument_should_stand_for_one_left_out() -> None:
    assert message({"besoin": "réparer", "lieu": None}) == "Écrivez votre besoin."


def test_the_name_of_an_unknown_argument_should_not_be_repeated() -> None:
    assert "secret" not in message({"besoin": "réparer", "secret": 1})


def test_the_errors_of_arguments_should_be_named_up_to_a_number() -> None:
    wrong: dict[str, object] = {
        name: {} for name in ("lieu", "distance", "exact", "page", "nombre", "ouvert")
    }
    assert len(wrong) > MAX_ERRORS
    text = message({"besoin": "réparer", **wrong})
    assert sum(f"{name} :" in text for name in wrong) == MAX_ERRORS


def test_a_place_given_by_its_code_should_bring_the_nearest_places_with_their_telephone(
    located_searcher: Searcher,
) -> None:
    index = cast(OpenIndex, SimpleNamespace(searcher=located_searcher))
    site = "https://orientess.example"
    context = ToolContext(index, located_searcher.search, make_thesaurus(), site)

    async def services() -> ToolContext:
        return context

    arguments = {"besoin": "démarches administratives en ligne", "code_commune": "59350"}
    result = asyncio.run(call_tool(TOOLS["chercher"], arguments, services))
    answer = result.structured_content
    assert answer is not None
    assert (answer["lieu"]["nom"], answer["lieu_compris"]) == ("Lille (59)", True)
    item = next(item for item in answer["items"] if item["id"] == "france-services")
    assert (item["groupe"], item["nombre_lieux"]) == ("pres-de-vous", 3)
    first = item["lieux"][0]
    assert first["adresse"] == "12 rue de Lannoy, 59800 Lille"
    assert first["contacts"][0] == {"moyen": "telephone", "valeur": "03 20 00 00 01"}
    assert first["lien"] == f"{site}/lieux/france-services--lille"
    assert first["ouverture"].startswith(("ouvert", "fermé"))
    refused = asyncio.run(call_tool(TOOLS["chercher"], arguments | {"lieu": "Lyon"}, services))
    assert refused.is_error


def test_an_answer_in_doubt_should_be_told_as_such_to_an_assistant(
    located_searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Likelihoods, "certainty", Certainty.MAYBE)
    monkeypatch.setattr(Likelihoods, "certainty_of", lambda *_: Certainty.MAYBE)
    index = cast(OpenIndex, SimpleNamespace(searcher=located_searcher))
    context = ToolContext(index, located_searcher.search, make_thesaurus(), "")

    async def services() -> ToolContext:
        return context

    arguments = {"besoin": "démarches administratives en ligne"}
    answer = asyncio.run(call_tool(TOOLS["chercher"], arguments, services)).structured_content
    assert answer is not None
    assert (answer["certitude"], answer["message"]) == ("peut-etre", NOT_SURE)
    assert {item["appreciation"] for item in answer["items"]} == {"Peut-être"}

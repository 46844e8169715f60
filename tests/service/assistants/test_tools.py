"""Facts of the tools: their definitions, and calls that cannot be answered."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from mcp import types

from index.errors import InvalidQuery
from service.assistants.tools import MAX_ERRORS, TOOLS, ToolContext, call_tool


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

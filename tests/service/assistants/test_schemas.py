"""Facts of the parameters and results of MCP tools."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from service.assistants.schemas import RESULTS_MAX, ChercherParametres
from service.search.parameters import SearchParameters


def test_a_search_of_an_assistant_should_be_one_of_the_api() -> None:
    asked = ChercherParametres.model_validate(
        {"besoin": "réparer", "lieu": "Lille", "frais": ["gratuit"], "nombre": 3, "page": 2}
    )
    assert asked.search == SearchParameters.model_validate(
        {"q": "réparer", "lieu": "Lille", "frais": ["gratuit"], "size": 3, "page": 2}
    )


@pytest.mark.parametrize("number", [0, RESULTS_MAX + 1])
def test_an_assistant_should_be_given_few_results(number: int) -> None:
    with pytest.raises(ValidationError):
        ChercherParametres(besoin="réparer", nombre=number)

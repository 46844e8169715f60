"""Facts of the models of a batch of searches."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from index.search.query import MAX_CHARS
from service.search.batch_schemas import (
    EXAMPLES,
    MAX_SEARCHES,
    MAX_TYPED,
    LotParametres,
    RechercheDuLot,
)
from service.search.filters import FILTERS


def test_the_example_should_be_a_batch() -> None:
    assert len(LotParametres.model_validate(EXAMPLES["lot"]["value"]).recherches) == 3


@pytest.mark.parametrize("query", ["", " ", "a" * (MAX_CHARS + 1)])
def test_a_query_that_would_be_refused_alone_should_not_refuse_its_batch(query: str) -> None:
    assert RechercheDuLot(q=query).q == query


@pytest.mark.parametrize("number", [0, MAX_SEARCHES + 1])
def test_a_batch_of_too_few_or_too_many_should_be_refused(number: int) -> None:
    with pytest.raises(ValidationError):
        LotParametres.model_validate({"recherches": [{"q": "aide"}] * number})


def test_a_text_too_long_to_be_a_query_should_refuse_the_batch() -> None:
    with pytest.raises(ValidationError):
        LotParametres.model_validate({"recherches": [{"q": "a" * (MAX_TYPED + 1)}]})


def test_the_schema_should_leave_codes_open() -> None:
    properties = RechercheDuLot.model_json_schema()["properties"]
    assert all("enum" not in properties[row.name]["items"] for row in FILTERS)

"""Tests of the result of a search."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.search.query import Query
from index.search.searcher import Searcher


@pytest.mark.parametrize(
    ("needs", "margin", "need"),
    [
        (("demarches--impots", "autre"), 0.0, "demarches--impots"),
        (("demarches--impots",), -0.001, ""),
        ((), 1.0, ""),
    ],
)
def test_the_need_of_a_search_should_be_named_when_it_is_sure(
    searcher: Searcher, needs: tuple[str, ...], margin: float, need: str
) -> None:
    result = searcher.search(Query("ordinateur"))
    result = replace(result, needs=needs, margin=result.margin_from + margin)
    assert result.need == need

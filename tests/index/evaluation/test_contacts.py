"""Share of searches whose first answers lead to a person."""

from __future__ import annotations

from index.evaluation.contacts import share_with_contact
from index.search.searcher import Searcher


def test_searches_whose_first_answers_have_a_contact_should_be_counted(searcher: Searcher) -> None:
    assert share_with_contact(searcher, ["réparer un smartphone"]) == 1
    assert share_with_contact(searcher, ["réparer un smartphone", "qzxw jkvb"]) == 0.5


def test_without_any_search_the_share_should_be_nothing(searcher: Searcher) -> None:
    assert share_with_contact(searcher, []) == 0

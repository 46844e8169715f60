"""Scores of one query: channels, records, words."""

from __future__ import annotations

import numpy as np
import pytest

from index.ordering.fusion import Channel
from index.search import scoring
from index.search.query import Query
from index.search.searcher import Searcher


def test_without_a_vector_words_alone_should_score(searcher: Searcher) -> None:
    retriever = searcher.retriever
    scored = retriever.score(retriever.understand(Query("smartphone")), None)
    assert list(scored.records) == [Channel.WORDS, Channel.NGRAMS]
    assert scored.needs == ()


def test_a_column_should_have_one_score_a_passage_and_one_a_record(searcher: Searcher) -> None:
    retriever = searcher.retriever
    understood = retriever.understand(Query("smartphone"))
    scored = retriever.score(understood, retriever.vector(understood.text))
    assert {len(column) for column in scored.columns.values()} == {len(retriever.content.passages)}
    assert {len(column) for column in scored.records.values()} == {len(retriever.records)}
    assert list(scored.records)[-1] is Channel.LIKENESS


def test_words_compared_before_the_vector_should_score_the_same(searcher: Searcher) -> None:
    retriever = searcher.retriever
    understood = retriever.understand(Query("réparer un smartphone"))
    words, vector = retriever.compare_words(understood), retriever.vector(understood.text)
    before, after = (
        retriever.score(understood, vector, words=words),
        retriever.score(understood, vector),
    )
    assert list(words) == [Channel.WORDS, Channel.NGRAMS]
    assert list(before.columns) == list(after.columns)
    for channel, column in after.columns.items():
        np.testing.assert_array_equal(before.columns[channel], column)
    np.testing.assert_array_equal(before.fusion.scores, after.fusion.scores)


def test_among_too_many_records_words_should_wait_for_those_that_are_proposed(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    retriever = searcher.retriever
    understood = retriever.understand(Query("réparer un smartphone"))
    monkeypatch.setattr(scoring, "SCORED_WHOLE", 0)
    assert retriever.compare_words(understood) == {}

"""Scores of one query: channels, records, words."""

from __future__ import annotations

from index.search.fusion import Channel
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

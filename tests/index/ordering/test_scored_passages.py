"""Passages in view: the scores of their records, whole index or candidates."""

from __future__ import annotations

import numpy as np
import pytest

from index.artefact.content import KINDS
from index.candidates.proposals import Near
from index.ordering.scored_passages import ScoredPassages
from index.records.passages import Kind
from index.search.searcher import Searcher


def test_the_passages_of_some_records_should_be_theirs_in_order(searcher: Searcher) -> None:
    retriever = searcher.retriever
    content = retriever.content
    passages = ScoredPassages.of(content, retriever.whole.among(np.array([1, 3])))
    assert content.passage_facts["record"][passages.rows[passages.starts]].tolist() == [1, 3]
    wholes = content.passage_facts["kind"][passages.rows[passages.wholes]]
    assert {KINDS[kind] for kind in wholes.tolist()} == {Kind.WHOLE}
    assert [*passages.of_record(0), *passages.of_record(1)] == list(range(len(passages.rows)))


def test_the_score_of_a_record_should_be_the_mean_of_its_best_passage_and_of_its_whole() -> None:
    passages = ScoredPassages(np.arange(5), np.array([0, 3]), np.array([2, 4]))
    column = np.array([0.2, 0.8, 0.4, 0.1, 0.5], dtype=np.float32)
    assert passages.by_record(column).tolist() == pytest.approx([0.6, 0.5])


def test_a_record_should_be_scored_alike_in_any_view(searcher: Searcher) -> None:
    retriever = searcher.retriever
    content, vector = retriever.content, retriever.vector("réparer un smartphone")
    exact = content.vectors @ vector[0]
    rows = np.argsort(-exact)[:4].astype(np.int64)
    near = Near(rows, exact[rows])
    columns = []
    for view in (retriever.whole, retriever.whole.among(np.array([0, 2]))):
        passages = ScoredPassages.of(content, view)
        columns.append(passages.by_record(passages.cosines(near, vector, view)))
    assert columns[1].tolist() == pytest.approx(columns[0][[0, 2]].tolist(), abs=1e-6)


def test_a_passage_that_is_not_near_should_have_the_lowest_cosine(searcher: Searcher) -> None:
    retriever = searcher.retriever
    content, vector = retriever.content, retriever.vector("réparer un smartphone")
    near = Near(np.array([0]), np.array([0.9], dtype=np.float32))
    passages = ScoredPassages.of(content, retriever.whole)
    column = passages.cosines(near, vector, retriever.whole)
    others = np.setdiff1d(np.arange(len(column)), [*passages.wholes, 0])
    assert set(column[others].tolist()) == {near.scores[0]}
    assert column[passages.wholes] == pytest.approx(retriever.whole.cosines(vector[0]))

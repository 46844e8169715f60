"""Comparison: each channel, and the fusion as served, on each variant of judged needs.

The table goes through the very code that serves: `Searcher.understand`, `score` and `search`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

import numpy as np

from index.evaluation import MEASURES, JudgedNeeds, Run, answer_rate, mean
from index.fusion import Column, fuse
from index.query import Query
from index.search import Searcher

DEPTH = 10
SERVED = "servi"
FUSED = "fusion"


@dataclass(frozen=True)
class Row:
    """One line of the table.

    method: a channel, "fusion" (the order before anything is withheld) or "servi" (what a person
    gets: nothing when no answer is reliable); measures: name -> mean over answerable needs, in
    [0, 1]; false_answers: share of out-of-scope needs that get an answer; kept: share of
    answerable needs that do.
    """

    variant: str
    method: str
    measures: Mapping[str, float]
    false_answers: float
    kept: float

    def to_json(self) -> str:
        """The row as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


def compare(searcher: Searcher, needs: JudgedNeeds) -> Iterator[Row]:
    """The rows of the table, variant by variant."""
    for variant, texts in needs.variants.items():
        runs = runs_of(searcher, texts)
        for method, run in runs.items():
            yield _row(variant, method, run, needs)


def runs_of(searcher: Searcher, texts: Mapping[str, str]) -> dict[str, dict[str, list[str]]]:
    """Method -> query id -> the ids of the first records."""
    runs: dict[str, dict[str, list[str]]] = {}
    for identifier, text in texts.items():
        for method, ranking in _rankings(searcher, text):
            runs.setdefault(method, {})[identifier] = ranking
    return runs


def _rankings(searcher: Searcher, text: str) -> Iterator[tuple[str, list[str]]]:
    query = Query(text, size=DEPTH)
    understood = searcher.understand(query)
    scored = searcher.score(understood, searcher.encode(understood.text))
    for channel, column in scored.records.items():
        yield channel.value, _first(searcher, column)
    yield FUSED, _first(searcher, fuse(scored.records).scores)
    yield SERVED, [hit.record.id for hit in searcher.search(query).hits]


def _first(searcher: Searcher, column: Column) -> list[str]:
    """The ids of the best records of a column, those with no score left out."""
    order = np.argsort(-column, kind="stable")[:DEPTH]
    return [searcher.records[row].id for row in order if column[row] > 0]


def _row(variant: str, method: str, run: Run, needs: JudgedNeeds) -> Row:
    measures = {
        name: mean(measure, needs.qrels, run, needs.answerable)
        for name, measure in MEASURES.items()
    }
    false_answers = answer_rate(run, needs.out_of_scope)
    return Row(variant, method, measures, false_answers, answer_rate(run, needs.answerable))

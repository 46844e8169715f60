"""Comparison: each channel, and the fusion as served, on each variant of judged needs.

The table goes through the code that serves: `Retriever.understand`, `Retriever.score` and
`Searcher.answer`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

import numpy as np

from index.arrays import Column
from index.evaluation.metrics import (
    JudgedNeeds,
    Run,
    answer_rate,
    mean,
    measures,
    ndcg,
    paired_bootstrap,
)
from index.search.fusion import Channel
from index.search.query import MAX_CHARS, Query
from index.search.searcher import Searcher

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


@dataclass(frozen=True)
class Difference:
    """How far the fused order is from another method, in nDCG@10, on the same needs.

    mean: fused minus the other; low, high: bounds of its 95 % interval, by paired bootstrap.
    """

    variant: str
    method: str
    mean: float
    low: float
    high: float

    @property
    def is_real(self) -> bool:
        """Whether chance alone would seldom give such a difference."""
        return self.low > 0 or self.high < 0

    def to_json(self) -> str:
        """The difference as one line of JSON."""
        return json.dumps(asdict(self) | {"real": self.is_real}, ensure_ascii=False)


@dataclass(frozen=True)
class Comparison:
    """The table, and what fusing brings over each channel."""

    rows: tuple[Row, ...]
    differences: tuple[Difference, ...]


def compare(
    searcher: Searcher, needs: JudgedNeeds, names: Mapping[str, str] | None = None
) -> Comparison:
    """Measure each channel and the fusion, variant by variant.

    Args:
        searcher: what serves.
        needs: judged queries.
        names: record id -> id in the judgements, when they differ.

    Returns:
        The measures and the differences.
    """
    rows: list[Row] = []
    differences: list[Difference] = []
    for variant, texts in needs.variants.items():
        runs = runs_of(searcher, texts, names or {})
        rows += [_row(variant, method, run, needs) for method, run in runs.items()]
        asked = [each for each in needs.answerable if each in texts]
        gained = {
            method: [ndcg(needs.qrels[each], run.get(each, ())) for each in asked]
            for method, run in runs.items()
        }
        for channel in runs.keys() - {FUSED, SERVED}:
            gains = np.subtract(gained[FUSED], gained[channel])
            differences.append(Difference(variant, channel, *paired_bootstrap(gains)))
    return Comparison(tuple(rows), tuple(differences))


def runs_of(
    searcher: Searcher, texts: Mapping[str, str], names: Mapping[str, str] | None = None
) -> dict[str, dict[str, list[str]]]:
    """Method -> query id -> the ids of the first records, by the names given if any."""
    names = names or {}
    runs: dict[str, dict[str, list[str]]] = {}
    for identifier, text in texts.items():
        for method, ranking in _rankings(searcher, text[:MAX_CHARS]):
            ranked = [names.get(each, each) for each in ranking]
            runs.setdefault(method, {})[identifier] = ranked
    return runs


def _rankings(searcher: Searcher, text: str) -> Iterator[tuple[str, list[str]]]:
    query = Query(text, size=DEPTH)
    understood = searcher.retriever.understand(query)
    scored = searcher.retriever.score(understood, searcher.retriever.encode(understood.text))
    for channel, column in scored.records.items():
        if channel is not Channel.LIKENESS:  # made from the order of the others
            yield channel.value, _first(searcher, column)
    yield FUSED, _first(searcher, scored.fusion.scores)
    yield SERVED, [hit.record.id for hit in searcher.answer(query, understood, scored).hits]


def _first(searcher: Searcher, column: Column) -> list[str]:
    """The ids of the best records of a column, those with no score left out."""
    order = np.argsort(-column, kind="stable")[:DEPTH]
    return [searcher.retriever.records[row].id for row in order if column[row] > 0]


def _row(variant: str, method: str, run: Run, needs: JudgedNeeds) -> Row:
    means = {
        name: mean(measure, needs.qrels, run, needs.answerable)
        for name, measure in measures(needs.relevant).items()
    }
    false_answers = answer_rate(run, needs.out_of_scope)
    return Row(variant, method, means, false_answers, answer_rate(run, needs.answerable))

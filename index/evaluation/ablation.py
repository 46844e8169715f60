"""Ablation: each channel, and the fusion as served, on each variant of the judged queries.

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
    """Line of the table.

    method: a channel, "fusion" (the order of all records) or "servi" (the results as served: none
    when no answer is reliable); measures: name -> mean over answerable queries, in [0, 1];
    false_answers: share of out-of-scope queries that get an answer; answered: share of answerable
    queries that do.
    """

    variant: str
    method: str
    measures: Mapping[str, float]
    false_answers: float
    answered: float

    def to_json(self) -> str:
        """Serialize the row as one line of JSON."""
        fields = asdict(self)
        return json.dumps(fields | {"kept": fields.pop("answered")}, ensure_ascii=False)


@dataclass(frozen=True)
class Difference:
    """Difference of nDCG@10 between the fused order and another method, on the same queries.

    mean: fused minus the other; low, high: bounds of its 95 % interval, by paired bootstrap.
    """

    variant: str
    method: str
    mean: float
    low: float
    high: float

    @property
    def is_real(self) -> bool:
        """True if the interval does not hold 0."""
        return self.low > 0 or self.high < 0

    def to_json(self) -> str:
        """Serialize the difference as one line of JSON."""
        return json.dumps(asdict(self) | {"real": self.is_real}, ensure_ascii=False)


@dataclass(frozen=True)
class Comparison:
    """Table of the methods, and differences between the fusion and each channel."""

    rows: tuple[Row, ...]
    differences: tuple[Difference, ...]


def compare(
    searcher: Searcher, needs: JudgedNeeds, names: Mapping[str, str] | None = None
) -> Comparison:
    """Measure each channel and the fusion, variant by variant.

    Args:
        searcher: over the index.
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
        queries = [query for query in needs.answerable if query in texts]
        gained = {
            method: [ndcg(needs.qrels[query], run.get(query, ())) for query in queries]
            for method, run in runs.items()
        }
        for channel in runs.keys() - {FUSED, SERVED}:
            gains = np.subtract(gained[FUSED], gained[channel])
            differences.append(Difference(variant, channel, *paired_bootstrap(gains)))
    return Comparison(tuple(rows), tuple(differences))


def runs_of(
    searcher: Searcher, texts: Mapping[str, str], names: Mapping[str, str] | None = None
) -> dict[str, dict[str, list[str]]]:
    """Run queries with every method.

    Args:
        searcher: over the index.
        texts: query id -> text.
        names: record id -> id in the judgements, when they differ.

    Returns:
        Method -> query id -> ids of the first records.
    """
    names = names or {}
    runs: dict[str, dict[str, list[str]]] = {}
    for identifier, text in texts.items():
        for method, ranking in _rankings(searcher, text[:MAX_CHARS]):
            ranked = [names.get(record, record) for record in ranking]
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
    """Return the ids of the records with the best scores, without those that have none."""
    order = np.argsort(-column, kind="stable")[:DEPTH]
    return [searcher.retriever.records[row].id for row in order if column[row] > 0]


def _row(variant: str, method: str, run: Run, needs: JudgedNeeds) -> Row:
    means = {
        name: mean(measure, needs.qrels, run, needs.answerable)
        for name, measure in measures(needs.relevant).items()
    }
    false_answers = answer_rate(run, needs.out_of_scope)
    return Row(variant, method, means, false_answers, answer_rate(run, needs.answerable))

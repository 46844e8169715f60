"""Ablation: quality of each channel (method of scoring records) alone, and of the search as served.

It is measured on each way of writing the judged queries (clean, misspelt…). The rankings come from
the code that serves: `Retriever.understand`, `Retriever.score` and `Searcher.answer`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

import numpy as np

from index.arrays import Column
from index.candidates.record_view import RecordView
from index.evaluation.metrics import (
    JudgedNeeds,
    Run,
    answer_rate,
    mean,
    measures,
    ndcg,
    paired_bootstrap,
)
from index.ordering.fusion import Channel
from index.search.likelihood import Certainty
from index.search.query import MAX_CHARS, Query
from index.search.searcher import Searcher

DEPTH = 10
SERVED, SURE = "servi", "servi, sûr"
FUSED, LEARNED = "fusion", "ordre"


@dataclass(frozen=True)
class Row:
    """Quality of one method of ranking on one way of writing the judged queries.

    variant: the way of writing ("propre" is clean French); method: name of a channel (one method of
    scoring records, such as BM25), "fusion" (all records by their combined score), "ordre" (by the
    score that orders them), "servi" (the
    results as served: none when no answer is likely enough) or "servi, sûr" (those told as sure
    alone); measures: name ("nDCG@10"…) -> mean
    over the queries that have an answer, in [0, 1], higher is better; false_answers: share of the
    out-of-scope queries that get a result, in [0, 1], lower is better; answered: share of the
    queries with an answer that get a result, in [0, 1], higher is better.
    """

    variant: str
    method: str
    measures: Mapping[str, float]
    false_answers: float
    answered: float

    def to_json(self) -> str:
        """Return the row as a JSON object on one line, where `answered` has the name "kept"."""
        fields = asdict(self)
        return json.dumps(fields | {"kept": fields.pop("answered")}, ensure_ascii=False)


@dataclass(frozen=True)
class Difference:
    """Difference of nDCG@10 between the combined score and one channel, on the same queries.

    variant: way of writing the queries; method: name of the channel (method of scoring records);
    mean: nDCG@10 of the combined score minus that of the channel, positive when combining is
    better; low, high: bounds of the 95 % interval of the mean, by paired bootstrap.
    """

    variant: str
    method: str
    mean: float
    low: float
    high: float

    @property
    def is_real(self) -> bool:
        """True when the 95 % interval of the difference does not hold 0."""
        return self.low > 0 or self.high < 0

    def to_json(self) -> str:
        """Return the difference as a JSON object on one line, where `is_real` is named "real"."""
        return json.dumps(asdict(self) | {"real": self.is_real}, ensure_ascii=False)


@dataclass(frozen=True)
class Comparison:
    """Quality of every method of ranking, and gain of the combined score over each channel.

    A channel is one method of scoring records, such as BM25. rows: one for each way of writing the
    queries and each method; differences: one for each way of writing and each channel.
    """

    rows: tuple[Row, ...]
    differences: tuple[Difference, ...]


def compare(
    searcher: Searcher, needs: JudgedNeeds, names: Mapping[str, str] | None = None
) -> Comparison:
    """Measure each channel (method of scoring records) alone, their combination, and the search.

    Args:
        searcher: searches the index to measure.
        needs: judged queries, in several ways of writing.
        names: identifier of a record in the index -> identifier of the same record in the
            judgements; None when they are the same.

    Returns:
        The measures, and the differences between the combined score and each channel.
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
        for channel in runs.keys() - {FUSED, LEARNED, SERVED, SURE} if queries else ():
            gains = np.subtract(gained[FUSED], gained[channel])
            differences.append(Difference(variant, channel, *paired_bootstrap(gains)))
    return Comparison(tuple(rows), tuple(differences))


def runs_of(
    searcher: Searcher, texts: Mapping[str, str], names: Mapping[str, str] | None = None
) -> dict[str, dict[str, list[str]]]:
    """Rank the records for some queries with every method.

    Args:
        searcher: searches the index to measure.
        texts: identifier of a query -> its text.
        names: identifier of a record in the index -> identifier of the same record in the
            judgements; None when they are the same.

    Returns:
        Method (a channel other than likeness, "fusion", "ordre", "servi" or "servi, sûr") ->
        identifier of a query -> identifiers of at most the first ten records, best first.
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
    scored = searcher.retriever.score(understood, searcher.retriever.encode_query(understood))
    for channel, column in scored.records.items():
        # the likeness is computed from the other channels, and few queries hold a name
        if channel not in (Channel.LIKENESS, Channel.NAME):
            yield channel.value, _first(scored.view, column)
    yield FUSED, _first(scored.view, scored.fusion.scores)
    yield LEARNED, _first(scored.view, scored.order.scores)
    answer = searcher.answer(query, understood, scored)
    shown = [hit.record.id for hit in answer.hits]
    yield SERVED, shown
    yield SURE, shown if answer.certainty is Certainty.SURE else []


def _first(view: RecordView, column: Column) -> list[str]:
    """Return the ids of the records in view with the best scores, without those that have none."""
    order = np.argsort(-column, kind="stable")[:DEPTH].tolist()
    return [view.record(position).id for position in order if column[position] > 0]


def _row(variant: str, method: str, run: Run, needs: JudgedNeeds) -> Row:
    answerable = needs.answerable  # none in a set of requests that nothing answers
    means = {
        name: mean(measure, needs.qrels, run, answerable) if answerable else 0.0
        for name, measure in measures(needs.relevant).items()
    }
    false_answers = answer_rate(run, needs.out_of_scope)
    return Row(variant, method, means, false_answers, answer_rate(run, needs.answerable))

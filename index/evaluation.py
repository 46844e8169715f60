"""Evaluation: judged needs, runs, and the measures of the field. Pure functions.

A judged query that a run lacks counts as zero and stays in the mean: a system cannot raise its
score by refusing hard queries. Our figures agree with the `ir_measures` package on a committed
run (`tests/index/test_evaluation.py`).
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from csv import DictReader
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import EvaluationError

Qrels = Mapping[str, Mapping[str, int]]
"""Query id -> record id -> grade, from 0 (does not answer) to 3 (answers)."""
Run = Mapping[str, Sequence[str]]
"""Query id -> record ids, best first."""
Measure = Callable[[Mapping[str, int], Sequence[str]], float]
"""(grades of a query, ranking) -> value in [0, 1]."""

RELEVANT = 2
"""Grade from which a record counts as an answer where a measure knows only yes and no."""
CUTOFF = 10
OUT_OF_SCOPE = "hors-sujet"
REQUIRED = ("_id", "text")


def ndcg(grades: Mapping[str, int], ranking: Sequence[str], cutoff: int = CUTOFF) -> float:
    """Normalised discounted cumulative gain, gain 2^grade - 1, discount log2(rank + 1).

    Järvelin and Kekäläinen (2002), with the gain of Burges et al. (2005).
    """
    best = _dcg(sorted(grades.values(), reverse=True)[:cutoff])
    return _dcg([grades.get(each, 0) for each in ranking[:cutoff]]) / best if best else 0.0


def _dcg(gains: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(gains, start=1))


def success_at_1(grades: Mapping[str, int], ranking: Sequence[str]) -> float:
    """1 when the first record answers, else 0."""
    return float(bool(ranking) and grades.get(ranking[0], 0) >= RELEVANT)


def recall(grades: Mapping[str, int], ranking: Sequence[str], cutoff: int = CUTOFF) -> float:
    """Share of the answers that are among the first `cutoff`; 0 when there is none to find."""
    relevant = {each for each, grade in grades.items() if grade >= RELEVANT}
    return len(relevant & set(ranking[:cutoff])) / len(relevant) if relevant else 0.0


def reciprocal_rank(grades: Mapping[str, int], ranking: Sequence[str]) -> float:
    """1 / rank of the first answer, 0 when there is none."""
    ranks = (rank for rank, each in enumerate(ranking, 1) if grades.get(each, 0) >= RELEVANT)
    first = next(ranks, None)
    return 1 / first if first is not None else 0.0


MEASURES: Mapping[str, Measure] = {
    "nDCG@10": ndcg,
    "succès@1": success_at_1,
    "rappel@10": recall,
    "MRR": reciprocal_rank,
}


def mean(measure: Measure, qrels: Qrels, run: Run, queries: Sequence[str]) -> float:
    """The mean of a measure over some queries; one that the run lacks counts as zero.

    Args:
        measure: the measure of one query.
        qrels: judgements; a query without any has no grade above 0.
        run: rankings.
        queries: the ids to take, at least one.

    Returns:
        The mean, in [0, 1].

    Raises:
        EvaluationError: when there is no query.
    """
    if not queries:
        raise EvaluationError("Aucune requête à mesurer.")
    return sum(measure(qrels.get(each, {}), run.get(each, ())) for each in queries) / len(queries)


def answer_rate(run: Run, queries: Sequence[str]) -> float:
    """The share of some queries that get an answer: false ones, when nothing should answer."""
    return sum(bool(run.get(each)) for each in queries) / len(queries) if queries else 0.0


@dataclass(frozen=True)
class JudgedNeeds:
    """Needs, their variants, and what answers them.

    variants: name -> query id -> text; scope: query id -> whether something should answer.
    """

    variants: Mapping[str, Mapping[str, str]]
    qrels: Qrels
    scope: Mapping[str, bool]

    @property
    def answerable(self) -> tuple[str, ...]:
        """The queries within the scope of the catalogue that have at least one answer."""
        return tuple(
            each
            for each, inside in self.scope.items()
            if inside and max(self.qrels.get(each, {}).values(), default=0) >= RELEVANT
        )

    @property
    def out_of_scope(self) -> tuple[str, ...]:
        """The queries that nothing should answer."""
        return tuple(each for each, inside in self.scope.items() if not inside)


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Judgements in BEIR form: tab-separated, with the header query-id, corpus-id, score.

    Args:
        path: the file.

    Returns:
        Query id -> record id -> grade.

    Raises:
        EvaluationError: naming the line at fault.
    """
    qrels: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for number, row in enumerate(DictReader(stream, delimiter="\t"), start=2):
            try:
                qrels.setdefault(row["query-id"], {})[row["corpus-id"]] = int(row["score"])
            except (KeyError, TypeError, ValueError) as error:
                raise EvaluationError(
                    f"{path.name}:{number}: attendu query-id, corpus-id et une note entière."
                ) from error
    return qrels


def read_needs(folder: Path) -> JudgedNeeds:
    """Judged needs in BEIR form: queries.jsonl, queries.VARIANT.jsonl, qrels.tsv.

    Args:
        folder: where the files are; `queries.jsonl` is the variant "propre".

    Returns:
        The needs; without metadata, every query is in scope.

    Raises:
        EvaluationError: when a file is absent, unreadable, or names an unknown query.
    """
    files = {"propre": folder / "queries.jsonl"}
    for path in sorted(folder.glob("queries.*.jsonl")):
        files[path.name.split(".")[1]] = path
    try:
        rows = {name: _json_lines(path) for name, path in files.items()}
        qrels = read_qrels(folder / "qrels.tsv")
    except OSError as error:
        raise EvaluationError(f"{error.filename} est illisible : {error.strerror}.") from error
    scope = {
        row["_id"]: (row.get("metadata") or {}).get("portee") != OUT_OF_SCOPE
        for row in rows["propre"]
    }
    variants = {name: {row["_id"]: row["text"] for row in each} for name, each in rows.items()}
    named = {files[name].name: set(texts) for name, texts in variants.items()}
    for file, identifiers in (named | {"qrels.tsv": set(qrels)}).items():
        if identifiers - set(scope):
            unknown = min(identifiers - set(scope))
            raise EvaluationError(f"{file} : besoin inconnu « {unknown} ».")
    return JudgedNeeds(variants, qrels, scope)


def _json_lines(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{path.name} n'est pas du texte en UTF-8.") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            row = None
        if not isinstance(row, dict) or not all(isinstance(row.get(k), str) for k in REQUIRED):
            raise EvaluationError(f"{path.name}:{number}: attendu un objet JSON avec _id et text.")
        rows.append(row)
    return rows

"""Measures of the quality of rankings, and judged queries. Measures are pure functions.

A grade says how well a record answers a query, from 0 (not at all) to 3. A judged query without
ranking counts as zero and stays in the mean: a system cannot raise its score by refusing hard
queries. Our figures agree with the `ir_measures` package on a committed run
(`tests/index/evaluation/test_metrics.py`).
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from csv import DictReader
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import EvaluationError

Qrels = Mapping[str, Mapping[str, int]]
"""Judgements: query id -> record id -> grade, from 0 (does not answer) to 3 (answers)."""
Run = Mapping[str, Sequence[str]]
"""Rankings of one method: query id -> ids of the records returned, best first."""
Measure = Callable[[Mapping[str, int], Sequence[str]], float]
"""Function of (record id -> grade, ids of the records ranked for one query, best first) that
returns a quality in [0, 1], higher is better."""

RELEVANT = 2
"""Grade from which, inclusive, a record counts as an answer in measures that know only yes and no.
"""
CUTOFF = 10
OUT_OF_SCOPE = "hors-sujet"
QRELS = "qrels.tsv"
REQUIRED = ("_id", "text")


def ndcg(grades: Mapping[str, int], ranking: Sequence[str], cutoff: int = CUTOFF) -> float:
    """Return the normalised discounted cumulative gain of a ranking, in [0, 1]; 1 is best.

    DCG is the sum over ranks, from 1, of (2^grade - 1) / log2(rank + 1); it is divided by that of
    the ideal order. Järvelin and Kekäläinen (2002), with the gain of Burges et al. (2005).

    Args:
        grades: record id -> grade; a record without one has grade 0.
        ranking: record ids, best first.
        cutoff: number of first records that count.

    Returns:
        The measure; 0 when no record has a grade above 0.
    """
    best = _dcg(sorted(grades.values(), reverse=True)[:cutoff])
    return _dcg([grades.get(each, 0) for each in ranking[:cutoff]]) / best if best else 0.0


def _dcg(gains: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(gains, start=1))


def success_at_1(
    grades: Mapping[str, int], ranking: Sequence[str], relevant: int = RELEVANT
) -> float:
    """Return 1 when the first record of a ranking is an answer, else 0.

    Args:
        grades: record id -> grade.
        ranking: record ids, best first; an empty one gives 0.
        relevant: grade from which, inclusive, a record is an answer.

    Returns:
        1 or 0.
    """
    return float(bool(ranking) and grades.get(ranking[0], 0) >= relevant)


def recall(grades: Mapping[str, int], ranking: Sequence[str], relevant: int = RELEVANT) -> float:
    """Return the share of the answers that are among the first ten of a ranking, in [0, 1].

    Args:
        grades: record id -> grade.
        ranking: record ids, best first.
        relevant: grade from which, inclusive, a record is an answer.

    Returns:
        The share; 0 when there is no answer to find.
    """
    answers = {each for each, grade in grades.items() if grade >= relevant}
    return len(answers & set(ranking[:CUTOFF])) / len(answers) if answers else 0.0


def reciprocal_rank(
    grades: Mapping[str, int], ranking: Sequence[str], relevant: int = RELEVANT
) -> float:
    """Return 1 / rank of the first answer of a ranking, ranks from 1; higher is better.

    Args:
        grades: record id -> grade.
        ranking: record ids, best first, all of them considered.
        relevant: grade from which, inclusive, a record is an answer.

    Returns:
        A value in [0, 1]; 0 when no answer is ranked.
    """
    ranks = (rank for rank, each in enumerate(ranking, 1) if grades.get(each, 0) >= relevant)
    first = next(ranks, None)
    return 1 / first if first is not None else 0.0


def measures(relevant: int = RELEVANT) -> dict[str, Measure]:
    """Return the measures shown in tables: name -> function of (grades, ranking) to [0, 1].

    relevant: grade from which, inclusive, a record is an answer; nDCG does not use it.
    """
    return {
        "nDCG@10": ndcg,
        "succès@1": partial(success_at_1, relevant=relevant),
        "rappel@10": partial(recall, relevant=relevant),
        "MRR": partial(reciprocal_rank, relevant=relevant),
    }


def mean(measure: Measure, qrels: Qrels, run: Run, queries: Sequence[str]) -> float:
    """Return the mean of a measure over some queries; a query that `run` lacks has no result.

    Args:
        measure: function of (grades, ranking) of one query, in [0, 1].
        qrels: query id -> record id -> grade.
        run: query id -> record ids, best first.
        queries: ids of the queries to take, at least one.

    Returns:
        The mean, in [0, 1].

    Raises:
        EvaluationError: when there is no query.
    """
    if not queries:
        raise EvaluationError("Aucune requête à mesurer.")
    return sum(measure(qrels.get(each, {}), run.get(each, ())) for each in queries) / len(queries)


def paired_bootstrap(
    differences: NDArray[np.float64], draws: int = 2000, seed: int = 0
) -> tuple[float, float, float]:
    """Return the mean difference of two methods over queries, and its 95 % interval.

    Sakai, "Evaluating evaluation metrics based on the bootstrap" (2006).

    Args:
        differences: (n,) float64, n >= 1: for each query, the value of one method minus that of the
            other.
        draws: number of samples, each of n queries taken with replacement.
        seed: of the random draws; the same seed gives the same interval.

    Returns:
        The mean, the lower bound, the upper bound.
    """
    sampler = np.random.default_rng(seed)
    rows = sampler.integers(len(differences), size=(draws, len(differences)))
    low, high = np.quantile(differences[rows].mean(axis=1), (0.025, 0.975))
    return float(differences.mean()), float(low), float(high)


def answer_rate(run: Run, queries: Sequence[str]) -> float:
    """Return the share of some queries that get at least one result, in [0, 1]; 0 without queries.

    run: query id -> ids of the records returned; queries: ids of the queries to take. For
    out-of-scope queries, which should get no result, lower is better.
    """
    return sum(bool(run.get(each)) for each in queries) / len(queries) if queries else 0.0


@dataclass(frozen=True)
class JudgedNeeds:
    """Judged queries, in one or several ways of writing.

    variants: way of writing ("propre" is clean French) -> query id -> text; qrels: query id ->
    record id -> grade, from 0 to 3, higher is better; scope: query id -> True if the catalogue
    should answer it, False for an out-of-scope query; relevant: grade from which, inclusive, a
    record is an answer.
    """

    variants: Mapping[str, Mapping[str, str]]
    qrels: Qrels
    scope: Mapping[str, bool]
    relevant: int = RELEVANT

    @property
    def answerable(self) -> tuple[str, ...]:
        """Ids of the queries in scope for which at least one record is an answer."""
        return tuple(
            each
            for each, inside in self.scope.items()
            if inside and max(self.qrels.get(each, {}).values(), default=0) >= self.relevant
        )

    @property
    def out_of_scope(self) -> tuple[str, ...]:
        """Ids of the queries that nothing in the catalogue should answer."""
        return tuple(each for each, inside in self.scope.items() if not inside)


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Read relevance judgements (which record answers which query) in BEIR form.

    Args:
        path: tab-separated file in UTF-8, with the header query-id, corpus-id, score.

    Returns:
        Query id -> record id -> grade.

    Raises:
        EvaluationError: when a line lacks a column or its grade is no whole number; it names the
            line.
        OSError: when the file cannot be opened.
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


def read_needs(folder: Path, relevant: int = RELEVANT, judged_only: bool = False) -> JudgedNeeds:
    """Read judged queries in BEIR form: queries.jsonl, queries.VARIANT.jsonl, qrels.tsv.

    A folder without qrels.tsv holds other ways to write the queries of the folder above: it uses
    the qrels.tsv of that folder, and the `besoin` of the metadata of a query is the id of the
    judged one.

    Args:
        folder: where the files are. `queries.jsonl` holds the way of writing "propre" (clean
            French); a file `queries.VARIANT.jsonl` writes the queries of the same ids otherwise.
        relevant: grade from which, inclusive, a record is an answer.
        judged_only: True for a query without any judged answer to count as out of scope.

    Returns:
        The queries; those whose metadata do not say "hors-sujet" are in scope.

    Raises:
        EvaluationError: when a file is absent or unreadable, a line is wrong, or a file names a
            query that `queries.jsonl` lacks.
    """
    files = {"propre": folder / "queries.jsonl"}
    for path in sorted(folder.glob("queries.*.jsonl")):
        files[path.name.split(".")[1]] = path
    judged = next((each for each in (folder, folder.parent) if (each / QRELS).is_file()), folder)
    try:
        rows = {name: json_lines(path) for name, path in files.items()}
        qrels = read_qrels(judged / QRELS)
    except OSError as error:
        raise EvaluationError(f"{error.filename} est illisible : {error.strerror}.") from error
    metadata = {row["_id"]: row.get("metadata") or {} for row in rows["propre"]}
    scope = {query: fields.get("portee") != OUT_OF_SCOPE for query, fields in metadata.items()}
    if judged != folder:
        sources = {query: fields.get("besoin", query) for query, fields in metadata.items()}
        qrels = {query: qrels[name] for query, name in sources.items() if name in qrels}
    if judged_only:
        answered = {query for query, grades in qrels.items() if max(grades.values()) >= relevant}
        scope = {query: inside and query in answered for query, inside in scope.items()}
    variants = {name: {row["_id"]: row["text"] for row in each} for name, each in rows.items()}
    named = {files[name].name: set(texts) for name, texts in variants.items()}
    for file, identifiers in (named | {QRELS: set(qrels)}).items():
        if identifiers - set(scope):
            unknown = min(identifiers - set(scope))
            raise EvaluationError(f"{file} : besoin inconnu « {unknown} ».")
    return JudgedNeeds(variants, qrels, scope, relevant)


def json_lines(path: Path) -> list[dict[str, Any]]:
    """Read a file of JSON lines in BEIR form: queries or documents.

    Args:
        path: UTF-8 file, one JSON object a line, whose fields `_id` and `text` are strings; blank
            lines are skipped.

    Returns:
        The objects, in order.

    Raises:
        EvaluationError: when the file is not in UTF-8, or a line is not such an object; it then
            names the line.
        OSError: when the file cannot be read.
    """
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


@dataclass(frozen=True)
class Estimate:
    """Mean of some values, such as a measure over judged texts, with its 95 % interval."""

    mean: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float] | NDArray[np.float64]) -> Estimate:
        """Return the mean of some values, at least one, and its interval by bootstrap."""
        return cls(*paired_bootstrap(np.array(values, dtype=np.float64)))

    def __format__(self, number: str) -> str:
        """Return the mean and the interval; number: how each is written, ".3f" by default."""
        values = (self.mean, self.low, self.high)
        mean, low, high = (format(value, number or ".3f") for value in values)
        return f"{mean} [{low}, {high}]"

    def __str__(self) -> str:
        """Return the mean and the interval, to three decimals."""
        return format(self)

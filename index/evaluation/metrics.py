"""Metrics of information retrieval, judged queries and runs. Pure functions.

A judged query that a run lacks counts as zero and stays in the mean: a system cannot raise its
score by refusing hard queries. Our figures agree with the `ir_measures` package on a committed
run (`tests/index/evaluation/test_metrics.py`).
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
"""Query id -> record id -> grade, from 0 (does not answer) to 3 (answers)."""
Run = Mapping[str, Sequence[str]]
"""Query id -> record ids, best first."""
Measure = Callable[[Mapping[str, int], Sequence[str]], float]
"""(grades of a query, ranking) -> value in [0, 1]."""

RELEVANT = 2
"""Grade from which a record counts as an answer where a measure knows only yes and no."""
CUTOFF = 10
OUT_OF_SCOPE = "hors-sujet"
QRELS = "qrels.tsv"
REQUIRED = ("_id", "text")


def ndcg(grades: Mapping[str, int], ranking: Sequence[str], cutoff: int = CUTOFF) -> float:
    """Normalised discounted cumulative gain, gain 2^grade - 1, discount log2(rank + 1).

    Järvelin and Kekäläinen (2002), with the gain of Burges et al. (2005).
    """
    best = _dcg(sorted(grades.values(), reverse=True)[:cutoff])
    return _dcg([grades.get(each, 0) for each in ranking[:cutoff]]) / best if best else 0.0


def _dcg(gains: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(gains, start=1))


def success_at_1(
    grades: Mapping[str, int], ranking: Sequence[str], relevant: int = RELEVANT
) -> float:
    """1 when the first record answers, else 0."""
    return float(bool(ranking) and grades.get(ranking[0], 0) >= relevant)


def recall(grades: Mapping[str, int], ranking: Sequence[str], relevant: int = RELEVANT) -> float:
    """Share of the answers that are among the first `CUTOFF`; 0 when there is none to find."""
    answers = {each for each, grade in grades.items() if grade >= relevant}
    return len(answers & set(ranking[:CUTOFF])) / len(answers) if answers else 0.0


def reciprocal_rank(
    grades: Mapping[str, int], ranking: Sequence[str], relevant: int = RELEVANT
) -> float:
    """1 / rank of the first answer, 0 when there is none."""
    ranks = (rank for rank, each in enumerate(ranking, 1) if grades.get(each, 0) >= relevant)
    first = next(ranks, None)
    return 1 / first if first is not None else 0.0


def measures(relevant: int = RELEVANT) -> dict[str, Measure]:
    """Return the measures of the tables; relevant: the grade from which a record answers."""
    return {
        "nDCG@10": ndcg,
        "succès@1": partial(success_at_1, relevant=relevant),
        "rappel@10": partial(recall, relevant=relevant),
        "MRR": partial(reciprocal_rank, relevant=relevant),
    }


def mean(measure: Measure, qrels: Qrels, run: Run, queries: Sequence[str]) -> float:
    """Return the mean of a measure over some queries; one that the run lacks counts as zero.

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


def paired_bootstrap(
    differences: NDArray[np.float64], draws: int = 2000, seed: int = 0
) -> tuple[float, float, float]:
    """Return the mean of paired differences, and the bounds of its 95 % interval.

    Sakai, "Evaluating evaluation metrics based on the bootstrap" (2006).

    Args:
        differences: (n,) one value a query, n >= 1.
        draws: samples of n queries taken with replacement.
        seed: of the draws.

    Returns:
        The mean, the lower bound, the upper bound.
    """
    sampler = np.random.default_rng(seed)
    rows = sampler.integers(len(differences), size=(draws, len(differences)))
    low, high = np.quantile(differences[rows].mean(axis=1), (0.025, 0.975))
    return float(differences.mean()), float(low), float(high)


def calibration_error(
    likelihoods: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 10
) -> float:
    """Return the expected calibration error: gap of likelihoods and frequencies, in [0, 1].

    Naeini, Cooper and Hauskrecht, "Obtaining well calibrated probabilities using Bayesian
    binning" (2015), with bins of equal width.

    Args:
        likelihoods: (n,) in [0, 1].
        right: (n,) True for what was right.
        bins: number of bins.

    Returns:
        The mean over bins, by how many each holds, of |mean likelihood - share of right|.
    """
    places = np.minimum((likelihoods * bins).astype(int), bins - 1)
    gaps = [
        abs(likelihoods[places == place].mean() - right[places == place].mean())
        * (places == place).mean()
        for place in np.unique(places)
    ]
    return float(sum(gaps))


def answer_rate(run: Run, queries: Sequence[str]) -> float:
    """Return the share of queries that get an answer (a false one, if none should)."""
    return sum(bool(run.get(each)) for each in queries) / len(queries) if queries else 0.0


@dataclass(frozen=True)
class JudgedNeeds:
    """Judged queries.

    variants: way of writing -> query id -> text; scope: query id -> True if a record should answer;
    relevant: grade from which a record answers.
    """

    variants: Mapping[str, Mapping[str, str]]
    qrels: Qrels
    scope: Mapping[str, bool]
    relevant: int = RELEVANT

    @property
    def answerable(self) -> tuple[str, ...]:
        """Queries within the scope of the catalogue that have at least one answer."""
        return tuple(
            each
            for each, inside in self.scope.items()
            if inside and max(self.qrels.get(each, {}).values(), default=0) >= self.relevant
        )

    @property
    def out_of_scope(self) -> tuple[str, ...]:
        """Queries that nothing should answer."""
        return tuple(each for each, inside in self.scope.items() if not inside)


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Read judgements in BEIR form: tab-separated, with the header query-id, corpus-id, score.

    Args:
        path: the file.

    Returns:
        Query id -> record id -> grade.

    Raises:
        EvaluationError: naming the wrong line.
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


def read_needs(folder: Path, relevant: int = RELEVANT) -> JudgedNeeds:
    """Read judged queries in BEIR form: queries.jsonl, queries.VARIANT.jsonl, qrels.tsv.

    A folder without judgements takes those of the folder above: a query with a `besoin` in
    its metadata is another way of writing that query.

    Args:
        folder: where the files are; `queries.jsonl` is the variant "propre".
        relevant: grade from which a record answers.

    Returns:
        The needs; without metadata, every query is in scope.

    Raises:
        EvaluationError: when a file is absent, unreadable, or names an unknown query.
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
    variants = {name: {row["_id"]: row["text"] for row in each} for name, each in rows.items()}
    named = {files[name].name: set(texts) for name, texts in variants.items()}
    for file, identifiers in (named | {QRELS: set(qrels)}).items():
        if identifiers - set(scope):
            unknown = min(identifiers - set(scope))
            raise EvaluationError(f"{file} : besoin inconnu « {unknown} ».")
    return JudgedNeeds(variants, qrels, scope, relevant)


def json_lines(path: Path) -> list[dict[str, Any]]:
    """Read the objects of a file of JSON lines in BEIR form.

    Args:
        path: the file.

    Returns:
        The objects, each with its `_id` and its `text`.

    Raises:
        EvaluationError: naming the wrong line.
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

"""Fit the learned order on judged needs, print what it does by cross-validation, and write it.

All the writings of a need, its translations and what other hands typed for it, are held out
together. The order written is fitted on all of them; thin needs and needs with a place
(`minces`, `locaux`) are never fitted on. LightGBM comes with the `order` extra.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.arrays import Matrix
from index.evaluation.metrics import (
    Estimate,
    JudgedNeeds,
    json_lines,
    ndcg,
    read_needs,
)
from index.files import digest
from index.ordering.features import FEATURES, Evidence, features_of
from index.ordering.learned_order import LearnedOrder, Ordered
from index.ordering.ordering import Ordering
from index.records import code_lists as ref
from index.search.query import MAX_CHARS, Query
from index.search.retriever import Retriever
from index.training.tree_graph import graph_of
from service.cli.evaluate import open_retriever
from service.settings import Settings

FITTED = {"nos besoins": "", "tapés": "typed", "langues": "langues", "quotidien": "quotidien"}
"""Name of a set that the order is fitted on -> its folder in `data/evaluation`."""
KEPT_APART = {"minces": "minces", "locaux": "locaux"}
CORRECTED = "corrige"
"""Variant that is measured and not fitted on: people do not type it."""
FOLDS, SEED, TREES, FIRST = 5, 40, 300, 3
FOLDS_FOLDER, FOLDS_FILE = "training/order", "folds.json"
GAINS = [0, 1, 3, 7]
PARAMETERS = {
    "objective": "lambdarank",
    "label_gain": GAINS,
    "num_leaves": 15,
    "learning_rate": 0.05,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambdarank_truncation_level": 20,
    "monotone_constraints": [each.sign for each in FEATURES],
    "seed": SEED,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 2,
    "verbosity": -1,
}

Booster = Any
"""A model of LightGBM, which has no types."""
Measured = dict[tuple[str, str], list[tuple[float, float]]]
"""(set, variant) -> the nDCG@10 of each query, as fused and as learned."""


@dataclass(frozen=True)
class JudgedQuery:
    """A judged text: its set, variant and need, its features, the records compared, its grades.

    records: identifiers, in the fused order; features: (k, features); grades: (k,) int, of them;
    qrels: identifier of a record -> its grade, whether it was compared or not.
    """

    group: str
    variant: str
    need: str
    records: Sequence[str]
    features: Matrix
    grades: NDArray[np.int64]
    qrels: Mapping[str, int]


class Recorder(LearnedOrder):
    """Stands for a learned order, to keep the features of a query; orders nothing."""

    def __init__(self) -> None:
        """Start without any query."""
        self.features: Matrix = np.zeros((0, len(FEATURES)), dtype=np.float32)
        self.rows: list[int] = []

    def order(self, evidence: Evidence) -> Ordered:
        """Keep the features of the records to compare; return the fused order."""
        rows = evidence.compared
        self.rows, self.features = rows.tolist(), features_of(evidence, rows)
        return Ordered(evidence.fusion.scores, evidence.fusion)


def judged_queries(
    settings: Settings, retriever: Retriever, recorder: Recorder
) -> Iterator[JudgedQuery]:
    """Yield the judged queries of all the sets, scored."""
    for group, name in (FITTED | KEPT_APART).items():
        folder = settings.evaluation / name
        needs, facts = read_needs(folder), metadata(folder)
        for variant, texts in needs.variants.items():
            for query in needs.answerable:
                if query in texts:
                    place = facts[query].get("lieu", "") if name in ("quotidien", "locaux") else ""
                    need = facts[query].get("besoin", query)
                    asked = Query(texts[query][:MAX_CHARS], place=place)
                    yield _scored(retriever, recorder, asked, needs, (group, variant, need, query))


def metadata(folder: Path) -> Mapping[str, Mapping[str, str]]:
    """Return what a set says of each of its queries: identifier -> name of a fact -> its text."""
    return {row["_id"]: row.get("metadata") or {} for row in json_lines(folder / "queries.jsonl")}


def _scored(
    retriever: Retriever,
    recorder: Recorder,
    asked: Query,
    needs: JudgedNeeds,
    names: tuple[str, str, str, str],
) -> JudgedQuery:
    """Score a judged text, and keep the features of the records compared."""
    group, variant, need, query = names
    understood = retriever.understand(asked)
    scored = retriever.score(understood, retriever.encode_query(understood))
    records = [scored.view.record(position).id for position in recorder.rows]
    qrels = needs.qrels[query]
    grades = np.array([qrels.get(each, 0) for each in records], dtype=np.int64)
    return JudgedQuery(group, variant, need, records, recorder.features, grades, qrels)


def fit(queries: Sequence[JudgedQuery]) -> Booster:
    """Fit the trees on some judged queries."""
    import lightgbm  # the `order` extra, which who only reads the sets has not

    data = lightgbm.Dataset(
        np.concatenate([each.features for each in queries]),
        label=np.concatenate([each.grades for each in queries]),
        group=[len(each.grades) for each in queries],
        feature_name=[each.name for each in FEATURES],
    )
    return lightgbm.train(dict(PARAMETERS), data, num_boost_round=TREES)


def is_fitted_on(query: JudgedQuery) -> bool:
    """Return whether the order is fitted on a query."""
    return query.group in FITTED and query.variant != CORRECTED


def ranked(booster: Booster | None, query: JudgedQuery) -> list[str]:
    """Return the records compared, in the order of a model; None: as fused."""
    if booster is None:
        return [*query.records]
    order = np.argsort(-np.asarray(booster.predict(query.features)), kind="stable")
    return [query.records[at] for at in order.tolist()]


def quality(booster: Booster | None, query: JudgedQuery) -> float:
    """Return the nDCG@10 of the records compared, in the order of a model; None: as fused."""
    return ndcg(query.qrels, ranked(booster, query))


def folds_of(queries: Sequence[JudgedQuery]) -> Mapping[str, int]:
    """Return the fold of each need that the order is fitted on, drawn by a seed."""
    names = sorted({each.need for each in queries if each.group in FITTED})
    drawn = np.random.default_rng(SEED).permutation(len(names))
    return {names[at]: rank % FOLDS for rank, at in enumerate(drawn.tolist())}


def cross_validated(queries: Sequence[JudgedQuery], folder: Path) -> Measured:
    """Return the nDCG@10 of each query, as fused and as learned without its need.

    folder: where the order of each fold is written, with the fold of each need, to fit likelihoods
    on orders that have not seen the need (`scripts/fit_confidence.py`).
    """
    fold, measured = folds_of(queries), Measured()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FOLDS_FILE).write_text(json.dumps(fold), encoding="utf-8")
    for number in (*range(FOLDS), None):
        kept = [each for each in queries if is_fitted_on(each) and fold[each.need] != number]
        booster = fit(kept)
        if number is not None:
            write(booster, folder / f"{number}.onnx")
        for each in queries:
            if (fold.get(each.need) if each.group in FITTED else None) == number:
                pair = (quality(None, each), quality(booster, each))
                measured.setdefault((each.group, each.variant), []).append(pair)
    return measured


def report(measured: Measured) -> None:
    """Print the table: fused, learned, and the difference with its 95 % interval."""
    for (group, variant), pairs in measured.items():
        values = np.array(pairs)
        change = Estimate.of(values[:, 1] - values[:, 0])
        fused, learned = values.mean(axis=0)
        print(f"{group}, {variant} ({len(pairs)}) : {fused:.3f} -> {learned:.3f}, {change:+.3f}")


def shares(
    booster: Booster | None, queries: Sequence[JudgedQuery], retriever: Retriever
) -> Mapping[str, float]:
    """Return the share of each kind of record among the first three of an order; None: as fused."""
    counted: Counter[str] = Counter()
    for query in queries:
        for identifier in ranked(booster, query)[:FIRST]:
            record = retriever.record(identifier)
            national = ref.TERRITOIRES.universal in record.territoires
            counted["toute la France" if national else "une partie"] += 1
            counted[f"forme : {record.forme_juridique or 'inconnue'}"] += 1
    total = counted["toute la France"] + counted["une partie"]
    return {name: count / total for name, count in counted.most_common()}


def report_shares(booster: Booster, queries: Sequence[JudgedQuery], retriever: Retriever) -> None:
    """Print the share of each kind of record among the first three, before and after."""
    before, after = (shares(each, queries, retriever) for each in (None, booster))
    for name in after:
        print(f"  {name} : {before.get(name, 0):.3f} -> {after[name]:.3f}")


def write(booster: Booster, path: Path) -> None:
    """Write the order, and its SHA-256 beside it."""
    trees = booster.dump_model()["tree_info"]
    path.write_bytes(graph_of(trees, tuple(FITTED)).SerializeToString())
    path.with_suffix(".sha256").write_text(f"{digest(path).sha256}\n", encoding="utf-8")


def main() -> None:
    """Measure the order by cross-validation, fit it on everything, and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sans-mesure", action="store_true", help="ajuste et écrit seulement")
    settings, recorder = Settings(), Recorder()
    asked = parser.parse_args()
    retriever = open_retriever(settings, order=Ordering(recorder, tried=True))
    queries = [*judged_queries(settings, retriever, recorder)]
    if not asked.sans_mesure:
        report(cross_validated(queries, settings.var / FOLDS_FOLDER))
    booster = fit([each for each in queries if is_fitted_on(each)])
    write(booster, settings.order)
    report_shares(booster, queries, retriever)
    gains = dict(zip(booster.feature_name(), booster.feature_importance("gain"), strict=True))
    whole = sum(gains.values())
    for name, gain in sorted(gains.items(), key=lambda each: -each[1]):
        print(f"  {name} : {gain / whole:.1%}")
    print(f"écrit dans {settings.order}")


if __name__ == "__main__":
    main()

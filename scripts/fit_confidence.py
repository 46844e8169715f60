"""Fit the rules of `index/search/calibration.py` on the judged needs, with cross-validation.

Figures come from cross-validation, all the writings of a need held out together; the weights
printed are fitted on all of them. scikit-learn comes with sentence-transformers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from index.evaluation.metrics import RELEVANT, JudgedNeeds, calibration_error, read_needs
from index.search.calibration import MARGIN, Evidence
from index.search.fusion import Channel
from index.search.query import Query
from index.search.scoring import Scored
from index.search.searcher import Searcher
from service.cli.evaluate import open_searcher
from service.settings import Settings

DEPTH = 10
FOLDS = 10
KEPT = 0.95
"""Share of answerable needs that must keep an answer."""
LEXICAL = (Channel.WORDS, Channel.NGRAMS)
HYBRID = (Channel.DENSE, *LEXICAL)
FEATURES: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "LEXICAL": (LEXICAL, LEXICAL),
    "HYBRID": (HYBRID, HYBRID),
    "WITH_NEEDS": (
        (Channel.DENSE, Channel.NGRAMS, MARGIN),
        (*HYBRID, Channel.NEEDS, Channel.LIKENESS, MARGIN),
    ),
    "FOREIGN": ((Channel.DENSE, MARGIN), (Channel.DENSE, Channel.NEEDS, Channel.LIKENESS, MARGIN)),
}
"""What is weighed to say that anything answers, and that a record does."""
CORRECTED = "corrige"
"""Texts without their mistakes are easier than those that people type: left aside."""


@dataclass(frozen=True)
class Asked:
    """A query of the judged needs, scored: its need, whether something answers, its grades."""

    need: str
    answerable: bool
    grades: Mapping[str, int]
    scored: Scored


@dataclass(frozen=True)
class Sample:
    """What is known of one answer: its need, its features, whether it is right."""

    need: str
    values: Sequence[float]
    right: bool


def asked(searcher: Searcher, needs: JudgedNeeds, meaning: bool = True) -> Iterator[Asked]:
    """The queries that are answerable or out of scope, in every writing.

    meaning: whether they are compared by their vectors as well as by their words.
    """
    answerable = {*needs.answerable}
    judged = answerable.union(needs.out_of_scope)
    for name, texts in needs.variants.items():
        for query in judged.intersection(texts) if name != CORRECTED else ():
            understood = searcher.understand(Query(texts[query]))
            vector = searcher.encode(understood.text) if meaning else None
            scored = searcher.score(understood, vector)
            need, grades = query.partition("-")[0], needs.qrels.get(query, {})
            yield Asked(need, query in answerable, grades, scored)


def samples(
    searcher: Searcher, queries: Sequence[Asked], rule: str, first: bool
) -> Iterator[Sample]:
    """The best record of each query (does anything answer?), or its first ones (does this one?)."""
    names = FEATURES[rule][0 if first else 1]
    for query in queries:
        fusion = query.scored.fused()
        features = Evidence(fusion, searcher.baseline, query.scored.margin).features
        for row in np.argsort(-fusion.scores, kind="stable")[: 1 if first else DEPTH]:
            values = [float(features[name][row]) for name in names]
            grade = query.grades.get(searcher.records[row].id, 0)
            yield Sample(query.need, values, query.answerable if first else grade >= RELEVANT)


def fit(
    names: Sequence[str], known: Sequence[Sample], balanced: bool
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Print the rule fitted on everything; what it says of each need held out, and what is true."""
    values = np.array([sample.values for sample in known])
    right = np.array([sample.right for sample in known])
    groups = [sample.need for sample in known]
    model = LogisticRegression(C=10.0, class_weight="balanced" if balanced else None)
    folds = GroupKFold(FOLDS)
    said = cross_val_predict(model, values, right, groups=groups, cv=folds, method="predict_proba")
    model.fit(values, right)
    weights = ", ".join(
        f"{feature}: {weight:.2f}" for feature, weight in zip(names, model.coef_[0], strict=True)
    )
    print(f"  Logistic({model.intercept_[0]:.2f}, {{{weights}}})")
    return said[:, 1], right


def report_anything(said: NDArray[np.float64], right: NDArray[np.bool_]) -> None:
    """Print what limits would keep, and let through."""
    for limit in (np.quantile(said[right], 1 - KEPT), np.quantile(said[~right], KEPT)):
        kept, false = (said[right] >= limit).mean(), (said[~right] >= limit).mean()
        print(f"  limite {limit:.3f} : {kept:.1%} gardés, {false:.1%} de fausses réponses")


def report_record(said: NDArray[np.float64], right: NDArray[np.bool_]) -> None:
    """Print the reliability diagram: what is said, and how often it is right."""
    print(f"  erreur d'étalonnage {calibration_error(said, right):.3f}")
    for low in np.arange(0, 1, 0.1):
        inside = (said >= low) & (said < low + 0.1)
        if inside.any():
            told, true = said[inside].mean(), right[inside].mean()
            print(f"    {inside.sum():5d} fiches : dit {told:.2f}, juste {true:.2f}")


def main() -> None:
    """Print the rules and their figures."""
    settings = Settings()
    searcher = open_searcher(settings)
    bare = open_searcher(settings, thesaurus=False)
    french = [read_needs(settings.evaluation), read_needs(settings.evaluation / "typed")]
    abroad = read_needs(settings.evaluation / "langues")
    sources = {
        "LEXICAL": [each for needs in french for each in asked(searcher, needs, meaning=False)],
        "HYBRID": [each for needs in french for each in asked(bare, needs)],
        "WITH_NEEDS": [each for needs in french for each in asked(searcher, needs)],
        "FOREIGN": [each for each in asked(searcher, abroad) if not each.scored.french],
    }
    for rule, (anything, record) in FEATURES.items():
        queries = sources[rule]
        print(f"{rule} : quelque chose répond")
        report_anything(*fit(anything, list(samples(searcher, queries, rule, True)), True))
        print(f"{rule} : la fiche répond")
        report_record(*fit(record, list(samples(searcher, queries, rule, False)), False))


if __name__ == "__main__":
    main()

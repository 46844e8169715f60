"""Fit the rules of `index/confidence.py` on the judged needs, and say how far to trust them.

Figures come from cross-validation, all the writings of a need held out together; the weights
printed are fitted on all of them. scikit-learn comes with sentence-transformers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from index.confidence import MARGIN, Evidence
from index.evaluation import RELEVANT, JudgedNeeds, calibration_error, read_needs
from index.fusion import Channel, fuse
from index.query import Query
from index.search import Searcher
from service.cli_evaluate import open_searcher
from service.settings import Settings

DEPTH = 10
FOLDS = 10
KEPT = 0.95
"""Share of answerable needs that must keep an answer."""
LEXICAL = (Channel.WORDS, Channel.NGRAMS)
FEATURES: dict[str, Sequence[str]] = {
    "LEXICAL": LEXICAL,
    "HYBRID": (Channel.DENSE, *LEXICAL),
    "WITH_NEEDS": (Channel.DENSE, *LEXICAL, Channel.NEEDS, MARGIN),
}


@dataclass(frozen=True)
class Sample:
    """What is known of one answer: its need, its features, whether it is right."""

    need: str
    values: Sequence[float]
    right: bool
    variant: str


def samples(
    searcher: Searcher, needs: JudgedNeeds, names: Sequence[str], first: bool
) -> Iterator[Sample]:
    """The best record of each query (does anything answer?), or its first ones (does this one?)."""
    judged = {*needs.answerable, *needs.out_of_scope}
    for variant, texts in needs.variants.items():
        for query, text in texts.items():
            if query not in judged:
                continue
            understood = searcher.understand(Query(text))
            scored = searcher.score(understood, searcher.encode(understood.text))
            kept = {each: scored.records[each] for each in scored.records if each in names}
            evidence = Evidence(fuse(kept, scored.words), searcher.baseline, scored.margin)
            features = evidence.features()
            order = np.argsort(-evidence.fusion.scores, kind="stable")[: 1 if first else DEPTH]
            grades = needs.qrels.get(query, {})
            for row in order:
                values = [float(features[name][row]) for name in names]
                grade = grades.get(searcher.records[row].id, 0)
                right = query in needs.answerable if first else grade >= RELEVANT
                yield Sample(query.partition("-")[0], values, right, variant)


def fit(
    name: str, known: Sequence[Sample], balanced: bool
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
        f"{feature}: {weight:.2f}"
        for feature, weight in zip(FEATURES[name], model.coef_[0], strict=True)
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
    sets = [read_needs(settings.evaluation), read_needs(settings.evaluation / "typed")]
    for name, features in FEATURES.items():
        for first, report in ((True, report_anything), (False, report_record)):
            print(name, "quelque chose répond" if first else "la fiche répond")
            known = [
                sample for needs in sets for sample in samples(searcher, needs, features, first)
            ]
            report(*fit(name, known, balanced=first))


if __name__ == "__main__":
    main()

"""Fit the rules of the search on the judged queries, and write them in `data/calibration.json`.

Figures come from cross-validation, all the writings of a need held out together; the weights
written are fitted on all of them. Thresholds are chosen by hand among the bounds printed: they are
not changed, nor are the other sections of the file. scikit-learn comes with sentence-transformers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from index.calibration.reliability import calibration_error
from index.evaluation.metrics import RELEVANT, JudgedNeeds, read_needs
from index.search.calibration import (
    MARGIN,
    Calibration,
    Fit,
    Logistic,
    feature_of,
    fusion_digest,
    read_calibration,
)
from index.search.fusion import Channel
from index.search.query import Query
from index.search.scoring import Scored
from index.search.searcher import Searcher
from service.cli.evaluate import open_searcher
from service.settings import Settings

DEPTH = 10
FOLDS = 10
MIN_ANSWERED = 0.95
"""Share of answerable needs that must keep an answer."""
DENSE, NEEDS, LIKENESS = map(feature_of, (Channel.DENSE, Channel.NEEDS, Channel.LIKENESS))
LEXICAL = (feature_of(Channel.WORDS), feature_of(Channel.NGRAMS))
HYBRID = (DENSE, *LEXICAL)
FEATURES: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "lexical": (LEXICAL, LEXICAL),
    "hybrid": (HYBRID, HYBRID),
    "with_needs": (
        (DENSE, feature_of(Channel.NGRAMS), MARGIN),
        (*HYBRID, NEEDS, LIKENESS, MARGIN),
    ),
    "foreign": ((DENSE, MARGIN), (DENSE, NEEDS, LIKENESS, MARGIN)),
}
"""Rule -> features of the likelihood that anything answers, and of that of one record."""
CORRECTED = "corrige"
"""Variant left out: corrected texts are easier than those that people type."""


@dataclass(frozen=True)
class ScoredQuery:
    """A scored query of the judged needs: its need, True if something answers, its grades."""

    need: str
    answerable: bool
    grades: Mapping[str, int]
    scored: Scored


@dataclass(frozen=True)
class Sample:
    """Training sample of a regression: its need, its features, True if the answer is right."""

    need: str
    values: Sequence[float]
    right: bool


def score_queries(
    searcher: Searcher, needs: JudgedNeeds, meaning: bool = True
) -> Iterator[ScoredQuery]:
    """Score the queries that are answerable or out of scope, in every variant.

    meaning: False to compare words only, without vectors.
    """
    answerable = {*needs.answerable}
    judged = answerable.union(needs.out_of_scope)
    for name, texts in needs.variants.items():
        for query in judged.intersection(texts) if name != CORRECTED else ():
            understood = searcher.retriever.understand(Query(texts[query]))
            vector = searcher.retriever.encode(understood.text) if meaning else None
            scored = searcher.retriever.score(understood, vector)
            need, grades = query.partition("-")[0], needs.qrels.get(query, {})
            yield ScoredQuery(need, query in answerable, grades, scored)


def samples(
    searcher: Searcher, queries: Sequence[ScoredQuery], rule: str, first: bool
) -> Iterator[Sample]:
    """Yield samples of the best record of each query (first), or of its `DEPTH` best records."""
    names = FEATURES[rule][0 if first else 1]
    for query in queries:
        fusion = query.scored.fusion
        features = searcher.retriever.likelihoods(query.scored).features
        for row in np.argsort(-fusion.scores, kind="stable")[: 1 if first else DEPTH]:
            values = [float(features[name][row]) for name in names]
            grade = query.grades.get(searcher.retriever.records[row].id, 0)
            yield Sample(query.need, values, query.answerable if first else grade >= RELEVANT)


def fit(
    names: Sequence[str], fitted_on: Sequence[Sample], balanced: bool
) -> tuple[Logistic, NDArray[np.float64], NDArray[np.bool_]]:
    """Fit a regression.

    Args:
        names: its features.
        fitted_on: samples, their values in the order of the features.
        balanced: True to give both outcomes the same weight.

    Returns:
        The regression fitted on all samples; the likelihood of each sample when its need is held
        out, in [0, 1]; True for the samples that are right.
    """
    values = np.array([sample.values for sample in fitted_on])
    right = np.array([sample.right for sample in fitted_on])
    groups = [sample.need for sample in fitted_on]
    model = LogisticRegression(C=10.0, class_weight="balanced" if balanced else None)
    folds = GroupKFold(FOLDS)
    out = cross_val_predict(model, values, right, groups=groups, cv=folds, method="predict_proba")
    model.fit(values, right)
    weights = {name: round(float(w), 2) for name, w in zip(names, model.coef_[0], strict=True)}
    fitted = Logistic(bias=round(float(model.intercept_[0]), 2), weights=weights)
    print(f"  {fitted.model_dump_json()}")
    return fitted, out[:, 1], right


def report_anything(likelihoods: NDArray[np.float64], right: NDArray[np.bool_]) -> None:
    """Print, for two thresholds, the shares of good and of wrong answers that pass."""
    for limit in (
        np.quantile(likelihoods[right], 1 - MIN_ANSWERED),
        np.quantile(likelihoods[~right], MIN_ANSWERED),
    ):
        shown, false = (likelihoods[right] >= limit).mean(), (likelihoods[~right] >= limit).mean()
        print(f"  limite {limit:.3f} : {shown:.1%} gardés, {false:.1%} de fausses réponses")


def report_record(likelihoods: NDArray[np.float64], right: NDArray[np.bool_]) -> None:
    """Print the reliability diagram: predicted likelihood, and observed share of right answers."""
    print(f"  erreur d'étalonnage {calibration_error(likelihoods, right):.3f}")
    for low in np.arange(0, 1, 0.1):
        inside = (likelihoods >= low) & (likelihoods < low + 0.1)
        if inside.any():
            predicted, true = likelihoods[inside].mean(), right[inside].mean()
            print(f"    {inside.sum():5d} fiches : dit {predicted:.2f}, juste {true:.2f}")


def judged_queries(settings: Settings, searcher: Searcher) -> Mapping[str, list[ScoredQuery]]:
    """Map each rule to the scored queries that it is fitted on."""
    bare = open_searcher(settings, thesaurus=False)
    french = [read_needs(settings.evaluation), read_needs(settings.evaluation / "typed")]
    abroad = read_needs(settings.evaluation / "langues")
    return {
        "lexical": [
            query for needs in french for query in score_queries(searcher, needs, meaning=False)
        ],
        "hybrid": [query for needs in french for query in score_queries(bare, needs)],
        "with_needs": [query for needs in french for query in score_queries(searcher, needs)],
        "foreign": [query for query in score_queries(searcher, abroad) if not query.scored.french],
    }


def calibrated(settings: Settings) -> Calibration:
    """Fit the rules, print their figures, and return the calibration that holds them."""
    searcher = open_searcher(settings)
    calibration, manifest = read_calibration(settings.calibration), searcher.manifest
    rules = {}
    for rule, queries in judged_queries(settings, searcher).items():
        names = FEATURES[rule]
        print(f"{rule} : quelque chose répond")
        anything, likelihoods, right = fit(
            names[0], list(samples(searcher, queries, rule, True)), True
        )
        report_anything(likelihoods, right)
        print(f"{rule} : la fiche répond")
        record, likelihoods, right = fit(
            names[1], list(samples(searcher, queries, rule, False)), False
        )
        report_record(likelihoods, right)
        fitted = {"anything": anything, "record": record}
        rules[rule] = getattr(calibration.search, rule).model_copy(update=fitted)
    origin = Fit(
        date=datetime.now(UTC).date(),
        encoder=manifest.encoder,
        fingerprint=manifest.fingerprint,
        method=calibration.search.fit.method,
    )
    update = {**rules, "fit": origin, "fusion": fusion_digest()}
    return calibration.model_copy(update={"search": calibration.search.model_copy(update=update)})


def main() -> None:
    """Fit the rules and write them in `data/calibration.json`."""
    settings = Settings()
    calibration = calibrated(settings)
    settings.calibration.write_text(calibration.model_dump_json(indent=2) + "\n", encoding="utf-8")
    print(f"écrit dans {settings.calibration}")


if __name__ == "__main__":
    main()

"""Fit the rules of the search on the judged queries, and write them in `data/calibration.json`.

Those without vectors or without a thesaurus keep their numbers of November 2026.

Figures come from cross-validation, all the writings of a need held out together; the weights
written are fitted on all of them. Thresholds are chosen by hand among the bounds printed: they are
not changed, nor are the other sections of the file. scikit-learn comes with sentence-transformers.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from index.calibration.reliability import calibration_error
from index.errors import InvalidQuery
from index.evaluation.metrics import RELEVANT, read_needs
from index.evaluation.requests import READ, read_requests, read_verdicts
from index.ordering.fusion import Channel
from index.ordering.learned_order import LearnedOrder
from index.ordering.ordering import Ordering
from index.search.calibration import (
    AGREED,
    LEVEL,
    MARGIN,
    NEAR,
    OF_QUERY,
    ORDER,
    ORDER_OF_THREE,
    PLACED,
    Calibration,
    Fit,
    Logistic,
    feature_of,
    fusion_digest,
    read_calibration,
)
from index.search.likelihood import Likelihoods, Shown
from index.search.query import MAX_CHARS, Query
from index.search.ranking import Ranker
from index.search.retriever import Retriever
from index.search.scoring import Scored
from scripts.fit_order import FOLDS as ORDER_FOLDS
from scripts.fit_order import FOLDS_FILE, FOLDS_FOLDER, metadata
from service.cli.evaluate import open_retriever, open_searcher
from service.settings import Settings

DEPTH = 10
FOLDS = 10
MIN_ANSWERED = 0.97
"""Share of answerable needs that must keep an answer."""
DENSE, NEEDS, LIKENESS = map(feature_of, (Channel.DENSE, Channel.NEEDS, Channel.LIKENESS))
HYBRID = (DENSE, feature_of(Channel.WORDS), feature_of(Channel.NGRAMS))
LEARNED = (ORDER, *OF_QUERY, MARGIN, LEVEL, *HYBRID)
FIRST = (ORDER, NEEDS, ORDER_OF_THREE, AGREED, MARGIN, LEVEL, PLACED, NEAR)
"""What tells how right the first record shown is: more features told no more of requests. That a
query is one word is left out: "box" would be sure, since those judged are mostly right."""
FEATURES: Mapping[str, Mapping[str, Sequence[str]]] = {
    "with_needs": {
        "anything": LEARNED,
        "record": (ORDER, *HYBRID, NEEDS, LIKENESS, MARGIN, LEVEL),
        "first": FIRST,
    },
    "foreign": {
        "anything": (ORDER, ORDER_OF_THREE, DENSE, MARGIN),
        "record": (ORDER, DENSE, NEEDS, LIKENESS, MARGIN),
        "first": (ORDER, ORDER_OF_THREE, AGREED, DENSE, MARGIN),
    },
}
"""Rule -> features of the likelihood that anything answers, of that of one record, and of that of
the first record."""
CORRECTED = "corrige"
"""Variant left out: corrected texts are easier than those that people type."""
FRENCH = ("", "typed", "quotidien", "hors_sujet")
"""Folders of `data/evaluation` that the rules for French are fitted on."""


@dataclass(frozen=True)
class ScoredQuery:
    """A scored query of the judged needs: its need, True if something answers, its grades.

    likelihoods: what a search knows of it, by an order that has not seen its need; shown: the first
    record shown, None for none; is_request: whether readers saw only the first records shown.
    """

    need: str
    answerable: bool
    grades: Mapping[str, int]
    scored: Scored
    likelihoods: Likelihoods
    shown: Shown | None
    is_request: bool

    @property
    def first_record(self) -> str:
        """Identifier of the first record shown, "" for none."""
        return "" if self.shown is None else self.scored.view.record(self.shown.position).id

    def answers(self, position: int) -> bool:
        """Return whether a record was judged to answer, by its position in view."""
        record = self.scored.view.record(position)
        return self.grades.get(record.id, 0) >= RELEVANT


@dataclass(frozen=True)
class Sample:
    """Training sample of a regression: its need, its features, True if the answer is right."""

    need: str
    values: Sequence[float]
    right: bool


class Judges:
    """Scores judged queries, by orders that have not seen their needs."""

    def __init__(self, settings: Settings) -> None:
        """settings: where the orders of `scripts/fit_order.py` are."""
        folder = settings.var / FOLDS_FOLDER
        self._fold: Mapping[str, int] = json.loads((folder / FOLDS_FILE).read_text("utf-8"))
        self._settings = settings
        self._whole = open_searcher(settings).retriever
        self._folds = {
            number: open_retriever(
                settings, order=Ordering(LearnedOrder.read(folder / f"{number}.onnx"))
            )
            for number in range(ORDER_FOLDS)
        }

    def score(self, name: str) -> Iterator[ScoredQuery]:
        """Score the queries of a set that are answerable or out of scope, in every variant.

        name: of its folder.
        """
        folder = self._settings.evaluation / name
        needs, facts = read_needs(folder), metadata(folder)
        answerable = {*needs.answerable}
        for variant, texts in needs.variants.items():
            for query in answerable.union(needs.out_of_scope).intersection(texts):
                if variant == CORRECTED:
                    continue
                need = facts[query].get("besoin", query).partition("-")[0]
                known = self._fold.get(need) if query in answerable else None
                retriever = self._whole if known is None else self._folds[known]
                place = facts[query].get("lieu", "") if name == "quotidien" else ""
                grades = needs.qrels.get(query, {}) if query in answerable else {}
                asked = Query(texts[query][:MAX_CHARS], place=place)
                yield self._scored(retriever, asked, need, query in answerable, grades)

    @staticmethod
    def _scored(
        retriever: Retriever,
        query: Query,
        need: str,
        answerable: bool,
        grades: Mapping[str, int],
        is_request: bool = False,
    ) -> ScoredQuery:
        """Return a judged query, scored and ranked."""
        understood = retriever.understand(query)
        scored = retriever.score(understood, retriever.encode_query(understood))
        ranked = Ranker(retriever).rank(query, understood, scored)
        shown = None
        if len(ranked.positions):
            first = int(ranked.arrangement.by_relevance(ranked.positions)[0])
            shown = ranked.arrangement.shown(first, understood.place)
        told = retriever.likelihoods(scored)
        return ScoredQuery(need, answerable, grades, scored, told, shown, is_request)

    def score_requests(self) -> Iterator[ScoredQuery]:
        """Score everyday requests: those that nothing answers, and those whose first was read."""
        folder = self._settings.evaluation / "demandes"
        verdicts = read_verdicts(folder / "lectures.tsv", READ)
        for each in read_requests(folder / "demandes.tsv"):
            known = verdicts.get(each.identifier, {})
            grades = {record: RELEVANT if right else 0 for record, right in known.items()}
            try:
                query = Query(each.text[:MAX_CHARS], place=each.place)
                scored = self._scored(
                    self._whole, query, each.identifier, each.answerable, grades, is_request=True
                )
            except InvalidQuery:  # nothing that can be searched
                continue
            if not each.answerable or scored.first_record in known:
                yield scored


def samples(queries: Sequence[ScoredQuery], rule: str, part: str) -> Iterator[Sample]:
    """Yield samples of a regression of a rule.

    They are of each query, of the first record that it shows, or of its `DEPTH` best records.
    """
    names = FEATURES[rule][part]
    for query in queries:
        told = query.likelihoods
        if part == "anything":
            values = [float(told.of_query[name][0]) for name in names]
            yield Sample(query.need, values, query.answerable)
        elif part == "record":
            best = np.argsort(-query.scored.order.scores, kind="stable")[:DEPTH].tolist()
            for position in best:
                values = [float(told.features[name][position]) for name in names]
                yield Sample(query.need, values, query.answers(position))
        elif query.shown is not None:
            features = told.of_first(query.shown)
            values = [float(features[name][0]) for name in names]
            yield Sample(query.need, values, query.answers(query.shown.position))


def fit(
    names: Sequence[str], fitted_on: Sequence[Sample], part: str
) -> tuple[Logistic, NDArray[np.float64], NDArray[np.bool_]]:
    """Fit a regression.

    Args:
        names: its features.
        fitted_on: samples, their values in the order of the features.
        part: "anything", whose outcomes weigh the same; "first", whose needs do; or "record".

    Returns:
        The regression fitted on all samples; the likelihood of each sample when its need is held
        out, in [0, 1]; True for the samples that are right.
    """
    values = np.array([sample.values for sample in fitted_on])
    right = np.array([sample.right for sample in fitted_on])
    groups = [sample.need for sample in fitted_on]
    model = LogisticRegression(
        C=10.0, max_iter=1000, class_weight="balanced" if part == "anything" else None
    )
    times = Counter(groups)
    weights = np.array([1 / times[need] if part == "first" else 1.0 for need in groups])
    out = cross_val_predict(
        model,
        values,
        right,
        groups=groups,
        cv=GroupKFold(FOLDS),
        method="predict_proba",
        params={"sample_weight": weights},
    )
    model.fit(values, right, sample_weight=weights)
    slopes = {name: round(float(w), 2) for name, w in zip(names, model.coef_[0], strict=True)}
    fitted = Logistic(bias=round(float(model.intercept_[0]), 2), weights=slopes)
    print(f"  {fitted.model_dump_json()}")
    return fitted, out[:, 1], right


def report_query(likelihoods: NDArray[np.float64], right: NDArray[np.bool_]) -> None:
    """Print, for some thresholds, the shares of good and of wrong answers that pass."""
    for limit in (0.5, 0.6, 0.65, 0.7):
        sure = likelihoods >= limit
        print(f"  {limit} : {sure.mean():.1%} sûrs, dont {right[sure].mean():.1%} justes")
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


def judged_queries(settings: Settings) -> Mapping[str, list[ScoredQuery]]:
    """Map each rule to the scored queries that it is fitted on."""
    judges = Judges(settings)
    french = [query for name in FRENCH for query in judges.score(name)]
    return {
        "with_needs": [
            query for query in (*french, *judges.score_requests()) if query.scored.french
        ],
        "foreign": [query for query in judges.score("langues") if not query.scored.french],
    }


def calibrated(settings: Settings) -> Calibration:
    """Fit the rules, print their figures, and return the calibration that holds them."""
    calibration, manifest = read_calibration(settings.calibration), open_searcher(settings).manifest
    rules = {}
    for rule, queries in judged_queries(settings).items():
        fitted = {}
        for part, names in FEATURES[rule].items():
            print(f"{rule}, {part}")
            judged = [each for each in queries if part == "first" or not each.is_request]
            own = list(samples(judged, rule, part))
            fitted[part], likelihoods, right = fit(names, own, part)
            (report_record if part == "record" else report_query)(likelihoods, right)
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

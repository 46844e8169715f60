"""Calibration: the fitted numbers of search, matching, classification and skills, read as data.

They are fitted on judged data for one encoder, those of the search for one set of fusion weights
too. `data/calibration.json` holds them with where they come from; nothing reads it at import.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from json import dumps
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from pydantic import (
    AfterValidator,
    Field,
    PlainSerializer,
    ValidationError,
    model_validator,
)

from index.errors import CalibrationError
from index.frozen_model import FrozenModel
from index.messages import in_french
from index.ordering.fusion import SCALES, Channel

MARGIN = "margin"
"""Feature: cosine of a query with the nearest need of the thesaurus, less its cosine with the
nearest text that no need covers."""
LEVEL = "level"
"""Feature: mean cosine of a query with the records of the catalogue."""
ORDER = "order"
"""Feature: what the learned order says of a record, lower by one than any for one not compared."""
ORDER_OF_THREE, ORDER_LEAD = "order_of_three", "order_lead"
"""Features of a query: the mean of what the learned order says of its first three records, and by
how much the first one exceeds the mean of the fourth to the tenth."""
NEEDS_OF_THREE, AGREED = "needs_of_three", "agreed"
"""Features of a query: the mean score of its first three records on the needs that it expresses,
and the share of them that declare the nearest need."""
EXPRESSED, EXPRESSED_LEAD = "expressed", "expressed_lead"
"""Features of a query: its share that goes to the nearest need, less that of the next one."""
LENGTH, ONE_WORD = "length", "one_word"
"""Features of a query: its number of words, five at most; 1 for one word."""
PLACED, NEAR = "placed", "near"
"""Features of the first record shown: 1 when the query has a place, 1 when it serves near it."""
OF_QUERY = (
    ORDER_OF_THREE, ORDER_LEAD, NEEDS_OF_THREE, AGREED, EXPRESSED, EXPRESSED_LEAD, LENGTH, ONE_WORD,
)  # fmt: skip
"""Features of a query, whichever the record."""
LEAD, COSINE, WORDS, NAME, TEXT, NEED = "lead", "cosine", "words", "name", "text", "need"
"""Names of features of the regressions: of `index.matching.classification` (all six), and of
`index.matching.needs` (lead and cosine, of a record and a need)."""
Threshold = Annotated[float, Field(ge=0, le=1)]
Weights = Annotated[
    Mapping[str, float], AfterValidator(MappingProxyType), PlainSerializer(dict[str, float])
]


def feature_of(channel: Channel) -> str:
    """Return the name of a channel (way of scoring) as a feature: `Channel.DENSE` -> "dense"."""
    return channel.name.lower()


class Frozen(FrozenModel, allow_inf_nan=False):
    """Base of the models of the calibration file: read-only, no unknown field, NaN nor inf."""


class Logistic(Frozen):
    """Logistic regression, which turns features into a probability.

    The probability is the sigmoid of the bias plus the weighted sum of the features. weights: name
    of a feature -> its weight.
    """

    bias: float
    weights: Weights


def _weighing(features: Iterable[str], every: bool = True) -> Callable[[Logistic], Logistic]:
    """Return a check that a regression weighs the features that the code computes.

    every: whether it must weigh all of them.
    """
    expected = {*features}

    def checked(logistic: Logistic) -> Logistic:
        names = {*logistic.weights}
        if names - expected or (every and names != expected):
            raise ValueError(f"des poids pour {', '.join(sorted(expected))}")
        return logistic

    return checked


SEARCH_FEATURES = (*map(feature_of, Channel), MARGIN, LEVEL, ORDER, PLACED, NEAR, *OF_QUERY)
"""Features of the regressions of the search."""
SearchLogistic = Annotated[Logistic, AfterValidator(_weighing(SEARCH_FEATURES, every=False))]
NeedLogistic = Annotated[Logistic, AfterValidator(_weighing([MARGIN, LEAD, COSINE, WORDS]))]
OccupationLogistic = Annotated[Logistic, AfterValidator(_weighing([NAME, LEAD, TEXT, NEED]))]
ServesLogistic = Annotated[Logistic, AfterValidator(_weighing([LEAD, COSINE]))]


class LikelihoodRule(Frozen):
    """Regressions for one kind of query: that any record answers it, and that a given record does.

    anything: likelihood that at least one record of the catalogue answers; record: likelihood that
    a given record answers; first: likelihood that the first record shown answers, None to be as
    sure of it as that any does; answers_from: value of that one, in [0, 1], from which results are
    shown as sure; maybe_from: value of `anything` from which some are shown in doubt; below,
    nothing is.
    """

    anything: SearchLogistic
    record: SearchLogistic
    answers_from: Threshold
    maybe_from: Threshold
    first: SearchLogistic | None = None

    @model_validator(mode="after")
    def _in_order(self) -> LikelihoodRule:
        """Refuse a rule that would be sure of less than what it shows in doubt."""
        if self.first is None and self.maybe_from > self.answers_from:
            raise ValueError("maybe_from <= answers_from")
        return self


class Fit(Frozen):
    """Provenance of fitted numbers: date, encoder (text embedding model) and method.

    encoder: name of the model and digest of its fine-tuned adapter, as in the manifest of the
    index; it must be that of the index served. fingerprint: digest of the model files on the
    machine where the numbers were fitted, for information only: preparing them elsewhere may round
    differently. method: in words.
    """

    date: date
    encoder: str
    fingerprint: str
    method: str


class SearchCalibration(Frozen):
    """Regressions and thresholds of the search; thresholds are likelihoods in [0, 1].

    Which regressions apply to a query: lexical, when there are no vectors, or the catalogue is too
    small to measure the level of its cosines; hybrid, with vectors but without the thesaurus of
    needs; with_needs, with both; foreign, with both, for a query that is not in French, whose words
    cannot match those of French records.

    fusion: digest of the channel weights that the numbers were fitted with; foreign_margin_max: cap
    on the margin of a foreign query (how surely it expresses a need), in standard deviations of the
    cosines of the catalogue: without it a sure query would return the whole catalogue. shown_from,
    shown_nearby_from: likelihoods from which a record is returned besides the best one, wherever it
    is, or only when it is near the place of the query. answers_from, near_from: likelihoods from
    which a result is labelled « Répond à votre besoin », or « Proche de votre besoin »;
    agreed_from: margin from which the need that a query expresses is sure enough for the former
    label. one_word: rule of a French query of one word, None when the others hold for it too.
    judged_on: identifiers of some records of the catalogue that the queries were judged on.
    """

    fit: Fit
    fusion: str
    lexical: LikelihoodRule
    hybrid: LikelihoodRule
    with_needs: LikelihoodRule
    foreign: LikelihoodRule
    foreign_margin_max: float
    shown_from: Threshold
    shown_nearby_from: Threshold
    answers_from: Threshold
    near_from: Threshold
    agreed_from: float = 0.04
    one_word: LikelihoodRule | None = None
    judged_on: tuple[str, ...] = ()


class MatchingCalibration(Frozen):
    """Regression and thresholds that match records with needs (entries of the thesaurus).

    serves: logistic regression that gives the likelihood, in [0, 1], that a record serves a need,
    whose inputs are features of the pair. could_serve_from: likelihood from
    which a need that a record does not declare is suggested for it. answers_from: likelihood from
    which a record that does not declare a need is listed among those that serve it.
    """

    fit: Fit
    serves: ServesLogistic
    could_serve_from: Threshold
    answers_from: Threshold


class ClassificationCalibration(Frozen):
    """Regressions and thresholds that classify a text into needs and occupations.

    need, occupation: likelihood, in [0, 1], that a candidate is the one meant by the text.
    need_from, occupation_from: likelihoods from which a candidate is returned. margin_from: least
    cosine with the nearest need minus cosine with the nearest text that no need covers, below which
    no need is returned.
    """

    fit: Fit
    need: NeedLogistic
    occupation: OccupationLogistic
    margin_from: float
    need_from: Threshold
    occupation_from: Threshold


class SkillsCalibration(Frozen):
    """Thresholds that match the phrases of a person with required skills.

    The evidence that a phrase meets a skill is their cosine, plus standing_weight times the number
    of standard deviations by which it exceeds the mean cosine of this phrase with all texts of
    occupations. met_from, close_from: evidence from which the skill is met, or nearly met.
    sought_from: cosine from which a skill or mission that a record looks for is offered to the
    person.
    """

    fit: Fit
    standing_weight: float
    met_from: float
    close_from: float
    sought_from: float


class Calibration(Frozen):
    """Content of `data/calibration.json`: coefficients and thresholds fitted on judged data."""

    search: SearchCalibration
    matching: MatchingCalibration
    classification: ClassificationCalibration
    skills: SkillsCalibration

    def conformity(self, encoder: str | None) -> Conformity:
        """Check that these numbers were fitted for the encoder and the fusion weights in use.

        Args:
            encoder: name in the manifest of the index of the encoder in use (the text embedding
                model); None when searching by words only.

        Returns:
            The date when the search was fitted, with the reasons why the numbers do not conform, in
            French; no reason when they do.
        """
        reasons = []
        sections = (self.search, self.matching, self.classification, self.skills)
        others = {each.fit.encoder for each in sections} - {encoder}
        if encoder is not None and others:
            reasons.append(f"ajusté pour un autre encodeur ({', '.join(sorted(others))})")
        if self.search.fusion != fusion_digest():
            reasons.append("ajusté pour d'autres poids de fusion")
        return Conformity(self.search.fit.date, " ; ".join(reasons))


@dataclass(frozen=True)
class Conformity:
    """Conformity of fitted numbers to the encoder and the weights in use: date, reason if none.

    reason: in French; empty when they suit, and then the object is true.
    """

    date: date
    reason: str

    def __bool__(self) -> bool:
        """Return whether the numbers were fitted for the encoder and the weights in use."""
        return not self.reason


def fusion_digest() -> str:
    """Return the SHA-256, in hexadecimal, of the weight and the scaling function of the channels.

    It changes when search scores do, and so tells that the calibration must be fitted again; names,
    which likelihoods do not read, are left out.
    """
    weights = {
        feature_of(each): (scale.weight, scale.part.__name__)
        for each, scale in SCALES.items()
        if each is not Channel.NAME
    }
    return sha256(dumps(weights, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def read_calibration(path: Path) -> Calibration:
    """Read the file of coefficients and thresholds that turn scores into likelihoods.

    Args:
        path: JSON file, `data/calibration.json` in a checkout.

    Returns:
        The calibration.

    Raises:
        CalibrationError: when the file is absent or unreadable, or lacks a field, has an unknown
            one or a value out of bounds.
    """
    try:
        return Calibration.model_validate_json(path.read_bytes())
    except OSError as error:
        raise CalibrationError(
            f"{path} : {in_french(error)} ; remettez dans votre dossier de données le fichier "
            "data/calibration.json livré avec OrientESS."
        ) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "le fichier"
        raise CalibrationError(
            f"{path} : « {where} » n'est pas valable ; remettez dans votre dossier de données le "
            "fichier data/calibration.json livré avec OrientESS."
        ) from error

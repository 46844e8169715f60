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

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer, ValidationError

from index.errors import CalibrationError
from index.messages import in_french
from index.search.fusion import SCALES, Channel

MARGIN = "margin"
"""Feature: how much nearer the query is to a need than to what no need covers."""
LEAD, COSINE, WORDS, NAME, TEXT, NEED = "lead", "cosine", "words", "name", "text", "need"
"""Features of classification and matching, defined where they are computed."""
Threshold = Annotated[float, Field(ge=0, le=1)]
Weights = Annotated[
    Mapping[str, float], AfterValidator(MappingProxyType), PlainSerializer(dict[str, float])
]


def feature_of(channel: Channel) -> str:
    """Return the name of a channel as a feature, the key of its weight in the file."""
    return channel.name.lower()


class Frozen(BaseModel):
    """A part of the file: read-only, with no other field than those declared."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Logistic(Frozen):
    """A logistic regression: log-odds are the bias plus the weighted sum of the features."""

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


SearchLogistic = Annotated[
    Logistic, AfterValidator(_weighing([*map(feature_of, Channel), MARGIN], every=False))
]
NeedLogistic = Annotated[Logistic, AfterValidator(_weighing([MARGIN, LEAD, COSINE, WORDS]))]
OccupationLogistic = Annotated[Logistic, AfterValidator(_weighing([NAME, LEAD, TEXT, NEED]))]
ServesLogistic = Annotated[Logistic, AfterValidator(_weighing([LEAD, COSINE]))]


class LikelihoodRule(Frozen):
    """Two likelihoods for queries of a kind: that anything answers, that a given record answers.

    answers_from: likelihood that anything answers from which results are returned.
    """

    anything: SearchLogistic
    record: SearchLogistic
    answers_from: Threshold


class Fit(Frozen):
    """Origin of fitted numbers: when, for which encoder, and how.

    encoder: its model and the digest of its adapter, as in the manifest of the index; fingerprint:
    of the files prepared where the numbers were fitted, for the record: merging the adapter
    elsewhere may round its last bits otherwise.
    """

    date: date
    encoder: str
    fingerprint: str
    method: str


class SearchCalibration(Frozen):
    """Rules of the search.

    fusion: digest of the fusion weights that they were fitted with; lexical: without vectors;
    hybrid: with vectors, for records that declare no need of the thesaurus; with_needs: with
    the thesaurus; foreign: the same for a query in another language, whose words prove nothing;
    foreign_margin_max: bound of the margin of such a query, beyond which being sure of the need
    would return the whole catalogue; shown_from, shown_nearby_from: likelihoods from which a record
    is returned beside the best one, anywhere or near the place of the query; answers_from,
    near_from: likelihoods from which a record is described as answering, or as near.
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


class MatchingCalibration(Frozen):
    """Matching of needs and records.

    serves: that a record serves a need; could_serve_from: likelihood from which a need that a
    record does not declare is suggested; answers_from: likelihood from which a record that does
    not declare a need is returned for it.
    """

    fit: Fit
    serves: ServesLogistic
    could_serve_from: Threshold
    answers_from: Threshold


class ClassificationCalibration(Frozen):
    """Classification of texts.

    need, occupation: that a candidate is the one meant, returned from need_from and
    occupation_from; margin_from: cosine by which a text must be nearer to a need than to what no
    need covers.
    """

    fit: Fit
    need: NeedLogistic
    occupation: OccupationLogistic
    margin_from: float
    need_from: Threshold
    occupation_from: Threshold


class SkillsCalibration(Frozen):
    """Matching of skills.

    standing_weight: evidence that one standard deviation above the other skills adds to a cosine;
    met_from, close_from: evidence from which a phrase meets a required skill, or is close to it;
    sought_from: cosine from which what a record seeks is returned for a skill.
    """

    fit: Fit
    standing_weight: float
    met_from: float
    close_from: float
    sought_from: float


class Calibration(Frozen):
    """All fitted numbers, one section a use."""

    search: SearchCalibration
    matching: MatchingCalibration
    classification: ClassificationCalibration
    skills: SkillsCalibration

    def conformity(self, encoder: str | None) -> Conformity:
        """Compare the calibration with what is served.

        Args:
            encoder: that serves, as in the manifest of the index, None without one.

        Returns:
            The date of the rules of the search, and why they do not conform, if they do not.
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
    """Date of a calibration, and why it does not conform to what is served (empty if it does)."""

    date: date
    reason: str

    def __bool__(self) -> bool:
        """Return whether the calibration was fitted for what is served."""
        return not self.reason


def fusion_digest() -> str:
    """Return the SHA-256, in hexadecimal, of the fusion weights and of how channels are scaled."""
    weights = {
        feature_of(each): (scale.weight, scale.part.__name__) for each, scale in SCALES.items()
    }
    return sha256(dumps(weights, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def read_calibration(path: Path) -> Calibration:
    """Read a calibration file.

    Args:
        path: of the file, `data/calibration.json` in a checkout.

    Returns:
        The calibration.

    Raises:
        CalibrationError: when the file is absent, unreadable, or not a calibration.
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

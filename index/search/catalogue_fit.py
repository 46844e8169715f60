"""Confidence fitted for one catalogue when its index was built, kept in the artefact.

The judged fit of `data/calibration.json` is that of the catalogue that it was judged on; any other
is served by its own (docs/decisions/0046-confidence-at-build.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from math import inf

from pydantic import ValidationError

from index.artefact.manifest import Artefact
from index.encoder import words
from index.errors import CalibrationError
from index.search.calibration import (
    Fit,
    Frozen,
    LikelihoodRule,
    SearchCalibration,
    Threshold,
    fusion_digest,
)

SAME_CATALOGUE = 0.75
"""Share of the records named by `judged_on` that a catalogue holds, to be the judged one."""


class RuleFigures(Frozen):
    """Figures of a fitted rule, on the questions and the requests that it was fitted on.

    questions, requests: their numbers; set_aside: number of requests that the catalogue seems to
    serve, left out; kept_sure, kept_shown: shares of questions told as sure, or shown at all;
    false_sure, false_shown: the same of requests; calibration_error: of the likelihood that
    anything answers, each fifth held out in turn.
    """

    questions: int
    requests: int
    set_aside: int
    kept_sure: Threshold
    kept_shown: Threshold
    false_sure: Threshold
    false_shown: Threshold
    calibration_error: Threshold


class OrderFigures(Frozen):
    """How well two orders find the records that questions were made from.

    fused, learned: mean of 1 / rank of the record, 0 beyond the tenth; serves: whether the learned
    order serves, or gives way to the fused one.
    """

    fused: Threshold
    learned: Threshold
    serves: bool


class CatalogueFit(Frozen):
    """Content of `confidence.json` in an artefact: rules fitted for its catalogue.

    encoder: of the index; fusion: digest of the channel weights; rules: name of a rule of
    `SearchCalibration` -> the rule, none when the catalogue is too small; figures: name -> what it
    does; shown_from, shown_nearby_from: as in `SearchCalibration`; order: of the learned order,
    None when it was not tried.
    """

    encoder: str
    fusion: str
    rules: Mapping[str, LikelihoodRule]
    figures: Mapping[str, RuleFigures]
    shown_from: Threshold
    shown_nearby_from: Threshold
    order: OrderFigures | None = None


def read_fit(text: str) -> CatalogueFit | None:
    """Read the fit of a catalogue.

    Args:
        text: content of `confidence.json`; empty when the artefact has none.

    Returns:
        The fit, None without one.

    Raises:
        CalibrationError: when it is no such fit, or lacks a field.
    """
    if not text:
        return None
    try:
        return CatalogueFit.model_validate_json(text)
    except ValidationError as error:
        raise CalibrationError("confidence.json est illisible : reconstruisez l'index.") from error


def is_judged(search: SearchCalibration, artefact: Artefact) -> bool:
    """Return whether a judged fit is that of a catalogue, of its encoder and of today's weights."""
    known = artefact.content.table.identifiers
    found = sum(identifier in known for identifier in search.judged_on)
    return (
        bool(search.judged_on)
        and found >= SAME_CATALOGUE * len(search.judged_on)
        and search.fit.encoder == artefact.manifest.encoder
        and search.fusion == fusion_digest()
    )


def order_serves(search: SearchCalibration, artefact: Artefact) -> bool:
    """Return whether the learned order serves a catalogue: the judged one, or where it was tried.

    Args:
        search: the judged fit.
        artefact: the index to search.

    Returns:
        True when it does; else the fused order serves.

    Raises:
        CalibrationError: when the fit of the artefact cannot be read.
    """
    if is_judged(search, artefact):
        return True
    fit = read_fit(artefact.content.confidence)
    return fit is not None and fit.order is not None and fit.order.serves


def for_catalogue(search: SearchCalibration, artefact: Artefact) -> SearchCalibration:
    """Return the rules that serve a catalogue: the judged ones, or those fitted at its build.

    Args:
        search: the judged fit.
        artefact: the index to search.

    Returns:
        The judged fit when it was judged on this catalogue, or when the artefact has no fit for the
        fusion weights of today; else the fit of the artefact, dated by its version. An index made
        without an encoder tells nothing as sure: words alone say too little of what answers.

    Raises:
        CalibrationError: when the fit of the artefact cannot be read.
    """
    if artefact.manifest.encoder == words.NAME:
        return _unsure(search)
    fit = read_fit(artefact.content.confidence)
    if fit is None or not fit.rules or is_judged(search, artefact):
        return search
    manifest = artefact.manifest
    if fit.fusion != fusion_digest() or fit.encoder != manifest.encoder:
        return search
    origin = Fit(
        date=datetime.strptime(manifest.version[:8], "%Y%m%d").date(),
        encoder=manifest.encoder,
        fingerprint=manifest.fingerprint,
        method="orientess build: questions made from the records, against requests of other fields",
    )
    update = {
        **fit.rules,
        "fit": origin,
        "fusion": fit.fusion,
        "shown_from": fit.shown_from,
        "shown_nearby_from": fit.shown_nearby_from,
    }
    return search.model_copy(update=update)


def _unsure(search: SearchCalibration) -> SearchCalibration:
    """Return rules by which searches by words alone are never sure."""
    lexical = search.lexical.model_copy(update={"answers_from": inf})
    return search.model_copy(update={"lexical": lexical})

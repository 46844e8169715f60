"""Features of the learned order: what is known of a query and of each record that may answer it.

They are read from the first records of the fused order, and counted among these: a score
in standard deviations from their mean, a rank, a gap to their best. So they mean the same in a
catalogue of a thousand records and of a million. None is of size, fame or money.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from json import dumps
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.arrays import Column, Mask, Matrix, Rows
from index.artefact.content import KINDS
from index.candidates.record_view import RecordView
from index.candidates.traits import NO_NEED, Traits
from index.ordering.fusion import Channel, Fusion
from index.ordering.scored_passages import ScoredPassages
from index.places.models import Place
from index.records.audience import DISABILITY_NEEDS
from index.records.passages import Kind
from index.taxonomy.need_vectors import Nearness

COMPARED = 60
"""Number of records, the first of the fused order, that the learned order compares: a hundred take
half as long again, for .002 of nDCG@10."""
WITHIN_KM = 100.0
"""Kilometres from a place within which a record that says no area may serve it."""
LEAST = -3.0
"""Standard deviations of the need of a record that declares none, and of a kind that it lacks."""
FUSED, RECORD, QUERY, PLACE = "ensemble", "fiche", "demande", "lieu"
"""Signals of features that are of no channel: of all channels together, of what the record
declares, of the query, and of its place."""
DEVIATIONS, RANK, GAP = "standard deviations among these", "log(1 + rank from 0)", "less the best"
COUNT, YES = "number", "0 or 1"
Values = dict[str, NDArray[Any]]
"""Name of a feature -> its values, (k,)."""
RISES, FALLS, FREE = 1, -1, 0
"""How a score may change when a feature grows: never lower, never higher, either."""


@dataclass(frozen=True)
class Feature:
    """A feature of a record for a query, one column of the model of the learned order.

    signal: what its part of a score is shown as, in explanations; unit: that of its values;
    sign: one of `RISES`, `FALLS` and `FREE`; a model that breaks it is not fitted.
    """

    name: str
    signal: str
    unit: str
    sign: int


_SCALED = {
    "dense": Channel.DENSE,
    "words": Channel.WORDS,
    "ngrams": Channel.NGRAMS,
    "needs": Channel.NEEDS,
    "likeness": Channel.LIKENESS,
}
_KINDS = {
    "purpose": Kind.PURPOSE,
    "service": Kind.SERVICE,
    "question": Kind.QUESTION,
    "sought": Kind.SKILLS,
}
FEATURES: tuple[Feature, ...] = (
    *(Feature(name, each.value, DEVIATIONS, RISES) for name, each in _SCALED.items()),
    Feature("fused", FUSED, DEVIATIONS, RISES),
    *(Feature(f"{name}_rank", each.value, RANK, FALLS) for name, each in _SCALED.items()),
    Feature("fused_rank", FUSED, RANK, FALLS),
    Feature("fused_score", FUSED, "score, 0 to 1", RISES),
    Feature("fused_gap", FUSED, GAP, RISES),
    *(
        Feature(f"kind_{name}", Channel.DENSE.value, f"cosine of its nearest passage, {GAP}", RISES)
        for name in _KINDS
    ),
    Feature("needs_share", Channel.NEEDS.value, "share of the query, 0 to 1", RISES),
    Feature("understood", Channel.NEEDS.value, "share, by the discriminant too", RISES),
    Feature("theme", Channel.NEEDS.value, "share of the theme of its needs", RISES),
    Feature("first_need", Channel.NEEDS.value, "cosine of its first need, deviations", RISES),
    Feature("for_others", RECORD, YES, FALLS),
    Feature("abroad", RECORD, YES, FREE),
    Feature("query_words", QUERY, COUNT, FREE),
    Feature("margin", QUERY, "cosine", FREE),
    Feature("level", QUERY, "cosine", FREE),
    Feature("placed", PLACE, YES, FREE),
    Feature("serves", PLACE, YES, RISES),
    Feature("regional", PLACE, YES, RISES),
    Feature("declared_needs", RECORD, COUNT, FREE),
    Feature("services", RECORD, COUNT, FREE),
    Feature("audiences", RECORD, COUNT, FREE),
    Feature("programme", RECORD, YES, FREE),
    Feature("national", RECORD, YES, FREE),
    Feature("regions", RECORD, COUNT, FREE),
    Feature("visited", RECORD, YES, FREE),
)  # fmt: skip
"""All the features, in the order of the columns of a model."""
SIGNALS = tuple(dict.fromkeys(each.signal for each in FEATURES))
"""Signals that the parts of a learned score are shown as, in the order of `FEATURES`."""


def features_digest() -> str:
    """Return the SHA-256, in hexadecimal, of the features: a model fitted on others is refused."""
    rows = [[each.name, each.signal, each.unit, each.sign] for each in FEATURES]
    return sha256(dumps([COMPARED, rows]).encode()).hexdigest()


@dataclass(frozen=True)
class Evidence:
    """Scores and needs of a query, from which its features are computed.

    view: the records scored; passages, columns: their passages and the scores of these by channel;
    fusion: scores of the records; near: nearness of the query to each need; level: mean cosine of
    the query with the catalogue; words: its number of words;
    place: its place, None without one; nearest: identifiers of its nearest needs.
    """

    view: RecordView
    passages: ScoredPassages
    columns: Mapping[Channel, Column]
    fusion: Fusion
    near: Nearness
    level: float
    words: int
    place: Place | None
    nearest: tuple[str, ...]

    @property
    def compared(self) -> Rows:
        """Positions of the records to compare, in the fused order: (k,) int64."""
        scores = self.fusion.scores
        rows = np.argsort(-scores, kind="stable")[:COMPARED]
        return rows[scores[rows] > 0].astype(np.int64)


def features_of(evidence: Evidence, rows: Rows) -> Matrix:
    """Return the features of some records, those to compare.

    Args:
        evidence: of the query.
        rows: their positions in view, (k,) int64, at least one.

    Returns:
        (k, features) float32, one column a feature, in the order of `FEATURES`.
    """
    traits = evidence.view.traits(rows)
    values: Values = {}
    for name, column in _compared_scores(evidence).items():
        own = column[rows]
        values[name], values[f"{name}_rank"] = _deviations(own), _ranks(own)
    fused = evidence.fusion.scores[rows]
    values |= {"fused_score": fused, "fused_gap": fused - fused.max()}
    values |= _by_passage(evidence, rows)
    values |= _by_need(evidence, rows, traits)
    values |= _of_place(evidence, rows)
    values |= _of_record(evidence, traits)
    constants = {
        "query_words": min(evidence.words, 8),
        "margin": evidence.near.margin,
        "level": evidence.level,
    }
    values |= {name: np.full(len(rows), value) for name, value in constants.items()}
    return np.stack([values[each.name] for each in FEATURES], axis=1).astype(np.float32)


def _compared_scores(evidence: Evidence) -> Values:
    """Return the scores of the records in view that are compared: by channel, and fused."""
    columns = evidence.fusion.columns
    return {name: columns[channel] for name, channel in _SCALED.items()} | {
        "fused": evidence.fusion.scores
    }


def _deviations(column: Column) -> Column:
    """Return scores less their mean, in standard deviations; zeros when they are equal."""
    deviation = max(float(column.std()), 1e-6)
    return np.asarray((column - column.mean()) / deviation, dtype=np.float32)


def _ranks(column: Column) -> Column:
    """Return the logarithm of one plus the rank of each score, from 0, the highest first."""
    ranks = np.empty(len(column), dtype=np.float32)
    ranks[np.argsort(-column, kind="stable")] = np.arange(len(column), dtype=np.float32)
    return np.log1p(ranks)


def _by_passage(evidence: Evidence, rows: Rows) -> Values:
    """Return the cosine of the nearest passage of each kind of each record, less the best.

    They are in standard deviations of the cosines of the whole texts compared.
    """
    passages, cosines = evidence.passages, evidence.columns[Channel.DENSE]
    wholes = cosines[passages.wholes[rows]]
    mean, deviation = float(wholes.mean()), max(float(wholes.std()), 1e-6)
    own, owners = passages.of_records(rows)
    near = (cosines[own] - mean) / deviation
    kinds = evidence.view.passage_kinds(passages.rows[own])
    values: Values = {}
    for name, kind in _KINDS.items():
        of_kind = kinds == KINDS.index(kind)
        best = np.full(len(rows), -np.inf)
        np.maximum.at(best, owners[of_kind], near[of_kind])
        known = np.isfinite(best)
        top = best.max() if known.any() else 0.0
        values[f"kind_{name}"] = np.where(known, best, np.minimum(LEAST, top)) - top
    return values


def _by_need(evidence: Evidence, rows: Rows, traits: Traits) -> Values:
    """Return how near the needs that each record declares are to the query."""
    near, served = evidence.near, evidence.view.served
    themes = evidence.view.themes
    shares = np.bincount(themes, near.understood, 1)[themes].astype(np.float32)
    first = np.full(len(rows), LEAST)
    known = traits.first_need != NO_NEED
    first[known] = near.standing[traits.first_need[known]]
    return {
        "needs_share": evidence.fusion.columns[Channel.NEEDS][rows],
        "understood": served.scores(near.understood)[rows],
        "theme": served.greatest(shares, 0.0)[rows],
        "first_need": first,
    }


def _of_place(evidence: Evidence, rows: Rows) -> Values:
    """Return which records may serve the place of the query; all of them without one."""
    place, view = evidence.place, evidence.view
    size = len(rows)
    if place is None:
        return {"placed": np.zeros(size), "serves": np.ones(size), "regional": np.zeros(size)}
    serves, regional = view.serving(place, WITHIN_KM, rows)
    return {"placed": np.ones(size), "serves": serves, "regional": regional}


def _of_record(evidence: Evidence, traits: Traits) -> Values:
    """Return what each record declares."""
    others: Mask = traits.disabled & DISABILITY_NEEDS.isdisjoint(evidence.nearest)
    return {
        "for_others": others,
        "abroad": traits.abroad,
        "declared_needs": traits.needs,
        "services": traits.services,
        "audiences": traits.audiences,
        "programme": traits.programme,
        "national": traits.national,
        "regions": traits.regions,
        "visited": traits.visited,
    }

"""The learned order: an ensemble of trees that compares the first records of the fused order.

LambdaMART (Burges, "From RankNet to LambdaRank to LambdaMART: an overview", 2010), fitted by
`scripts/fit_order.py` on judged needs. Each leaf tells what each signal adds to a score: what the
path to it changed, split after split (Saabas, "Interpreting random forests", 2014).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import onnxruntime
from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidArgument, InvalidProtobuf
from pydantic import ValidationError

from index.arrays import Column, Matrix, Rows
from index.engines.base import NO_ROWS
from index.errors import CalibrationError
from index.files import digest
from index.frozen_model import FrozenModel
from index.ordering.features import (
    FEATURES,
    SIGNALS,
    Evidence,
    features_digest,
    features_of,
)
from index.ordering.fusion import Channel, Fusion, Signal

DESCRIPTION = "description"
"""Name of the JSON text that describes a model, in the metadata of its file."""
_UNREADABLE = (OSError, ValueError, ValidationError, Fail, InvalidArgument, InvalidProtobuf)


class OrderDescription(FrozenModel, allow_inf_nan=False):
    """Description of a learned order, in its file.

    date: of the fit; features: digest of the features that it reads; fitted_on: sets of judged
    needs; trees: their number; least, most: bounds of what each signal adds, in its own unit, in
    the order of `SIGNALS`.
    """

    date: date
    features: str
    fitted_on: tuple[str, ...]
    trees: int
    least: tuple[float, ...]
    most: tuple[float, ...]


@dataclass(frozen=True)
class Ordered:
    """Scores by which the records in view are ordered, and what they are made of.

    scores: (m records,) float32 in [0, 1]; fusion: the fused scores; compared: (k,) int64, those
    that the learned order compared, whose scores are above all others', none without it; learned:
    (k,) float32, what the trees say of them, comparable between queries; parts: (k, signals)
    float32, what each signal adds to their scores; ceilings: (signals,) float32, the most that each
    can add.
    """

    scores: Column
    fusion: Fusion
    compared: Rows = field(default_factory=lambda: NO_ROWS)
    learned: Column = field(default_factory=lambda: np.zeros(0, dtype=np.float32))
    parts: Matrix = field(default_factory=lambda: np.zeros((0, len(SIGNALS)), dtype=np.float32))
    ceilings: Column = field(default_factory=lambda: np.zeros(len(SIGNALS), dtype=np.float32))

    @property
    def is_learned(self) -> bool:
        """Whether a model ordered the first records; False when only the fusion did."""
        return len(self.compared) > 0

    def signals(self, position: int) -> tuple[Signal, ...]:
        """Return what each signal adds to the score of the record at a position in view."""
        if not self.is_learned:
            return self.fusion.signals(position)
        found = np.flatnonzero(self.compared == position)
        if not len(found):
            return self._of_others(position)
        columns, parts = self.fusion.columns, self.parts[found[0]]
        named: dict[str, tuple[float, Channel | None]] = {
            channel.value: (float(column[position]), channel) for channel, column in columns.items()
        }
        learned = (
            Signal(name, *named.get(name, (float(part), None)), float(part), float(ceiling))
            for name, part, ceiling in zip(SIGNALS, parts, self.ceilings, strict=True)
        )
        return (*learned, *self._of_name(position))

    def _of_name(self, position: int) -> Iterator[Signal]:
        """Yield the likeness to a name that the query holds: it is counted in the fused score."""
        column = self.fusion.columns.get(Channel.NAME)
        if column is not None:
            yield Signal(Channel.NAME.value, float(column[position]), Channel.NAME, 0.0, 0.0)

    def _of_others(self, position: int) -> tuple[Signal, ...]:
        """Return the signals of a record after those compared: the fused ones, scaled alike."""
        whole = float(self.fusion.scores[position])
        share = float(self.scores[position]) / whole if whole else 0.0
        return tuple(
            Signal(each.name, each.value, each.channel, each.share * share, each.ceiling * share)
            for each in self.fusion.signals(position)
        )


class LearnedOrder:
    """Orders the first records of the fused order; safe to share between threads."""

    def __init__(
        self, session: onnxruntime.InferenceSession, description: OrderDescription
    ) -> None:
        """session: the trees, (k, features) -> (k, signals); description: of their file."""
        self._session, self.description = session, description
        self._least = np.array(description.least, dtype=np.float32)
        spans = np.array(description.most, dtype=np.float32) - self._least
        self._whole = max(float(spans.sum()), 1e-6)
        self._ceilings = np.asarray(spans / self._whole, dtype=np.float32)

    @classmethod
    def read(cls, path: Path) -> LearnedOrder:
        """Read a learned order, once its SHA-256 is verified.

        Args:
            path: its ONNX file; that of its SHA-256 is beside it.

        Returns:
            The order.

        Raises:
            CalibrationError: when its SHA-256 is absent or another, the file is no such model, or
                it was fitted on other features.
        """
        beside = path.with_suffix(".sha256")
        try:
            if digest(path).sha256 != beside.read_text(encoding="utf-8").strip():
                raise CalibrationError(f"{path.name} n'a pas l'empreinte de {beside.name}.")
            session = _session(path)
            metadata = session.get_modelmeta().custom_metadata_map
            description = OrderDescription.model_validate(json.loads(metadata.get(DESCRIPTION, "")))
        except _UNREADABLE as error:
            raise CalibrationError(f"{path.name} n'est pas un ordre appris.") from error
        if description.features != features_digest():
            raise CalibrationError(
                f"{path.name} lit d'autres traits que ceux d'aujourd'hui : lancez « make order »."
            )
        return cls(session, description)

    def order(self, evidence: Evidence) -> Ordered:
        """Order the records in view: those that are compared first, then the others as fused.

        evidence: of the query.
        """
        fusion, rows = evidence.fusion, evidence.compared
        if not len(rows):
            return Ordered(fusion.scores, fusion)
        parts = self.parts(features_of(evidence, rows))
        learned = parts.sum(axis=1)
        scores = fusion.scores * float(learned.min())
        scores[rows] = learned
        values = learned * np.float32(self._whole) + self._least.sum()
        return Ordered(scores, fusion, rows, values, parts, self._ceilings)

    def parts(self, features: Matrix) -> Matrix:
        """Return what each signal adds to a score in [0, 1]: (k, signals) float32, at least 0.

        features: (k, features) float32, in the order of `FEATURES`.
        """
        (added,) = self._session.run(None, {"features": features})
        return np.asarray((added - self._least) / self._whole, dtype=np.float32)


def _session(path: Path) -> onnxruntime.InferenceSession:
    """Open the trees of a file, to be run on one core, by whoever asks."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        path.read_bytes(), options, providers=["CPUExecutionProvider"]
    )
    (given,), (returned,) = session.get_inputs(), session.get_outputs()
    if given.shape[1] != len(FEATURES) or returned.shape[1] != len(SIGNALS):
        raise ValueError("columns of features or signals")
    return session

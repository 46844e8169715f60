"""Model of dangers: how likely each situation is, from the letters and the meaning of a text.

Two regressions on the same classes. One reads the runs of letters of a text (`letters`) and the
situations that its words say by rule; it takes a third of a millisecond, and decides alone where no
encoder is prepared. When it finds a text suspicious, the other reads its vector by an encoder that
was trained to tell dangers (docs/decisions/0069-dangers.md), and their scores are added. Both were
fitted on calls and look-alikes of many hands by `scripts/fit_dangers.py`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError
from safetensors import SafetensorError, safe_open

from index.arrays import Matrix, log_softmax
from index.emergencies.letters import buckets_of
from index.errors import InvalidWeights
from index.files import digest
from index.frozen_model import FrozenModel

DESCRIPTION = "description"
"""Name of the JSON text that describes a model, in the metadata of its file."""
ALSO_LIKELY = 0.12
"""Share of the likelihood of danger from which a situation counts besides the likeliest."""
LETTERS_SHARE = 0.6
"""Weight of the scores by letters beside those by meaning: chosen on hands kept apart."""
Reader = Callable[[str], Matrix | None]
"""Gives the vector of a text for dangers, (1, d) float32, unit norm; None when it is late."""
Scores = NDArray[np.float32]
"""Logarithm of the likelihood of each class, (k,) float32."""


class Thresholds(FrozenModel):
    """Likelihoods, in [0, 1], from which something is shown.

    sure: of any danger, for the numbers before any result; likely: of any danger, for one line
    above the results; loss: of a loss or a swindle, for what to do first.
    """

    sure: float
    likely: float
    loss: float


class Description(FrozenModel):
    """What a model is.

    date: day when it was fitted; hands: number of writers of the texts; reader: name of the encoder
    of dangers whose vectors it reads; classes: situations that it tells apart, "" first for none;
    losses: those of them where no life is at stake; rules: situations that words may say;
    suspicious: likelihood by letters, in [0, 1], from which the reader is asked; with_reader,
    by_letters: thresholds with its vector, and without.
    """

    date: str
    hands: int
    reader: str
    classes: tuple[str, ...]
    losses: frozenset[str]
    rules: tuple[str, ...]
    suspicious: float
    with_reader: Thresholds
    by_letters: Thresholds


@dataclass(frozen=True)
class Likelihood:
    """How likely each situation is.

    situations: identifiers of the likeliest dangers, the likeliest first; danger: likelihood of any
    danger, in [0, 1]; losses: likelihood of a loss or a swindle; loss: identifier of the likeliest
    one; thresholds: from which something is shown.
    """

    situations: tuple[str, ...]
    danger: float
    losses: float
    loss: str
    thresholds: Thresholds

    @property
    def is_sure(self) -> bool:
        """Whether somebody is surely in danger."""
        return self.danger >= self.thresholds.sure

    @property
    def is_danger(self) -> bool:
        """Whether somebody is in danger, or likely so."""
        return self.danger >= self.thresholds.likely

    @property
    def is_loss(self) -> bool:
        """Whether something was surely lost or swindled, likelier than anybody is in danger."""
        return self.losses >= max(self.thresholds.loss, self.danger)


@dataclass(frozen=True)
class Weights:
    """Weights of both regressions on k classes.

    letters: (BUCKETS, k) int8, of the runs of letters, in units of `unit`, (k,) float32; rules:
    (r, k) float32, of the situations that words say; bias: (k,) float32; vector: (d, k) float32, of
    the vector for dangers; vector_bias: (k,) float32.
    """

    letters: NDArray[np.int8]
    unit: NDArray[np.float32]
    rules: NDArray[np.float32]
    bias: NDArray[np.float32]
    vector: NDArray[np.float32]
    vector_bias: NDArray[np.float32]

    def by_letters(self, text: str, said: NDArray[np.int64]) -> Scores:
        """Return the scores of a text by its letters; said: (s,) int64, rules that it says."""
        buckets, weights = buckets_of(text)
        found = (weights @ self.letters[buckets].astype(np.float32)) * self.unit
        return log_softmax(found + self.bias + self.rules[said].sum(axis=0))

    def by_meaning(self, vector: Matrix) -> Scores:
        """Return the scores of a text by its vector, (1, d) float32, unit norm."""
        return log_softmax((vector @ self.vector)[0] + self.vector_bias)


class DangerModel:
    """Tells how likely each situation of danger is; safe to share between threads."""

    def __init__(self, description: Description, weights: Weights) -> None:
        """description: what it is; weights: those of both regressions."""
        self.description = description
        self._weights = weights
        self._rules = {name: row for row, name in enumerate(description.rules)}
        self._losses = np.array([name in description.losses for name in description.classes])
        self._dangers = ~self._losses & np.array([bool(name) for name in description.classes])

    def read_text(
        self, text: str, said: Collection[str] = (), reader: Reader | None = None
    ) -> Likelihood:
        """Return how likely each situation is.

        Args:
            text: as typed.
            said: situations that its words say.
            reader: gives the vector of a suspicious text; None to go by letters alone.

        Returns:
            The likelihoods.
        """
        rows = np.array([self._rules[name] for name in said if name in self._rules], np.int64)
        scores = self._weights.by_letters(text, rows)
        if reader is None:
            return self._told(scores, self.description.by_letters)
        if 1 - np.exp(scores[0]) >= self.description.suspicious:
            vector = reader(text)
            if vector is None:
                return self._told(scores, self.description.by_letters)
            scores = log_softmax(LETTERS_SHARE * scores + self._weights.by_meaning(vector))
        return self._told(scores, self.description.with_reader)

    def _told(self, scores: Scores, thresholds: Thresholds) -> Likelihood:
        """Return what the scores of the classes tell."""
        classes, shares = self.description.classes, np.exp(scores)
        danger, losses = float(shares[self._dangers].sum()), float(shares[self._losses].sum())
        order = np.argsort(-shares, kind="stable")
        dangers = [row for row in order if self._dangers[row]]
        return Likelihood(
            tuple(
                classes[row]
                for rank, row in enumerate(dangers)
                if not rank or shares[row] >= ALSO_LIKELY * danger
            ),
            danger,
            losses,
            next(classes[row] for row in order if self._losses[row]),
            thresholds,
        )

    @classmethod
    def read(cls, path: Path) -> DangerModel:
        """Read a model, once its SHA-256 is verified.

        Args:
            path: its file; that of its SHA-256 is beside it.

        Returns:
            The model.

        Raises:
            InvalidWeights: when its SHA-256 is absent or another, or the file is not such a model.
        """
        beside = path.with_suffix(".sha256")
        try:
            if digest(path).sha256 != beside.read_text(encoding="utf-8").strip():
                raise InvalidWeights(f"{path.name} n'a pas l'empreinte de {beside.name}.")
            with safe_open(path, "numpy") as file:
                told = json.loads((file.metadata() or {}).get(DESCRIPTION, ""))
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            return cls(Description.model_validate(told), Weights(**tensors))
        except (OSError, SafetensorError, ValueError, TypeError, ValidationError) as error:
            raise InvalidWeights(f"{path.name} n'est pas un modèle des dangers.") from error

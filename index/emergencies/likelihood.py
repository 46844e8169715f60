"""Model of dangers: how likely each situation is, from letters and meaning of a text.

A logistic regression on the runs of letters of a text (`letters`), on the embedding of the text
when there is one, and on the situations that its words say by rule. It was fitted on calls and
look-alikes of many hands by `scripts/fit_emergencies.py`, which says its data; where there is no
embedding another one, fitted without, decides alone. Nothing of a text is kept.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError
from safetensors import SafetensorError, safe_open

from index.arrays import Matrix
from index.emergencies.letters import BUCKETS, buckets_of
from index.errors import InvalidWeights
from index.files import digest

MODEL, CHECKSUM = "urgences.safetensors", "urgences.sha256"
DESCRIPTION = "description"
"""Name of the JSON text that describes a model, in the metadata of its file."""
ALSO_LIKELY = 0.12
"""Share of the likelihood of danger from which a situation counts besides the likeliest."""


class Thresholds(BaseModel):
    """Likelihoods, in [0, 1], from which something is shown.

    sure: of any danger, for the numbers before any result; likely: of any danger, for one line
    above the results; loss: of a loss or a swindle, for what to do first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sure: float
    likely: float
    loss: float


class Description(BaseModel):
    """What a model is.

    date: day when it was fitted; hands: number of writers of the texts; encoder: fingerprint of the
    encoder whose vectors it reads; classes: situations that it tells apart, "" first for none;
    losses: those of them where no life is at stake; rules: situations that words may say;
    with_meaning, by_letters: thresholds with a vector, and without.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    date: str
    hands: int
    encoder: str
    classes: tuple[str, ...]
    losses: frozenset[str]
    rules: tuple[str, ...]
    with_meaning: Thresholds
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
        """Whether something was surely lost or swindled, and nobody is likelier in danger."""
        return self.losses >= self.thresholds.loss


@dataclass(frozen=True)
class Weights:
    """Weights of one regression on k classes.

    letters: (BUCKETS, k) int8, of the runs of letters, in units of `unit`, (k,) float32; rules:
    (r, k) float32, of the situations that words say; bias: (k,) float32; vector: (d, k) float32, of
    an embedding, None for a regression without.
    """

    letters: NDArray[np.int8]
    unit: NDArray[np.float32]
    rules: NDArray[np.float32]
    bias: NDArray[np.float32]
    vector: NDArray[np.float32] | None = None

    def scores(
        self, text: str, said: NDArray[np.int64], vector: Matrix | None
    ) -> NDArray[np.float32]:
        """Return the score of each class for a text, (k,) float32, before a softmax.

        said: (s,) int64, rows of the rules that the text says; vector: (1, d) float32, unit norm.
        """
        buckets, weights = buckets_of(text)
        found: NDArray[np.float32] = (weights @ self.letters[buckets].astype(np.float32)) * self.unit
        found += self.bias + self.rules[said].sum(axis=0)
        if vector is not None and self.vector is not None:
            found += (vector @ self.vector)[0]
        return found


class DangerModel:
    """Tells how likely each situation of danger is; safe to share between threads."""

    def __init__(self, description: Description, meaning: Weights, letters: Weights) -> None:
        """description: what it is; meaning, letters: weights with a vector, and without."""
        self.description = description
        self._meaning, self._letters = meaning, letters
        self._rules = {name: row for row, name in enumerate(description.rules)}
        losses = [name in description.losses for name in description.classes]
        self._losses = np.array(losses)
        self._dangers = ~self._losses & np.array([bool(name) for name in description.classes])

    def read_text(
        self, text: str, said: Collection[str] = (), vector: Matrix | None = None
    ) -> Likelihood:
        """Return how likely each situation is.

        Args:
            text: as typed.
            said: situations that its words say.
            vector: its embedding, (1, d) float32, unit norm, by the encoder of the model; None to
                go by letters alone.

        Returns:
            The likelihoods.
        """
        rows = np.array([self._rules[name] for name in said if name in self._rules], np.int64)
        weights = self._letters if vector is None else self._meaning
        scores = weights.scores(text, rows, vector)
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        return self._told(shares, vector is not None)

    def _told(self, shares: NDArray[np.float32], by_meaning: bool) -> Likelihood:
        """Return what the likelihood of each class, (k,) float32, tells."""
        classes = self.description.classes
        danger, losses = float(shares[self._dangers].sum()), float(shares[self._losses].sum())
        order = np.argsort(-shares, kind="stable")
        likeliest = [row for row in order if self._dangers[row]]
        shown = [row for row in likeliest if shares[row] >= ALSO_LIKELY * danger]
        loss = next(row for row in order if self._losses[row])
        return Likelihood(
            tuple(classes[row] for row in shown),
            danger,
            losses,
            classes[loss],
            self.description.with_meaning if by_meaning else self.description.by_letters,
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
        expected = beside.read_text(encoding="utf-8").strip() if beside.exists() else ""
        try:
            if digest(path).sha256 != expected:
                raise InvalidWeights(f"{path.name} n'a pas l'empreinte de {beside.name}.")
            with safe_open(path, "numpy") as file:
                told = json.loads((file.metadata() or {}).get(DESCRIPTION, ""))
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            description = Description.model_validate(told)
            return cls(description, *(_weights(tensors, name) for name in (MEANING, LETTERS)))
        except (OSError, SafetensorError, ValueError, KeyError, ValidationError) as error:
            raise InvalidWeights(f"{path.name} n'est pas un modèle des dangers.") from error


MEANING, LETTERS = "meaning", "letters"
"""Beginning of the names of the weights that use a vector, and of those that do not."""


def _weights(tensors: dict[str, NDArray[np.generic]], name: str) -> Weights:
    """Return the weights of a regression, by the beginning of their names in a file."""
    vector = tensors.get(f"{name}.vector")
    return Weights(
        tensors[f"{name}.letters"].astype(np.int8, copy=False),
        tensors[f"{name}.unit"].astype(np.float32),
        tensors[f"{name}.rules"].astype(np.float32),
        tensors[f"{name}.bias"].astype(np.float32),
        None if vector is None else vector.astype(np.float32),
    )

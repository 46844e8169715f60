"""Linear discriminant: how likely each need, or occupation, is by all of its texts together.

The nearest text of a need decides alone how near a query is to it: one phrasing that resembles the
query by chance is enough to be wrong. The discriminant weighs what tells each need from the others:
means of the vectors of their texts, under one covariance for all (Fisher 1936; shrunk towards the
identity, Friedman 1989, as there are fewer texts of a need than dimensions).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.arrays import Column, Matrix, log_softmax

SHRINKAGE = 0.4
"""Share of the covariance replaced by that of independent dimensions of the same total variance."""
AT_ONCE = 8_192
"""Texts that are looked at together: the hundred thousand of ROME at once would take a gigabyte."""
LEAST = -12.0
"""Least logarithm of a likelihood: below, classes are all as unlikely."""


@dataclass(frozen=True)
class Discriminant:
    """Linear function of a vector for each class, fitted on the texts of the classes.

    A class is a need or an occupation. weights: (classes, d) float32; biases: (classes,) float32.
    """

    weights: Matrix
    biases: Column

    @classmethod
    def fit(
        cls,
        vectors: Matrix,
        rows: NDArray[np.int64],
        classes: int,
        shrinkage: float = SHRINKAGE,
        worth: Column | None = None,
    ) -> Discriminant:
        """Fit the discriminant on texts whose class is known, all classes weighing the same.

        Args:
            vectors: of the texts, (m, d) float32.
            rows: (m,) int64, position of the class of each text, from 0; every class has a text.
            classes: number of classes.
            shrinkage: share of the covariance replaced by that of independent dimensions, in
                [0, 1].
            worth: (m,) float32, weight of each text among those of its class; None for equal ones.

        Returns:
            The discriminant.
        """
        worth = np.ones(len(rows), dtype=np.float32) if worth is None else worth
        totals = np.bincount(rows, worth, minlength=classes)
        dimension = vectors.shape[1]
        parts = [slice(start, start + AT_ONCE) for start in range(0, len(rows), AT_ONCE)]
        means = np.zeros((classes, dimension))
        for part in parts:
            np.add.at(means, rows[part], vectors[part] * worth[part, None])
        means /= totals[:, None]
        covariance = np.zeros((dimension, dimension))
        for part in parts:
            residuals = vectors[part] - means[rows[part]]
            covariance += (residuals * worth[part, None]).T @ residuals
        covariance /= worth.sum()
        variance = max(float(np.trace(covariance)) / dimension, 1e-9)
        shrunk = (1 - shrinkage) * covariance + shrinkage * variance * np.eye(dimension)
        weights = np.linalg.solve(shrunk, means.T).T
        biases = -(weights * means).sum(axis=1) / 2
        return cls(weights.astype(np.float32), biases.astype(np.float32))

    def values(self, vector: Column) -> Column:
        """Return the value of each class, (classes,) float32: higher is likelier.

        It is the logarithm of the likelihood, up to a constant that all classes share. vector:
        embedding of a query, or a mean of embeddings, (d,) float32.
        """
        return np.asarray(self.weights @ vector + self.biases, dtype=np.float32)

    def log_likelihoods(self, vector: Matrix) -> Column:
        """Return the logarithm of the likelihood of each class: (classes,) float32, at least -12.

        vector: embedding of the query, (1, d) float32.
        """
        return np.maximum(log_softmax(self.values(vector[0])), np.float32(LEAST))

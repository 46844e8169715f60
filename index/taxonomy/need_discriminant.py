"""Linear discriminant of the needs: how likely each need is, by all of its texts together.

The nearest text of a need decides alone how near a query is to it: one phrasing that resembles the
query by chance is enough to be wrong. The discriminant weighs what tells each need from the others:
means of the vectors of their texts, under one covariance for all (Fisher 1936; shrunk towards the
identity, Friedman 1989, as there are fewer texts of a need than dimensions).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_softmax

from index.arrays import Column, Matrix

SHRINKAGE = 0.4
"""Share of the covariance replaced by that of independent dimensions of the same total variance."""
LEAST = -12.0
"""Least logarithm of a likelihood: below, needs are all as unlikely."""


@dataclass(frozen=True)
class NeedDiscriminant:
    """Linear function of the vector of a query for each need, fitted on the texts of the needs.

    weights: (needs, d) float32; biases: (needs,) float32.
    """

    weights: Matrix
    biases: Column

    @classmethod
    def fit(cls, vectors: Matrix, rows: NDArray[np.int64], needs: int) -> NeedDiscriminant:
        """Fit the discriminant on texts whose need is known, all needs weighing the same.

        Args:
            vectors: of the texts, (m, d) float32.
            rows: (m,) int64, position of the need of each text, from 0; every need has a text.
            needs: number of needs.

        Returns:
            The discriminant.
        """
        counts = np.bincount(rows, minlength=needs)
        means = np.zeros((needs, vectors.shape[1]))
        np.add.at(means, rows, vectors)
        means /= counts[:, None]
        residuals = vectors - means[rows]
        covariance = residuals.T @ residuals / len(rows)
        dimension = len(covariance)
        variance = max(float(np.trace(covariance)) / dimension, 1e-9)
        shrunk = (1 - SHRINKAGE) * covariance + SHRINKAGE * variance * np.eye(dimension)
        weights = np.linalg.solve(shrunk, means.T).T
        biases = -(weights * means).sum(axis=1) / 2
        return cls(weights.astype(np.float32), biases.astype(np.float32))

    def log_likelihoods(self, vector: Matrix) -> Column:
        """Return the logarithm of the likelihood of each need: (needs,) float32, at least -12.

        vector: embedding of the query, (1, d) float32.
        """
        logs = log_softmax(self.weights @ vector[0] + self.biases)
        return np.asarray(np.maximum(logs, LEAST), dtype=np.float32)

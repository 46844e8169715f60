"""The plane: the catalogue drawn flat, so that a text can be placed among the records.

A linear projection, computed when the index is built: what separates the families best (linear
discriminant analysis, Fisher 1936, by scikit-learn), so that a new text has its place too. Two
dimensions of hundreds say little: neighbours on the map are only likely neighbours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from index.arrays import Matrix

MIN_GROUPS, MIN_EACH = 3, 5
"""Groups, and vectors a group on average, from which the projection that separates them is drawn;
below, the widest one is."""


@dataclass(frozen=True)
class Plane:
    """A projection onto a plane: axes, (d, 2) float32; centre, (2,) float32, taken off."""

    axes: Matrix = field(default_factory=lambda: np.zeros((0, 2), dtype=np.float32))
    centre: NDArray[np.float32] = field(default_factory=lambda: np.zeros(2, dtype=np.float32))

    def place(self, vectors: Matrix) -> Matrix:
        """Where vectors (n, d) stand: (n, 2) float32, in standard deviations of the catalogue."""
        return np.asarray(vectors @ self.axes - self.centre, dtype=np.float32)


def fit_plane(vectors: Matrix, groups: Sequence[str]) -> Plane:
    """The plane that tells groups apart best.

    Args:
        vectors: (n, d) float32.
        groups: of each one, its group.

    Returns:
        The plane, both of its axes of unit deviation over the vectors.
    """
    if not len(vectors):
        return Plane()
    sizes = Counter(groups)
    told = [row for row, group in enumerate(groups) if sizes[group] > 1]  # one has no spread
    known = len({groups[row] for row in told})
    enough = known >= MIN_GROUPS and len(told) >= MIN_EACH * known
    axes = _separating(vectors[told], [groups[row] for row in told]) if enough else _widest(vectors)
    placed = vectors @ axes
    axes = np.asarray(axes / np.maximum(placed.std(axis=0), 1e-6), dtype=np.float32)
    return Plane(axes, np.asarray((vectors @ axes).mean(axis=0), dtype=np.float32))


def _separating(vectors: Matrix, groups: Sequence[str]) -> Matrix:
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis  # only building needs it

    fitted = LinearDiscriminantAnalysis(solver="eigen", shrinkage="auto").fit(vectors, groups)
    return np.asarray(fitted.scalings_[:, :2], dtype=np.float32)


def _widest(vectors: Matrix) -> Matrix:
    """The two directions along which vectors differ most (principal components)."""
    _, _, rows = np.linalg.svd(vectors - vectors.mean(axis=0), full_matrices=False)
    padded = np.zeros((2, vectors.shape[1]), dtype=np.float32)
    padded[: min(2, len(rows))] = rows[:2]
    return np.asarray(padded.T, dtype=np.float32)

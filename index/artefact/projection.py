"""Projection of vectors onto a plane: the map of the records, and of any new text.

It is linear and computed when the index is built: the two axes that best separate the families
(linear discriminant analysis, Fisher 1936). Two dimensions of several hundred show
little of the vectors: records near on the map are likely, not surely, near in meaning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from index.arrays import Matrix

MIN_GROUPS, MIN_GROUP_SIZE = 3, 5
"""Least number of groups, and least mean number of vectors in a group, to fit a plane that
separates groups; with fewer, the plane is that of the largest variance."""


@dataclass(frozen=True)
class Plane:
    """Projection of vectors of d values onto a plane: vectors @ axes - centre.

    axes: (d, 2) float32, with d = 0 when there was no vector to fit the plane to; centre: (2,)
    float32.
    """

    axes: Matrix = field(default_factory=lambda: np.zeros((0, 2), dtype=np.float32))
    centre: NDArray[np.float32] = field(default_factory=lambda: np.zeros(2, dtype=np.float32))

    def place(self, vectors: Matrix) -> Matrix:
        """Return the points of vectors (n, d) on the plane: (n, 2) float32.

        The unit of an axis is the standard deviation, along it, of the vectors that the plane was
        fitted to.
        """
        return np.asarray(vectors @ self.axes - self.centre, dtype=np.float32)


def fit_plane(vectors: Matrix, groups: Sequence[str]) -> Plane:
    """Fit the plane on which vectors of different groups are farthest apart.

    With fewer groups than `MIN_GROUPS`, or too few vectors a group, it is the plane of the largest
    variance.

    Args:
        vectors: (n, d) float32, one a record.
        groups: n names, the group of each vector, such as the family of its record.

    Returns:
        The plane. The projected vectors have mean 0, and standard deviation 1 along both axes.
    """
    if not len(vectors):
        return Plane()
    sizes = Counter(groups)
    rows = [row for row, group in enumerate(groups) if sizes[group] > 1]  # one vector has no spread
    labels = [groups[row] for row in rows]
    number = len(set(labels))
    enough = number >= MIN_GROUPS and len(rows) >= MIN_GROUP_SIZE * number
    axes = _discriminant_axes(vectors[rows], labels) if enough else _principal_axes(vectors)
    placed = vectors @ axes
    axes = np.asarray(axes / np.maximum(placed.std(axis=0), 1e-6), dtype=np.float32)
    return Plane(axes, np.asarray((vectors @ axes).mean(axis=0), dtype=np.float32))


def _discriminant_axes(vectors: Matrix, groups: Sequence[str]) -> Matrix:
    """Return the two axes (d, 2) of a linear discriminant analysis.

    They are the directions in which the vectors vary most, for how much each group varies.
    """
    from scipy.linalg import eigh  # slow to load: only a build needs it

    values = vectors.astype(np.float64)
    names, group_of = np.unique(groups, return_inverse=True)
    parts = (values[group_of == number] for number in range(len(names)))
    within = np.sum([_covariance(part) * (len(part) / len(values)) for part in parts], axis=0)
    _, axes = eigh(_covariance(values) - within, within)
    return np.asarray(axes[:, :-3:-1], dtype=np.float32)


def _covariance(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the covariance (d, d) of vectors (n, d), shrunk so that it has an inverse.

    Each value is brought to a variance of 1, then the shrinkage of Ledoit and Wolf (2004) is that
    of the least expected error.
    """
    scale = vectors.std(axis=0)
    scale[scale == 0] = 1.0
    scaled = (vectors - vectors.mean(axis=0)) / scale
    rows, columns = scaled.shape
    sample = scaled.T @ scaled / rows
    mean, spread = np.trace(sample) / columns, (sample**2).sum()
    noise = (((scaled**2).sum(axis=1) ** 2).sum() / rows - spread) / rows
    distance = spread - columns * mean**2
    share = min(noise / distance, 1.0) if distance > 0 else 1.0
    shrunk = (1 - share) * sample + share * mean * np.eye(columns)
    return np.asarray(scale[:, None] * shrunk * scale)


def _principal_axes(vectors: Matrix) -> Matrix:
    """Return the two axes (d, 2) of largest variance: the principal components."""
    _, _, rows = np.linalg.svd(vectors - vectors.mean(axis=0), full_matrices=False)
    padded = np.zeros((2, vectors.shape[1]), dtype=np.float32)
    padded[: min(2, len(rows))] = rows[:2]
    return np.asarray(padded.T, dtype=np.float32)

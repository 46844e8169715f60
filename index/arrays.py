"""Types of the arrays and of the callback that suites exchange; softmax of short arrays."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
"""Vectors, one in each row: (n, d) float32."""
Column = NDArray[np.float32]
"""One value for each record, or for each passage (piece of text cut from a record): (n,)
float32."""
Mask = NDArray[np.bool_]
"""One True or False for each record, or for each passage (piece of text cut from a record): (n,)
bool."""
Rows = NDArray[np.int64]
"""Positions of records, or of passages, in an index: (k,) int64."""
Progress = Callable[[int, int], None]
"""Callback of a long task, called with (steps done, steps in all)."""


def softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return scores as shares whose sum is 1, by row: (n,) or (m, n), n at least 1.

    SciPy's takes ten times as long on some hundreds of scores.
    """
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), dtype=np.float32)


def log_softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the logarithm of `softmax`: (n,) or (m, n), n at least 1."""
    apart = scores - scores.max(axis=-1, keepdims=True)
    total = np.exp(apart).sum(axis=-1, keepdims=True)
    return np.asarray(apart - np.log(total), dtype=np.float32)

"""Types of the arrays and of the callback that suites exchange."""

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

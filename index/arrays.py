"""Types of the arrays and of the callback that suites exchange."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
"""Vectors, one a row: (n, d) float32."""
Column = NDArray[np.float32]
"""One value a record, or a passage: (n,) float32."""
Mask = NDArray[np.bool_]
"""Selection of records, or of passages: (n,) bool."""
Progress = Callable[[int, int], None]
"""Callback of a long task, called with the number of steps done and their total."""

"""Types of the arrays that suites exchange."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
"""Vectors, one a row: (n, d) float32."""
Column = NDArray[np.float32]
"""One value a record, or a passage: (n,) float32."""
Mask = NDArray[np.bool_]
"""Chosen records, or passages: (n,) bool."""
Progress = Callable[[int, int], None]
"""Called with (done, total) as long work goes on."""

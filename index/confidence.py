"""Confidence: which records answer a need, and when none does.

A first, plain rule.
"""

from __future__ import annotations

import numpy as np

from index.facets import Mask
from index.fusion import Channel, Fusion


def answering(fusion: Fusion) -> Mask:
    """Which records answer: (n records,) bool."""
    return np.asarray(fusion.columns[Channel.WORDS] >= 0.0, dtype=np.bool_)

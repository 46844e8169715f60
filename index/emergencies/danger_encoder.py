"""Encoder of dangers: the whole encoder with another adapter, which tells dangers apart."""

from __future__ import annotations

from index.arrays import Matrix
from index.encoder.bounded import BoundedEncoder
from index.encoder.onnx import OnnxEncoder

KEPT = 0
"""Vectors that are kept: none, so that nothing of what people type stays."""


class DangerEncoder:
    """Gives suspicious texts their vectors, within a time limit; safe to share between threads."""

    def __init__(self, encoder: OnnxEncoder, limit_s: float | None = None) -> None:
        """encoder: prepared for dangers; limit_s: longest wait for a vector, None for no limit."""
        self.name = encoder.manifest.source
        self._encoder = BoundedEncoder(encoder, limit_s, kept=KEPT)

    def encode(self, text: str) -> Matrix | None:
        """Return the vector of a text, (1, d) float32, unit norm; None when it would be late."""
        return self._encoder.encode(text)

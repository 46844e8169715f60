"""Encoder without a model: the vector of a text counts its stems, hashed to a few values.

It makes the vectors of an index that is searched by words only, where no encoder is prepared: texts
that share words are near on the map, among the records of a need or among similar records. Queries
of such an index are never encoded.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b, sha256

import numpy as np

from index.arrays import Matrix, Progress
from index.text.analysis import content_words

NAME = "les mots, sans encodeur"
"""Name of this encoder in the manifest of an index."""
DIMENSION = 128
_CACHED_STEMS = 100_000


@lru_cache(_CACHED_STEMS)
def _place(stem: str) -> tuple[int, int]:
    """Return the value that a stem is counted in, and the sign it is counted with."""
    number = int.from_bytes(blake2b(stem.encode(), digest_size=4).digest())
    return number // 2 % DIMENSION, 1 - 2 * (number % 2)


class WordEncoder:
    """Encoder of texts by their words alone: no file, no model."""

    dimension = DIMENSION

    @property
    def fingerprint(self) -> str:
        """SHA-256, in hexadecimal, of the name and dimension: all that vectors depend on."""
        return sha256(f"{NAME}, 1, {DIMENSION}".encode()).hexdigest()

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        """Return the vectors of q queries, given as texts: (q, dimension) float32, unit norm."""
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        """Return the vectors of n passages, texts to index: (n, dimension) float32, unit norm.

        progress: called with (done, total) passages; None for no report.
        """
        vectors = self._encode(texts)
        if progress is not None:
            progress(len(texts), len(texts))
        return vectors

    @staticmethod
    def _encode(texts: Sequence[str]) -> Matrix:
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        for row, text in enumerate(texts):
            for token in content_words(text):
                column, sign = _place(token.stem)
                vectors[row, column] += sign
            if not vectors[row].any():  # no word, or words that cancel: a vector has a direction
                vectors[row, 0] = 1.0
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

"""A deterministic encoder for fast tests: texts that share letters get near vectors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.arrays import Matrix, Progress
from index.engines.sparse import ngram_columns
from index.text.analysis import content_words


class HashEncoder:
    """Hashes character n-grams into `dimension` values. No model, no file, no download."""

    dimension = 64
    taught: frozenset[str] = frozenset()  # the words that it knows, when it stands for a student

    def __init__(self, salt: str = "") -> None:
        self.salt = salt
        self.encoded: list[str] = []

    @property
    def fingerprint(self) -> str:
        return f"hash-{self.dimension}-{self.salt}"

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        self.encoded += texts
        if progress is not None:
            progress(len(texts), len(texts))
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Matrix:
        vectors = np.full((len(texts), self.dimension), 1e-3, dtype=np.float32)
        for row, text in enumerate(texts):
            words = [token.word for token in content_words(text)]
            for column, count in ngram_columns(words).items():
                vectors[row, column % self.dimension] += count
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

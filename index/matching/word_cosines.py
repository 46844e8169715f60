"""Cosines of words: how near they are in meaning, by the embeddings that searches use."""

from __future__ import annotations

from collections.abc import Container, Sequence

import numpy as np

from index.arrays import Column, Matrix
from index.search.retriever import Retriever


class WordCosines:
    """Compares short texts by the cosine of their embeddings; safe to share between threads."""

    def __init__(self, retriever: Retriever) -> None:
        """retriever: an open index, whose encoder is needed to compare anything."""
        self._retriever = retriever
        self._kept: dict[str, Column] = {}

    def between(
        self, rows: Sequence[str], columns: Sequence[str], keep: Container[str] = ()
    ) -> Matrix:
        """Return the cosine of each text of `rows` with each of `columns`.

        Args:
            rows: n texts of at least one word, encoded as queries are, without any correction.
            columns: m such texts; a text that comes twice is encoded once.
            keep: the texts that pages ask about each time, and nobody typed: their vectors are
                kept, and they are encoded once for all requests.

        Returns:
            (n, m) float32, in [-1, 1].

        Raises:
            EncoderUnavailable: when no encoder is loaded, too many texts wait for it, or the time
                limit passes first.
        """
        vectors = {text: self._vector(text, keep) for text in dict.fromkeys((*rows, *columns))}
        left, right = (np.stack([vectors[text] for text in texts]) for texts in (rows, columns))
        return np.asarray(left @ right.T, dtype=np.float32)

    def _vector(self, text: str, keep: Container[str]) -> Column:
        """Return the embedding of a text: (d,) float32, unit norm."""
        if text in self._kept:
            return self._kept[text]
        vector: Column = self._retriever.vector(text)[0]
        if text in keep:
            self._kept[text] = vector
        return vector

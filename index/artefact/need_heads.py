"""Heads of needs: for each need, the records that declare it and are nearest to it in meaning.

Thousands of records may declare a need: those of its head are proposed for a query that expresses
it, when there are too many records to score them all.
"""

from __future__ import annotations

import numpy as np

from index.arrays import Column, Matrix, Rows
from index.postings import Postings
from index.taxonomy.need_vectors import NeedVectors

HEAD = 100
"""Most records in the head of a need."""
VECTORS_AT_ONCE = 10_000
"""Vectors of records that are read together."""


def need_heads(declaring: Postings, needs: NeedVectors, vectors: Matrix, wholes: Rows) -> Postings:
    """Return the records nearest to each need, among those that declare it.

    Args:
        declaring: identifier of a need -> rows of the records that declare it.
        needs: texts of the thesaurus, and their vectors; a need that it lacks keeps its first
            records.
        vectors: of the passages (texts cut from records), (n passages, d) float32, unit norm.
        wholes: passage that is the whole text of each record, (n records,) int64.

    Returns:
        For each need, at most `HEAD` (100) of these rows, by decreasing cosine of the record with
        the nearest text of the need.
    """
    spans = dict(zip(needs.identifiers, needs.spans if needs.identifiers else (), strict=True))
    heads = []
    for need in declaring.keys:
        rows = declaring.of_key(need)
        if need in spans:
            cosines = _cosines(needs.vectors[spans[need]], vectors, wholes[rows])
            rows = rows[np.argsort(-cosines, kind="stable")[:HEAD]]
        heads.append(rows[:HEAD])
    starts = np.cumsum([0, *map(len, heads)], dtype=np.int64)
    joined = np.concatenate(heads) if heads else declaring.rows[:0]
    return Postings(declaring.keys, starts, joined)


def _cosines(texts: Matrix, vectors: Matrix, passages: Rows) -> Column:
    """Return the cosine of some passages with the nearest of some texts: (k,) float32."""
    parts = [np.zeros(0, dtype=np.float32)]
    for start in range(0, len(passages), VECTORS_AT_ONCE):
        block = vectors[passages[start : start + VECTORS_AT_ONCE]]
        parts.append((block @ texts.T).max(axis=1))
    return np.concatenate(parts)

"""Sparse weights of very many passages: read by passage, and proposed by term.

Reading all the passages of each term of a query (`SparseMatrix`) takes longer with each passage,
and is quicker up to `BY_TERM_PASSAGES`. With a million, a common word stands in half of them. For
each term only its heaviest passages are listed, by decreasing weight: reading them, rare terms
first, until a number of entries have been read, proposes the passages that share most with a query.
What is proposed is then scored exactly, from the row of each passage.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from index.arrays import Column
from index.engines.read_terms import ReadTerms
from index.engines.sparse import SparseMatrix
from index.postings import are_in

BY_TERM_PASSAGES = 200_000
"""Number of passages up to which weights are kept by term (docs/decisions/0043-candidates.md)."""
HEAVIEST = 1_000
"""Number of passages listed for each term, those where it weighs most."""
PASSAGES_AT_ONCE = 2_000
"""Number of passages whose entries are read together: what that takes stays in the cache."""
READ_ENTRIES = 60_000
"""Number of entries of the lists that a query reads at most, those of its rarest terms first."""


@dataclass(frozen=True)
class SparseRows:
    """Weights of passages (texts cut from records) on terms, by passage and by term.

    starts: (n passages + 1,) int64, where the terms of each passage start in columns, (m,) int32 in
    increasing order for each, and weights, (m,) float32; head_starts: (terms + 1,) int64, where the
    passages of each term start in heads, (h,) int32 by decreasing weight, and head_weights, (h,)
    float32; idf: (terms,) float32, inverse document frequency of each term.
    """

    starts: NDArray[np.int64]
    columns: NDArray[np.int32]
    weights: NDArray[np.float32]
    head_starts: NDArray[np.int64]
    heads: NDArray[np.int32]
    head_weights: NDArray[np.float32]
    idf: NDArray[np.float32]

    @classmethod
    def of(cls, sparse: SparseMatrix) -> SparseRows:
        """Arrange the weights of a matrix by passage, and its heaviest passages by term."""
        by_row = sparse.matrix.tocsr()
        by_row.sort_indices()
        columns = np.repeat(np.arange(len(sparse.idf)), np.diff(sparse.matrix.indptr))
        order = np.lexsort((sparse.matrix.indices, -sparse.matrix.data, columns))
        ranks = np.arange(len(order)) - sparse.matrix.indptr[columns[order]]
        order = order[ranks < HEAVIEST]
        counts = np.bincount(columns[order], minlength=len(sparse.idf))
        return cls(
            by_row.indptr.astype(np.int64),
            by_row.indices.astype(np.int32),
            by_row.data,
            np.concatenate(([0], np.cumsum(counts))),
            sparse.matrix.indices[order].astype(np.int32),
            sparse.matrix.data[order],
            sparse.idf,
        )

    def by_term(self) -> SparseMatrix:
        """Return the same weights by term."""
        shape = (len(self.starts) - 1, len(self.idf))
        rows = csr_array((self.weights, self.columns, self.starts), shape=shape)
        return SparseMatrix(rows.tocsc(), self.idf)

    def scores(
        self,
        columns: NDArray[np.int32],
        weights: NDArray[np.float32],
        among: NDArray[np.int64] | None = None,
    ) -> Column:
        """Return the score of some passages for a query, their dot product: (k,) float32.

        columns: (q,) int32, the distinct terms of the query; weights: (q,) float32, their weights
        in it, at least 0; among: (k,) int64, the passages, None for all.
        """
        return np.asarray(self.part(columns, among) @ weights, dtype=np.float32)

    def read(self, columns: NDArray[np.int32], among: NDArray[np.int64] | None = None) -> ReadTerms:
        """Return the weights of some passages, None for all, on some terms, in increasing order."""
        return ReadTerms(self.part(columns, among), columns)

    def part(self, columns: NDArray[np.int32], among: NDArray[np.int64] | None = None) -> csc_array:
        """Return the weights of some passages on some terms: (k, q) float32, sparse.

        Only the rows of these passages are read. columns: (q,) int32, distinct terms; among: (k,)
        int64, the passages, None for all.
        """
        among = np.arange(len(self.starts) - 1) if among is None else among
        place = np.full(len(self.idf), -1, dtype=np.int32)
        place[columns] = np.arange(len(columns))
        parts = [
            self._entries(among[start : start + PASSAGES_AT_ONCE], place, start)
            for start in range(0, len(among), PASSAGES_AT_ONCE)
        ]
        shape = (len(among), len(columns))
        if not parts:
            return csc_array(shape, dtype=np.float32)
        rows, places, weights = map(np.concatenate, zip(*parts, strict=True))
        return csc_array((weights, (rows, places)), shape=shape)

    def _entries(
        self, rows: NDArray[np.int64], place: NDArray[np.int32], first: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]:
        """Return the entries of some passages on some terms: row, from `first`, term and weight.

        place: (terms,) int32, position of each term, -1 for those that are not asked for.
        """
        entries, ends = self._positions(rows)
        places = place[self.columns[entries]]
        kept = np.flatnonzero(places >= 0)
        owners = first + np.searchsorted(ends, kept, side="right")
        return owners, places[kept], self.weights[entries[kept]]

    def _positions(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the positions of the weights of passages, one after the other, and their ends."""
        counts = self.starts[rows + 1] - self.starts[rows]
        ends = np.cumsum(counts)
        size = ends[-1] if len(ends) else 0
        return np.repeat(self.starts[rows] - (ends - counts), counts) + np.arange(size), ends

    def proposed(
        self,
        columns: NDArray[np.int32],
        weights: NDArray[np.float32],
        most: int,
        among: NDArray[np.int64] | None = None,
    ) -> NDArray[np.int64]:
        """Return the passages that likely score most for a query: (k,) int64, best first.

        columns, weights: as for `scores`; most: number of passages to return; among: (n,) int64,
        those that may be returned, in increasing order, None for all.
        """
        rows: list[NDArray[np.int32]] = []
        parts: list[NDArray[np.float32]] = []
        for place in self._rarest_first(columns):
            start, end = self.head_starts[columns[place] : columns[place] + 2].tolist()
            rows.append(self.heads[start:end])
            parts.append(self.head_weights[start:end] * weights[place])
        if not rows:
            return np.zeros(0, dtype=np.int64)
        passages, inverse = np.unique(np.concatenate(rows), return_inverse=True)
        scores = np.bincount(inverse, weights=np.concatenate(parts))
        if among is not None:
            kept = are_in(passages, among)
            passages, scores = passages[kept], scores[kept]
        best = np.argsort(-scores, kind="stable")[:most]
        return passages[best].astype(np.int64)

    def of_rows(self, rows: NDArray[np.int64]) -> csr_array:
        """Return the weights of some passages, (k,) int64: (k, terms) float32."""
        entries, ends = self._positions(rows)
        parts = (self.weights[entries], self.columns[entries], np.append(0, ends))
        return csr_array(parts, shape=(len(rows), len(self.idf)))

    def _rarest_first(self, columns: NDArray[np.int32]) -> Iterator[int]:
        """Yield the places of terms whose lists are read, the rarest first, until enough are."""
        read = 0
        for place in np.argsort(-self.idf[columns], kind="stable").tolist():
            if read >= READ_ENTRIES:
                return
            column = int(columns[place])
            read += int(self.head_starts[column + 1] - self.head_starts[column])
            yield place

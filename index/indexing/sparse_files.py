"""Sparse weights of the texts of many records, made block by block into files.

A million short texts have 100 million n-grams. A first pass counts the terms of each text, a second
one turns the counts into weights, once the frequency of each term is known; then the heaviest texts
of each term are selected, some terms at a time. The result is that of `SparseRows.of`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.arrays import Column
from index.engines.bm25 import bm25_weights, idf_of, relative_lengths
from index.engines.sparse import (
    NGRAM_BUCKETS,
    TermCounts,
    ngram_columns,
    ngram_weights,
    record_frequencies,
)
from index.engines.sparse_rows import HEAVIEST, SparseRows
from index.files import map_values, naming
from index.indexing.term_counts import CountFile
from index.text.analysis import content_words

PASSAGES_AT_ONCE = 10_000
"""Passages of a block, but for those of its last record."""
SELECTED_ENTRIES = 1 << 22
"""Entries among which the heaviest passages of some terms are selected at once."""

_Part = tuple[NDArray[np.int32], Column]
Weigh = Callable[[TermCounts, Column, slice], Column]
"""Function that returns the weights of the counts of a block of passages, given the idf of terms
and the block."""


def sparse_rows(
    texts: Iterable[str], records: NDArray[np.int32], folder: Path
) -> tuple[SparseRows, SparseRows, tuple[str, ...]]:
    """Return the weights of n passages (texts cut from records) on stems and on n-grams.

    Args:
        texts: those of the passages, read once.
        records: (n,) int32, the position of the record of each passage, in increasing order.
        folder: where to write the files, which the result is mapped from.

    Returns:
        The weights on the stems of words, those on character n-grams, and the stem of each column
        of the former.

    Raises:
        OSError: when a file cannot be written.
    """
    vocabulary: dict[str, int] = {}
    with CountFile(folder / "words") as words, CountFile(folder / "ngrams") as ngrams:
        for text in texts:
            tokens = content_words(text)
            words.add(Counter(vocabulary.setdefault(t.stem, len(vocabulary)) for t in tokens))
            ngrams.add(ngram_columns(token.word for token in tokens))
    stems = tuple(sorted(vocabulary))
    words.renumber([vocabulary[stem] for stem in stems])
    lengths = relative_lengths(words.totals)

    def weigh_words(counts: TermCounts, idf: Column, block: slice) -> Column:
        return bm25_weights(counts.count, idf[counts.column], lengths[block][counts.passage])

    def weigh_ngrams(counts: TermCounts, idf: Column, _: slice) -> Column:
        return ngram_weights(counts, idf)

    by_stem = _weighed(words, records, len(stems), weigh_words)
    return by_stem, _weighed(ngrams, records, NGRAM_BUCKETS, weigh_ngrams), stems


def _weighed(file: CountFile, records: NDArray[np.int32], width: int, weigh: Weigh) -> SparseRows:
    """Return the weights of the counts of a file, on `width` terms."""
    blocks = list(_blocks(records))
    frequencies = np.zeros(width, dtype=np.int64)
    sizes = np.zeros(width, dtype=np.int64)
    for block in blocks:
        counts = file.read(block, records)
        frequencies += record_frequencies(counts, width)
        sizes += np.bincount(counts.column, minlength=width)
    idf = idf_of(frequencies, int(records[-1]) + 1 if len(records) else 0)

    def rows() -> Iterator[_Part]:
        for block in blocks:
            counts = file.read(block, records)
            weights = weigh(counts, idf, block)
            order = np.lexsort((counts.column, counts.passage))
            yield counts.column[order], weights[order]

    columns, weights = _written(file.path, "rows", rows())
    heads, head_weights = _written(file.path, "heads", _heads(file.starts, columns, weights, sizes))
    head_starts = np.concatenate(([0], np.cumsum(np.minimum(sizes, HEAVIEST))))
    return SparseRows(file.starts, columns, weights, head_starts, heads, head_weights, idf)


def _written(path: Path, name: str, parts: Iterable[_Part]) -> _Part:
    """Write integers and weights, part after part; return all of them, mapped from the files."""
    paths = [path.with_name(f"{path.name}-{name}-{end}") for end in ("places", "weights")]
    with naming(path), paths[0].open("wb") as places, paths[1].open("wb") as weights:
        for part in parts:
            places.write(part[0].astype(np.int32).tobytes())
            weights.write(part[1].tobytes())
    return map_values(paths[0], np.int32), map_values(paths[1], np.float32)


def _blocks(records: NDArray[np.int32]) -> Iterator[slice]:
    """Yield blocks of passages, those of a record in one block."""
    start = 0
    while start < len(records):
        last = min(start + PASSAGES_AT_ONCE, len(records)) - 1
        end = int(np.searchsorted(records, records[last], side="right"))
        yield slice(start, end)
        start = end


def _heads(
    starts: NDArray[np.int64],
    columns: NDArray[np.int32],
    weights: NDArray[np.float32],
    sizes: NDArray[np.int64],
) -> Iterator[_Part]:
    """Yield the heaviest passages of each term, and their weights, by decreasing weight.

    starts, columns, weights: as those of `SparseRows`; sizes: (terms,) int64, number of passages of
    each term. The parts are those of terms in increasing order.
    """
    ends = np.cumsum(sizes)
    first = 0
    while first < len(sizes):
        before = ends[first - 1] if first else 0
        last = max(int(np.searchsorted(ends, before + SELECTED_ENTRIES, side="right")), first + 1)
        passages, terms, values = _entries_of(first, last, starts, columns, weights)
        order = np.lexsort((passages, -values, terms))
        ranks = np.arange(len(order)) - (ends - sizes - before)[terms[order]]
        order = order[ranks < HEAVIEST]
        yield passages[order], values[order]
        first = last


def _entries_of(
    first: int,
    last: int,
    starts: NDArray[np.int64],
    columns: NDArray[np.int32],
    weights: NDArray[np.float32],
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]:
    """Return the entries of some terms, `last` excluded: their passages, terms and weights."""
    parts = []
    for row in range(0, len(starts) - 1, PASSAGES_AT_ONCE):
        bounds = starts[row : row + PASSAGES_AT_ONCE + 1]
        part = columns[bounds[0] : bounds[-1]]
        found = np.flatnonzero((part >= first) & (part < last))
        passages = np.searchsorted(bounds - bounds[0], found, side="right") - 1 + row
        parts.append(
            (passages.astype(np.int32), part[found], weights[bounds[0] : bounds[-1]][found])
        )
    each = zip(*parts, strict=True)
    return np.concatenate(next(each)), np.concatenate(next(each)), np.concatenate(next(each))

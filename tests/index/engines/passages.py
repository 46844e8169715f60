"""Passages of tests: random vectors and words, three to a record, with codes to filter by."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import numpy as np

from index.arrays import Matrix, Rows
from index.engines.base import Engine, EngineQuery, EngineServer, Passages, Restriction
from index.engines.registry import ENGINES
from index.engines.sparse import SparseQuery, sparse_matrices
from index.records.coded_fields import WIDTH

ROWS, DIMENSION, K = 300, 32, 10
BY_RECORD = 3
WORDS = ("velo", "reparer", "ordinateur", "ecrire", "apprendre", "telephone", "solidaire", "libre")
EVEN, THIRD = 0, 5
"""Columns of codes that keep the even records, and one record in three."""
_NUMBERS = count(1)


def unit(rows: int, seed: int) -> Matrix:
    """Random vectors of unit norm."""
    vectors = np.random.default_rng(seed).normal(size=(rows, DIMENSION)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def passages_of(vectors: Matrix) -> Passages:
    """Passages that have some vectors; the first of them has no word."""
    random = np.random.default_rng(5)
    texts = [" ".join(random.choice(WORDS, random.integers(1, 5))) for _ in vectors]
    texts[0] = "… ?"
    records = (np.arange(len(vectors)) // BY_RECORD).astype(np.int32)
    bits = np.zeros((int(records[-1]) + 1, WIDTH), dtype=np.bool_)
    bits[::2, EVEN] = bits[::3, THIRD] = True
    words, letters, _ = sparse_matrices(texts, records.tolist())
    return Passages(vectors, words, letters, records, np.packbits(bits, axis=1))


def _passages_of(records: Rows) -> Rows:
    rows = np.repeat(records * BY_RECORD, BY_RECORD) + np.tile(np.arange(BY_RECORD), len(records))
    return np.asarray(rows, dtype=np.int64)


def restriction(records: Rows, *codes: tuple[int, ...]) -> Restriction:
    """The restriction to some records, by their codes when those are given."""
    return Restriction(records, _passages_of, codes or None)


def query_of(passages: Passages, row: int) -> EngineQuery:
    """The query that asks for the words and the letters of a passage."""
    fetched = passages.fetch(np.array([row]))
    words, letters = (
        SparseQuery(weights.indices.astype(np.int32), weights.data.astype(np.float32))
        for weights in (fetched.words, fetched.letters)
    )
    return EngineQuery(words=words, letters=letters)


def new_version() -> str:
    """The name of a version, later than the ones before."""
    return f"20261124T{next(_NUMBERS):012}-0123abcd"


def opened(
    name: str,
    folder: Path,
    passages: Passages,
    server: EngineServer | None = None,
    version: str = "",
) -> Engine:
    """An engine over passages, written in a folder and published."""
    ENGINES[name].write(passages.vectors, folder)
    engine = ENGINES[name].open(folder, version or new_version(), passages, server)
    engine.publish()
    return engine

"""Protocol of the engines: what passages are proposed for a query, and how an index gets there.

The artefact (one built version of the index) is the truth: an engine is filled from it, proposes
passages, and never scores records. The docstrings give the shapes, units and order of the results.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import ClassVar, Protocol, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from index.arrays import Column, Matrix, Rows
from index.engines.sparse import SparseQuery, SparseWeights

DEFAULT_ENGINE = "faiss"
"""Name of the engine that an index is built for, unless the operator sets another."""
EXACT_FIRST = 200
"""Nearest passages whose cosine is computed again from their own vectors, where those compared are
rounded: these scores are shown."""
EXACT_MAX_ROWS = 30_000
"""Largest number of passages that engines compare exactly: a query reads 1.5 kB for each. Beyond,
FAISS reads lists, and Milvus a graph (HNSW)."""
NO_ROWS = np.zeros(0, dtype=np.int64)
SITE = "orientess"
"""Name of the collection in service of an engine that is a server, and start of all their names."""


@dataclass(frozen=True)
class Needs:
    """What an engine needs besides this project; nothing by default.

    package: the one that it imports, which the extra of its name installs; schemes: of the address
    of its server, none when it has no server; address: an example of one, shown to operators.
    """

    package: str = ""
    schemes: tuple[str, ...] = ()
    address: str = ""


@dataclass(frozen=True)
class EngineServer:
    """Where an engine that is a server of its own is reached.

    uri: its address, "" when none was given; token: what opens it, "" for none; limit_s: seconds
    after which a query does without its answer; site: alias of the collection in service.
    """

    uri: str = ""
    token: str = field(default="", repr=False)
    limit_s: float = 0.5
    site: str = SITE


@dataclass(frozen=True)
class Passages:
    """Passages (texts cut from records) of one version of an index, which an engine searches.

    vectors: (n passages, d) float32, unit norm, maybe mapped from a file; words, letters: their
    weights on stems and on character n-grams, one row a passage; records: (n passages,) row of the
    record of each; codes: (n records, bytes) uint8, the codes that keep each record, packed by
    `index.records.coded_fields`.
    """

    vectors: Matrix
    words: SparseWeights
    letters: SparseWeights
    records: NDArray[np.int32]
    codes: NDArray[np.uint8]

    def __len__(self) -> int:
        """Return the number of passages."""
        return len(self.vectors)

    @property
    def dimension(self) -> int:
        """Number of values in a vector."""
        return int(self.vectors.shape[1])

    def sharing(self, query: EngineQuery, k: int, among: Rows | None = None) -> tuple[Rows, Rows]:
        """Return the passages that share most words, and most letters, with a query.

        query: the query; k: most passages of each list; among: (m,) int64, passages that may
        be returned, in increasing order, None for all. The lists are (k,) int64, best first.
        """
        parts = ((self.words, query.words), (self.letters, query.letters))
        by_words, by_letters = (
            NO_ROWS if terms is None else weights.proposed(terms.columns, terms.weights, k, among)
            for weights, terms in parts
        )
        return by_words, by_letters

    def fetch(self, rows: Rows) -> FetchedPassages:
        """Return what is known of some passages, in the order of rows, (k,) int64."""
        owners = np.asarray(self.records[rows], dtype=np.int64)
        return FetchedPassages(
            np.asarray(self.vectors[rows]),
            self.words.of_rows(rows),
            self.letters.of_rows(rows),
            owners,
            np.asarray(self.codes[owners]),
        )


@dataclass(frozen=True)
class FetchedPassages:
    """Some passages, as an engine holds them, one row each.

    vectors: (k, d) float32; words, letters: (k, terms) float32, sparse; records: (k,) int64, rows
    of their records; codes: (k, bytes) uint8, of these records.
    """

    vectors: Matrix
    words: csr_array
    letters: csr_array
    records: Rows
    codes: NDArray[np.uint8]


@dataclass(frozen=True)
class EngineQuery:
    """Query of an engine, by meaning, words and letters; a part that is None proposes nothing.

    vector: embedding of a query, (1, d) float32, unit norm; words, letters: weights of its terms.
    """

    vector: Matrix | None = None
    words: SparseQuery | None = None
    letters: SparseQuery | None = None


@dataclass(frozen=True)
class Restriction:
    """Records whose passages may be proposed, said in the ways that engines understand.

    records: (m,) int64, their rows in increasing order; passages_of: returns the passages of
    records; codes: columns of codes, of which such a record has at least one of each tuple, and no
    other record has; None when only the rows say which they are.
    """

    records: Rows
    passages_of: Callable[[Rows], Rows]
    codes: Sequence[tuple[int, ...]] | None = None

    @cached_property
    def passages(self) -> Rows:
        """Passages of these records, in increasing order: (k,) int64."""
        return self.passages_of(self.records)


@dataclass(frozen=True)
class Neighbours:
    """The passages (texts cut from records) nearest to a query.

    rows: (k,) int64, positions of passages in the index; scores: (k,) float32, cosine of the
    passage with the query, in [-1, 1]. Both are in decreasing order of cosine, then increasing row.
    """

    rows: Rows = field(default_factory=lambda: NO_ROWS)
    scores: Column = field(default_factory=lambda: np.zeros(0, dtype=np.float32))

    @classmethod
    def of_rounded(cls, rows: Rows, scores: Column, vectors: Matrix, vector: Column) -> Neighbours:
        """Return passages found by rounded vectors, the first ones with their exact cosines.

        Args:
            rows: (k,) int64, positions of the passages.
            scores: (k,) float32, their cosines with the query, nearly; changed in place.
            vectors: (n, d) float32, of unit norm, those that were rounded.
            vector: embedding of the query, (d,) float32, unit norm.

        Returns:
            All of them, by decreasing cosine, then increasing row.
        """
        first = np.argsort(-scores, kind="stable")[:EXACT_FIRST]
        scores[first] = vectors[rows[first]] @ vector
        order = np.lexsort((rows, -scores))
        return cls(rows[order], scores[order])


@dataclass(frozen=True)
class Proposals:
    """Passages that an engine proposes for a query.

    nearest: by meaning; by_words, by_letters: (k,) int64, by dot product, best first.
    """

    nearest: Neighbours
    by_words: Rows
    by_letters: Rows


@dataclass(frozen=True)
class Health:
    """Whether an engine answers; reason: in French, why it does not, "" when it does."""

    reason: str = ""

    @property
    def answers(self) -> bool:
        """Whether the engine answers."""
        return not self.reason


class Engine(Protocol):
    """Engine over the passages of one version of an index; safe to share between threads.

    needs: what must be here before it is used; `index.engines.registry` checks it.
    """

    needs: ClassVar[Needs]

    @classmethod
    def write(cls, vectors: Matrix, folder: Path) -> None:
        """Store in an existing folder the files that the engine reads: those of an artefact.

        vectors: (n, d) float32, unit norm; row i is that of passage i. A server has no such file.
        Raises EngineError when the engine cannot make its index, OSError when a file cannot be
        written.
        """
        ...

    @classmethod
    def open(
        cls, folder: Path, version: str, passages: Passages, server: EngineServer | None
    ) -> Self:
        """Open the engine over a version; the caller has verified the files of the folder.

        version: name of the version; passages: its passages; server: where the engine is reached
        when it is a server, None when nothing will be asked of it. Nothing is asked here. Raises
        EngineError when a file of the engine cannot be read or is of other passages.
        """
        ...

    def propose(self, query: EngineQuery, k: int, among: Restriction | None = None) -> Proposals:
        """Return the passages nearest to a query, and those that share most with it.

        query: the query; k: most passages of each list; among: records whose passages may be
        proposed, None for all. Raises DimensionMismatch when its vector has not the dimension of
        the index, EngineUnavailable when the engine does not answer within its limit.
        """
        ...

    def fetch(self, rows: Rows) -> FetchedPassages:
        """Return what the engine holds of some passages: (k,) int64, their rows.

        Raises EngineUnavailable when it does not answer, or has not all of them.
        """
        ...

    def publish(self) -> None:
        """Put the version in service: fill the engine aside, check what it holds, then swap.

        Nothing changes for those who search the version before. A version that is already there
        and sound is not filled again. Raises EngineError when it is not; the one in service stays,
        unless it was this one.
        """
        ...

    def count(self) -> int:
        """Return the number of passages that the engine holds; EngineUnavailable when unknown."""
        ...

    def health(self, ask: bool = False) -> Health:
        """Return whether the engine answers, as it was last seen; ask: True to ask it now."""
        ...

"""Engine by a Milvus server, which several machines search: our vectors and our sparse weights.

A replica asks the collection of its own version, named after it: rows are positions in that
version. The alias names the one in service, for those who publish (`collections`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any, ClassVar

import numpy as np
from scipy.sparse import csr_array

from index.arrays import Matrix, Rows
from index.engines.base import (
    EngineQuery,
    EngineServer,
    FetchedPassages,
    Health,
    Needs,
    Neighbours,
    Passages,
    Proposals,
    Restriction,
)
from index.engines.circuit import Circuit
from index.engines.milvus.collections import Collections, collection_of
from index.engines.milvus.server import CONSISTENCY, NOTHING_ASKED, MilvusServer
from index.engines.sparse import SparseQuery
from index.errors import DimensionMismatch, EngineMissing, EngineUnavailable
from index.postings import are_in
from index.records.coded_fields import WIDTH

LISTED_ROWS, LISTED_MOST = 10_000, 50_000
"""Most rows of records in one filter, a longer list making several searches; and in all: beyond,
the whole collection is searched, and what is of these records is kept."""
WIDER = 10
"""Times as many passages that are asked for then."""
LIMIT_MOST = 16_384
"""Most passages that Milvus returns for a search."""
ASKED_AGAIN_S = 5.0
"""Seconds during which the state of a server that answers is believed."""
LOADING = "il charge encore la collection de cet index"
ABSENT = "il n'a pas la collection de cet index"
INCOMPLETE = "sa collection de cet index est incomplète"

SPARSE = ("words", "letters")
CHECK_LIMIT_S = 30.0
"""Longest wait, in seconds, for a query that checks what is published: nobody waits for it."""

Search = Callable[[], Neighbours]


class MilvusEngine:
    """Collection of one version of an index in a Milvus server."""

    needs: ClassVar[Needs] = Needs("pymilvus", ("http", "https"), "http://milvus.exemple:19530")

    def __init__(self, version: str, passages: Passages, server: EngineServer | None) -> None:
        """version: name of the version; passages: its passages; server: None to ask nothing."""
        self._passages, self._version = passages, version
        self._place = server
        self._server = None if server is None else MilvusServer(server)
        self._name = collection_of(version, server.site) if server else ""
        self._circuit = Circuit(server.limit_s if server else 0.0)
        self._asked, self._unfit = -ASKED_AGAIN_S, ""

    @classmethod
    def write(cls, vectors: Matrix, folder: Path) -> None:
        """Do nothing: a server has no file in the artefact."""

    @classmethod
    def open(
        cls, folder: Path, version: str, passages: Passages, server: EngineServer | None
    ) -> MilvusEngine:
        """Open the engine over a version; nothing is asked of the server. folder: not used."""
        return cls(version, passages, server)

    def propose(self, query: EngineQuery, k: int, among: Restriction | None = None) -> Proposals:
        """Return the passages nearest to a query, ties by increasing row, and those that share.

        k: 16,384 at most. Whether the collection can be searched is asked after an error, before
        anything is searched: EngineUnavailable when it cannot.
        """
        vector, dimension = query.vector, self._passages.dimension
        if vector is not None and vector.shape[1] != dimension:
            raise DimensionMismatch(dimension, vector.shape[1])
        # a server that starts again has not loaded the collection: only the check asks for that
        if not self._seen.answers and not (health := self.health(ask=True)).answers:
            raise EngineUnavailable(health.reason)
        asked: dict[str, Any] = {} if vector is None else {"vector": vector[0]}
        for field, terms in zip(SPARSE, (query.words, query.letters), strict=True):
            if terms is not None and len(terms.columns):
                asked[field] = _entries(terms)
        filters, wider = _filters(among), _is_long(among)
        most = min(k * (WIDER if wider else 1), LIMIT_MOST, len(self._passages))
        searches = [self._search(*part, most, where) for part in asked.items() for where in filters]
        answers = iter(self._circuit.call(searches) if searches else ())
        found = {field: _merged([next(answers) for _ in filters]) for field in asked}
        kept = among.passages if among is not None and wider else None
        nearest, *shared = (
            _first(found.get(field, Neighbours()), k, kept) for field in ("vector", *SPARSE)
        )
        return Proposals(nearest, *(each.rows[each.scores > 0] for each in shared))

    def _search(self, field: str, data: object, most: int, where: str) -> Search:
        """Return a function that makes one search; data: query for a field; where: its filter."""
        server = self._asked_server()

        def search() -> Neighbours:
            with server.asking() as client:
                [hits] = client.search(
                    self._name,
                    data=[data],
                    anns_field=field,
                    filter=where,
                    limit=most,
                    output_fields=["row"],
                    search_params={"metric_type": "IP", "params": _params(field, most)},
                    consistency_level=CONSISTENCY,
                    timeout=server.limit_s,
                )
            rows = np.array([hit["row"] for hit in hits], dtype=np.int64)
            return Neighbours(rows, np.array([hit["distance"] for hit in hits], dtype=np.float32))

        return search

    def fetch(self, rows: Rows) -> FetchedPassages:
        """Return some passages as the collection holds them; rows: (k,) int64, their rows."""
        with self._asked_server().asking() as client:
            found = client.get(
                self._name, ids=rows.tolist(), output_fields=["*"], consistency_level="Strong"
            )
        by_row = {int(entity["row"]): entity for entity in found}
        if len(by_row) < len(np.unique(rows)):
            raise EngineUnavailable(INCOMPLETE)
        entities = [by_row[row] for row in rows.tolist()]
        bits = np.zeros((len(rows), WIDTH), dtype=np.bool_)
        for place, entity in enumerate(entities):
            bits[place, list(entity["codes"])] = True
        return FetchedPassages(
            np.array([entity["vector"] for entity in entities], dtype=np.float32),
            _sparse([entity["words"] for entity in entities], len(self._passages.words.idf)),
            _sparse([entity["letters"] for entity in entities], len(self._passages.letters.idf)),
            np.array([entity["record"] for entity in entities], dtype=np.int64),
            np.packbits(bits, axis=1),
        )

    def publish(self) -> None:
        """Fill a collection aside, check it, make it the one in service, and drop old ones.

        Raises:
            EngineUnavailable: when the server cannot be reached, or refuses.
            EngineError: when the collection does not hold what the index does; the one in service
                stays, unless it was this one.
        """
        if self._place is None:
            raise EngineMissing(NOTHING_ASKED)
        patient = replace(self._place, limit_s=max(self._place.limit_s, CHECK_LIMIT_S))
        checking = MilvusEngine(self._version, self._passages, patient)
        Collections(self._asked_server()).publish(self._name, self._passages, checking)
        self._unfit, self._circuit = "", Circuit(self._place.limit_s)  # it was just searched

    def count(self) -> int:
        """Return the number of passages in the collection, those just written included."""
        return Collections(self._asked_server()).count(self._name)

    def health(self, ask: bool = False) -> Health:
        """Return whether the server answers, as it was last seen.

        ask: True to ask it now, unless it was a moment ago: it must hold the whole collection,
        loaded. One that is not is loaded.
        """
        due = monotonic() - self._asked >= ASKED_AGAIN_S or not self._seen.answers
        if ask and due and self._circuit.is_due:
            self._asked = monotonic()
            try:
                self._circuit.call([self._check])
            except EngineUnavailable as error:
                return Health(error.reason)
        return self._seen

    @property
    def _seen(self) -> Health:
        """Whether the server answered the last call, and its collection could be searched."""
        return Health(self._circuit.health.reason or self._unfit)

    def _check(self) -> None:
        """Ask whether the collection can be searched; when not, no query is sent until it can.

        Part of a collection answers as if it were whole. Raises EngineUnavailable when not.
        """
        try:
            self._ask_collection()
        except EngineUnavailable as error:
            self._unfit = error.reason
            raise
        self._unfit = ""

    def _ask_collection(self) -> None:
        """Raise EngineUnavailable when the collection cannot be searched."""
        collections = Collections(self._asked_server())
        if not collections.has(self._name):
            raise EngineUnavailable(ABSENT)
        if not collections.is_loaded(self._name):
            collections.load(self._name)
            raise EngineUnavailable(LOADING)
        if collections.count(self._name, CONSISTENCY) != len(self._passages):
            raise EngineUnavailable(INCOMPLETE)

    def _asked_server(self) -> MilvusServer:
        if self._server is None:
            raise EngineMissing(NOTHING_ASKED)
        return self._server


def _params(field: str, most: int) -> dict[str, int]:
    """Return how far a graph is searched: at least as many passages as are wanted."""
    return {"ef": max(most, 64)} if field == "vector" else {}


def _entries(query: SparseQuery) -> dict[int, float]:
    """Return the weights of a query as Milvus takes them: column -> weight."""
    return dict(zip(query.columns.tolist(), query.weights.tolist(), strict=True))


def _is_long(among: Restriction | None) -> bool:
    """Return whether a restriction by rows is too long to be sent."""
    return among is not None and among.codes is None and len(among.records) > LISTED_MOST


def _filters(among: Restriction | None) -> list[str]:
    """Return expressions that together keep the passages of some records; "" for all."""
    if among is None or _is_long(among):
        return [""]
    if among.codes is not None:
        kept = (f"array_contains_any(codes, {list(columns)})" for columns in among.codes)
        return [" and ".join(kept)]
    starts = range(0, len(among.records), LISTED_ROWS)
    return [f"record in {among.records[at : at + LISTED_ROWS].tolist()}" for at in starts]


def _merged(found: Sequence[Neighbours]) -> Neighbours:
    """Put together what several searches found, ties by increasing row."""
    rows = np.concatenate([Neighbours().rows, *(each.rows for each in found)])
    scores = np.concatenate([Neighbours().scores, *(each.scores for each in found)])
    order = np.lexsort((rows, -scores))
    return Neighbours(rows[order], scores[order])


def _first(found: Neighbours, k: int, among: Rows | None) -> Neighbours:
    """Return the first k passages, of those among some."""
    kept = np.ones(len(found.rows), dtype=np.bool_) if among is None else are_in(found.rows, among)
    return Neighbours(found.rows[kept][:k], found.scores[kept][:k])


def _sparse(entries: Sequence[Mapping[int, float]], width: int) -> csr_array:
    """Return rows of weights, column -> weight, as a matrix of `width` columns."""
    kept = [sorted((c, w) for c, w in each.items() if c < width) for each in entries]
    starts = np.cumsum([0, *map(len, kept)])
    columns = np.array([column for row in kept for column, _ in row], dtype=np.int32)
    weights = np.array([weight for row in kept for _, weight in row], dtype=np.float32)
    return csr_array((weights, columns, starts), shape=(len(entries), width))

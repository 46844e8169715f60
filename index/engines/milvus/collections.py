"""Collections of a Milvus server: one for each version of an index, and an alias for one of them.

    orientess                                   alias of the collection in service
    orientess_20261124T093000123456_1a2b3c4d    collection of one version

A collection is filled aside and checked before the alias names it. One that an alias names is
never dropped: Milvus would not refuse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from time import monotonic, sleep
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from index.arrays import Rows
from index.engines.base import Engine, EngineQuery, FetchedPassages, Passages
from index.engines.milvus.server import MilvusServer
from index.engines.sparse import SparseQuery
from index.errors import EngineError, EngineUnavailable
from index.records.coded_fields import unpacked

RETAINED = 3
"""Collections that are kept, to go back to: those in service, now and before, among them."""
BLOCK_ROWS = 1_000
"""Passages that are sent at once: some 4 MB."""
LOAD_S = 600.0
"""Longest wait, in seconds, for a collection to be written and loaded."""
INDEX_S = 6 * 3600.0
"""Longest wait, in seconds, for the vectors of a collection to be indexed."""
PROBES = 16
"""Passages whose neighbours are asked for before a collection is in service."""
PROBED, PROBED_TERMS = 10, 16
"""Neighbours asked for, and terms of a passage that ask for them: as many as a query has."""
SETTLE_S, LOOK_S = 30.0, 1.0
"""Longest wait, in seconds, for queries to see what was just written, and time between two
looks."""
TOLERANCE = 1e-4
"""Largest difference between a score of the server and ours."""


def collection_of(version: str, site: str) -> str:
    """Return the name of the collection of a version: letters, figures and underscores."""
    return f"{site}_{version.replace('-', '_')}"


class Collections:
    """Collections of a server: filled, checked, put in service, dropped."""

    def __init__(self, server: MilvusServer) -> None:
        """server: the server; every method raises EngineUnavailable when it does not answer."""
        self._server = server

    def has(self, name: str) -> bool:
        """Return whether there is a collection of this name."""
        with self._server.asking() as client:
            return bool(client.has_collection(name))

    def is_loaded(self, name: str) -> bool:
        """Return whether a collection is in memory, all of it."""
        with self._server.asking() as client:
            return bool(client.get_load_state(name)["state"].name == "Loaded")

    def load(self, name: str, wait_s: float | None = None) -> None:
        """Load a collection in memory; wait_s: longest wait in seconds, None not to wait."""
        with self._server.asking() as client:
            if wait_s is None:
                client.load_collection(name, _async=True)
            else:
                client.load_collection(name, timeout=wait_s)

    def count(self, name: str, consistency: str = "Strong") -> int:
        """Return the number of passages in a collection.

        consistency: of Milvus; by default, those just written count, and the answer is slower.
        """
        with self._server.asking() as client:
            found = client.query(
                name, filter="", output_fields=["count(*)"], consistency_level=consistency
            )
        return int(found[0]["count(*)"])

    def in_service(self) -> str:
        """Return the name of the collection that the alias names, "" when there is none."""
        site = self._server.site
        with self._server.asking() as client:
            for name in client.list_collections():
                if name.startswith(f"{site}_") and site in client.list_aliases(name)["aliases"]:
                    return str(name)
        return ""

    def publish(self, name: str, passages: Passages, engine: Engine) -> None:
        """Fill a collection unless it is there and sound, put it in service, drop old ones.

        Args:
            name: of the collection.
            passages: what it must hold.
            engine: over this collection, asked for what it holds.

        Raises:
            EngineUnavailable: when the server cannot be reached, or refuses.
            EngineError: when the collection does not hold what the index does; the one in service
                stays, unless it was this one.
        """
        if not self._is_sound(name, passages, engine):
            try:
                self._refill(name, passages)
                self._wait_until_same(passages, engine)
            except EngineError:
                with suppress(EngineError):
                    self.drop(name)  # left there, it would count among those that are kept
                raise
        before = self.in_service()
        self._swap(name)
        for other in self._outdated({name, before}):
            self.drop(other)

    def _is_sound(self, name: str, passages: Passages, engine: Engine) -> bool:
        """Return whether a collection is there, and holds what it must."""
        if not self.has(name):
            return False
        try:
            self.load(name, LOAD_S)
            self._wait_until_same(passages, engine)
        except EngineUnavailable:
            raise
        except EngineError:
            return False
        return True

    def _wait_until_same(self, passages: Passages, engine: Engine) -> None:
        """Check a collection, again while queries may not see yet what was just written."""
        until = monotonic() + SETTLE_S
        while True:
            try:
                check(engine, passages)
            except EngineError:
                if monotonic() >= until:
                    raise
                sleep(LOOK_S)
            else:
                return

    def _refill(self, name: str, passages: Passages) -> None:
        """Make a collection again, and fill it; it is in service no more if it was, unsound."""
        site = self._server.site
        if self.has(name):
            if self.in_service() == name:
                with self._server.asking() as client:
                    client.drop_alias(site)
            self.drop(name)
        self._server.create(name, passages.dimension, len(passages))
        with self._server.asking() as client:
            for start in range(0, len(passages), BLOCK_ROWS):
                rows = np.arange(start, min(start + BLOCK_ROWS, len(passages)))
                client.insert(name, list(_entities(rows, passages.fetch(rows))))
            # what was just written is slow to search, or missed, before it is flushed
            client.flush(name, timeout=LOAD_S)
        self._wait_for_index(name)
        self.load(name, LOAD_S)

    def _wait_for_index(self, name: str) -> None:
        """Wait until the vectors of a collection are indexed: they are slow to search before."""
        until = monotonic() + INDEX_S
        with self._server.asking() as client:
            while client.describe_index(name, "vector").get("pending_index_rows", 0):
                if monotonic() >= until:
                    raise EngineError(f"Milvus n'a pas fini d'indexer {name} : recommencez.")
                sleep(LOOK_S)

    def _swap(self, name: str) -> None:
        """Make the alias name a collection."""
        site, served = self._server.site, self.in_service()
        with self._server.asking() as client:
            if not served:
                client.create_alias(name, site)
            elif served != name:
                client.alter_alias(name, site)
        if self.in_service() != name:
            raise EngineError(f"L'alias {site} de Milvus ne dit pas {name} : un autre y publie ?")

    def _outdated(self, served: set[str]) -> list[str]:
        """Return the collections of versions of this site that are kept no more.

        served: those in service now and before, which are kept however many came between.
        """
        form = re.compile(rf"{re.escape(self._server.site)}_\d{{8}}T\d{{12}}_[0-9a-f]{{8}}")
        with self._server.asking() as client:
            ours = sorted(each for each in client.list_collections() if form.fullmatch(each))
        others = [each for each in ours if each not in served]
        kept = RETAINED - len(set(ours) & served)
        return others[: max(len(others) - kept, 0)]

    def drop(self, name: str) -> None:
        """Drop a collection.

        Args:
            name: of the collection.

        Raises:
            EngineError: when an alias names it: it is in service.
            EngineUnavailable: when the server cannot be reached, or refuses.
        """
        with self._server.asking() as client:
            if client.list_aliases(name)["aliases"]:
                raise EngineError(f"La collection {name} de Milvus est en service : elle reste.")
            client.drop_collection(name)


def check(engine: Engine, passages: Passages) -> None:
    """Compare what an engine holds with an index: its count, some passages, and their neighbours.

    Args:
        engine: the engine, filled.
        passages: those of the index.

    Raises:
        EngineUnavailable: when it does not answer.
        EngineError: when it does not hold the same.
    """
    if (count := engine.count()) != len(passages):
        raise EngineError(f"Milvus a {count} passages, et l'index {len(passages)}.")
    rows = np.unique(np.linspace(0, len(passages) - 1, PROBES).astype(np.int64))
    mine, its = passages.fetch(rows), engine.fetch(rows)
    same = np.allclose(mine.vectors, its.vectors, atol=TOLERANCE)
    same &= np.array_equal(mine.records, its.records) and np.array_equal(mine.codes, its.codes)
    for one, other in ((mine.words, its.words), (mine.letters, its.letters)):
        same &= bool(np.abs((one - other).data).max(initial=0.0) < TOLERANCE)
    if not same:
        raise EngineError("Milvus n'a pas les passages de l'index.")
    for place in range(len(rows)):
        _check_neighbours(engine, passages, mine, place)


def _check_neighbours(
    engine: Engine, passages: Passages, probes: FetchedPassages, place: int
) -> None:
    """Raise EngineError when the neighbours of a passage do not have the scores of the index."""
    vector = probes.vectors[place : place + 1]
    words, letters = _query(probes.words[[place]]), _query(probes.letters[[place]])
    found = engine.propose(EngineQuery(vector, words, letters), PROBED)
    cosines = passages.vectors[found.nearest.rows] @ vector[0]
    agree = np.allclose(cosines, found.nearest.scores, atol=TOLERANCE)
    agree &= bool(found.nearest.scores.max(initial=-1.0) > 1 - TOLERANCE)
    for weights, query, proposed in (
        (passages.words, words, found.by_words),
        (passages.letters, letters, found.by_letters),
    ):
        scores = weights.scores(query.columns, query.weights, proposed)
        own = float(query.weights @ query.weights)
        agree &= bool(np.all(np.diff(scores) <= TOLERANCE * max(own, 1.0)))
        agree &= bool(scores.max(initial=0.0) >= own - TOLERANCE * max(own, 1.0))
    if not agree:
        raise EngineError("Milvus ne trouve pas les passages que trouve l'index.")


def _query(row: csr_array) -> SparseQuery:
    """Return the query that asks for the heaviest terms of a passage, (1, terms)."""
    heaviest = np.argsort(-row.data, kind="stable")[:PROBED_TERMS]
    return SparseQuery(
        row.indices[heaviest].astype(np.int32), row.data[heaviest].astype(np.float32)
    )


def _entities(rows: Rows, passages: FetchedPassages) -> Iterator[dict[str, Any]]:
    """Yield passages as Milvus takes them."""
    codes = unpacked(passages.codes)
    for place, row in enumerate(rows.tolist()):
        yield {
            "row": row,
            "record": int(passages.records[place]),
            "codes": np.flatnonzero(codes[place]).tolist(),
            "vector": passages.vectors[place],
            "words": _weights(passages.words, place),
            "letters": _weights(passages.letters, place),
        }


def _weights(matrix: csr_array, place: int) -> dict[int, float]:
    """Return the weights of a row; an empty one, which Milvus refuses, has a column of its own."""
    span = slice(*matrix.indptr[place : place + 2].tolist())
    terms: Sequence[int] = matrix.indices[span].tolist()
    return dict(zip(terms, matrix.data[span].tolist(), strict=True)) or {matrix.shape[1]: 1.0}

"""Milvus: published aside and swapped, guarded, and done without when it does not answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import numpy as np
import pytest

from index.engines.base import EngineQuery, EngineServer
from index.engines.milvus import collections as milvus_collections
from index.engines.milvus import engine as milvus
from index.engines.milvus import server as milvus_server
from index.engines.milvus.collections import collection_of
from index.engines.milvus.engine import MilvusEngine
from index.errors import EngineUnavailable
from tests.index.engines.milvus.server import Server, client_of, published, serving
from tests.index.engines.passages import (
    BY_RECORD,
    K,
    new_version,
    passages_of,
    query_of,
    restriction,
    unit,
)

ROWS = 60
PASSAGES = passages_of(unit(ROWS, 1))
VECTOR = unit(1, 2)


def test_a_replica_should_ask_the_collection_of_its_own_version(site: EngineServer) -> None:
    first = published(site, new_version(), PASSAGES)
    second = published(site, new_version(), passages_of(unit(ROWS, 7)))
    for engine, seed in ((first, 1), (second, 7)):
        vectors = unit(ROWS, seed)
        found = engine.propose(EngineQuery(vectors[5:6]), 1).nearest
        assert found.rows.tolist() == [5]
        assert found.scores[0] == pytest.approx(1, abs=1e-5)


def test_a_long_list_of_records_should_make_several_searches(
    site: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = published(site, new_version(), PASSAGES)
    among = restriction(np.arange(0, ROWS // BY_RECORD, 2))
    whole = engine.propose(EngineQuery(VECTOR, *words_of(5)), K, among)
    monkeypatch.setattr(milvus, "LISTED_ROWS", 4)
    parts = engine.propose(EngineQuery(VECTOR, *words_of(5)), K, among)
    assert np.array_equal(parts.nearest.rows, whole.nearest.rows)
    assert np.array_equal(parts.by_letters, whole.by_letters)


def test_beyond_a_limit_what_is_of_the_records_should_be_kept(
    site: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = published(site, new_version(), PASSAGES)
    among = restriction(np.arange(0, ROWS // BY_RECORD, 2))
    listed = engine.propose(EngineQuery(VECTOR), K, among).nearest
    monkeypatch.setattr(milvus, "LISTED_MOST", 5)
    kept = engine.propose(EngineQuery(VECTOR), K, among).nearest
    assert np.array_equal(kept.rows, listed.rows)
    assert np.array_equal(kept.rows // BY_RECORD % 2, np.zeros(K))


def words_of(row: int) -> tuple[Any, Any]:
    """The words and the letters of a passage."""
    sought = query_of(PASSAGES, row)
    return sought.words, sought.letters


def test_a_version_that_the_server_has_not_should_be_told(site: EngineServer) -> None:
    engine = MilvusEngine(new_version(), PASSAGES, site)
    assert engine.health().answers  # nothing was asked yet
    assert engine.health(ask=True).reason == milvus.ABSENT
    with pytest.raises(EngineUnavailable, match=milvus.ABSENT):
        engine.propose(EngineQuery(VECTOR), K)


def test_a_collection_that_is_not_loaded_should_be_loaded_again(
    site: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(milvus, "ASKED_AGAIN_S", 0.0)
    version = new_version()
    engine = published(site, version, PASSAGES)
    client_of(site).release_collection(collection_of(version, site.site))
    with pytest.raises(EngineUnavailable, match=milvus_server.REFUSED):
        engine.propose(EngineQuery(VECTOR), K)
    assert engine.health().reason == milvus_server.REFUSED
    monkeypatch.setattr(engine._circuit, "_not_before", 0.0)
    assert engine.health(ask=True).reason == milvus.LOADING
    wait_until_it_answers(engine)
    assert len(engine.propose(EngineQuery(VECTOR), K).nearest.rows) == K


def test_a_collection_that_is_not_loaded_should_be_loaded_by_queries_alone(
    site: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = new_version()
    engine = published(site, version, PASSAGES)
    monkeypatch.setattr(engine._circuit, "_retry_s", 0.0)
    client_of(site).release_collection(collection_of(version, site.site))
    for reason in (milvus_server.REFUSED, milvus.LOADING):
        with pytest.raises(EngineUnavailable, match=reason):
            engine.propose(EngineQuery(VECTOR), K)
    until = monotonic() + 20
    while number_proposed(engine) < K:
        assert monotonic() < until
        sleep(0.05)


def number_proposed(engine: MilvusEngine) -> int:
    """How many passages are proposed, 0 when the engine cannot be asked."""
    try:
        return len(engine.propose(EngineQuery(VECTOR), K).nearest.rows)
    except EngineUnavailable:
        return 0


def test_a_collection_that_is_half_full_should_be_told(
    site: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = new_version()
    engine = published(site, version, PASSAGES)
    client_of(site).delete(collection_of(version, site.site), ids=[3])
    assert engine.health(ask=True).reason == milvus.INCOMPLETE
    with pytest.raises(EngineUnavailable, match=milvus.INCOMPLETE):
        engine.fetch(np.array([2, 3]))


def test_a_collection_that_is_half_full_should_not_be_searched_until_it_is_whole(
    site: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(milvus_collections, "SETTLE_S", 0)
    version = new_version()
    engine = published(site, version, PASSAGES)
    client_of(site).delete(collection_of(version, site.site), ids=[3])
    engine.health(ask=True)
    monkeypatch.setattr(engine._circuit, "_not_before", 0.0)
    for _ in range(2):
        with pytest.raises(EngineUnavailable, match=milvus.INCOMPLETE):
            engine.propose(EngineQuery(VECTOR), K)
    assert engine.health().reason == milvus.INCOMPLETE
    published(site, version, PASSAGES)
    wait_until_it_answers(engine)
    assert len(engine.propose(EngineQuery(VECTOR), K).nearest.rows) == K


def test_a_collection_seen_half_full_should_be_published_again(
    site: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(milvus_collections, "SETTLE_S", 0)
    version = new_version()
    engine = published(site, version, PASSAGES)
    client_of(site).delete(collection_of(version, site.site), ids=[3])
    engine.health(ask=True)
    monkeypatch.setattr(engine._circuit, "_not_before", 0.0)
    engine.publish()
    assert engine.health().answers
    assert len(engine.propose(EngineQuery(VECTOR), K).nearest.rows) == K


def test_a_limit_of_searches_should_not_be_that_of_what_is_published(
    site: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = published(replace(site, limit_s=0.000_1), new_version(), PASSAGES)
    monkeypatch.setattr(MilvusEngine, "_search", lambda *_: lambda: sleep(1))
    with pytest.raises(EngineUnavailable):
        engine.propose(EngineQuery(VECTOR), K)
    assert engine.count() == len(PASSAGES)


def wait_until_it_answers(engine: MilvusEngine) -> None:
    """Ask the engine until it answers, as the service does from time to time."""
    until = monotonic() + 20
    while not engine.health(ask=True).answers:
        assert monotonic() < until, engine.health().reason
        sleep(0.1)


@pytest.fixture
def own_server() -> Iterator[Server]:
    """A server that the test may stop."""
    with serving() as server:
        yield server


@pytest.mark.slow
def test_a_server_that_stops_should_be_done_without_until_it_is_back(
    own_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(milvus, "ASKED_AGAIN_S", 0.0)
    engine = published(own_server.site(), new_version(), PASSAGES)
    limit_s = 0.5
    engine._circuit._limit_s = limit_s
    own_server.stop()
    for _ in range(20):
        asked = monotonic()
        with pytest.raises(EngineUnavailable):
            engine.propose(EngineQuery(VECTOR), K)
        assert monotonic() - asked < limit_s + 0.3
    assert not engine.health(ask=True).answers
    own_server.start()
    wait_until_it_answers(engine)
    assert len(engine.propose(EngineQuery(VECTOR), K).nearest.rows) == K


def test_a_server_that_nobody_started_should_be_told(tmp_path: Path) -> None:
    nowhere = EngineServer("http://127.0.0.1:9", limit_s=0.2, site="essai")
    engine = MilvusEngine(new_version(), PASSAGES, nowhere)
    asked = monotonic()
    with pytest.raises(EngineUnavailable, match="ne répond pas|joindre"):
        engine.propose(EngineQuery(VECTOR), K)
    assert monotonic() - asked < 1.5
    assert "127.0.0.1" not in engine.health(ask=True).reason

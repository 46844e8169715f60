"""Milvus: published aside and swapped, guarded, and done without when it does not answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import numpy as np
import pytest

from index.engines import milvus, milvus_collections, milvus_server
from index.engines.base import EngineServer, Passages, Sought
from index.engines.milvus import MilvusEngine
from index.engines.milvus_collections import Collections, collection_of
from index.engines.milvus_server import MilvusServer
from index.errors import EngineError, EngineMissing, EngineUnavailable
from tests.index.engines.passages import (
    BY_RECORD,
    K,
    new_version,
    opened,
    passages_of,
    query_of,
    restriction,
    unit,
)
from tests.milvus import Server, serving

ROWS = 60
PASSAGES = passages_of(unit(ROWS, 1))
VECTOR = unit(1, 2)


@pytest.fixture
def site(milvus_server: Server) -> EngineServer:
    """A site of its own on the server."""
    return milvus_server.site()


@pytest.fixture
def collections(site: EngineServer) -> Collections:
    """The collections of the site."""
    return Collections(MilvusServer(site))


def client_of(site: EngineServer) -> Any:
    """A client of the server."""
    return MilvusServer(site).client


def published(site: EngineServer, version: str, passages: Passages = PASSAGES) -> MilvusEngine:
    """The engine over a version in service."""
    engine = MilvusEngine(version, passages, site)
    engine.publish()
    return engine


def names_of(site: EngineServer) -> list[str]:
    """The collections of the site, the oldest first."""
    every = client_of(site).list_collections()
    return sorted(name for name in every if name.startswith(f"{site.site}_"))


def test_the_alias_should_name_the_last_version_published(
    site: EngineServer, collections: Collections
) -> None:
    versions = [new_version() for _ in range(2)]
    assert collections.in_service() == ""
    for version in versions:
        published(site, version)
        assert collections.in_service() == collection_of(version, site.site)
    published(site, versions[0])
    assert collections.in_service() == collection_of(versions[0], site.site)
    assert len(names_of(site)) == 2


def test_a_replica_should_ask_the_collection_of_its_own_version(site: EngineServer) -> None:
    first = published(site, new_version())
    second = published(site, new_version(), passages_of(unit(ROWS, 7)))
    for engine, seed in ((first, 1), (second, 7)):
        vectors = unit(ROWS, seed)
        found = engine.propose(Sought(vectors[5:6]), 1).nearest
        assert found.rows.tolist() == [5]
        assert found.scores[0] == pytest.approx(1, abs=1e-5)


def test_the_last_collections_should_be_kept_to_go_back_to(
    site: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(milvus_collections, "RETAINED", 2)
    other = f"{site.site}_ailleurs"
    MilvusServer(site).create(other, 4, 1)
    versions = [new_version() for _ in range(3)]
    for version in versions:
        published(site, version)
    kept = [collection_of(version, site.site) for version in versions[1:]]
    assert names_of(site) == [*kept, other]


def test_the_collection_in_service_should_not_be_dropped(
    site: EngineServer, collections: Collections
) -> None:
    version = new_version()
    published(site, version)
    with pytest.raises(EngineError, match="en service : elle reste"):
        collections.drop(collection_of(version, site.site))
    assert names_of(site) == [collection_of(version, site.site)]


@pytest.mark.parametrize("damage", ["less", "other"])
def test_a_collection_that_is_not_the_index_should_be_filled_again(
    site: EngineServer, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    monkeypatch.setattr(milvus_collections, "SETTLE_S", 0)
    version = new_version()
    name = collection_of(version, site.site)
    before = PASSAGES if damage == "less" else passages_of(unit(ROWS, 7))
    published(site, version, before)
    if damage == "less":
        client_of(site).delete(name, ids=[3])
    engine = published(site, version)
    assert engine.count() == ROWS
    assert engine.propose(Sought(PASSAGES.vectors[3:4]), 1).nearest.rows.tolist() == [3]


def test_a_version_that_cannot_be_checked_should_not_be_in_service(
    site: EngineServer, collections: Collections, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(milvus_collections, "SETTLE_S", 0)
    first = new_version()
    published(site, first)
    monkeypatch.setattr(milvus_collections, "_entities", lambda *_: [])
    with pytest.raises(EngineError, match="Milvus a 0 passages, et l'index 60"):
        published(site, new_version())
    assert collections.in_service() == collection_of(first, site.site)


def test_scores_that_are_not_those_of_the_index_should_be_refused(
    site: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = published(site, new_version())
    monkeypatch.setattr(engine, "propose", MilvusEngine.propose.__get__(other_of(site)))
    with pytest.raises(EngineError, match="ne trouve pas les passages"):
        milvus_collections.check(engine, ROWS, PASSAGES)


def other_of(site: EngineServer) -> MilvusEngine:
    """An engine over other vectors."""
    return published(site, new_version(), passages_of(unit(ROWS, 9)))


def test_the_check_should_be_made_again_while_what_was_written_is_not_seen(
    site: EngineServer, collections: Collections, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(milvus_collections, "LOOK_S", 0)
    counts = iter([0, ROWS - 1, ROWS])
    engine = published(site, new_version())
    monkeypatch.setattr(collections, "count", lambda _: next(counts))
    collections._wait_until_same("", PASSAGES, engine)
    assert list(counts) == []


def test_a_long_list_of_records_should_make_several_searches(
    site: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, among = published(site, new_version()), restriction(np.arange(0, ROWS // BY_RECORD, 2))
    whole = engine.propose(Sought(VECTOR, *words_of(5)), K, among)
    monkeypatch.setattr(milvus, "LISTED_ROWS", 4)
    parts = engine.propose(Sought(VECTOR, *words_of(5)), K, among)
    assert np.array_equal(parts.nearest.rows, whole.nearest.rows)
    assert np.array_equal(parts.by_letters, whole.by_letters)


def test_beyond_a_limit_what_is_of_the_records_should_be_kept(
    site: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, among = published(site, new_version()), restriction(np.arange(0, ROWS // BY_RECORD, 2))
    listed = engine.propose(Sought(VECTOR), K, among).nearest
    monkeypatch.setattr(milvus, "LISTED_MOST", 5)
    kept = engine.propose(Sought(VECTOR), K, among).nearest
    assert np.array_equal(kept.rows, listed.rows)
    assert np.array_equal(kept.rows // BY_RECORD % 2, np.zeros(K))


def words_of(row: int) -> tuple[Any, Any]:
    """The words and the letters of a passage."""
    sought = query_of(PASSAGES, row)
    return sought.words, sought.letters


def test_many_passages_should_be_searched_in_a_graph(
    site: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(milvus_server, "EXACT_MAX_ROWS", 10)
    version = new_version()
    engine = published(site, version)
    name = collection_of(version, site.site)
    assert client_of(site).describe_index(name, "vector")["index_type"] == "HNSW"
    found = engine.propose(Sought(PASSAGES.vectors[5:6]), K).nearest
    assert found.rows[0] == 5
    assert found.scores[0] == pytest.approx(1, abs=1e-4)


def test_a_version_that_the_server_has_not_should_be_told(site: EngineServer) -> None:
    engine = MilvusEngine(new_version(), PASSAGES, site)
    assert engine.health().answers  # nothing was asked yet
    assert engine.health(ask=True).reason == milvus.ABSENT
    with pytest.raises(EngineUnavailable, match=milvus.ABSENT):
        engine.propose(Sought(VECTOR), K)


def test_a_collection_that_is_not_loaded_should_be_loaded_again(
    site: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(milvus, "ASKED_AGAIN_S", 0.0)
    version = new_version()
    engine = published(site, version)
    client_of(site).release_collection(collection_of(version, site.site))
    with pytest.raises(EngineUnavailable, match=milvus_server.REFUSED):
        engine.propose(Sought(VECTOR), K)
    assert engine.health().reason == milvus_server.REFUSED
    monkeypatch.setattr(engine._circuit, "_not_before", 0.0)
    assert engine.health(ask=True).reason == milvus.LOADING
    wait_until_it_answers(engine)
    assert len(engine.propose(Sought(VECTOR), K).nearest.rows) == K


def test_a_collection_that_is_half_full_should_be_told(
    site: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = new_version()
    engine = published(site, version)
    client_of(site).delete(collection_of(version, site.site), ids=[3])
    assert engine.health(ask=True).reason == milvus.INCOMPLETE
    with pytest.raises(EngineUnavailable, match=milvus.INCOMPLETE):
        engine.fetch(np.array([2, 3]))


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
    engine = published(own_server.site(), new_version())
    limit_s = 0.5
    engine._circuit._limit_s = limit_s
    own_server.stop()
    for _ in range(20):
        asked = monotonic()
        with pytest.raises(EngineUnavailable):
            engine.propose(Sought(VECTOR), K)
        assert monotonic() - asked < limit_s + 0.3
    assert not engine.health(ask=True).answers
    own_server.start()
    wait_until_it_answers(engine)
    assert len(engine.propose(Sought(VECTOR), K).nearest.rows) == K


def test_a_server_that_nobody_started_should_be_told(tmp_path: Path) -> None:
    nowhere = EngineServer("http://127.0.0.1:9", limit_s=0.2, site="essai")
    engine = MilvusEngine(new_version(), PASSAGES, nowhere)
    asked = monotonic()
    with pytest.raises(EngineUnavailable, match="ne répond pas|joindre"):
        engine.propose(Sought(VECTOR), K)
    assert monotonic() - asked < 1.5
    assert "127.0.0.1" not in engine.health(ask=True).reason


def test_an_engine_without_an_address_should_say_which_variable_to_set(tmp_path: Path) -> None:
    with pytest.raises(EngineMissing, match="MILVUS_URI"):
        opened("milvus", tmp_path, PASSAGES, EngineServer())
    with pytest.raises(EngineMissing, match="MILVUS_URI"):
        MilvusEngine(new_version(), PASSAGES, None).propose(Sought(VECTOR), K)


def test_a_token_should_not_be_shown() -> None:
    assert "secret" not in repr(EngineServer("http://milvus:19530", "secret"))

"""Collections of Milvus: filled aside, checked, swapped, kept and guarded."""

from __future__ import annotations

import pytest

from index.engines.base import EngineQuery, EngineServer
from index.engines.milvus import collections as milvus_collections
from index.engines.milvus.collections import Collections, collection_of
from index.engines.milvus.engine import MilvusEngine
from index.engines.milvus.server import MilvusServer
from index.errors import EngineError
from tests.index.engines.milvus.server import client_of, published
from tests.index.engines.passages import new_version, passages_of, unit

ROWS = 60
PASSAGES = passages_of(unit(ROWS, 1))


@pytest.fixture
def collections(site: EngineServer) -> Collections:
    """The collections of the site."""
    return Collections(MilvusServer(site))


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
        published(site, version, PASSAGES)
        assert collections.in_service() == collection_of(version, site.site)
    published(site, versions[0], PASSAGES)
    assert collections.in_service() == collection_of(versions[0], site.site)
    assert len(names_of(site)) == 2


def test_the_last_collections_should_be_kept_to_go_back_to(
    site: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(milvus_collections, "RETAINED", 2)
    other = f"{site.site}_ailleurs"
    MilvusServer(site).create(other, 4, 1)
    versions = [new_version() for _ in range(3)]
    for version in versions:
        published(site, version, PASSAGES)
    kept = [collection_of(version, site.site) for version in versions[1:]]
    assert names_of(site) == [*kept, other]


def test_collections_of_stopped_builds_should_not_push_out_the_one_in_service(
    site: EngineServer,
) -> None:
    versions = [new_version() for _ in range(5)]
    names = [collection_of(version, site.site) for version in versions]
    published(site, versions[0], PASSAGES)
    for stopped in names[1:4]:
        MilvusServer(site).create(stopped, 4, 1)
    published(site, versions[4], PASSAGES)
    assert names_of(site) == [names[0], names[3], names[4]]


def test_the_collection_in_service_should_not_be_dropped(
    site: EngineServer, collections: Collections
) -> None:
    version = new_version()
    published(site, version, PASSAGES)
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
    engine = published(site, version, PASSAGES)
    assert engine.count() == ROWS
    assert engine.propose(EngineQuery(PASSAGES.vectors[3:4]), 1).nearest.rows.tolist() == [3]


def test_a_version_that_cannot_be_checked_should_not_be_in_service(
    site: EngineServer, collections: Collections, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(milvus_collections, "SETTLE_S", 0)
    first = new_version()
    published(site, first, PASSAGES)
    monkeypatch.setattr(milvus_collections, "_entities", lambda *_: [])
    with pytest.raises(EngineError, match="Milvus a 0 passages, et l'index 60"):
        published(site, new_version(), PASSAGES)
    assert collections.in_service() == collection_of(first, site.site)
    assert names_of(site) == [collection_of(first, site.site)]


def test_scores_that_are_not_those_of_the_index_should_be_refused(
    site: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = published(site, new_version(), PASSAGES)
    monkeypatch.setattr(engine, "propose", MilvusEngine.propose.__get__(other_of(site)))
    with pytest.raises(EngineError, match="ne trouve pas les passages"):
        milvus_collections.check(engine, PASSAGES)


def other_of(site: EngineServer) -> MilvusEngine:
    """An engine over other vectors."""
    return published(site, new_version(), passages_of(unit(ROWS, 9)))


def test_the_check_should_be_made_again_while_what_was_written_is_not_seen(
    site: EngineServer, collections: Collections, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(milvus_collections, "LOOK_S", 0)
    counts = iter([0, ROWS - 1, ROWS])
    engine = published(site, new_version(), PASSAGES)
    monkeypatch.setattr(engine, "count", lambda: next(counts))
    collections._wait_until_same(PASSAGES, engine)
    assert list(counts) == []

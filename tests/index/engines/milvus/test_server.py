"""Connection to Milvus: its address, and the indexes of a collection."""

from __future__ import annotations

import pytest

from index.engines.base import EngineQuery, EngineServer
from index.engines.milvus import server as milvus_server
from index.engines.milvus.collections import collection_of
from index.engines.milvus.engine import MilvusEngine
from index.engines.milvus.server import MilvusServer
from index.errors import EngineMissing, EngineUnavailable
from tests.index.engines.milvus.server import client_of, published
from tests.index.engines.passages import K, new_version, passages_of, unit

ROWS = 60
PASSAGES = passages_of(unit(ROWS, 1))


VECTOR = unit(1, 2)


def test_many_passages_should_be_searched_in_a_graph(
    site: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(milvus_server, "EXACT_MAX_ROWS", 10)
    version = new_version()
    engine = published(site, version, PASSAGES)
    name = collection_of(version, site.site)
    assert client_of(site).describe_index(name, "vector")["index_type"] == "HNSW"
    found = engine.propose(EngineQuery(PASSAGES.vectors[5:6]), K).nearest
    assert found.rows[0] == 5
    assert found.scores[0] == pytest.approx(1, abs=1e-4)


def test_an_engine_of_which_nothing_is_asked_should_say_so() -> None:
    with pytest.raises(EngineMissing, match="Rien n'est demandé à Milvus ici"):
        MilvusEngine(new_version(), PASSAGES, None).propose(EngineQuery(VECTOR), K)


def test_only_a_server_that_indexes_no_array_should_be_done_without_the_index_of_codes(
    site: EngineServer,
) -> None:
    server = MilvusServer(site)
    server.create(f"{site.site}_ici", 4, 1)
    with pytest.raises(EngineUnavailable, match="ailleurs"):
        server._index_codes(f"{site.site}_ailleurs")


def test_a_token_should_not_be_shown() -> None:
    assert "secret" not in repr(EngineServer("http://milvus:19530", "secret"))

"""Versions for an engine that is a server: filled before they are current, and gone back to."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.artefact import manifest, versions
from index.artefact.manifest import Artefact
from index.artefact.versions import CURRENT
from index.candidates import proposals
from index.engines.base import DEFAULT_ENGINE, EngineServer
from index.engines.milvus.collections import Collections, collection_of
from index.engines.milvus.engine import MilvusEngine
from index.engines.milvus.server import MilvusServer
from index.engines.registry import ENGINES
from index.errors import ArtefactMismatch, EngineUnavailable
from index.indexing.build import build
from index.places.communes import read_communes
from index.places.gazetteer import Gazetteer
from index.publication.place import Place
from index.publication.publisher import publish
from index.search import scoring
from index.search.query import Query
from index.search.results import Mode
from tests.conftest import ROOT, SMALL_CATALOGUE
from tests.hash_encoder import HashEncoder
from tests.index.conftest import SiteOf
from tests.searchers import make_searcher

NOWHERE = EngineServer("http://127.0.0.1:9", limit_s=0.2)
QUERIES = (
    Query("réparer mon smartphone"),
    Query("un ordinateur pas cher à Lille"),
    Query("logiciel libre", filters={"type": ("structure",)}),
    Query("apprendre", filters={"frais": ("gratuit",), "publics": ("associations",)}),
    Query("xylophone"),
)


def built(home: Path, server: EngineServer | None, size: int = 5) -> str:
    """Build a version of the small catalogue for Milvus; return its name."""
    records = SMALL_CATALOGUE[:size]
    report = build(records, HashEncoder(), "hash", home, engine="milvus", server=server)
    return report.manifest.version


def in_service(site: EngineServer) -> str:
    """The collection that the alias names."""
    return Collections(MilvusServer(site)).in_service()


@pytest.mark.parametrize("whole", [5_000, 0], ids=["every record", "proposed records"])
@pytest.mark.parametrize("name", [name for name in ENGINES if name != DEFAULT_ENGINE])
def test_the_results_of_an_engine_should_be_those_of_the_default_one(
    tmp_path: Path, site_of: SiteOf, monkeypatch: pytest.MonkeyPatch, name: str, whole: int
) -> None:
    monkeypatch.setattr(scoring, "SCORED_WHOLE", whole)
    monkeypatch.setattr(proposals, "LOCAL_WHOLE", 0)
    places = Gazetteer(read_communes(ROOT / "data" / "communes.csv"))
    searchers = []
    for engine in (DEFAULT_ENGINE, name):
        home, server = tmp_path / engine, site_of(engine)
        build(SMALL_CATALOGUE, HashEncoder(), "hash", home, engine=engine, server=server)
        opened = manifest.read(home / CURRENT, server=server)
        assert isinstance(opened.engine, ENGINES[engine])
        searchers.append(make_searcher(opened, HashEncoder(), gazetteer=places))
    for query in QUERIES:
        expected, found = (each.search(query) for each in searchers)
        assert found.mode is expected.mode is Mode.HYBRID
        assert [hit.record.id for hit in found.hits] == [hit.record.id for hit in expected.hits]
        scores = [hit.score for hit in expected.hits]
        assert [hit.score for hit in found.hits] == pytest.approx(scores, abs=1e-4)


def test_a_version_should_be_filled_before_it_is_current(
    tmp_path: Path, site: EngineServer
) -> None:
    first = built(tmp_path, site)
    assert in_service(site) == collection_of(first, site.site)
    with pytest.raises(EngineUnavailable, match="Milvus"):
        built(tmp_path, NOWHERE, 3)
    assert versions.current_version(tmp_path) == first
    assert versions.versions(tmp_path) == [first]


def test_a_build_without_change_should_fill_a_server_that_lost_it(
    tmp_path: Path, site: EngineServer
) -> None:
    version = built(tmp_path, site)
    client = MilvusServer(site).client
    client.drop_alias(site.site)
    client.drop_collection(collection_of(version, site.site))
    assert built(tmp_path, site) == version
    assert in_service(site) == collection_of(version, site.site)


def test_going_back_should_swap_the_alias_back(tmp_path: Path, site: EngineServer) -> None:
    first, second = built(tmp_path, site), built(tmp_path, site, 3)
    assert in_service(site) == collection_of(second, site.site)
    assert versions.rollback(tmp_path, site) == first
    assert in_service(site) == collection_of(first, site.site)


def test_going_back_should_be_done_without_the_server(tmp_path: Path, site: EngineServer) -> None:
    first, _ = built(tmp_path, site), built(tmp_path, site, 3)
    with pytest.raises(EngineUnavailable, match="Milvus"):
        versions.rollback(tmp_path, NOWHERE)
    assert versions.current_version(tmp_path) == first


def test_what_is_published_should_be_in_the_server(tmp_path: Path, site: EngineServer) -> None:
    version, place = built(tmp_path / "index", site), Place(str(tmp_path / "lieu"))
    with pytest.raises(EngineUnavailable, match="Milvus"):
        publish(tmp_path / "index", place, server=NOWHERE)
    assert not (tmp_path / "lieu").exists()
    MilvusServer(site).client.drop_alias(site.site)
    assert publish(tmp_path / "index", place, server=site).version == version
    assert in_service(site) == collection_of(version, site.site)


def test_without_the_server_answers_should_be_by_words(tmp_path: Path, site: EngineServer) -> None:
    built(tmp_path, site)
    searcher = make_searcher(manifest.read(tmp_path / CURRENT, server=NOWHERE), HashEncoder())
    assert searcher.mode is Mode.HYBRID  # nothing was asked yet
    by_words = searcher.search(QUERIES[0], by_meaning=False)
    result = searcher.search(QUERIES[0])
    assert (result.mode, searcher.mode) == (Mode.LEXICAL, Mode.LEXICAL)
    assert [hit.record.id for hit in result.hits] == [hit.record.id for hit in by_words.hits]
    assert [hit.score for hit in result.hits] == [hit.score for hit in by_words.hits]


def test_without_the_server_records_should_be_proposed_by_the_words_here(
    tmp_path: Path, site: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(tmp_path, site)
    monkeypatch.setattr(scoring, "SCORED_WHOLE", 0)
    monkeypatch.setattr(proposals, "LOCAL_WHOLE", 0)
    searcher = make_searcher(manifest.read(tmp_path / CURRENT, server=NOWHERE), HashEncoder())
    for query in (QUERIES[0], QUERIES[2]):
        result = searcher.search(query)
        assert result.mode is Mode.LEXICAL
        assert result.hits


def test_a_replica_without_an_address_should_refuse_the_index(
    tmp_path: Path, site: EngineServer
) -> None:
    version = built(tmp_path, site)
    expected = f"{version} ne peut pas être servi ici.*ORIENTESS_ENGINE_URL"
    with pytest.raises(ArtefactMismatch, match=expected):
        versions.read(tmp_path, version, EngineServer())


def test_a_replica_without_the_package_should_refuse_the_index(
    tmp_path: Path, site: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = built(tmp_path, site)
    monkeypatch.setattr("index.engines.registry.find_spec", lambda _: None)
    with pytest.raises(ArtefactMismatch, match=r"ne peut pas être servi ici.*orientess\[milvus\]"):
        versions.read(tmp_path, version)


def test_confidence_should_be_fitted_by_meaning_before_the_server_holds_the_version(
    tmp_path: Path, site: EngineServer
) -> None:
    def fit(opened: Artefact) -> str:
        retriever = make_searcher(opened, HashEncoder()).retriever
        assert retriever.mode is Mode.HYBRID
        return "{}"

    build(SMALL_CATALOGUE, HashEncoder(), "hash", tmp_path, engine="milvus", server=site, fit=fit)
    opened = manifest.read(tmp_path / CURRENT, server=site)
    assert opened.content.confidence == "{}"
    assert isinstance(opened.engine, MilvusEngine)
    assert in_service(site) == collection_of(opened.manifest.version, site.site)

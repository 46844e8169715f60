"""Proposals: over many records, those that are scored hold the first ones of all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.arrays import Rows
from index.artefact import manifest
from index.artefact.manifest import Artefact
from index.artefact.versions import CURRENT
from index.candidates import proposals
from index.candidates.proposals import CandidateQuery, Proposer
from index.engines.base import NO_ROWS, Neighbours, Proposals, Restriction
from index.engines.lexical import LexicalIndex
from index.places.models import Place, PlaceKind, Point
from index.postings import Postings
from index.search import scoring
from index.search.query import Query
from index.search.searcher import Searcher
from tests.hash_encoder import HashEncoder
from tests.searchers import make_searcher

NOTHING = CandidateQuery(None, [], [])
LILLE = Place(PlaceKind.COMMUNE, "Lille (59)", Point(50.633, 3.0586), "59350", "59", "32")


@pytest.fixture
def opened(small_home: Path) -> Artefact:
    """The index of the small catalogue."""
    return manifest.read(small_home / CURRENT)


@pytest.fixture
def proposer(opened: Artefact) -> Proposer:
    """Proposes the records of the small catalogue."""
    content = opened.content
    return Proposer(opened, LexicalIndex(content.words, content.ngrams, content.stems))


def _names(searcher: Searcher, rows: Rows) -> set[str]:
    return {searcher.retriever.records[int(row)].id for row in rows}


def test_nothing_should_be_proposed_for_nothing(proposer: Proposer) -> None:
    assert proposer.records(NOTHING, None).tolist() == []


def test_records_with_the_words_should_be_proposed(proposer: Proposer, searcher: Searcher) -> None:
    query = CandidateQuery(None, ["smartphon"], ["smartphone"])
    assert "atelier-phenix" in _names(searcher, proposer.records(query, None))


def test_records_that_pass_a_filter_should_be_proposed(
    proposer: Proposer, searcher: Searcher
) -> None:
    query = CandidateQuery(None, [], [], filters={"type": ("besoin",), "publics": ()})
    assert _names(searcher, proposer.records(query, None)) == {"mairie-cherche-benevoles"}


def test_a_filter_that_keeps_many_should_restrict_the_search(
    proposer: Proposer, searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposals, "LOCAL_WHOLE", 0)
    vector = searcher.retriever.vector("aider des bénévoles")
    query = CandidateQuery(vector, [], [], filters={"type": ("besoin",)})
    first = Restriction(np.array([0]), searcher.retriever.content.passages_of)
    near = proposer.near(vector, first)
    assert near is not None
    owners = searcher.retriever.content.passage_facts["record"]
    assert set(owners[near.rows].tolist()) == {0}
    assert "mairie-cherche-benevoles" in _names(searcher, proposer.records(query, None))


def test_records_of_the_place_should_be_proposed(proposer: Proposer, searcher: Searcher) -> None:
    rows = proposer.records(CandidateQuery(None, [], [], place=LILLE), None)
    local = searcher.retriever.content.table.places.local_rows(LILLE)
    assert set(local.tolist()) <= set(rows.tolist())


def test_a_country_should_propose_none_of_its_records(proposer: Proposer) -> None:
    france = Place(PlaceKind.COUNTRY, "France", None)
    assert proposer.records(CandidateQuery(None, [], [], place=france), None).tolist() == []


@pytest.mark.parametrize("text", ["réparer mon smartphone", "logiciel libre", "aide à Lille"])
def test_the_first_results_should_be_those_of_all_the_records(
    searcher: Searcher, opened: Artefact, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    whole = searcher.search(Query(text))
    monkeypatch.setattr(scoring, "SCORED_WHOLE", 0)
    proposed = make_searcher(opened, HashEncoder()).search(Query(text))
    assert [hit.record.id for hit in proposed.hits] == [hit.record.id for hit in whole.hits]


def test_a_search_for_which_nothing_is_proposed_should_have_no_result(
    opened: Artefact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring, "SCORED_WHOLE", 0)
    found = make_searcher(opened, None).search(Query("xyzzy"))
    assert found.hits == ()
    assert found.total == 0


def test_an_engine_that_finds_no_passage_should_give_none_a_cosine(
    proposer: Proposer, opened: Artefact, monkeypatch: pytest.MonkeyPatch
) -> None:
    vector = opened.content.vectors[:1]
    assert proposer.near(vector) is not None
    monkeypatch.setattr(
        type(opened.engine), "propose", lambda *_: Proposals(Neighbours(), NO_ROWS, NO_ROWS)
    )
    assert proposer.near(vector) is None


def test_those_nearest_to_a_need_should_be_proposed(opened: Artefact) -> None:
    heads = Postings(("reparer",), np.array([0, 2]), np.array([4, 1], dtype=np.int32))
    table = replace(opened.content.table, heads=heads)
    content = replace(opened.content, table=table)
    proposer = Proposer(
        replace(opened, content=content),
        LexicalIndex(content.words, content.ngrams, content.stems),
    )
    query = CandidateQuery(None, [], [], needs={"reparer": 0.9, "inconnu": 0.1})
    assert proposer.records(query, None).tolist() == [1, 4]


def test_all_that_pass_filters_should_be_known_to_be_proposed_when_few(
    proposer: Proposer, monkeypatch: pytest.MonkeyPatch
) -> None:
    filters = {"type": ("besoin",), "publics": ()}
    assert proposer.all_passing(filters)
    assert not proposer.all_passing({"publics": ()})
    monkeypatch.setattr(proposals, "LOCAL_WHOLE", 0)
    assert not proposer.all_passing(filters)

"""Matching: the needs of a record, and records that go together."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.artefact import manifest, versions
from index.candidates import proposals
from index.errors import UnknownRecord
from index.matching.needs import MAX_SUGGESTED, Matcher
from index.search import scoring
from index.search.retriever import Retriever
from tests.hash_encoder import HashEncoder
from tests.searchers import make_retriever


def test_declared_needs_should_come_first_then_those_it_could_serve(matcher: Matcher) -> None:
    declared, *others = matcher.needs_of("repare-tout")
    assert (declared.identifier, declared.declared) == ("internet", True)
    assert [(each.identifier, each.declared) for each in others] == [("reparer", False)]
    assert 0.35 <= others[0].likelihood <= 1
    assert len(others) <= MAX_SUGGESTED


def test_similar_records_should_tell_the_needs_that_both_serve(matcher: Matcher) -> None:
    found = matcher.similar("repare-tout", 2)
    assert len(found) == 2
    assert found[0].similarity >= found[1].similarity
    assert "repare-tout" not in [each.record.id for each in found]
    shared = {each.record.id: each.shared for each in matcher.similar("repare-tout", 9)}
    assert shared["reseau-libre"] == ("internet",)
    assert "mairie-cherche-benevoles" not in shared


def test_complementary_records_should_serve_the_same_people_for_other_needs(
    matcher: Matcher,
) -> None:
    found = matcher.complementary("atelier-phenix", 9)
    assert {each.record.id for each in found} == {"repare-tout", "clic-pour-tous"}
    shared = {each.record.id: each.shared for each in found}
    assert shared["clic-pour-tous"] == ("tous-publics", "associations")
    assert matcher.complementary("atelier-phenix", 1) == found[:1]


def test_open_needs_of_the_territory_should_be_found_for_a_record(matcher: Matcher) -> None:
    assert [each.record.id for each in matcher.open_needs("repare-tout", 5)] == [
        "mairie-cherche-benevoles"
    ]
    assert matcher.open_needs("reseau-libre", 5) == ()


def test_neighbours_should_be_looked_for_near_a_record_when_few_records_are_scored(
    matcher: Matcher, candidates: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposals, "NEAREST_PASSAGES", 12)
    near = Matcher(candidates).similar("repare-tout", 1)
    monkeypatch.setattr(scoring, "SCORED_WHOLE", 5_000)
    assert near == matcher.similar("repare-tout", 1)


def test_open_needs_should_be_looked_for_alone_when_few_records_are_scored(
    candidates: Retriever,
) -> None:
    found = Matcher(candidates).open_needs("repare-tout", 5)
    assert [each.record.id for each in found] == ["mairie-cherche-benevoles"]


def test_an_unknown_record_should_be_told(matcher: Matcher) -> None:
    with pytest.raises(UnknownRecord):
        matcher.needs_of("personne")


def test_without_a_thesaurus_a_record_should_have_no_need(small_home: Path) -> None:
    opened = manifest.read(small_home / versions.CURRENT)
    assert Matcher(make_retriever(opened, HashEncoder())).needs_of("atelier-phenix") == ()

"""Matching: needs and records both ways, and records that go together."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.artefact import manifest, versions
from index.errors import UnknownRecord
from index.indexing.build import build
from index.matching.needs import MAX_SUGGESTED, Matcher
from index.places.gazetteer import Gazetteer
from index.search.query import Query
from tests.conftest import SMALL_CATALOGUE, make_actor, make_thesaurus
from tests.hash_encoder import HashEncoder
from tests.searchers import make_retriever
from tests.towns import TOWNS

THESAURUS = make_thesaurus(
    reparer="Faire réparer un smartphone",
    internet="Avoir une connexion internet à la maison",
    apprendre="Apprendre à se servir d'un ordinateur",
)
DECLARED = {
    "atelier-phenix": ["reparer"],
    "reseau-libre": ["internet"],
    "clic-pour-tous": ["apprendre"],
}
REPAIRER = make_actor(
    id="repare-tout",
    nom="Réparer un smartphone",
    description="Faire réparer un smartphone à Lille.",
    publics=["tous-publics"],
    territoires=["hauts-de-france"],
    besoins=["internet"],
)
RECORDS = (
    *(each.model_copy(update={"besoins": tuple(DECLARED.get(each.id, ()))})
      for each in SMALL_CATALOGUE),
    REPAIRER,
)  # fmt: skip


@pytest.fixture(scope="module")
def matcher(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    home = tmp_path_factory.mktemp("besoins") / "index"
    build(RECORDS, HashEncoder(), "hash", home, thesaurus=THESAURUS)
    opened = manifest.read(home / versions.CURRENT)
    return Matcher(make_retriever(opened, HashEncoder(), gazetteer=Gazetteer(TOWNS)))


def test_those_who_declare_a_need_should_come_before_those_who_likely_serve_it(
    matcher: Matcher,
) -> None:
    found = matcher.actors_of("internet", Query("Faire réparer un smartphone"))
    declared = [each.record.id for each in found.actors if each.declared]
    assert set(declared) == {"reseau-libre", "repare-tout"}
    assert [each.record.id for each in found.actors[: len(declared)]] == declared
    assert found.total == len(found.actors)


def test_a_place_should_keep_those_near_it_with_their_distance(matcher: Matcher) -> None:
    found = matcher.actors_of("reparer", Query("Faire réparer un smartphone", place="Lille"))
    first = found.actors[0]
    assert first.record.id == "atelier-phenix"
    assert first.distance_km is not None
    assert first.distance_km < 5
    assert "reseau-libre" not in [each.record.id for each in found.actors]


def test_a_page_should_hold_its_part_of_those_who_serve_a_need(matcher: Matcher) -> None:
    pages = [matcher.actors_of("internet", Query("internet", page=page, size=1)) for page in (1, 2)]
    ids = [page.actors[0].record.id for page in pages]
    assert len(set(ids)) == 2


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


def test_an_unknown_record_should_be_told(matcher: Matcher) -> None:
    with pytest.raises(UnknownRecord):
        matcher.needs_of("personne")


def test_without_a_thesaurus_a_record_should_have_no_need(small_home: Path) -> None:
    opened = manifest.read(small_home / versions.CURRENT)
    assert Matcher(make_retriever(opened, HashEncoder())).needs_of("atelier-phenix") == ()

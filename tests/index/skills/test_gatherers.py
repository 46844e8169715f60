"""Tests of who gathers people for a mission."""

from __future__ import annotations

from collections.abc import Sequence

from index.places.proximity import DEFAULT_RADIUS_KM
from index.records import code_lists as ref
from index.search.retriever import Retriever
from index.skills.gatherers import GATHERING, SKILLED, Gatherers, is_profession, ways_of
from index.taxonomy.occupations import Occupation
from index.taxonomy.thesaurus import Thesaurus
from tests.conftest import DATA
from tests.index.skills.missions import CODE, NEEDS, REPAIR


def gathered(
    retriever: Retriever,
    ways: Sequence[str],
    place: str = "",
    occupations: Sequence[Occupation] = (REPAIR,),
) -> dict[str, list[str]]:
    """Way -> the records that gather people for it."""
    where = retriever.place_named(place) if place else None
    found = Gatherers(retriever).around(ways, occupations, where, DEFAULT_RADIUS_KM)
    return {each.way: [one.record.id for one in each.gatherers] for each in found}


def test_who_declares_most_of_the_needs_comes_first(helped: Retriever) -> None:
    assert gathered(helped, ["benevolat"])["benevolat"][0] == "plateforme"


def test_a_record_of_another_town_is_left_out(helped: Retriever) -> None:
    found = gathered(helped, ["benevolat"], "Lille")["benevolat"]
    assert found == ["plateforme", "centre-lille"]


def test_nobody_is_named_that_cannot_be_reached(helped: Retriever) -> None:
    assert "muet" not in gathered(helped, ["benevolat"])["benevolat"]


def test_volunteers_of_a_profession_are_gathered_by_others_too(helped: Retriever) -> None:
    assert "experts" not in gathered(helped, ["benevolat"])["benevolat"]
    assert "experts" in gathered(helped, ["benevolat"], occupations=(CODE,))["benevolat"]


def test_a_way_without_anybody_is_left_out(helped: Retriever) -> None:
    assert list(gathered(helped, ["mecenat", "emploi"])) == ["emploi"]


def test_what_a_record_declares_is_told(helped: Retriever) -> None:
    found = Gatherers(helped).around(["benevolat"], (REPAIR,), None, DEFAULT_RADIUS_KM)
    assert found[0].gatherers[0].needs == NEEDS[:2]


def test_the_ways_are_those_of_the_roles_the_most_frequent_first() -> None:
    assert ways_of((REPAIR, CODE), ("emploi", "mecenat", "benevolat")) == ("benevolat", "emploi")
    assert not ways_of((), ("emploi",))


def test_a_profession_is_told_by_its_rome_code() -> None:
    assert is_profession((CODE, REPAIR))
    assert not is_profession((REPAIR, CODE))
    assert not is_profession(())


def test_the_needs_that_tell_gatherers_are_in_the_thesaurus() -> None:
    needs = Thesaurus.read(DATA / "needs.jsonl").needs
    told = [need for listed in GATHERING.values() for need in listed]
    assert needs.keys() >= {*told, *SKILLED}
    assert ref.VOIES.labels.keys() >= GATHERING.keys()

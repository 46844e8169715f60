"""Tests of the cards of the page of missions."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from index.search.searcher import Searcher
from index.skills.scoring import Meeting, Requirement, SkillMatch
from index.skills.sought import Sought
from index.taxonomy.occupations import Skill
from service.missions.cards import record_card, role_card
from tests.conftest import make_actor, make_occupation

NOW = datetime(2026, 6, 15, 10, tzinfo=UTC)


def test_a_card_says_how_to_get_in_touch(searcher: Searcher) -> None:
    found = Sought(searcher.retriever.record("atelier-phenix"), distance_km=None)
    card = record_card(found, searcher.retriever, NOW, None)
    assert card.name == "Atelier Phénix"
    assert (card.action.kind if card.action else "", card.advice) == ("telephone", "")
    assert card.where == "Lille"
    assert card.source_host == "phenix.example"
    assert card.gist.startswith("Un atelier d'insertion")


def test_a_record_without_contact_says_whom_to_ask(searcher: Searcher) -> None:
    found = Sought(searcher.retriever.record("reseau-libre"), distance_km=None)
    card = record_card(found, searcher.retriever, NOW, None)
    assert card.action is None
    assert "mairie" in card.advice


def test_a_network_is_shown_by_its_nearest_place(located_searcher: Searcher) -> None:
    retriever = located_searcher.retriever
    place = retriever.place_named("Lille")
    row = next(row for row, count in enumerate(retriever.location_counts) if count)
    near = retriever.whole.nearest(place)
    found = Sought(
        retriever.records[row], distance_km=1.0, locations=retriever.nearby(near.of(row, 1))
    )
    card = record_card(found, retriever, NOW, place)
    assert found.locations
    assert found.locations[0].location.nom in card.where


@pytest.mark.parametrize(("phrase", "said"), [("réparer", "réparer"), ("tout le texte", "")])
def test_a_role_says_in_which_words_its_skills_meet(phrase: str, said: str) -> None:
    skill = Skill(libelle="Réparer un vélo", niveau="utile")
    met = Requirement(skill, Meeting.CLOSE, phrase, 0.9)
    missing = Requirement(skill, Meeting.MISSING, "", 0.1)
    match = SkillMatch(make_occupation("velo", ("x",)), 1.0, 0.5, (met, missing))
    assert role_card(match, (), ("réparer",)).met == (("Réparer un vélo", said),)


def test_the_sentence_of_a_card_is_cut() -> None:
    record = make_actor(description="mot " * 200)
    card = record_card(Sought(record, distance_km=None), None, NOW, None)  # type: ignore[arg-type]
    assert len(card.gist) <= 170

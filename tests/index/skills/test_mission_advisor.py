"""Tests of the advisor of organisations."""

from __future__ import annotations

from typing import Any

import pytest

from index.errors import InvalidQuery
from index.search.retriever import Retriever
from index.skills.mission_advisor import PHRASES, MissionAdvice, MissionAdvisor
from index.skills.query import MissionQuery
from index.skills.recommender import Recommender


def advised(retriever: Retriever, text: str, **fields: Any) -> MissionAdvice:
    """The answer to a mission."""
    recommender = Recommender(retriever)
    advisor = MissionAdvisor(recommender)
    given = advisor.read(MissionQuery(text, **fields))
    return advisor.answer(given, {text: recommender.encode(text) for text in given.read.texts})


def test_a_mission_leads_to_the_roles_it_resembles(helped: Retriever) -> None:
    advice = advised(helped, "Nous cherchons une personne pour réparer des vélos")
    match, hosts = advice.matches[0]
    assert match.occupation.id == "reparateur-velos"
    assert [host.record.id for host in hosts] == ["emplois"]


def test_the_ways_are_those_of_the_text_then_those_of_the_roles(helped: Retriever) -> None:
    assert advised(helped, "cherche bénévole pour réparer des vélos").ways == ("benevolat",)
    assert advised(helped, "cherche une personne pour réparer").ways == ("benevolat", "emploi")


def test_the_ways_chosen_replace_those_of_the_text(helped: Retriever) -> None:
    advice = advised(helped, "cherche bénévole pour réparer des vélos", ways=("emploi",))
    assert advice.ways == ("emploi",)
    assert [gathering.way for gathering in advice.gatherings] == ["emploi"]


def test_the_place_in_the_text_is_understood(helped: Retriever) -> None:
    advice = advised(helped, "cherche bénévole pour réparer des vélos à Lille")
    assert advice.place is not None
    assert "centre-lyon" not in [one.record.id for one in advice.gatherings[0].gatherers]


def test_few_texts_are_encoded_whatever_the_mission(helped: Retriever) -> None:
    text = "cherche une personne pour " + ", ".join(
        f"réparer l'objet numéro {n}" for n in range(30)
    )
    given = MissionAdvisor(Recommender(helped)).read(MissionQuery(text))
    assert len(given.read.texts) == PHRASES + 1
    assert len(given.mission.skills) == 30


@pytest.mark.parametrize("text", ["", " ", "x" * 1_001])
def test_a_mission_that_is_empty_or_too_long_is_refused(text: str) -> None:
    with pytest.raises(InvalidQuery) as error:
        MissionQuery(text)
    assert error.value.field == "mission"

"""Queries about skills: texts cleaned, values within bounds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import InvalidQuery
from index.facts.level import LITTLE
from index.facts.licences import LICENCES
from index.search.query import MAX_SKILL_CHARS
from index.skills.profile import MAX_SKILLS
from index.skills.query import ProfileQuery, stated_skill


def test_a_profile_without_a_text_should_be_that_of_its_skills() -> None:
    assert ProfileQuery("", skills=(" souder ", "écouter")).text == "souder, écouter"


@pytest.mark.parametrize(
    ("typed", "stated"),
    [
        ("un peu d'Excel", "Excel — un peu"),
        ("Excel — un peu", "Excel — un peu"),
        ("CACES 3", "conduire un chariot élévateur, CACES"),
        ("Excel expert confirmé", "Excel"),
        ("niveau débutant", "niveau débutant — un peu"),
        ("_ expert", "_ expert"),
        (", _ confirmé en", ", _ confirmé en"),
        ("souder", "souder"),
    ],
)
def test_the_level_or_the_licence_of_a_skill_listed_should_be_a_fact(
    typed: str, stated: str
) -> None:
    query = ProfileQuery("", skills=(typed,))
    assert query.skills == (stated,)
    assert stated_skill(stated) == stated
    assert "un peu" not in query.text


def test_a_skill_known_to_come_near_should_be_named_as_the_skill_listed() -> None:
    labels = frozenset({"Tenir une caisse"})
    query = ProfileQuery("", skills=("un peu d'Excel",), covers={"un peu d'Excel": labels})
    assert query.covers == {query.skills[0]: labels}


@pytest.mark.parametrize("length", range(MAX_SKILL_CHARS - 4, MAX_SKILL_CHARS + 1))
def test_a_skill_of_a_beginner_should_be_no_longer_than_an_address_holds(length: int) -> None:
    typed = ("un peu de " + "soudure " * 20)[: length - 1] + "x"
    stated = stated_skill(typed)
    assert stated.endswith(LITTLE)
    assert len(stated) <= MAX_SKILL_CHARS
    assert stated_skill(stated) == stated


WORDS = st.sampled_from([
    "Excel", "expert", "confirmé", "un peu", "de", "d'", "en", "débutant", "notions", "niveau",
    "10 ans", "d'expérience", "maîtrise", "permis", "B", "à", "CACES", "3", "—", "_", ",", "(", ")",
    "ﷺ", "j'ai",
])  # fmt: skip


@given(
    st.lists(WORDS, min_size=1, max_size=14).map(" ".join)
    | st.text(min_size=1, max_size=MAX_SKILL_CHARS)
    | st.sampled_from([each.phrase for each in LICENCES.values()])
)
def test_a_skill_stated_twice_should_be_stated_as_it_was(typed: str) -> None:
    try:
        stated = stated_skill(typed)
    except InvalidQuery:
        stated = "souder"
    assert stated_skill(stated) == stated
    assert len(stated) <= MAX_SKILL_CHARS


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ways": ("loterie",)}, "voies"),
        ({"skills": ("souder",) * (MAX_SKILLS + 1)}, "competences"),
        ({"skills": ("…",)}, "competences"),
    ],
    ids=["unknown way", "too many skills", "no word"],
)
def test_a_profile_that_cannot_be_read_should_name_the_field(
    values: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidQuery) as caught:
        ProfileQuery("je soude", **values)
    assert caught.value.field == field

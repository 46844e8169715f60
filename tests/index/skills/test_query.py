"""Queries about skills: texts cleaned, values within bounds."""

from __future__ import annotations

from typing import Any

import pytest

from index.errors import InvalidQuery
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
        ("niveau débutant", "niveau débutant — un peu"),
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

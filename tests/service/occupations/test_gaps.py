"""Gap as pages show it: what is met, and the same in words."""

from __future__ import annotations

import pytest

from index.skills.scoring import Meeting, Requirement, SkillMatch
from index.taxonomy.occupations import Skill
from service.occupations.gaps import Gap
from tests.conftest import make_occupation


def gap(*meetings: Meeting, level: str = "essentielle") -> Gap:
    """A gap from an occupation whose skills are met to some degrees."""
    asked = tuple(
        Requirement(Skill(libelle=f"skill {number}", niveau=level), meeting, "", 0.0)
        for number, meeting in enumerate(meetings)
    )
    match = SkillMatch(make_occupation("valoriste", ("trier",)), 0.0, 0.25, asked)
    return Gap(match, (), lambda _: None)


@pytest.mark.parametrize(
    ("meetings", "words"),
    [
        ([Meeting.MET, Meeting.MET], "Vous avez tout ce qu'il demande."),
        ([Meeting.MISSING], "Rien d'essentiel n'est dans vos mots, pour le moment."),
        ([Meeting.MET, Meeting.MISSING], "L'essentiel : 1 sur 2."),
        ([Meeting.CLOSE, Meeting.MET, Meeting.MISSING], "L'essentiel : 1 sur 3, et presque : 1."),
    ],
)
def test_the_coverage_should_be_said_in_words(meetings: list[Meeting], words: str) -> None:
    assert gap(*meetings).words == words


def test_essential_skills_that_are_missing_should_stand_apart() -> None:
    essential = gap(Meeting.MET, Meeting.CLOSE, Meeting.MISSING)
    assert [len(each) for each in (essential.met, essential.close, essential.missing)] == [1, 1, 1]
    assert essential.missing_useful == []
    assert essential.percent == 25
    useful = gap(Meeting.MISSING, level="utile")
    assert (useful.missing, len(useful.missing_useful)) == ([], 1)

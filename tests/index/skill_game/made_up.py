"""A small made-up set of general skills, and occupations that require them."""

from __future__ import annotations

from index.languages import OTHERS
from index.skill_game.game import SkillGame, make_game
from index.taxonomy.general_skills import GeneralSkill, GeneralSkills
from tests.conftest import make_occupation

NAMES = tuple(f"carte-{number:02}" for number in range(20))
"""Identifiers of twenty cards."""


def general_skill(name: str, pictogram: str = "tool") -> GeneralSkill:
    """A general skill that answers to the skill "Savoir carte-01", in every language."""
    said = {code: {"libelle": f"{name} {code}", "situation": f"Vu {code}"} for code in OTHERS}
    return GeneralSkill.model_validate(
        {
            "id": name,
            "libelle": f"Faire {name}",
            "situation": f"On te demande {name}.",
            "traductions": said,
            "pictogramme": pictogram,
            "rome": None,
            "exigences": [f"Savoir {name}"],
        }
    )


def general_skills(*names: str) -> GeneralSkills:
    """General skills by identifier, each answering to one skill of occupations."""
    skills = {name: general_skill(name) for name in names}
    return GeneralSkills(skills, {f"Savoir {name}": (each,) for name, each in skills.items()})


SKILLS = general_skills(*NAMES)
OCCUPATIONS = tuple(
    make_occupation(
        f"metier-{number:02}",
        [f"Savoir {name}" for place, name in enumerate(NAMES) if number * 37 >> place % 10 & 1]
        or ["Savoir carte-00"],
        useful=[f"Savoir {NAMES[number % 20]}", "Savoir autre chose"],
    )
    for number in range(30)
)
GAME: SkillGame = make_game(SKILLS, OCCUPATIONS)

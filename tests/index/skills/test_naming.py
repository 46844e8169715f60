"""Names of what a person says: the nearest general skill."""

from __future__ import annotations

from index.search.retriever import Retriever
from index.skills.naming import SkillNaming
from index.skills.recommender import Recommender
from index.taxonomy.general_skills import GeneralSkill, GeneralSkills

TRANSLATED = {"libelle": "Repair", "situation": "You repair."}
SKILL = GeneralSkill.model_validate({
    "id": "reparer",
    "libelle": "Réparer",
    "situation": "Tu répares.",
    "traductions": dict.fromkeys(("en", "ar", "uk", "es", "pt"), TRANSLATED),
    "pictogramme": "tool",
    "rome": None,
    "exigences": ["Réparer des smartphones", "Un libellé que l'index n'a pas"],
})  # fmt: skip
TELL = SKILL.model_copy(update={"id": "coder", "exigences": ("Programmer un site",)})


def test_a_phrase_should_be_named_by_the_nearest_general_skill(retriever: Retriever) -> None:
    recommender = Recommender(retriever)
    phrases = ("je répare des smartphones", "programmer un site web")
    vectors = {text: recommender.encode(text) for text in phrases}
    occupations = retriever.content.occupations
    general = GeneralSkills({"reparer": SKILL, "coder": TELL}, {})
    assert SkillNaming(occupations, general).names(phrases, vectors) == [SKILL, TELL]
    nothing = SkillNaming(occupations, GeneralSkills({}, {}))
    assert nothing.names(phrases, vectors) == [None, None]

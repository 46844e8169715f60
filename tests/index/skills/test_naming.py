"""Names of what a person says: the nearest general skill."""

from __future__ import annotations

from index.arrays import Matrix
from index.search.retriever import Retriever
from index.skills.naming import SkillNaming
from index.skills.recommender import Recommender, encoded_text
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


def naming(recommender: Recommender, *skills: GeneralSkill) -> SkillNaming:
    return SkillNaming(recommender, GeneralSkills({each.id: each for each in skills}, {}))


def vectors(recommender: Recommender, *phrases: str) -> dict[str, Matrix]:
    return {text: recommender.encode(text) for text in map(encoded_text, phrases)}


def test_a_phrase_should_be_named_by_the_nearest_general_skill(retriever: Retriever) -> None:
    recommender = Recommender(retriever)
    phrases = ("réparer des smartphones", "programmer un site", "jongler avec des torches")
    encoded = vectors(recommender, *phrases)
    assert naming(recommender, SKILL, TELL).names(phrases, encoded) == [SKILL, TELL, None]
    assert naming(recommender).names(phrases, encoded) == [None, None, None]


def test_a_phrase_should_be_named_whatever_its_case_and_its_level(retriever: Retriever) -> None:
    recommender = Recommender(retriever)
    phrases = ("REPARER des smartphones", "Réparer — un peu")
    encoded = vectors(recommender, *phrases)
    assert list(encoded) == ["REPARER des smartphones", "Réparer"]
    assert naming(recommender).labels(phrases, encoded) == ["Réparer des smartphones", None]
    assert naming(recommender, SKILL).names(phrases, encoded) == [SKILL, SKILL]
    assert naming(recommender, SKILL).names((), encoded) == []

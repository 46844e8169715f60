"""Names of what a person says: the nearest general skill."""

from __future__ import annotations

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


def test_a_phrase_should_be_named_by_the_nearest_general_skill(retriever: Retriever) -> None:
    recommender = Recommender(retriever)
    phrases = ("je répare des smartphones", "programmer un site web")
    vectors = {text: recommender.encode(text) for text in phrases}
    occupations = retriever.content.occupations
    general = GeneralSkills({"reparer": SKILL, "coder": TELL}, {})
    assert SkillNaming(occupations, general).names(phrases, vectors) == [SKILL, TELL]
    nothing = SkillNaming(occupations, GeneralSkills({}, {}))
    assert nothing.names(phrases, vectors) == [None, None]


def test_a_phrase_should_be_named_whatever_its_gender_and_its_level(retriever: Retriever) -> None:
    recommender = Recommender(retriever)
    phrases = ("Vendeuse", "couture — un peu")
    vectors = {text: recommender.encode(text) for text in map(encoded_text, phrases)}
    assert list(vectors) == ["Vendeur", "couture"]
    naming = SkillNaming(retriever.content.occupations, GeneralSkills({"reparer": SKILL}, {}))
    assert naming.names(phrases, vectors) == [SKILL, SKILL]
    assert naming.names((), vectors) == []

"""Names of what a person says: the nearest general skill."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.arrays import Matrix
from index.encoder.tagging import Word
from index.facts import sorting
from index.facts.marks import CLASSES
from index.search.retriever import Retriever
from index.skills.naming import SkillNaming, sifted
from index.skills.query import ProfileQuery
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


class KnownWords:
    """A tagger that knows the class of some words."""

    known = {"timide": sorting.STATE, "souder": sorting.SKILL}

    def log_shares(self, text: str, words: Sequence[Word]) -> NDArray[np.float32]:
        said = (text[word.start : word.end].strip(",. ") for word in words)
        rows = [CLASSES.index(self.known.get(each, sorting.OTHER)) for each in said]
        shares = np.eye(len(CLASSES), dtype=np.float32)[rows]
        return np.asarray(np.log(shares + 1e-6), np.float32)


def test_a_state_that_is_marked_should_leave_the_query(retriever: Retriever) -> None:
    recommender = Recommender(retriever, tagger=KnownWords())
    read = recommender.read(ProfileQuery("je suis timide, je sais souder"))
    found = sifted(recommender, read, {text: recommender.encode(text) for text in read.texts})
    assert found.has_state
    assert found.read.skills == ("souder",)
    assert "timide" not in found.read.understood.text

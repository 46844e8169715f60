"""Teaching: who may teach a skill that is missing."""

from __future__ import annotations

from index.search.retriever import Retriever
from index.skills.teaching import Teaching
from tests.index.skills.occupations import BEGINNERS


def test_a_service_that_teaches_should_be_the_next_step(retriever: Retriever) -> None:
    lesson = Teaching(retriever).lesson(BEGINNERS)
    assert lesson is not None
    assert (lesson.host.record.id, lesson.service) == ("clic-pour-tous", BEGINNERS)


def test_a_service_that_does_not_teach_should_not_be_named(retriever: Retriever) -> None:
    assert Teaching(retriever).lesson("Réparation de smartphones") is None


def test_a_skill_far_from_every_service_should_have_no_teacher(retriever: Retriever) -> None:
    teaching = Teaching(retriever)
    assert teaching.lesson("Souder des composants") is None
    assert teaching.lesson("Un savoir de nulle part") is None

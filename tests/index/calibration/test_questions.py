"""Questions made from records: what they are made of, and what is hidden while they are scored."""

from __future__ import annotations

from index.artefact.manifest import Artefact
from index.calibration.questions import MAX_WORDS, Question, QuestionMaker
from index.records.passages import Kind
from index.search.retriever import Retriever
from index.text.synonyms import Synonyms
from tests.hash_encoder import HashEncoder
from tests.searchers import make_retriever


def made(opened: Artefact, most: int = 120, synonyms: Synonyms | None = None) -> list[Question]:
    maker = QuestionMaker(retriever_of(opened), synonyms or Synonyms(), 1)
    return list(maker.make(most))


def retriever_of(opened: Artefact) -> Retriever:
    return make_retriever(opened, HashEncoder())


def test_the_same_catalogue_should_be_asked_the_same_questions(workshop_index: Artefact) -> None:
    first, second = made(workshop_index), made(workshop_index)
    assert [each.text for each in first] == [each.text for each in second]


def test_a_large_catalogue_should_be_asked_no_more_than_a_small_one(
    workshop_index: Artefact,
) -> None:
    assert len(made(workshop_index, 25)) == 25
    assert len({each.row for each in made(workshop_index, 25)}) == 25


def test_a_question_should_be_short(workshop_index: Artefact) -> None:
    assert max(len(each.text.split()) for each in made(workshop_index)) <= MAX_WORDS + 2


def test_the_passage_that_a_question_comes_from_should_be_hidden(workshop_index: Artefact) -> None:
    retriever = retriever_of(workshop_index)
    for question in made(workshop_index):
        assert len(question.hidden)
        assert set(question.hidden.tolist()) <= {*retriever.passages_of(question.row)}


def test_the_whole_text_of_a_record_should_stay(workshop_index: Artefact) -> None:
    passages = workshop_index.content.passages
    kinds = {passages[row].kind for each in made(workshop_index) for row in each.hidden.tolist()}
    assert Kind.WHOLE not in kinds


def test_a_word_should_sometimes_be_asked_by_its_synonym(workshop_index: Artefact) -> None:
    synonyms = Synonyms({"atelier": ["échoppe"]})
    asked = " ".join(each.text for each in made(workshop_index, synonyms=synonyms))
    assert "echoppe" in asked

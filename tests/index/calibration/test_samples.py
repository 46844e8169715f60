"""Scores of questions and of requests over an index that is not published."""

from __future__ import annotations

import numpy as np
import pytest

from index.artefact.manifest import Artefact
from index.calibration.questions import Question
from index.calibration.requests import UnservedRequest
from index.calibration.samples import Sampler
from index.ordering.fusion import Channel
from index.search.calibration import MARGIN
from tests.hash_encoder import HashEncoder
from tests.searchers import make_retriever

NONE = np.zeros(0, dtype=np.int64)
DENSE = Channel.DENSE.name.lower()


def test_what_is_hidden_should_lower_the_score_of_a_question(workshop_index: Artefact) -> None:
    retriever = make_retriever(workshop_index, HashEncoder())
    text, row = "qui peut m'aider avec mes drones cassés", retriever.rows["atelier-31"]
    every = np.array([*retriever.passages_of(row)])
    seen, hidden = (
        next(iter(Sampler(retriever).of_questions([Question(text, row, rows)])))
        for rows in (NONE, every)
    )
    assert seen.meaning[DENSE] > hidden.meaning[DENSE]
    assert seen.likelihood is not None


def test_a_request_should_not_be_compared_with_the_examples_of_its_field(
    workshop_index: Artefact,
) -> None:
    sampler = Sampler(make_retriever(workshop_index, HashEncoder()))
    needs = workshop_index.content.needs
    text = needs.texts[0].text
    others = np.arange(len(needs.texts) - 1)
    asked = [UnservedRequest(text, rows) for rows in (NONE, others)]
    beside, alone = sampler.of_requests(asked)
    assert beside.meaning[MARGIN] < alone.meaning[MARGIN]


@pytest.mark.parametrize("text", ["", "?!"])
def test_a_text_without_any_word_should_be_left_out(text: str, workshop_index: Artefact) -> None:
    sampler = Sampler(make_retriever(workshop_index, HashEncoder()))
    assert list(sampler.of_requests([UnservedRequest(text, NONE)])) == []


def test_without_encoder_words_alone_should_be_sampled(workshop_index: Artefact) -> None:
    sampler = Sampler(make_retriever(workshop_index, None))
    (sample,) = sampler.of_requests([UnservedRequest("réparer un drone", NONE)])
    assert not sample.meaning
    assert sample.lexical

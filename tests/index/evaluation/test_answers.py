"""Facts of the evaluation of « Répond à votre besoin », and of what it finds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from index.artefact import manifest, versions
from index.encoder.onnx import OnnxEncoder
from index.errors import EvaluationError
from index.evaluation.answers import (
    false_answer,
    read_unanswered,
    share_with_contact,
    told_answers,
)
from index.evaluation.metrics import JudgedNeeds, read_needs
from index.search.searcher import Searcher
from index.text.synonyms import Synonyms
from tests.conftest import DATA, ROOT
from tests.searchers import make_searcher

REQUESTS = DATA / "evaluation" / "sans_reponse.txt"
FALSE, TOLD = 0.03, 0.7
"""Most of the requests said to be answered, and least of the right answers that are said."""


def test_lines_of_comments_should_be_no_request(tmp_path: Path) -> None:
    path = tmp_path / "sans_reponse.txt"
    path.write_text("# marques\nfacebook\n\nbox\n", encoding="utf-8")
    assert read_unanswered(path) == ("facebook", "box")
    with pytest.raises(EvaluationError, match="absent"):
        read_unanswered(tmp_path / "absent")


def test_two_hundred_requests_should_be_listed_once() -> None:
    texts = read_unanswered(REQUESTS)
    assert len(texts) == len({*texts}) == 200


def test_a_record_that_is_said_to_answer_should_be_named(searcher: Searcher) -> None:
    assert false_answer(searcher, "réparer un smartphone") in {"", "atelier-phenix"}
    assert false_answer(searcher, "asdkjh") == ""


def test_the_best_answers_alone_should_be_counted(searcher: Searcher) -> None:
    needs = JudgedNeeds(
        {"propre": {"a": "Atelier Phénix", "b": "Réseau Libre"}},
        {"a": {"atelier-phenix": 3}, "b": {"reseau-libre": 2}},
        {"a": True, "b": True},
    )
    assert [variant for variant, _ in told_answers(searcher, needs)] == ["propre"]


@pytest.fixture(scope="module")
def served(real_encoder: OnnxEncoder, real_student: OnnxEncoder) -> Searcher:
    """A searcher of our catalogue with the real encoder and its student."""
    synonyms = Synonyms.read(DATA / "synonymes.txt")
    index = manifest.read(ROOT / "var" / "index" / versions.CURRENT)
    return make_searcher(index, real_encoder, student=real_student, synonyms=synonyms)


@pytest.mark.model
@pytest.mark.catalogue
def test_a_word_in_common_should_be_no_answer(served: Searcher) -> None:
    texts = read_unanswered(REQUESTS)
    wrong = [text for text in texts if false_answer(served, text)]
    assert len(wrong) <= FALSE * len(texts), wrong


@pytest.mark.model
@pytest.mark.catalogue
def test_most_right_answers_should_be_said(served: Searcher) -> None:
    needs = read_needs(DATA / "evaluation")
    clean = replace(needs, variants={"propre": needs.variants["propre"]})
    told = [said for _, said in told_answers(served, clean)]
    assert sum(told) >= TOLD * len(told)


def test_searches_whose_first_answers_have_a_contact_should_be_counted(searcher: Searcher) -> None:
    assert share_with_contact(searcher, ["réparer un smartphone"]) == 1
    assert share_with_contact(searcher, ["réparer un smartphone", "qzxw jkvb"]) == 0.5


def test_without_any_search_the_share_should_be_nothing(searcher: Searcher) -> None:
    assert share_with_contact(searcher, []) == 0

"""Questions of records: new words, not those of a judged text, and enough to find the record."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.artefact import manifest, versions
from index.evaluation.questions import measure, other_words, too_near, without_questions
from index.indexing.build import build
from index.records.passages import Kind
from index.search.query import Query
from tests.conftest import make_actor
from tests.hash_encoder import HashEncoder
from tests.searchers import make_searcher

WORKSHOP = make_actor(
    id="atelier",
    nom="Atelier du quai",
    description="Un atelier qui répare des vélos.",
    questions=["mon biclou est cassé", "réparer mes vélos à l'atelier"],
)
LIBRARY = make_actor(
    id="mediatheque", nom="Médiathèque", description="Des livres et des écrans pour lire."
)


def test_a_question_should_be_compared_with_the_words_of_its_record() -> None:
    assert other_words("mon biclou est cassé", WORKSHOP) == 1
    assert other_words("réparer un vélo à l'atelier", WORKSHOP) == 0
    assert other_words("ou et si", WORKSHOP) == 1


@pytest.mark.parametrize(
    ("question", "near"),
    [
        pytest.param("où donner un vieux téléphone portable", True, id="the same"),
        pytest.param("où donner mon vieux téléphone portable", True, id="four words of five"),
        pytest.param("apprendre à coder le soir", False, id="another"),
    ],
)
def test_a_question_too_near_a_judged_text_should_be_named(question: str, near: bool) -> None:
    judged = ["où donner un vieux téléphone portable", "imprimer un CV"]
    found = dict(too_near([question], judged, HashEncoder()))
    assert found == ({question: judged[0]} if near else {})


def test_questions_should_be_taken_out_by_name() -> None:
    kept = without_questions(WORKSHOP, ["mon biclou est cassé"])
    assert kept.questions == ("réparer mes vélos à l'atelier",)


def test_a_question_should_be_searched_as_if_it_were_not_in_the_index(tmp_path: Path) -> None:
    build([WORKSHOP, LIBRARY], HashEncoder(), "hash", tmp_path)
    retriever = make_searcher(manifest.read(tmp_path / versions.CURRENT), HashEncoder()).retriever
    report = measure(retriever, [WORKSHOP, LIBRARY])
    assert (report.count, report.found) == (2, 1)
    assert report.other_words == pytest.approx(0.5)


def test_a_catalogue_without_questions_should_measure_nothing(tmp_path: Path) -> None:
    build([LIBRARY], HashEncoder(), "hash", tmp_path)
    retriever = make_searcher(manifest.read(tmp_path / versions.CURRENT), HashEncoder()).retriever
    assert measure(retriever, [LIBRARY]).count == 0


def test_a_question_should_find_its_record_and_never_be_shown(tmp_path: Path) -> None:
    build([WORKSHOP, LIBRARY], HashEncoder(), "hash", tmp_path)
    searcher = make_searcher(manifest.read(tmp_path / versions.CURRENT), HashEncoder())
    passages = searcher.retriever.content.passages
    assert sum(passage.kind is Kind.QUESTION for passage in passages) == 2
    hit = searcher.search(Query("mon biclou est cassé")).hits[0]
    assert hit.record.id == "atelier"
    assert hit.record.questions == ()
    assert "biclou" not in hit.reason.text

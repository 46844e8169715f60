"""Tests of the export of retained opinions as a judged collection."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.evaluation.metrics import read_needs
from service.feedback.beir_export import Collection, collect, write
from service.feedback.opinions import Judgement, StoredOpinion
from tests.conftest import SMALL_CATALOGUE, make_thesaurus

NEED = "demarches--impots"
THESAURUS = make_thesaurus(**{NEED: "Déclarer ses impôts", "bases--souris": "Tenir une souris"})
CATALOGUE = {record.id for record in SMALL_CATALOGUE}


def stored(
    record: str = "clic-pour-tous",
    need: str = NEED,
    useful: bool = True,
    words: str = "",
    judgement: str = Judgement.RETAINED,
) -> StoredOpinion:
    """Return a stored opinion with default values for the fields that the test does not set."""
    return StoredOpinion(1, "2026-11-24", record, need, useful, words, judgement)


def pairs(*opinions: StoredOpinion) -> tuple[dict[tuple[str, str], int], int]:
    """Return the grade of each (text, record), and the number of opinions left out."""
    collection = collect(opinions, THESAURUS, CATALOGUE)
    page = {
        (collection.queries[query], record): grade
        for query, grades in collection.grades.items()
        for record, grade in grades.items()
    }
    return page, collection.left_out


def test_a_pair_should_have_the_words_or_else_the_label_of_the_need() -> None:
    page, left_out = pairs(
        stored(words="mes impots en ligne"), stored(), stored("reseau-libre", useful=False)
    )
    assert page == {
        ("mes impots en ligne", "clic-pour-tous"): 1,
        ("Déclarer ses impôts", "clic-pour-tous"): 1,
        ("Déclarer ses impôts", "reseau-libre"): 0,
    }
    assert left_out == 0


@pytest.mark.parametrize("judgement", ["", Judgement.DISCARDED])
def test_an_opinion_that_is_not_retained_should_make_no_pair(judgement: str) -> None:
    assert pairs(stored(words="secret", judgement=judgement)) == ({}, 0)


@pytest.mark.parametrize(
    "opinion",
    [
        stored(record=""),
        stored(record="disparue"),
        stored(need=""),
        stored(need="besoin-retire"),
    ],
)
def test_an_opinion_without_a_record_or_a_text_should_be_left_out(opinion: StoredOpinion) -> None:
    assert pairs(opinion) == ({}, 1)


def test_opposite_opinions_should_be_counted_and_a_tie_left_out() -> None:
    yes, no = stored(), stored(useful=False)
    assert pairs(yes, yes, no) == ({("Déclarer ses impôts", "clic-pour-tous"): 1}, 0)
    assert pairs(yes, no) == ({}, 2)


def test_a_collection_should_be_read_as_judged_needs(tmp_path: Path) -> None:
    collection = collect(
        [stored(), stored("reseau-libre", useful=False), stored(words="été\u2028indien")],
        THESAURUS,
        CATALOGUE,
    )
    write(collection, SMALL_CATALOGUE, THESAURUS, tmp_path)
    judged = read_needs(tmp_path, relevant=1)
    assert judged.variants == {"propre": dict(collection.queries)}
    assert judged.qrels == collection.grades
    assert (collection.pairs, collection.answers) == (3, 2)
    written = "".join(path.read_text(encoding="utf-8") for path in tmp_path.iterdir())
    assert "2026-11-24" not in written


def test_the_documents_of_a_collection_should_be_the_whole_catalogue(tmp_path: Path) -> None:
    write(Collection({}, {}, 0), SMALL_CATALOGUE, THESAURUS, tmp_path)
    lines = (tmp_path / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
    documents = [json.loads(line) for line in lines]
    assert [each["_id"] for each in documents] == [record.id for record in SMALL_CATALOGUE]
    assert documents[0]["title"] == "Atelier Phénix"
    assert "Réparation de smartphones" in documents[0]["text"]

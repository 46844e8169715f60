"""BEIR: a judged collection is indexed aside and searched by the code that serves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.artefact.manifest import Artefact
from index.errors import EvaluationError
from index.evaluation.ablation import FUSED, compare
from index.evaluation.beir import Collection, Document, passages, read_corpus, record_of
from index.evaluation.metrics import read_needs
from index.records.passages import Kind
from index.text.synonyms import Synonyms
from index.text.word_set import WordSet
from tests.hash_encoder import HashEncoder
from tests.searchers import calibration

CORPUS = (
    {"_id": "d1", "title": "Carte grise", "text": "Changer le titulaire du certificat."},
    {"_id": "d2", "title": "", "text": "Le passeport se demande en mairie, sur rendez-vous."},
    {"_id": "d3", "title": "Impôts", "text": ""},
)


def write(folder: Path, corpus: tuple[object, ...] = CORPUS) -> Path:
    """A collection of three documents and two queries, one of them with a mistake."""
    files = {
        "corpus.jsonl": corpus,
        "queries.jsonl": [
            {"_id": "q1", "text": "demander un passeport"},
            {"_id": "q2", "text": "carte grise"},
        ],
        "queries.faute.jsonl": [
            {"_id": "q1", "text": "demandé un paseport"},
            {"_id": "q2", "text": "cart grise"},
        ],
    }
    for name, rows in files.items():
        text = "".join(f"{json.dumps(row)}\n" for row in rows)
        (folder / name).write_text(text, encoding="utf-8")
    qrels = "query-id\tcorpus-id\tscore\nq1\td2\t1\nq2\td1\t1\n"
    (folder / "qrels.tsv").write_text(qrels, encoding="utf-8")
    return folder


def test_documents_should_be_read_on_one_line(tmp_path: Path) -> None:
    rows = ({"_id": "a", "title": None, "text": "un\n texte\u0000 long"},)
    assert read_corpus(write(tmp_path, rows)) == [Document("a", "", "un texte long")]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (({"_id": "a", "title": "", "text": " … "},), "« a » est vide"),
        (({"_id": "a"},), r"corpus\.jsonl:1"),
    ],
)
def test_a_document_that_says_nothing_should_be_named(
    rows: tuple[object, ...], message: str, tmp_path: Path
) -> None:
    with pytest.raises(EvaluationError, match=message):
        read_corpus(write(tmp_path, rows))


def test_a_folder_without_documents_should_be_said_unreadable(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="est illisible"):
        read_corpus(tmp_path)


def test_a_document_should_have_a_passage_for_its_title_its_parts_and_the_whole() -> None:
    kinds = [each.kind for each in passages(Document("a", "Titre", "Une phrase."), 0)]
    assert kinds == [Kind.NAME, Kind.PURPOSE, Kind.WHOLE]
    assert Kind.NAME not in {each.kind for each in passages(Document("a", "", "Une phrase."), 0)}


@pytest.mark.parametrize(
    "document",
    [Document("a", "", "?!"), Document("a", "A", ""), Document("a", "T" * 400, "t" * 20_000)],
)
def test_any_document_should_make_a_record(document: Document) -> None:
    assert record_of(document, 7).id == "document-7"


def test_a_collection_should_be_measured_by_the_code_that_serves(tmp_path: Path) -> None:
    folder = write(tmp_path)
    documents = read_corpus(folder)
    (tmp_path / "index").mkdir()
    collection = Collection(HashEncoder(), calibration(), Synonyms(), WordSet())
    searcher = collection.open(documents, tmp_path / "index")
    names = {f"document-{row}": each.identifier for row, each in enumerate(documents)}
    table = compare(searcher, read_needs(folder, relevant=1), names)
    fused = {row.variant: row.measures["succès@1"] for row in table.rows if row.method == FUSED}
    assert fused == {"propre": 1, "faute": 1}
    assert {each.method for each in table.differences} == {"sens", "mots", "orthographe"}


def test_a_collection_should_be_served_by_the_confidence_fitted_for_it(tmp_path: Path) -> None:
    documents = read_corpus(write(tmp_path))
    (tmp_path / "index").mkdir()
    seen: list[int] = []

    def fit(opened: Artefact) -> str:
        seen.append(opened.manifest.records)
        return ""

    collection = Collection(HashEncoder(), calibration(), Synonyms(), WordSet(), fit=fit)
    collection.open(documents, tmp_path / "index")
    assert seen == [len(documents)]

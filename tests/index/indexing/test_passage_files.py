"""Records and texts of a build in files: what is shown, what is encoded."""

from __future__ import annotations

from pathlib import Path

from index.indexing.passage_files import IndexedTexts, PassageFiles
from index.records.passages import Kind, Passage, passages_of
from tests.conftest import SMALL_CATALOGUE, make_actor

OTHER = Passage(0, Kind.NEED, "Réparer un vélo")


def test_the_texts_of_records_should_come_before_the_others(tmp_path: Path) -> None:
    files = PassageFiles.write(SMALL_CATALOGUE, str, [OTHER], tmp_path)
    cut = [
        passage
        for row, record in enumerate(SMALL_CATALOGUE)
        for passage in passages_of(record, row)
    ]
    assert [*files.passages] == cut
    assert [*files.texts] == [*cut, OTHER]
    assert [*files.records] == [*SMALL_CATALOGUE]


def test_questions_should_be_searched_and_not_shown(tmp_path: Path) -> None:
    record = make_actor(questions=["Où réparer mon vélo ?"])
    files = PassageFiles.write([record], str, [], tmp_path)
    assert files.records[0].questions == ()
    assert files.passages[-1].text == "Où réparer mon vélo ?"


def test_the_indexed_texts_should_be_those_of_the_passages(tmp_path: Path) -> None:
    texts = IndexedTexts(PassageFiles.write(SMALL_CATALOGUE, str, [OTHER], tmp_path).texts)
    assert texts[len(texts) - 1] == OTHER.indexed_text
    assert [*texts[:2], *texts[2:]] == [*texts]


def test_no_record_should_make_empty_files(tmp_path: Path) -> None:
    files = PassageFiles.write([], str, [], tmp_path)
    assert (len(files.records), len(files.passages), len(files.texts)) == (0, 0, 0)

"""Table of spelling: what is written is read back, mapped from files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from index.spelling.candidates import Candidates
from index.spelling.dictionary import catalogue_words, with_french
from index.spelling.table import LINES, ROWS, SOUNDS, SpellingTable, far_key

ENTRIES = with_french(
    catalogue_words(["Un Repair Café, un ordinateur et une imprimante"]),
    [("cherchent", 5.0), ("maison", 5.4), ("raison", 5.0), ("œuvre", 4.0), ("vol", 4.5)],
)


def save(path: Path, array: NDArray[Any]) -> None:
    """Write an array as the artefact does."""
    np.save(path, array)


@pytest.fixture
def table(tmp_path: Path) -> SpellingTable:
    SpellingTable.of(ENTRIES).write(tmp_path, save)
    return SpellingTable.read(tmp_path, np.load)


def test_entries_should_be_read_back_in_their_order(table: SpellingTable) -> None:
    assert list(table.items()) == list(ENTRIES.items())
    assert len(table) == len(ENTRIES)


def test_an_unknown_word_should_have_no_entry(table: SpellingTable) -> None:
    assert table.get("inconnu") is None
    assert "inconnu" not in table
    assert "maison\0" not in table
    assert "\ud800" not in table


def test_a_verb_should_be_filed_under_both_of_its_sounds(table: SpellingTable) -> None:
    heard = {
        key for key in table.sounds.trie if "cherchent" in map(table.word, table.sounds.of_key(key))
    }
    assert heard == {"SerSA", "SerS"}


def test_words_should_be_filed_by_length_and_first_letter(table: SpellingTable) -> None:
    rows = table.far.of_key(far_key(len("ordinateur"), "autre")).tolist()
    assert [table.word(row) for row in rows] == ["imprimante", "ordinateur"]


@pytest.mark.parametrize("typed", ["ordinatteur", "inprimente", "mézon", "kafé", "zzzz"])
def test_candidates_should_be_the_same_from_files(table: SpellingTable, typed: str) -> None:
    word = typed.replace("é", "e")
    found, expected = Candidates(table), Candidates(ENTRIES)
    assert sorted(found.of(word, typed)) == sorted(expected.of(word, typed))
    assert found.heard(typed) == expected.heard(typed)


def test_a_table_should_be_made_once() -> None:
    table = SpellingTable.of(ENTRIES)
    assert SpellingTable.of(table) is table


def test_a_dictionary_of_no_word_should_be_kept(tmp_path: Path) -> None:
    SpellingTable.of({}).write(tmp_path, save)
    assert dict(SpellingTable.read(tmp_path, np.load)) == {}


@pytest.mark.parametrize("name", [LINES, ROWS, SOUNDS])
def test_a_damaged_file_should_be_refused(tmp_path: Path, name: str) -> None:
    SpellingTable.of(ENTRIES).write(tmp_path, save)
    (tmp_path / name).write_bytes(b"rien")
    with pytest.raises(ValueError, match=name):
        SpellingTable.read(tmp_path, np.load)

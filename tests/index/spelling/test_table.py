"""Table of spelling: what is written is read back, mapped from files."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.spelling.candidates import Candidates
from index.spelling.dictionary import catalogue_words, with_french
from index.spelling.table import SpellingTable, far_key
from index.table_files import read_table, write_table

ENTRIES = with_french(
    catalogue_words(["Un Repair Café, un ordinateur et une imprimante"]),
    [("cherchent", 5.0), ("maison", 5.4), ("raison", 5.0), ("œuvre", 4.0), ("vol", 4.5)],
)


@pytest.fixture
def table(tmp_path: Path) -> SpellingTable:
    write_table(SpellingTable.of(ENTRIES), tmp_path, "spelling")
    return read_table(SpellingTable, tmp_path, "spelling")


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
    write_table(SpellingTable.of({}), tmp_path, "spelling")
    assert dict(read_table(SpellingTable, tmp_path, "spelling")) == {}

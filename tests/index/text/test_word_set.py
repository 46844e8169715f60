"""WordSet: a compact set of the words that exist."""

from __future__ import annotations

import gzip
from pathlib import Path

import marisa_trie
import pytest

from index.errors import LexiconUnreadable
from index.text.word_set import WordSet
from tests.conftest import ROOT

FILE = ROOT / "data" / "lexique.txt.gz"
WORDS = marisa_trie.Trie(["chat", "chien"]).tobytes()


@pytest.fixture(scope="module")
def french() -> WordSet:
    """The lexicon of the project."""
    return WordSet.read(FILE)


@pytest.mark.parametrize("word", ["ordinateur", "reconditionnassent", "ecole", "chevaux"])
def test_a_form_of_french_should_exist(word: str, french: WordSet) -> None:
    assert word in french


@pytest.mark.parametrize("word", ["ordinatteur", "ekole", "smartfone", ""])
def test_a_mistake_should_not_exist(word: str, french: WordSet) -> None:
    assert word not in french


def test_the_words_of_french_should_be_hundreds_of_thousands(french: WordSet) -> None:
    assert len(french) > 400_000


def test_a_set_should_be_the_same_when_opened_again(tmp_path: Path) -> None:
    words = WordSet(["chat", "chien", "chat"])
    assert len(words) == 2
    words.write(tmp_path / "words.marisa")
    again = WordSet.open(tmp_path / "words.marisa")
    assert len(again) == 2
    assert all(word in again for word in ("chat", "chien"))
    assert "cheval" not in again
    assert "chats" not in again
    assert 3 not in again


def test_an_empty_set_should_be_the_same_when_opened_again(tmp_path: Path) -> None:
    WordSet().write(tmp_path / "words.marisa")
    assert len(WordSet.open(tmp_path / "words.marisa")) == 0


@pytest.mark.parametrize("content", [None, b"", b"no trie" * 999, WORDS[:-9]])
def test_a_file_that_is_no_trie_should_be_refused(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "words.marisa"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ValueError, match=r"words\.marisa"):
        WordSet.open(path)


def test_an_absent_file_should_hold_no_word(tmp_path: Path) -> None:
    assert len(WordSet.read(tmp_path / "absent.gz")) == 0


@pytest.mark.parametrize(
    "content",
    [b"chat\n", gzip.compress(b"chat\n" * 99)[:-9], gzip.compress("é\n".encode())],
    ids=["not gzip", "truncated", "not folded"],  # gzip writes the hour: no name of a test
)
def test_a_file_that_is_no_lexicon_should_be_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "lexique.txt.gz"
    path.write_bytes(content)
    with pytest.raises(LexiconUnreadable, match="make lexicon"):
        WordSet.read(path)

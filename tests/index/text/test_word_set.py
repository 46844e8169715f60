"""Lexicon: a compact set of the words that exist."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from index.errors import LexiconUnreadable
from index.text.word_set import Lexicon
from tests.conftest import ROOT

FILE = ROOT / "data" / "lexique.txt.gz"


@pytest.fixture(scope="module")
def french() -> Lexicon:
    """The lexicon of the project."""
    return Lexicon.read(FILE)


@pytest.mark.parametrize("word", ["ordinateur", "reconditionnassent", "ecole", "chevaux"])
def test_a_form_of_french_should_exist(word: str, french: Lexicon) -> None:
    assert word in french


@pytest.mark.parametrize("word", ["ordinatteur", "ekole", "smartfone", ""])
def test_a_mistake_should_not_exist(word: str, french: Lexicon) -> None:
    assert word not in french


def test_the_words_of_french_should_be_hundreds_of_thousands(french: Lexicon) -> None:
    assert len(french) > 400_000


def test_a_lexicon_should_be_known_again_by_its_codes() -> None:
    words = Lexicon(["chat", "chien", "chat"])
    assert len(words) == 2
    again = Lexicon.of_codes(words.codes)
    assert all(word in again for word in ("chat", "chien"))
    assert "cheval" not in again
    assert words.codes.dtype == np.uint32


def test_an_absent_file_should_hold_no_word(tmp_path: Path) -> None:
    assert len(Lexicon.read(tmp_path / "absent.gz")) == 0


@pytest.mark.parametrize(
    "content", [b"chat\n", gzip.compress(b"chat\n" * 99)[:-9], gzip.compress("é\n".encode())]
)
def test_a_file_that_is_no_lexicon_should_be_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "lexique.txt.gz"
    path.write_bytes(content)
    with pytest.raises(LexiconUnreadable, match="make lexicon"):
        Lexicon.read(path)

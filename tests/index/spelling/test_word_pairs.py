"""Pairs of words: how often one follows the other in French."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from index.errors import LexiconUnreadable
from index.spelling.word_pairs import (
    WordPairs,
    pairs_of,
    read_pairs_of_french,
    serialize_pairs,
    spoken_words,
)
from tests.conftest import ROOT

PAIRS = WordPairs({"j' ai": 5, "j' arrive": 2, "je veux": 3})


def test_a_text_should_be_read_as_it_is_spoken() -> None:
    text = "J\u2019arrive à l'école, le 12 !"
    assert spoken_words(text) == ("j'", "arrive", "a", "l'", "ecole", ".", "le", "0", ".")


def test_the_ends_of_a_text_should_be_paired_too() -> None:
    assert list(pairs_of(["j'ai", ""])) == [". j'", "j' ai", "ai ."]


def test_a_pair_should_be_counted() -> None:
    assert (PAIRS.count("j'", "ai"), PAIRS.count("je", "ai"), PAIRS.count("ai", "")) == (5, 0, 0)
    assert (PAIRS.occurrences("j'"), PAIRS.occurrences("ai")) == (7, 0)
    assert (PAIRS.total, len(PAIRS)) == (10, 3)


def test_counts_should_be_read_back_as_they_were_written(tmp_path: Path) -> None:
    PAIRS.write(tmp_path / "pairs")
    opened = WordPairs.open(tmp_path / "pairs")
    assert (opened.count("je", "veux"), opened.total, len(opened)) == (3, 10, 3)


def test_a_truncated_file_should_be_refused(tmp_path: Path) -> None:
    (tmp_path / "pairs").write_bytes(b"pairs")
    with pytest.raises(ValueError, match="pairs"):
        WordPairs.open(tmp_path / "pairs")


def test_without_a_file_there_should_be_no_pair(tmp_path: Path) -> None:
    assert read_pairs_of_french(tmp_path / "paires.txt.gz") == {}


@pytest.mark.parametrize(
    "content",
    [b"text", gzip.compress("é a".encode()), gzip.compress(b"\n")],
    ids=["plain text", "accents", "no word"],
)
def test_a_file_of_another_kind_should_be_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "paires.txt.gz").write_bytes(content)
    with pytest.raises(LexiconUnreadable):
        read_pairs_of_french(tmp_path / "paires.txt.gz")


def test_pairs_of_french_should_be_read_back_as_they_were_written(tmp_path: Path) -> None:
    counts = {"j' ai": 5, "j' arrive": 2, "en 0": 3}
    text = serialize_pairs(counts | {"un hapax": 1})
    (tmp_path / "paires.txt.gz").write_bytes(gzip.compress(text.encode()))
    assert read_pairs_of_french(tmp_path / "paires.txt.gz") == counts


def test_the_file_of_the_project_should_know_how_people_start_a_sentence() -> None:
    pairs = WordPairs(read_pairs_of_french(ROOT / "data" / "paires.txt.gz"))
    assert pairs.count("j'", "ai") > pairs.count("j'", "aime") > 0
    assert (ROOT / "data" / "paires.txt.gz").stat().st_size < 300_000

"""Evaluation of spelling: words brought, words meant, and those that are both."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import EvaluationError
from index.spelling.corrector import Corrector
from index.spelling.dictionary import catalogue_words
from index.wording.spelling import Tally, read_pairs, tally

CORRECTOR = Corrector(catalogue_words(["réparer un smartphone dans un atelier"]))


@pytest.mark.parametrize(
    ("typed", "meant", "expected"),
    [
        pytest.param("un smartfone", "un smartphone", Tally(1, 1, 1), id="mended rightly"),
        pytest.param("un smartfone", "un téléphone", Tally(1, 1, 0), id="mended wrongly"),
        pytest.param("un vlo", "un vélo", Tally(1, 0, 0), id="left as it was"),
        pytest.param("un atelier", "un atelier", Tally(0, 0, 0), id="nothing to mend"),
        pytest.param("des ateliers", "des atelier", Tally(0, 0, 0), id="an ending"),
    ],
)
def test_words_should_be_counted_by_their_stem(typed: str, meant: str, expected: Tally) -> None:
    assert tally(CORRECTOR, [(typed, meant)]) == expected


def test_precision_and_recall_should_be_shares_of_words() -> None:
    assert (Tally(4, 2, 1).precision, Tally(4, 2, 1).recall) == (0.5, 0.25)
    assert (Tally(0, 0, 0).precision, Tally(0, 0, 0).recall) == (1, 1)


def test_pairs_should_be_read_in_order(tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv"
    path.write_text("sa va\tça va\nsmartfone\tsmartphone\n", encoding="utf-8")
    assert read_pairs(path) == [("sa va", "ça va"), ("smartfone", "smartphone")]


def test_a_line_without_a_pair_should_be_named(tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv"
    path.write_text("sa va\tça va\nsmartfone\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"pairs\.tsv:2"):
        read_pairs(path)


def test_an_absent_file_of_pairs_should_be_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="est illisible"):
        read_pairs(tmp_path / "absent.tsv")

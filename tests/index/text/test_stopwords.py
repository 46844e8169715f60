"""Stop words: folded, and none that carries the meaning of a query."""

from __future__ import annotations

import pytest

from index.text.analysis import fold
from index.text.stopwords import STOP_WORDS


def test_stop_words_should_be_folded() -> None:
    assert [word for word in STOP_WORDS if fold(word) != word] == []


@pytest.mark.parametrize("word", ["je", "cherche", "besoin", "cher", "ou", "svp"])
def test_words_that_introduce_a_need_should_be_stop_words(word: str) -> None:
    assert word in STOP_WORDS


@pytest.mark.parametrize("word", ["ordinateur", "reparer", "gratuit", "velo", "emploi"])
def test_words_that_carry_a_need_should_be_no_stop_words(word: str) -> None:
    assert word not in STOP_WORDS

"""Texts that take long to read: of every kind, of the longest length, the same for a seed."""

from __future__ import annotations

import random

import pytest

from index.search.query import MAX_CHARS, Query
from scripts.measure_worst import kinds, misspelt

KINDS = kinds(["réparer un ordinateur portable", "apprendre internet"], ["Lille", "Marseille"])


def drawn(seed: str) -> random.Random:
    """What texts are drawn by."""
    return random.Random(seed)  # noqa: S311 - no secret


@pytest.mark.parametrize("name", KINDS)
def test_a_hard_text_should_be_as_long_as_a_query_may_be(name: str) -> None:
    text = KINDS[name](drawn(name))
    assert MAX_CHARS - 30 <= len(text) <= MAX_CHARS
    assert Query(text).text  # it is not refused
    assert text == KINDS[name](drawn(name))


def test_a_misspelt_word_should_keep_its_first_letter() -> None:
    letters = drawn("mots")
    written = {misspelt("ordinateur", 2, letters) for _ in range(50)}
    assert all(word.startswith("o") for word in written)
    assert len(written) > 20

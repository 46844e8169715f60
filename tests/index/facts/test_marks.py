"""Marks on what a person says: runs of words that tell a state, a condition or a skill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from index.encoder.tagging import Word
from index.facts.marks import CLASSES, Mark, marked
from index.facts.sorting import CONDITION, SKILL, STATE


class WordList:
    """A tagger that knows some words."""

    def __init__(self, kinds: Mapping[str, str]) -> None:
        """kinds: word -> its class; others are of none."""
        self._kinds = kinds

    def log_shares(self, text: str, words: Sequence[Word]) -> NDArray[np.float32]:
        """Return 0 for the class of a word, -9 for others."""
        found = np.full((len(words), len(CLASSES)), -9, np.float32)
        for row, word in enumerate(words):
            said = text[word.start : word.end].strip(",.")
            found[row, CLASSES.index(self._kinds.get(said, CLASSES[0]))] = 0
        return found


TAGGER = WordList({
    "autiste": STATE, "code": SKILL, "en": SKILL, "python": SKILL, "répare": SKILL,
    "vélos": SKILL, "pas": CONDITION, "le": CONDITION, "soir": CONDITION,
})  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("je suis autiste et je code en python", [(STATE, "autiste"), (SKILL, "code en python")]),
        ("code en python, répare vélos", [(SKILL, "code en python"), (SKILL, "répare vélos")]),
        ("pas le soir.", [(CONDITION, "pas le soir")]),
        ("rien du tout", []),
        ("", []),
    ],
)
def test_words_of_one_kind_should_be_one_mark(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(mark.kind, mark.text) for mark in marked(text, TAGGER)] == expected


def test_a_mark_should_have_no_link_at_its_edges() -> None:
    tagger = WordList({"et": SKILL, "code": SKILL})
    assert marked("et code et", tagger) == (Mark(SKILL, "code"),)

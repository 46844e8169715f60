"""Marks on what a person says: the words that tell a state, a condition of a job, or a skill.

The class of each word comes from an encoder that was trained on marked sentences
(docs/decisions/0070-marks.md); words of the same class that follow each other are one mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.encoder.tagging import Word, words_of
from index.facts.sorting import CONDITION, OTHER, SKILL, STATE

CLASSES = (OTHER, STATE, CONDITION, SKILL)
"""Classes of words, in the order of their columns."""
_LINK = re.compile(r"(?:et|e|ou|puis|and|or|y|o|та|і|و|[,;:.&+/-])$", re.IGNORECASE)
_EDGES = " '’\"()«»…,;:.!?-*•،"
_CUT = re.compile(r"[,;:!?؛،]$|\.$")


class Tagger(Protocol):
    """Tells the class of each word of a text."""

    def log_shares(self, text: str, words: Sequence[Word]) -> NDArray[np.float32]:
        """Return the logarithm of the likelihood of each of `CLASSES` for each word, (w, 4)."""
        ...


@dataclass(frozen=True)
class Mark:
    """Words that follow each other and tell the same thing.

    kind: one of `CLASSES`; text: the words, without the punctuation around them.
    """

    kind: str
    text: str


def marked(text: str, tagger: Tagger) -> tuple[Mark, ...]:
    """Return the marks of a text, in order, those of `OTHER` left out.

    Args:
        text: what a person says.
        tagger: tells the class of each word.

    Returns:
        The marks; a run of words is cut after a comma or a full stop.
    """
    words = words_of(text)
    if not words:
        return ()
    kinds = [CLASSES[row] for row in tagger.log_shares(text, words).argmax(axis=1).tolist()]
    return tuple(mark for mark in _runs(text, words, kinds) if mark.kind != OTHER and mark.text)


def _runs(text: str, words: Sequence[Word], kinds: Sequence[str]) -> Iterator[Mark]:
    """Yield the runs of words of one kind."""
    first = 0
    for place in range(1, len(words) + 1):
        ends = place == len(words) or kinds[place] != kinds[first]
        said = text[words[place - 1].start : words[place - 1].end]
        if ends or _CUT.search(said):
            yield Mark(kinds[first], _trimmed(text[words[first].start : words[place - 1].end]))
            first = place


def _trimmed(said: str) -> str:
    """Return words without the punctuation and the links around them."""
    kept = said.strip(_EDGES).split()
    while kept and _LINK.fullmatch(kept[0]):
        kept = kept[1:]
    while kept and _LINK.fullmatch(kept[-1]):
        kept = kept[:-1]
    return " ".join(kept).strip(_EDGES)

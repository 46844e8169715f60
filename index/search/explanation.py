"""Explanation of a hit: the passage and the sentence that tell best, and the words in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from index.arrays import Column
from index.artefact.content import KINDS
from index.records.passages import Kind, Passage, sentences
from index.text.analysis import Token, content_words
from index.text.edit_distance import edit_budget

FUZZY_BUDGET = ((6, 1), (9, 2))
"""(least letters of a word, typing errors allowed) for a word of a text to be highlighted although
the query spells it otherwise; a shorter word must have the same stem."""

OWN_KINDS = (Kind.PURPOSE, Kind.SERVICE, Kind.SKILLS, Kind.OCCUPATION)
"""Kinds of passages (texts cut from a record) that may explain a result: the record's own words on
what it does, and not its name, whom it is for, nor a need of the thesaurus that many share."""
RECRUITING_COST = 0.03
"""Cosine taken off what a record recruits for when choosing what explains a result: most people ask
for help, and whoever offers it finds other words far less near."""
REASON_WORDS_WEIGHT = 0.2
"""Cosine added to a passage that holds all the words of the query when choosing what explains a
result; less for one that holds some."""


@dataclass(frozen=True)
class Reason:
    """Sentence of a record that explains why it answers a query, with the words to highlight.

    label: heading for the sentence in French, such as « Service »; text: the sentence; spans:
    (start, end) of the characters of `text` to highlight, end excluded, in order and without
    overlap: words of the query or their synonyms, a few typing errors allowed.
    """

    label: str
    text: str
    spans: tuple[tuple[int, int], ...]

    @property
    def segments(self) -> tuple[tuple[str, bool], ...]:
        """The text in successive pieces: (piece, True to highlight it). Pieces are never empty."""
        pieces: list[tuple[str, bool]] = []
        position = 0
        for start, end in self.spans:
            pieces += [(self.text[position:start], False), (self.text[start:end], True)]
            position = end
        pieces.append((self.text[position:], False))
        return tuple(piece for piece in pieces if piece[0])


def matched_spans(text: str, wanted: Sequence[Token]) -> tuple[tuple[int, int], ...]:
    """Return the words of a text to highlight, as (start, end) of their characters, end excluded.

    A word is highlighted when it has the stem of a wanted word, or the same first letter and few
    differences ("ordinateur", "ordinatuer"). wanted: words of the query and their synonyms.
    """
    stems = {token.stem for token in wanted}
    long_ones = [token.word for token in wanted if len(token.word) >= FUZZY_BUDGET[0][0]]
    spans: list[tuple[int, int]] = []
    for token in _words_of(text):
        overlaps = bool(spans) and token.start < spans[-1][1]
        if not overlaps and (token.stem in stems or _is_near(token.word, long_ones)):
            spans.append((token.start, token.end))
    return tuple(spans)


@lru_cache(maxsize=4096)
def _words_of(text: str) -> tuple[Token, ...]:
    """Return the words of a text of the catalogue, cached: few passages explain most hits."""
    return tuple(content_words(text))


def _is_near(word: str, wanted: Sequence[str]) -> bool:
    """Return whether a word is within a few edits of one with the same first letter."""
    alike = [other for other in wanted if other[0] == word[0]]
    budget = edit_budget(word, FUZZY_BUDGET) if alike else 0
    return budget > 0 and any(
        OSA.distance(word, other, score_cutoff=budget) <= budget for other in alike
    )


def _parts(passage: Passage) -> list[str]:
    """Split a passage into its sentences."""
    return sentences(passage.text) if passage.kind is Kind.PURPOSE else [passage.text]


def explain(passage: Passage, wanted: Sequence[Token]) -> Reason:
    """Choose the sentence of a passage that best explains why its record answers a query.

    Args:
        passage: a text cut from the record: description, service, what it recruits for…
        wanted: words of the query, and their synonyms.

    Returns:
        The sentence that holds most of these words, with their positions; the whole text of a
        passage that is not a description.
    """
    parts = _parts(passage)
    spans = [matched_spans(part, wanted) for part in parts]
    best = max(range(len(parts)), key=lambda place: len(spans[place]))
    return Reason(passage.kind.value, parts[best], spans[best])


def most_telling(kinds: NDArray[np.int8], words: Column, near: Column) -> int:
    """Return which passage (text cut from a record) tells best why a record answers a query.

    Args:
        kinds: of the passages of the record, (k,) int8, positions in `KINDS`.
        words: their scores on the words of the query, (k,) float32 in [0, 1].
        near: their cosines with the query, (k,) float32.

    Returns:
        The position of one of those passages that may explain a result; the whole text is one of
        them when nothing else says what the record is.
    """
    telling = np.isin(kinds, [KINDS.index(kind) for kind in OWN_KINDS])
    if not (kinds == KINDS.index(Kind.PURPOSE)).any():
        telling |= kinds == KINDS.index(Kind.WHOLE)
    recruits = kinds == KINDS.index(Kind.SKILLS)
    clarity = near.astype(np.float64) + REASON_WORDS_WEIGHT * words - RECRUITING_COST * recruits
    return int(np.where(telling, clarity, -np.inf).argmax())

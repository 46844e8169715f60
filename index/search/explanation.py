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
_IS_OWN = np.array([kind in OWN_KINDS for kind in KINDS])
RECRUITING_COST = 0.03
"""Cosine taken off what a record recruits for when choosing what explains a result: most people ask
for help, and whoever offers it finds other words far less near."""
REASON_WORDS_WEIGHT = 0.2
"""Cosine added to a passage that holds all the words of the query when choosing what explains a
result; less for one that holds some."""
DESCRIPTION_COST, SERVED_COST = 0.03, 0.1
"""Cosine taken off the parts of a description when choosing what explains a result, and when the
record declares the need that the query expresses: a service says what one finds there, and a
sentence from the middle of a description often does not, unless it holds most of the words."""
BY_PLACE = "selon le lieu"
"""Words of a sentence that is true of some places of a network only."""


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

    @property
    def is_by_place(self) -> bool:
        """Whether the sentence says that only some places of a network do it: "Selon le lieu…"."""
        return BY_PLACE in self.text.casefold()


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
    """Split a passage into what may be shown of it: sentences, or a service and one sentence."""
    parts = sentences(passage.text)
    if passage.kind is Kind.SERVICE:
        return [" ".join(parts[:2])]
    return parts if passage.kind is Kind.PURPOSE else [passage.text]


def explain(passage: Passage, wanted: Sequence[Token]) -> Reason:
    """Choose the sentence of a passage that best explains why its record answers a query.

    Args:
        passage: a text cut from the record: description, service, what it recruits for…
        wanted: words of the query, and their synonyms.

    Returns:
        The sentence that holds most of these words, with their positions; of a service, its name
        and the first sentence about it; the whole text of another passage.
    """
    parts = _parts(passage)
    spans = [matched_spans(part, wanted) for part in parts]
    best = max(range(len(parts)), key=lambda place: len(spans[place]))
    return Reason(passage.kind.value, parts[best], spans[best])


def most_telling(
    kinds: NDArray[np.int8], words: Column, near: Column, declared: bool = False
) -> int:
    """Return which passage (text cut from a record) tells best why a record answers a query.

    Args:
        kinds: of the passages of the record, (k,) int8, positions in `KINDS`.
        words: their scores on the words of the query, (k,) float32 in [0, 1].
        near: their cosines in [-1, 1] with the query, or with the need that it expresses, (k,)
            float32.
        declared: whether the record declares the need that the query expresses.

    Returns:
        The position of one of those passages that may explain a result: a service before a part of
        the description, the whole text when nothing else says what the record is.
    """
    described = kinds == KINDS.index(Kind.PURPOSE)
    telling = _IS_OWN[kinds]
    if not described.any():
        telling |= kinds == KINDS.index(Kind.WHOLE)
    clarity = near.astype(np.float64) + REASON_WORDS_WEIGHT * words
    clarity -= RECRUITING_COST * (kinds == KINDS.index(Kind.SKILLS))
    clarity -= (SERVED_COST if declared else DESCRIPTION_COST) * described
    return int(np.where(telling, clarity, -np.inf).argmax())

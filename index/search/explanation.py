"""Explanation of a hit: the sentence that answers best, and the words of the query in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from index.records.passages import SEPARATOR, Kind, Passage, sentences
from index.text.analysis import Token, content_words
from index.text.phonetics import edit_budget

FUZZY_BUDGET = ((6, 1), (9, 2))
"""(length in letters, edits allowed) for a word of the text to be marked as that of the query."""


@dataclass(frozen=True)
class Reason:
    """Sentence that explains a hit.

    label: kind of the passage that it comes from; spans: (start, end) of the words of `text` that
    the query matches, fuzzy matches included, in order, without overlap.
    """

    label: str
    text: str
    spans: tuple[tuple[int, int], ...]

    @property
    def segments(self) -> tuple[tuple[str, bool], ...]:
        """Text cut into (piece, True if it matches the query)."""
        pieces: list[tuple[str, bool]] = []
        position = 0
        for start, end in self.spans:
            pieces += [(self.text[position:start], False), (self.text[start:end], True)]
            position = end
        pieces.append((self.text[position:], False))
        return tuple(piece for piece in pieces if piece[0])


def matched_spans(text: str, wanted: Sequence[Token]) -> tuple[tuple[int, int], ...]:
    """Return the (start, end) of the words of a text that a query matches.

    A word matches by its stem, or within a few edits; wanted: the words of the query.
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
    """Split a passage into its sentences, or into its needs."""
    if passage.kind is Kind.PURPOSE:
        return sentences(passage.text)
    return passage.text.split(SEPARATOR) if passage.kind is Kind.NEED else [passage.text]


def explain(passage: Passage, wanted: Sequence[Token]) -> Reason:
    """Return the sentence of a passage that explains a hit.

    Args:
        passage: a passage of the record.
        wanted: the words of the query, and their synonyms.

    Returns:
        Of several sentences of a description, or of several needs, the one with most of the words.
    """
    parts = _parts(passage)
    spans = [matched_spans(part, wanted) for part in parts]
    best = max(range(len(parts)), key=lambda place: len(spans[place]))
    return Reason(passage.kind.value, parts[best], spans[best])

"""Explanation of a hit: the passage and the sentence that tell best, and the words in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from index.arrays import Column, Mask
from index.artefact.content import KINDS, ArtefactContent
from index.ordering.fusion import Channel
from index.records.passages import Kind, Passage, sentences
from index.search.scoring import Scored
from index.text.analysis import Token, content_words
from index.text.edit_distance import edit_budget

FUZZY_BUDGET = ((6, 1), (9, 2))
"""(least letters of a word, typing errors allowed) for a word of a text to be highlighted although
the query spells it otherwise; a shorter word must have the same stem."""

OWN_KINDS = (Kind.PURPOSE, Kind.SERVICE, Kind.SKILLS, Kind.OCCUPATION)
"""Kinds of passages (texts cut from a record) that may explain a result: the record's own words on
what it does, and not its name, whom it is for, nor a need of the thesaurus that many share."""
KEPT_TEXTS = 4_096
"""Number of texts of the catalogue whose words, or sentences, are kept once split."""
_IS_OWN = np.array([kind in OWN_KINDS for kind in KINDS])
_PURPOSE, _WHOLE, _SKILLS = map(KINDS.index, (Kind.PURPOSE, Kind.WHOLE, Kind.SKILLS))
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


class Naming(StrEnum):
    """What explains a record whose name, or that of a location, the query is, or is only like."""

    ITS_NAME = auto()
    ITS_LOCATION = auto()
    LIKE_ITS_NAME = auto()


@dataclass(frozen=True)
class Reason:
    """Sentence of a record that explains why it answers a query, with the words to highlight.

    kind: subject of the sentence, or how the query names the record; text: the sentence; spans:
    (start, end) of the characters of `text` to highlight, end excluded, in order and without
    overlap: words of the query or their synonyms, a few typing errors allowed.
    """

    kind: Kind | Naming
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
    def is_name(self) -> bool:
        """Whether the query is the name of the record, or of a location of it, or like it."""
        return isinstance(self.kind, Naming)

    @property
    def is_by_place(self) -> bool:
        """Whether the sentence says that only some places of a network do it: "Selon le lieu…"."""
        return BY_PLACE in self.text.casefold()


class WantedWords:
    """Words of a query and their synonyms, which are highlighted in what explains its hits."""

    def __init__(self, words: Sequence[Token]) -> None:
        """words: of the query, and their synonyms."""
        self._stems = frozenset(token.stem for token in words)
        self._long: dict[str, list[str]] = {}
        for word in dict.fromkeys(token.word for token in words):
            if len(word) >= FUZZY_BUDGET[0][0]:
                self._long.setdefault(word[0], []).append(word)
        self._near: dict[str, bool] = {}

    def spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """Return the words of a text to highlight, as (start, end) of their characters.

        The end is excluded. A word is highlighted when it has the stem of a wanted word, or the
        same first letter and few differences ("ordinateur", "ordinatuer").
        """
        spans: list[tuple[int, int]] = []
        for token in _words_of(text):
            overlaps = bool(spans) and token.start < spans[-1][1]
            if not overlaps and (token.stem in self._stems or self._is_near(token.word)):
                spans.append((token.start, token.end))
        return tuple(spans)

    def _is_near(self, word: str) -> bool:
        """Return whether a word is within a few edits of one with the same first letter."""
        alike = self._long.get(word[0])
        if alike is None:
            return False
        if word not in self._near:
            budget = edit_budget(word, FUZZY_BUDGET)
            self._near[word] = budget > 0 and any(
                OSA.distance(word, other, score_cutoff=budget) <= budget for other in alike
            )
        return self._near[word]


@lru_cache(maxsize=KEPT_TEXTS)
def _words_of(text: str) -> tuple[Token, ...]:
    """Return the words of a text of the catalogue, cached: few passages explain most hits."""
    return tuple(content_words(text))


@lru_cache(maxsize=KEPT_TEXTS)
def _parts(passage: Passage) -> tuple[str, ...]:
    """Split a passage into what may be shown of it: sentences, or a service and one sentence."""
    parts = sentences(passage.text)
    if passage.kind is Kind.SERVICE:
        return (" ".join(parts[:2]),)
    return tuple(parts) if passage.kind is Kind.PURPOSE else (passage.text,)


def explain(passage: Passage, wanted: WantedWords) -> Reason:
    """Choose the sentence of a passage that best explains why its record answers a query.

    Args:
        passage: a text cut from the record: description, service, what it recruits for…
        wanted: words of the query, and their synonyms.

    Returns:
        The sentence that holds most of these words, with their positions; of a service, its name
        and the first sentence about it; the whole text of another passage.
    """
    parts = _parts(passage)
    spans = [wanted.spans(part) for part in parts]
    best = max(range(len(parts)), key=lambda place: len(spans[place]))
    return Reason(passage.kind, parts[best], spans[best])


def most_telling(
    kinds: NDArray[np.int8], words: Column, near: Column, declared: Mask, starts: Sequence[int]
) -> list[int]:
    """Return which passage (text cut from a record) of each of some records tells best why it is.

    That passage may explain a result: a service before a part of the description, the whole text
    when nothing else says what the record is.

    Args:
        kinds: of the passages of these records, one record after the other, (k,) int8, positions in
            `KINDS`.
        words: their scores on the words of the query, (k,) float32 in [0, 1].
        near: their cosines in [-1, 1] with the query, or with the need that it expresses, (k,)
            float32.
        declared: (records,) bool, those that declare the need that the query expresses.
        starts: position of the first passage of each record; every record has one.

    Returns:
        For each record, the position of the passage among all of these.
    """
    counts = np.diff(starts, append=len(kinds))
    described = kinds == _PURPOSE
    telling = _IS_OWN[kinds]
    is_described = np.logical_or.reduceat(described, starts)
    telling |= (kinds == _WHOLE) & ~np.repeat(is_described, counts)
    clarity = near.astype(np.float64) + REASON_WORDS_WEIGHT * words
    clarity -= RECRUITING_COST * (kinds == _SKILLS)
    costs = np.where(declared, SERVED_COST, DESCRIPTION_COST)
    clarity -= np.repeat(costs, counts) * described
    clarity = np.where(telling, clarity, -np.inf)
    ends = [*starts[1:], len(kinds)]
    return [
        start + int(clarity[start:end].argmax()) for start, end in zip(starts, ends, strict=True)
    ]


@dataclass(frozen=True)
class Explainer:
    """Explains why records answer a query, by the passages (texts cut from records) of an index.

    content: the index; agreed_from: margin from which a query surely expresses its nearest need.
    """

    content: ArtefactContent
    agreed_from: float

    def reasons(
        self, positions: Sequence[int], words: Sequence[Token], scored: Scored
    ) -> list[Reason]:
        """Return, for each of some records, the sentence that best explains why it answers.

        Args:
            positions: of the records in the view that was scored.
            words: of the query and of their synonyms, which are highlighted.
            scored: scores of the passages for this query.

        Returns:
            The sentence, its subject, and the characters to highlight. Of a description that holds
            no word of the query where it is nearest, it is the sentence that holds most of them, or
            the first one, which says what the record is.
        """
        wanted = WantedWords(words)
        return [self._reason(row, wanted) for row in self._telling_rows(positions, scored)]

    def _reason(self, row: int, wanted: WantedWords) -> Reason:
        """Return what the passage at a row says of its record."""
        passage = shown_passage(self.content, row)
        reason = explain(passage, wanted)
        if reason.spans or passage.kind is not Kind.PURPOSE:
            return reason
        whole = self.content.records[passage.row].description
        return explain(Passage(passage.row, Kind.PURPOSE, whole), wanted)

    def _telling_rows(self, positions: Sequence[int], scored: Scored) -> list[int]:
        """Return the row of the passage of each record that tells best why it answers.

        Passages are compared with the need that the query surely expresses when the record declares
        it, else with the query.
        """
        if not positions:
            return []
        own = [scored.passages.of_record(position) for position in positions]
        places = np.concatenate([np.arange(each.start, each.stop) for each in own])
        starts = np.cumsum([0, *map(len, own[:-1])]).tolist()
        rows, view = scored.passages.rows[places], scored.view
        need = scored.sure_need(self.agreed_from)
        serving = [need != "" and need in view.record(at).besoins for at in positions]
        declared = np.array(serving, dtype=np.bool_)
        near = scored.columns[Channel.NGRAMS][places]
        if scored.vector is not None:
            vectors = self.content.vectors[rows]
            near = vectors @ scored.vector[0]
            if declared.any():
                served = (vectors @ self.content.needs.named(need).T).max(axis=1)
                near = np.where(np.repeat(declared, [len(each) for each in own]), served, near)
        kinds = self.content.passage_facts["kind"][rows]
        words = scored.columns[Channel.WORDS][places]
        return [int(rows[at]) for at in most_telling(kinds, words, near, declared, starts)]


def shown_passage(content: ArtefactContent, row: int) -> Passage:
    """Return the passage (text cut from a record) at a row, as it is shown.

    The whole text of a record, which begins with its name, is shown as its description.
    """
    passage = content.passages[row]
    if passage.kind is not Kind.WHOLE:
        return passage
    return Passage(passage.row, Kind.PURPOSE, content.records[passage.row].description)

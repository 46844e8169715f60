"""Questions made from the records of a catalogue, to learn what an answer looks like there.

A question is a text of a record, often cut to some words, sometimes misspelt or with words replaced
by synonyms. The passages of the record that hold its words are hidden while it is scored: people
seldom use the words of the record that answers them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.arrays import Rows
from index.records.passages import Kind, Passage, sentences
from index.search.retriever import Retriever
from index.text.analysis import content_words, fold
from index.text.noise import Noise
from index.text.synonyms import Synonyms

KINDS = (Kind.QUESTION, Kind.NAME, Kind.SERVICE, Kind.PURPOSE)
"""Kinds of passages that questions are made from."""
MAX_WORDS = 8
"""Most words of a question cut from a text."""
MISSPELT, REWORDED, BRIEF = 0.33, 0.5, 0.25
"""Shares of questions that get typing errors, that take synonyms where there are some, and that are
cut to one word."""


@dataclass(frozen=True)
class Question:
    """Question that a record answers.

    text: as somebody would type it; row: of the record that it was made from; hidden: (h,) int64,
    rows of the passages of this record that hold its words, hidden while it is scored.
    """

    text: str
    row: int
    hidden: Rows


class QuestionMaker:
    """Makes questions from the records of an index; the same seed makes the same ones."""

    def __init__(self, retriever: Retriever, synonyms: Synonyms, seed: int) -> None:
        """retriever: holds the index; synonyms: words of the same meaning; seed: any number."""
        self._retriever, self._synonyms = retriever, synonyms
        self._random = random.Random(seed)  # noqa: S311 - nothing secret
        self._noise = Noise(seed)

    def make(self, most: int) -> Iterator[Question]:
        """Yield questions made from records drawn at random, of every kind in turn.

        most: number of questions at most.
        """
        made = 0
        records = self._drawn(most)
        for turn in range(len(KINDS) if records else 0):
            for place, row in enumerate(records):
                if made == most:
                    return
                question = self._question(row, KINDS[(turn + place) % len(KINDS)])
                if question is not None:
                    made += 1
                    yield question

    def _drawn(self, most: int) -> list[int]:
        count = len(self._retriever.records)
        return self._random.sample(range(count), min(most, count))

    def _question(self, row: int, kind: Kind) -> Question | None:
        """Return a question made from a passage of a kind of a record; None when it has none."""
        passages = self._retriever.content.passages
        own = list(self._retriever.passages_of(row))
        sources = [place for place in own if passages[place].kind is kind]
        if not sources:
            return None
        source = self._random.choice(sources)
        cut = self._cut(passages[source].text, kind)
        if not any(True for _ in content_words(cut)):
            return None
        text = passages[source].text
        hidden = [
            place
            for place in own
            if place == source or (_holds(passages[place], cut) and _is_part(passages[place], text))
        ]
        return Question(self._said_otherwise(cut), row, np.array(hidden, dtype=np.int64))

    def _cut(self, text: str, kind: Kind) -> str:
        """Return one to eight consecutive words of a sentence; a question is seldom cut."""
        words = self._random.choice(sentences(text) or [text]).split()
        brief = self._random.random() < BRIEF
        if brief:
            alone = [word.strip('.,;:!?()«»"') for word in words if any(content_words(word))]
            return self._random.choice(alone) if alone else ""
        if kind is Kind.QUESTION:
            return text
        count = self._random.randint(min(2, len(words)), min(MAX_WORDS, len(words)))
        first = self._random.randrange(len(words) - count + 1)
        return " ".join(words[first : first + count]).strip(" ,;:.()«»")

    def _said_otherwise(self, text: str) -> str:
        """Return a text with some words replaced by synonyms, and with typing errors."""
        if self._random.random() < REWORDED:
            text = self._reworded(text)
        return self._noise.write(text) if self._random.random() < MISSPELT else text

    def _reworded(self, text: str) -> str:
        """Return a text whose words that have synonyms are replaced by one of them."""
        terms = self._synonyms.terms(tuple(content_words(text)))
        if not any(term.others for term in terms):
            return text
        phrases: Sequence[Sequence[str]] = [
            [word.word for word in (self._random.choice(term.others) if term.others else term.own)]
            for term in terms
        ]
        return " ".join(word for phrase in phrases for word in phrase)


def _is_part(passage: Passage, text: str) -> bool:
    """Return whether a passage is a part of its record, or a whole that holds nothing but a text.

    The whole text of a record stays: without it, every record would seem far from its questions.
    """
    return passage.kind is not Kind.WHOLE or passage.text == text


def _holds(passage: Passage, text: str) -> bool:
    """Return whether a passage holds the words of a question in their order."""
    return fold(text) in fold(passage.indexed_text)

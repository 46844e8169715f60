"""Evaluation of the guide: number of questions until a record that answers is shown.

The person of a judged need knows which card holds it: the need of the thesaurus whose records are
most those judged to answer. The fixed tree asks for the theme, then for the need, in the order of
the thesaurus, with as many cards a screen; the last card of a full screen says « la suite ».
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.guide.questionnaire import MAX_CARDS, MAX_QUESTIONS, Answer, Guide, sentence_of
from index.search.query import Query
from index.search.searcher import Searcher

THEME = "theme"

Answers = Callable[[Sequence[int]], bool]
"""Function of the remaining rows: True if a record that answers is among the first ten hits."""


@dataclass(frozen=True)
class Walks:
    """Number of screens until a record that answers is shown.

    reached: share of the queries for which one is; median, mean: of the screens; queries without
    such a record are left out of the mean, and counted in the median as one more than the most.
    """

    method: str
    reached: float
    median: float
    mean: float


class GuideWalker:
    """Simulation of the guide, and of a fixed tree, on judged queries."""

    def __init__(self, guide: Guide, searcher: Searcher) -> None:
        """Simulate a guide to needs; searcher: over the same index."""
        self._guide = guide
        self._searcher = searcher
        self._serving = {
            need: {each.id for each in searcher.retriever.records if need in each.besoins}
            for need in guide.items.identifiers
        }
        self._hits: dict[str, frozenset[str]] = {}

    def compare(self, relevant: Mapping[str, Collection[str]]) -> list[Walks]:
        """Compare the guide with the fixed tree.

        Args:
            relevant: need -> the identifiers of the records that answer it, at least one.

        Returns:
            The guide, then the fixed tree.
        """
        aims = [(self._aim(records), self._answers(records)) for records in relevant.values()]
        guided = [self.questions(row, answers) for row, answers in aims]
        fixed = [self.screens(row, answers) for row, answers in aims]
        return [_walks("questions choisies", guided), _walks("arbre fixe des thèmes", fixed)]

    def _aim(self, records: Collection[str]) -> int:
        """Return the row of the need whose records are most those that answer, by F1."""
        wanted = set(records)

        def f1(row: int) -> float:
            serving = self._serving[self._guide.items.identifiers[row]]
            return 2 * len(wanted & serving) / (len(wanted) + len(serving))

        return max(range(len(self._guide.items.identifiers)), key=f1)

    def _answers(self, records: Collection[str]) -> Answers:
        return lambda rows: bool(self._first_hits(rows) & set(records))

    def _first_hits(self, rows: Sequence[int]) -> frozenset[str]:
        """Return the first ten records for the remaining items."""
        sentence = sentence_of(self._guide.items, rows)
        if sentence not in self._hits:
            hits = self._searcher.search(Query(sentence, anywhere=True)).hits
            self._hits[sentence] = frozenset(hit.record.id for hit in hits)
        return self._hits[sentence]

    def questions(self, aim: int, answers: Answers) -> int | None:
        """Return the questions of the guide until a record that answers is shown, or None."""
        chosen: list[Answer] = []
        for count in range(MAX_QUESTIONS + 1):
            path = self._guide.follow(chosen)
            if count and answers(path.rows):
                return count
            if path.question is None:
                return None
            holding = [card for card in path.question.cards if aim in card.rows]
            chosen.append(Answer(path.question.key, holding[0].value))
        return None

    def screens(self, aim: int, answers: Answers) -> int | None:
        """Return the screens of the fixed tree until a record that answers is shown, or None."""
        (themes,) = (each for each in self._guide.items.attributes if each.key == THEME)
        (theme,) = themes.values[aim]
        rows = [row for row, values in enumerate(themes.values) if theme in values]
        before = _screen(list(themes.labels).index(theme), len(themes.labels))
        if answers(rows):
            return before
        return before + _screen(rows.index(aim), len(rows)) if answers([aim]) else None


def _screen(place: int, size: int) -> int:
    """Return the number, from 1, of the screen that shows a card."""
    return 1 if size <= MAX_CARDS else place // (MAX_CARDS - 1) + 1


def _walks(method: str, counts: Sequence[int | None]) -> Walks:
    reached = [count for count in counts if count is not None]
    worst = max(reached, default=0) + 1
    median = float(np.median([worst if count is None else count for count in counts]))
    return Walks(method, len(reached) / len(counts), median, float(np.mean(reached or [0])))

"""Evaluation of the guided questionnaire: number of questions until a right record is shown.

For each judged need, a simulated person looks for the need of the thesaurus whose records best
match those judged right, and always chooses the answer that leads to it. The questionnaire is
compared with a fixed tree, which asks for the theme, then for the need, in the order of the
thesaurus, with as many answers a screen; the last one of a full screen is « la suite » (next).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.guide.questionnaire import (
    MAX_CARDS,
    MAX_QUESTIONS,
    Answer,
    Guide,
    likely_labels,
    sentence_of,
)
from index.search.query import Query
from index.search.searcher import Searcher

THEME = "theme"

Answers = Callable[[Sequence[int]], bool]
"""Function of the rows of the items that remain: True if a record judged right is among the first
ten results of the search for them."""


@dataclass(frozen=True)
class Walks:
    """Number of screens that a method takes to show a record judged right, over the judged needs.

    A screen is a question with its answers. method: its name in French; reached: share of the needs
    for which such a record is shown, in [0, 1]; median, mean: of the number of screens, lower is
    better. The mean leaves out the needs for which none is shown; the median counts each of these
    as one screen more than the longest of the others.
    """

    method: str
    reached: float
    median: float
    mean: float


class GuideWalker:
    """Simulates people who answer the guided questionnaire, or go down a fixed tree of themes."""

    def __init__(self, guide: Guide, searcher: Searcher) -> None:
        """guide: questionnaire that leads to needs; searcher: searches the same index."""
        self._guide = guide
        self._searcher = searcher
        self._serving = {
            need: {each.id for each in searcher.retriever.records if need in each.besoins}
            for need in guide.items.identifiers
        }
        self._hits: dict[str, frozenset[str]] = {}

    def compare(self, relevant: Mapping[str, Collection[str]]) -> list[Walks]:
        """Compare the questionnaire with a fixed tree of themes and needs, on judged needs.

        Args:
            relevant: judged need -> identifiers of the records judged right for it, at least one.

        Returns:
            The numbers of screens: first those of the questionnaire, then those of the tree.
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
        sentence = sentence_of(likely_labels(self._guide.items, rows))
        if sentence not in self._hits:
            hits = self._searcher.search(Query(sentence, anywhere=True)).hits
            self._hits[sentence] = frozenset(hit.record.id for hit in hits)
        return self._hits[sentence]

    def questions(self, aim: int, answers: Answers) -> int | None:
        """Return the number of questions until a record judged right is shown.

        Args:
            aim: position, among the items of the questionnaire, of the need that the person looks
                for; the answers chosen are those that lead to it.
            answers: function of the positions of the items that remain; True if the search for them
                shows a record judged right.

        Returns:
            The number of questions answered, at least 1; None when the questionnaire ends before.
        """
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
        """Return the number of screens of a fixed tree before a record judged right is shown.

        The tree shows the themes, then the needs of the theme, at most six answers a screen.

        Args:
            aim: position, among the items of the questionnaire, of the need that the person looks
                for.
            answers: function of the positions of some items; True if the search for them shows a
                record judged right.

        Returns:
            The number of screens, at least 1; None when even the search for the need alone does not
            show such a record.
        """
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

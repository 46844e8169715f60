"""Evaluation of the guide: how many questions until a record that answers is shown.

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
"""Whether a record that answers is among the first ten, for what remains."""


@dataclass(frozen=True)
class Walks:
    """Screens until a record that answers is shown.

    reached: share of the needs for which one is; median, mean: of the screens, those where none is
    left out of the mean and counted as one more than the most in the median.
    """

    method: str
    reached: float
    median: float
    mean: float


class GuideWalker:
    """Walks the guide, and the fixed tree, for judged needs."""

    def __init__(self, guide: Guide, searcher: Searcher) -> None:
        """guide: to the needs; searcher: shows records for what remains."""
        self._guide = guide
        self._searcher = searcher
        self._serving = {
            need: {each.id for each in searcher.retriever.records if need in each.besoins}
            for need in guide.items.identifiers
        }
        self._found: dict[str, frozenset[str]] = {}

    def compare(self, relevant: Mapping[str, Collection[str]]) -> list[Walks]:
        """Both ways, for some needs.

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
        """The row of the need whose records are most those that answer, by F1."""
        wanted = set(records)

        def alike(row: int) -> float:
            serving = self._serving[self._guide.items.identifiers[row]]
            return 2 * len(wanted & serving) / (len(wanted) + len(serving))

        return max(range(len(self._guide.items.identifiers)), key=alike)

    def _answers(self, records: Collection[str]) -> Answers:
        return lambda rows: bool(self._shown(rows) & set(records))

    def _shown(self, rows: Sequence[int]) -> frozenset[str]:
        """The first ten records for what remains."""
        sentence = sentence_of(self._guide.items, rows)
        if sentence not in self._found:
            hits = self._searcher.search(Query(sentence, anywhere=True)).hits
            self._found[sentence] = frozenset(hit.record.id for hit in hits)
        return self._found[sentence]

    def questions(self, aim: int, answers: Answers) -> int | None:
        """Questions of the guide until a record that answers is shown, or None."""
        given: list[Answer] = []
        for count in range(MAX_QUESTIONS + 1):
            path = self._guide.follow(given)
            if count and answers(path.rows):
                return count
            if path.question is None:
                return None
            holding = [card for card in path.question.cards if aim in card.rows]
            given.append(Answer(path.question.key, holding[0].value))
        return None

    def screens(self, aim: int, answers: Answers) -> int | None:
        """Screens of the fixed tree until a record that answers is shown, or None."""
        (themes,) = (each for each in self._guide.items.attributes if each.key == THEME)
        (theme,) = themes.values[aim]
        rows = [row for row, values in enumerate(themes.values) if theme in values]
        before = _screen(list(themes.labels).index(theme), len(themes.labels))
        if answers(rows):
            return before
        return before + _screen(rows.index(aim), len(rows)) if answers([aim]) else None


def _screen(place: int, size: int) -> int:
    """The screen, from 1, on which a card stands."""
    return 1 if size <= MAX_CARDS else place // (MAX_CARDS - 1) + 1


def _walks(method: str, counts: Sequence[int | None]) -> Walks:
    known = [count for count in counts if count is not None]
    worst = max(known, default=0) + 1
    median = float(np.median([worst if count is None else count for count in counts]))
    return Walks(method, len(known) / len(counts), median, float(np.mean(known or [0])))

"""The guide: questions, chosen one after another, for people who cannot say what they look for.

Each question cuts what remains into a few groups, shown as cards. Of all the ways to cut, the one
asked is the one whose answer is expected to take most off what is not known, in bits, each thing
counting by its weight. Nothing is fixed in advance and nothing is kept: the answers given so
far are all there is to know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from index.arrays import Matrix
from index.messages import Sentence
from index.search.query import MAX_CHARS

MAX_CARDS = 6
"""Cards of a screen, « je ne sais pas » aside."""
MAX_QUESTIONS = 5
ENOUGH = 1
"""Things left from which nothing more is asked."""
MEANING = "sens"
"""The key of the cut by meaning: groups of things alike."""
OTHERS = "autre"
"""The value of the card of what an attribute says nothing of."""
UNKNOWN = "?"
"""The answer of who does not know: nothing is left out, and something else is asked next."""
TOLD = 3
"""Things of those left that are told in the sentence that was understood."""
PLAIN_WORTH = 1.3
"""How much more a cut by what people know (a theme, a way) is worth than one by meaning."""


@dataclass(frozen=True)
class Attribute:
    """Something known of each thing, that a question may be about.

    key: short; question: asked to people; labels: value -> what its card says; values: of each
    thing, several or none; first: the values that most people come for, which are shown first and
    name the cards that bring several together.
    """

    key: str
    question: str
    labels: Mapping[str, str]
    values: tuple[frozenset[str], ...]
    first: tuple[str, ...] = ()


@dataclass(frozen=True)
class GuideItems:
    """What the guide leads to.

    identifiers, labels: of n things; vectors: (n, d) float32, unit norm; weights: (n,) how often
    each one is looked for; attributes: what questions may be about; question: asked before cards of
    things alike.
    """

    identifiers: tuple[str, ...]
    labels: tuple[str, ...]
    vectors: Matrix
    weights: NDArray[np.float64]
    attributes: tuple[Attribute, ...]
    question: str


@dataclass(frozen=True)
class Card:
    """One answer: its value in addresses, what it says, and the rows that it keeps.

    several: whether it brings several groups together, so that the same question may come back.
    """

    value: str
    label: str
    examples: tuple[str, ...]
    rows: tuple[int, ...]
    several: bool = False


@dataclass(frozen=True)
class Question:
    """A screen: what is asked, its cards, and how much the answer is expected to tell, in bits."""

    key: str
    text: str
    cards: tuple[Card, ...]
    bits: float


@dataclass(frozen=True)
class Answer:
    """What was answered to a question: its key and the value of a card, or `UNKNOWN`."""

    key: str
    value: str


@dataclass(frozen=True)
class Path:
    """How far one is: what remains, the answers that still stand, and the next question if any."""

    rows: tuple[int, ...]
    answers: tuple[tuple[Answer, str], ...]
    question: Question | None


class Guide:
    """Asks about some things; safe to share between threads."""

    def __init__(self, items: GuideItems) -> None:
        """things: what it leads to."""
        self.items = items

    def follow(self, answers: Sequence[Answer]) -> Path:
        """Where some answers lead.

        Args:
            answers: in the order they were given; one that stands no more, because the index
                changed, is left out.

        Returns:
            What remains, the answers kept with the labels of their cards, and what to ask next:
            nothing once one thing is left, or after `MAX_QUESTIONS` answers.
        """
        rows = tuple(range(len(self.items.identifiers)))
        kept: list[tuple[Answer, str]] = []
        asked: set[str] = set()
        for answer in answers[:MAX_QUESTIONS]:
            cards = {card.value: card for card in self._cards(answer.key, rows)}
            card = cards.get(answer.value)
            if card is not None:
                kept.append((answer, card.label))
                rows = card.rows
                asked = asked - {answer.key} if card.several else asked | {answer.key}
                asked -= {MEANING}
            elif cards and answer.value == UNKNOWN:
                kept.append((answer, ""))
                asked |= {answer.key}
        finished = len(rows) <= ENOUGH or len(kept) >= MAX_QUESTIONS
        return Path(rows, tuple(kept), None if finished else self._next(rows, asked))

    def _next(self, rows: tuple[int, ...], asked: set[str]) -> Question | None:
        """The question whose answer is expected to tell most; None when none tells anything."""
        texts = {each.key: each.question for each in self.items.attributes}
        texts[MEANING] = self.items.question
        questions = [
            Question(key, text, cards, self._bits(cards))
            for key, text in texts.items()
            if key not in asked and len(cards := self._cards(key, rows)) > 1
        ]
        return max(
            questions,
            key=lambda each: each.bits * (1 if each.key == MEANING else PLAIN_WORTH),
            default=None,
        )

    def _bits(self, cards: Sequence[Card]) -> float:
        """What is expected to be learnt from the answer, in bits; 0 when every card keeps all."""
        weights = np.array([self.items.weights[list(card.rows)].sum() for card in cards])
        everything = {row for card in cards for row in card.rows}
        before = np.log2(self.items.weights[list(everything)].sum())
        return float(before - (weights / weights.sum()) @ np.log2(weights))

    def _cards(self, key: str, rows: tuple[int, ...]) -> tuple[Card, ...]:
        if key == MEANING:
            return self._alike(rows)
        found = [each for each in self.items.attributes if each.key == key]
        return self._by_attribute(found[0], rows) if found else ()

    def _by_attribute(self, attribute: Attribute, rows: tuple[int, ...]) -> tuple[Card, ...]:
        """A card for each value, or for values alike when they are many.

        Those that hold most of what most people come for are first, then the heaviest.
        """
        holding = {
            value: [row for row in rows if value in attribute.values[row]]
            for value in attribute.labels
        }
        held = {value: group for value, group in holding.items() if group}
        means = np.array([self.items.vectors[group].mean(axis=0) for group in held.values()])
        cards = [
            self._of_values([list(held)[place] for place in group], held, attribute)
            for group in _groups(means)
        ]
        common = frozenset(attribute.first)
        cards.sort(
            key=lambda card: (
                -sum(not common.isdisjoint(attribute.values[row]) for row in card.rows),
                -self.items.weights[list(card.rows)].sum(),
            )
        )
        rest = tuple(row for row in rows if not attribute.values[row])
        return (*cards, self._card(OTHERS, Sentence("Autre chose"), rest)) if rest else tuple(cards)

    def _of_values(
        self, values: Sequence[str], held: Mapping[str, list[int]], attribute: Attribute
    ) -> Card:
        """The card of some values: named by the two first, or else heaviest; others as examples."""
        heavy = sorted(values, key=lambda value: -self.items.weights[held[value]].sum())
        common = [value for value in attribute.first if value in values]
        named = (common or heavy)[:2]
        others = [*common[2:], *(value for value in heavy if value not in {*common, *named})]
        rows = tuple(sorted({row for value in values for row in held[value]}))
        card = self._card(named[0], " · ".join(attribute.labels[each] for each in named), rows)
        examples = tuple(attribute.labels[each] for each in others[:2]) or card.examples
        return card if len(values) == 1 else replace(card, examples=examples, several=True)

    def _alike(self, rows: tuple[int, ...]) -> tuple[Card, ...]:
        """Cards of things alike; a card each when there are few enough."""
        groups = _groups(self.items.vectors[list(rows)])
        return tuple(self._around(tuple(rows[place] for place in group)) for group in groups)

    def _around(self, group: tuple[int, ...]) -> Card:
        """A card named by the thing at the middle of its group."""
        vectors = self.items.vectors[list(group)]
        first = group[int((vectors @ vectors.mean(axis=0)).argmax())]
        return self._card(self.items.identifiers[first], self.items.labels[first], group)

    def _card(self, value: str, label: str, rows: tuple[int, ...]) -> Card:
        """A card with, as examples, the heaviest of its things that its label does not name."""
        heavy = sorted(rows, key=lambda row: -self.items.weights[row])
        others = [self.items.labels[row] for row in heavy if self.items.labels[row] != label]
        return Card(value, label, tuple(others[:2]), rows)


def sentence_of(items: GuideItems, rows: Sequence[int]) -> str:
    """The sentence that says what remains: its heaviest things."""
    heavy = sorted(rows, key=lambda row: -items.weights[row])[:TOLD]
    return ", ".join(items.labels[row] for row in heavy)[:MAX_CHARS]


def _groups(vectors: Matrix) -> list[list[int]]:
    """The places of vectors alike, in at most `MAX_CARDS` groups (Ward, 1963)."""
    places = range(len(vectors))
    if len(vectors) <= MAX_CARDS:
        return [[place] for place in places]
    labels = fcluster(linkage(vectors, "ward"), MAX_CARDS, "maxclust")
    return [[place for place in places if labels[place] == each] for each in sorted(set(labels))]

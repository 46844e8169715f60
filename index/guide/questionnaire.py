"""Guided questionnaire: successive questions that lead to an item without writing a query.

An item is something that people look for: a need of the thesaurus, or an occupation. A question
splits the remaining items into a few groups; each group is an answer to choose, called a card. Of
all the possible questions, the one with the highest expected information gain, in bits, is chosen;
items count by their weight. Nothing is fixed in advance nor stored: the answers so far are the
whole state.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from index.arrays import Matrix
from index.messages import Sentence
from index.search.query import MAX_CHARS

MAX_CARDS = 6
"""Most cards (answers offered) of a question on meaning, and of one on an attribute before « Autre
chose »; « je ne sais pas » does not count."""
MAX_QUESTIONS = 5
FINAL_ITEMS = 1
"""The questionnaire ends when at most this many items remain."""
MEANING = "sens"
"""Key of the question "which of these is nearest to what you look for?", whose cards are groups of
items with near vectors."""
OTHERS = "autre"
"""Value of the card « Autre chose »: items without a value for the attribute of the question."""
UNKNOWN = "?"
"""Value of the answer « je ne sais pas »: no item is removed, and another question follows."""
SENTENCE_ITEMS = 3
"""Most items whose labels make up the query that is searched when the questions end."""
ATTRIBUTE_FACTOR = 1.3
"""Factor on the information gain of a question on an attribute, to prefer it: people find it
clearer than a question on meaning."""


@dataclass(frozen=True)
class Attribute:
    """Property of the items (needs or occupations) that a question can be about, such as the theme.

    key: identifier of the question in URLs; question: its text in French; labels: value of the
    property -> text of the answer that people choose; values: for each item, its values, possibly
    none; first: values that concern most people: answers with them come first, and one of them
    names an answer that groups several values.
    """

    key: str
    question: str
    labels: Mapping[str, str]
    values: tuple[frozenset[str], ...]
    first: tuple[str, ...] = ()


@dataclass(frozen=True)
class GuideItems:
    """The n items that a questionnaire leads to: needs of the thesaurus, or occupations.

    identifiers, labels: one for each item; vectors: embeddings of the items, (n, d) float32, unit
    norm; weights: (n,) float64, how often each item is expected to be looked for; attributes:
    properties to ask about; question: text in French of the question whose answers are groups of
    items of near meaning.
    """

    identifiers: tuple[str, ...]
    labels: tuple[str, ...]
    vectors: Matrix
    weights: NDArray[np.float64]
    attributes: tuple[Attribute, ...]
    question: str


@dataclass(frozen=True)
class Card:
    """Answer that a question offers: choosing it keeps some items and removes the others.

    Items are needs or occupations. value: identifier of the answer in URLs; label: text of the
    answer; examples: at most two labels of other items, or values, that it covers; rows: positions,
    in the list of items, of those that it keeps; several: True when it groups several values of the
    attribute, so that the same question may come again to tell them apart.
    """

    value: str
    label: str
    examples: tuple[str, ...]
    rows: tuple[int, ...]
    several: bool = False


@dataclass(frozen=True)
class Question:
    """Question of the questionnaire, with the answers offered.

    key: identifier of the question in URLs; text: in French; cards: the answers to choose from;
    bits: information that the answer is expected to bring (entropy removed, in bits), higher is
    better.
    """

    key: str
    text: str
    cards: tuple[Card, ...]
    bits: float


@dataclass(frozen=True)
class Answer:
    """Answer that a person chose.

    key: identifier of the question in URLs; value: identifier of the answer, or "?" for « je ne
    sais pas ».
    """

    key: str
    value: str


@dataclass(frozen=True)
class GuideState:
    """State of a questionnaire after some answers.

    rows: positions (int), in the list of items (needs or occupations), of those that the answers
    leave possible; answers: pairs (answer given, text of the answer as shown to the person), in
    order; the text is "" for « je ne sais pas »; question: the next one, None when the
    questionnaire is over.
    """

    rows: tuple[int, ...]
    answers: tuple[tuple[Answer, str], ...]
    question: Question | None


class Guide:
    """Questionnaire that leads a person to one of some items: needs, or occupations.

    It stores nothing of the people who answer: threads may share it.
    """

    def __init__(self, items: GuideItems) -> None:
        """items: the needs or occupations that the questions lead to."""
        self.items = items

    def follow(self, answers: Sequence[Answer]) -> GuideState:
        """Return the state of the questionnaire after some answers, with the next question.

        Args:
            answers: all those given, in order. An answer that no question offers any more, because
                the index changed, is ignored, and so are those after the first `MAX_QUESTIONS` (5).

        Returns:
            The items that remain, the answers taken into account with their texts, and the next
            question: None once one item remains, after 5 answers, or when no question tells the
            remaining items apart.
        """
        rows = tuple(range(len(self.items.identifiers)))
        valid: list[tuple[Answer, str]] = []
        answered_keys: set[str] = set()
        for answer in answers[:MAX_QUESTIONS]:
            cards = {card.value: card for card in self._cards(answer.key, rows)}
            card = cards.get(answer.value)
            if card is not None:
                valid.append((answer, card.label))
                rows = card.rows
                answered_keys = (
                    answered_keys - {answer.key} if card.several else answered_keys | {answer.key}
                )
                answered_keys -= {MEANING}
            elif cards and answer.value == UNKNOWN:
                valid.append((answer, ""))
                answered_keys |= {answer.key}
        finished = len(rows) <= FINAL_ITEMS or len(valid) >= MAX_QUESTIONS
        return GuideState(rows, tuple(valid), None if finished else self._next(rows, answered_keys))

    def _next(self, rows: tuple[int, ...], answered_keys: set[str]) -> Question | None:
        """Return the question with the highest expected gain, None when no question is left."""
        texts = {one.key: one.question for one in self.items.attributes}
        texts[MEANING] = self.items.question
        questions = [
            Question(key, text, cards, self._bits(cards))
            for key, text in texts.items()
            if key not in answered_keys and len(cards := self._cards(key, rows)) > 1
        ]
        return max(
            questions,
            key=lambda one: one.bits * (1 if one.key == MEANING else ATTRIBUTE_FACTOR),
            default=None,
        )

    def _bits(self, cards: Sequence[Card]) -> float:
        """Return the information gain expected from an answer, in bits (entropy removed)."""
        weights = np.array([self.items.weights[list(card.rows)].sum() for card in cards])
        everything = {row for card in cards for row in card.rows}
        before = np.log2(self.items.weights[list(everything)].sum())
        return float(before - (weights / weights.sum()) @ np.log2(weights))

    def _cards(self, key: str, rows: tuple[int, ...]) -> tuple[Card, ...]:
        if key == MEANING:
            return self._by_meaning(rows)
        attributes = [one for one in self.items.attributes if one.key == key]
        return self._by_attribute(attributes[0], rows) if attributes else ()

    def _by_attribute(self, attribute: Attribute, rows: tuple[int, ...]) -> tuple[Card, ...]:
        """Return a card for each value, or for groups of near values when they are many.

        Cards with most items of common values come first, then the heaviest.
        """
        holding = {
            value: [row for row in rows if value in attribute.values[row]]
            for value in attribute.labels
        }
        by_value = {value: group for value, group in holding.items() if group}
        means = np.array([self.items.vectors[group].mean(axis=0) for group in by_value.values()])
        cards = [
            self._of_values([list(by_value)[place] for place in group], by_value, attribute)
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
        self, values: Sequence[str], by_value: Mapping[str, list[int]], attribute: Attribute
    ) -> Card:
        """Return the card of some values, named by two common or heavy ones."""
        heavy = sorted(values, key=lambda value: -self.items.weights[by_value[value]].sum())
        common = [value for value in attribute.first if value in values]
        named = (common or heavy)[:2]
        others = [*common[2:], *(value for value in heavy if value not in {*common, *named})]
        rows = tuple(sorted({row for value in values for row in by_value[value]}))
        card = self._card(named[0], " · ".join(attribute.labels[value] for value in named), rows)
        examples = tuple(attribute.labels[value] for value in others[:2]) or card.examples
        return card if len(values) == 1 else replace(card, examples=examples, several=True)

    def _by_meaning(self, rows: tuple[int, ...]) -> tuple[Card, ...]:
        """Return cards of items grouped by meaning, one card an item when they are few."""
        groups = _groups(self.items.vectors[list(rows)])
        return tuple(self._central_card(tuple(rows[place] for place in group)) for group in groups)

    def _central_card(self, group: tuple[int, ...]) -> Card:
        """Return a card named by the item nearest to the centre of its group."""
        vectors = self.items.vectors[list(group)]
        first = group[int((vectors @ vectors.mean(axis=0)).argmax())]
        return self._card(self.items.identifiers[first], self.items.labels[first], group)

    def _card(self, value: str, label: str, rows: tuple[int, ...]) -> Card:
        """Return a card whose examples are its heaviest items, except the one of its label."""
        heavy = sorted(rows, key=lambda row: -self.items.weights[row])
        others = [self.items.labels[row] for row in heavy if self.items.labels[row] != label]
        return Card(value, label, tuple(others[:2]), rows)


def likely_labels(items: GuideItems, rows: Sequence[int]) -> list[str]:
    """Return the labels, in French, of the three remaining items of greatest weight.

    items: the needs or occupations of the questionnaire; rows: positions, in `items`, of those that
    remain.
    """
    heavy = sorted(rows, key=lambda row: -items.weights[row])[:SENTENCE_ITEMS]
    return [items.labels[row] for row in heavy]


def sentence_of(labels: Iterable[str]) -> str:
    """Return the query to search when the questions end: "réparer mon ordinateur, trouver un vélo".

    labels: of the items that remain, in any language; the query is cut at its maximum length.
    """
    return ", ".join(labels)[:MAX_CHARS]


def _groups(vectors: Matrix) -> list[list[int]]:
    """Return the rows of near vectors, in at most `MAX_CARDS` groups (Ward, 1963)."""
    places = range(len(vectors))
    if len(vectors) <= MAX_CARDS:
        return [[place] for place in places]
    labels = fcluster(linkage(vectors, "ward"), MAX_CARDS, "maxclust")
    return [[place for place in places if labels[place] == label] for label in sorted(set(labels))]

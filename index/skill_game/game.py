"""The game: a belief over occupations, updated card by card, that chooses the next card.

Every occupation is as likely as another at first. An answer to a card makes likelier the
occupations that require the skill of the card, or those that do not (Bayes' rule); some answers
are wrong, so none rules an occupation out. The next card is the one whose answer tells the most
about the occupation: the greatest mutual information, in bits. Nothing is drawn at random: the
same answers lead to the same card.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.records.models import OURS
from index.taxonomy.general_skills import GeneralSkills
from index.taxonomy.occupations import Occupation

Values = NDArray[np.float64]

MIN_CARDS, MAX_CARDS = 8, 15
"""Fewest cards before a game stops by itself, and most cards of a game."""
SHOWN = 5
"""Number of occupations that a game ends with."""
SURE = 0.9
"""Belief in the `SHOWN` likeliest occupations together, from which a game stops, in [0, 1]."""
YES_IF_REQUIRED = 0.9
"""Likelihood of « c'est moi » to a skill that the occupation of the person requires."""
YES_OTHERWISE = 0.2
"""Likelihood of « c'est moi » to a skill that it does not require."""
_DECIMALS = 9
"""Informations are compared to so many decimals, so that all machines choose the same card."""


class Answer(StrEnum):
    """Answer to a card, by the letter that stands for it in an address."""

    YES = "o"
    NO = "n"
    UNKNOWN = "x"


@dataclass(frozen=True)
class Turn:
    """A card answered. card: identifier of a general skill; answer: of the person."""

    card: str
    answer: Answer


class SkillGame:
    """A game over some occupations and general skills. It does not change: threads may share it."""

    def __init__(
        self, cards: Sequence[str], occupations: Sequence[Occupation], required: NDArray[np.bool_]
    ) -> None:
        """Make the game.

        cards: identifiers of the m general skills; occupations: the n that a person may resemble;
        required: (n, m) bool, whether each occupation requires each general skill.
        """
        self.cards = tuple(cards)
        self.occupations = tuple(occupations)
        self.required = required
        self._place = {card: place for place, card in enumerate(self.cards)}

    @cached_property
    def _yes(self) -> Values:
        """Likelihood of « c'est moi »: (n occupations, m cards) float64."""
        return np.where(self.required, YES_IF_REQUIRED, YES_OTHERWISE)

    def belief(self, turns: Iterable[Turn]) -> Values:
        """Return the probability of each occupation after some answers.

        Args:
            turns: cards of the game with their answers; « je ne sais pas » changes nothing.

        Returns:
            (n occupations,) float64, of sum 1.
        """
        belief = np.full(len(self.occupations), 1 / max(len(self.occupations), 1))
        for turn in turns:
            if turn.answer is not Answer.UNKNOWN:
                yes = self._yes[:, self._place[turn.card]]
                belief = belief * (yes if turn.answer is Answer.YES else 1 - yes)
                belief /= belief.sum()
        return belief

    def information(self, belief: Values) -> Values:
        """Return what the answer to each card should tell about the occupation.

        Args:
            belief: (n occupations,) float64, of sum 1.

        Returns:
            (m cards,) float64, mutual information of the answer and the occupation, in bits.
        """
        required = belief @ self.required
        says_yes = required * YES_IF_REQUIRED + (1 - required) * YES_OTHERWISE
        known = required * _entropy(YES_IF_REQUIRED) + (1 - required) * _entropy(YES_OTHERWISE)
        return _entropy(says_yes) - known

    def next_card(self, turns: Sequence[Turn]) -> str | None:
        """Return the card to show after some answers, None when the game is over.

        Args:
            turns: cards of the game with their answers.

        Returns:
            The identifier of the card that should tell the most, the first one in order when
            several do. The game is over when it is sure after `MIN_CARDS` (8) cards, after
            `MAX_CARDS` (15), or when no card is left.
        """
        return None if self.is_over(turns) else self.best_card(turns)

    def best_card(self, turns: Sequence[Turn]) -> str:
        """Return the card that should tell the most after some answers, even when the game is sure.

        turns: cards of the game with their answers; at least one card is left.
        """
        bits = np.round(self.information(self.belief(turns)), _DECIMALS)
        bits[[self._place[turn.card] for turn in turns]] = -1  # a card is shown once
        return self.cards[int(bits.argmax())]

    def is_over(self, turns: Sequence[Turn]) -> bool:
        """Return whether a game stops by itself after some answers."""
        if len(turns) >= min(MAX_CARDS, len(self.cards)):
            return True
        return len(turns) >= MIN_CARDS and self._sureness(turns) >= SURE

    def likeliest(self, turns: Sequence[Turn]) -> tuple[Occupation, ...]:
        """Return the `SHOWN` (5) occupations that a person resembles the most, likeliest first.

        turns: cards of the game with their answers.
        """
        return tuple(self.occupations[row] for row in self.likeliest_rows(turns))

    def likeliest_rows(self, turns: Sequence[Turn]) -> list[int]:
        """Return the positions of the occupations that `likeliest` returns, in the same order."""
        belief = np.round(self.belief(turns), _DECIMALS)
        return [int(row) for row in np.argsort(-belief, kind="stable")[:SHOWN]]

    def _sureness(self, turns: Sequence[Turn]) -> float:
        """Return the belief in the likeliest occupations together, in [0, 1]."""
        return float(np.sort(self.belief(turns))[-SHOWN:].sum())


def make_game(skills: GeneralSkills, occupations: Iterable[Occupation]) -> SkillGame:
    """Make the game of some general skills.

    Args:
        skills: the general skills: one card each.
        occupations: those imported are left out, as are those that require no skill that a general
            one answers to.

    Returns:
        The game. An occupation requires a general skill when it requires, be it essential or
        useful, a skill that the general one answers to.
    """
    cards = tuple(skills.skills)
    place = {card: row for row, card in enumerate(cards)}
    kept, rows = [], []
    for occupation in (each for each in occupations if each.source == OURS):
        answering = (skills.by_label.get(each.libelle, ()) for each in occupation.competences)
        if found := {place[skill.id] for each in answering for skill in each}:
            kept.append(occupation)
            rows.append(found)
    required = np.zeros((len(kept), len(cards)), dtype=np.bool_)
    for row, found in enumerate(rows):
        required[row, list(found)] = True
    return SkillGame(cards, kept, required)


def _entropy(probability: Values | float) -> Values:
    """Return the entropy of answers that are yes with some probabilities, in bits.

    probability: in ]0, 1[, of any shape, which the result has too.
    """
    yes = np.asarray(probability, dtype=np.float64)
    return -(yes * np.log2(yes) + (1 - yes) * np.log2(1 - yes))

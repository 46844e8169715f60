"""Tree of the guided path: screens whose cards lead to a need, to occupations or to another screen.

People choose one card a screen. Nothing is computed and nothing is stored: the keys of the cards
chosen so far are the whole state.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, model_validator

from index.frozen_model import FrozenModel
from index.records.field_types import Slug, Text

START = "portes"
"""Identifier of the first screen."""
MAX_CHOICES = 4
"""Most cards that a person chooses before the answers."""
FREQUENT_CHOICES = 3
"""Most cards that a person chooses before the answers to one of the most frequent needs."""
MAX_CARDS = 8
"""Most cards of the screen of themes; « je ne sais pas » does not count."""
MAX_LABEL_CHARS = 40


class Card(FrozenModel):
    """Card of a screen, which a person chooses.

    libelle: its label, in everyday French; dessin: name of its pictogram, "" for the pictogram of
    the site that bears the name of the screen it leads to. It leads to exactly one of: besoin, the
    identifier of a need of the thesaurus; ecran, the identifier of another screen; metiers, those
    of occupations (jobs and volunteer roles).
    """

    libelle: Annotated[Text, Field(max_length=MAX_LABEL_CHARS)]
    dessin: Slug | None = None
    besoin: Slug | None = None
    ecran: Slug | None = None
    metiers: Annotated[tuple[Slug, ...], Field(max_length=MAX_CARDS)] = ()

    @model_validator(mode="after")
    def _leads_to_one_thing(self) -> Card:
        """Refuse a card that leads to nothing, or to several things."""
        if sum(map(bool, (self.besoin, self.ecran, self.metiers))) != 1:
            raise ValueError("une carte mène à un besoin, à un écran ou à des métiers")
        if not self.dessin and not self.ecran:
            raise ValueError("une carte qui ne mène pas à un écran nomme son dessin")
        return self

    @property
    def key(self) -> str:
        """Identifier of the card in URLs: what it leads to, the first occupation of several."""
        return self.besoin or self.ecran or self.metiers[0]

    @property
    def picture(self) -> str:
        """Name of the pictogram of the card."""
        return self.dessin or self.key


class Screen(FrozenModel):
    """Screen of the guided path: a question and its cards.

    id: identifier; question: in French; cartes: the cards, in the order shown.
    """

    id: Slug
    question: Text = "Plus précisément ?"
    cartes: Annotated[tuple[Card, ...], Field(min_length=1, max_length=MAX_CARDS)]


@dataclass(frozen=True)
class Position:
    """Where a person is in the tree.

    cards: those chosen, in order; screen: the next one, None once the last card leads to a need or
    to occupations, or when the tree is empty.
    """

    cards: tuple[Card, ...]
    screen: Screen | None


class GuideTree:
    """Tree of the guided path. It does not change: threads may share it.

    screens: identifier -> screen; frequent: identifiers of the most frequent needs; drawings: name
    of a pictogram -> its lines, each the value of `d` in an SVG path, on a square of 24 units.
    """

    def __init__(
        self,
        screens: Mapping[str, Screen],
        frequent: Sequence[str] = (),
        drawings: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        """Make a tree.

        Args:
            screens: identifier -> screen, the first being `START`; none for an empty tree. Every
                screen that a card leads to is there.
            frequent: identifiers of the most frequent needs.
            drawings: name of a pictogram -> its lines; None for no pictogram.
        """
        self.screens = screens
        self.frequent = tuple(frequent)
        self.drawings = drawings or {}

    def follow(self, keys: Sequence[str]) -> Position:
        """Return where a person is after some choices.

        Args:
            keys: those of the cards chosen, in order. The first one that the screen does not offer,
                because the tree changed or the URL was made by hand, is left out with all those
                that follow.

        Returns:
            The cards chosen, and the next screen.
        """
        screen, chosen = self.screens.get(START), list[Card]()
        for key in keys:
            card = (
                next((each for each in screen.cartes if each.key == key), None) if screen else None
            )
            if card is None:
                break
            chosen.append(card)
            screen = self.screens[card.ecran] if card.ecran else None
        return Position(tuple(chosen), screen)

    def ways(self) -> Iterator[tuple[Card, ...]]:
        """Yield the cards chosen, in order, on every way from the first screen to an answer."""
        if START in self.screens:
            yield from self._ways_from(self.screens[START], ())

    def _ways_from(self, screen: Screen, before: tuple[Card, ...]) -> Iterator[tuple[Card, ...]]:
        for card in screen.cartes:
            way = (*before, card)
            if card.ecran:
                yield from self._ways_from(self.screens[card.ecran], way)
            else:
                yield way

    def choices(self) -> Mapping[str, int]:
        """Return the least number of cards to choose, from 1, before the answers to each need.

        Returns:
            Identifier of a need -> number of cards; needs that no card leads to are left out.
        """
        counts: dict[str, int] = {}
        for way in self.ways():
            need = way[-1].besoin
            if need is not None:
                counts[need] = min(len(way), counts.get(need, len(way)))
        return counts

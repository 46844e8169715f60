"""The tree of the guided path: choices followed, ways, and the tree that the project carries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from pydantic import ValidationError

from index.guide.reading import read_tree
from index.guide.tree import (
    FREQUENT_CHOICES,
    MAX_CARDS,
    MAX_CHOICES,
    MAX_LABEL_CHARS,
    START,
    Card,
    GuideTree,
    Screen,
)
from index.taxonomy.occupations import read_occupations
from index.taxonomy.thesaurus import Thesaurus
from tests.conftest import DATA

TREE = read_tree(DATA / "parcours.toml", DATA / "pictogrammes.json")
NEEDS = Thesaurus.read(DATA / "needs.jsonl").needs
THEMES_SCREEN = "aide"
USUAL_CARDS = 7
"""Most cards of a screen, that of the eight themes left out."""


def screens(**cards: Sequence[str | tuple[str, ...]]) -> Mapping[str, Screen]:
    """Screens by identifier; a card is another screen, else a need, or a tuple of occupations."""

    def card(target: str | tuple[str, ...]) -> Card:
        if isinstance(target, tuple):
            return Card(libelle=target[0], dessin=target[0], metiers=target)
        if target in cards:
            return Card(libelle=target, ecran=target)
        return Card(libelle=target, dessin=target, besoin=target)

    return {
        name: Screen(id=name, cartes=tuple(map(card, targets))) for name, targets in cards.items()
    }


def needs_behind(door: str) -> set[str]:
    """The needs that a door of the project's tree leads to."""
    return {way[-1].besoin for way in TREE.ways() if way[0].key == door and way[-1].besoin}


SMALL = GuideTree(
    screens(portes=["aide", "wifi"], aide=["reparer", "wifi", ("soudeur", "monteur")])
)


def test_choices_lead_from_screen_to_screen_and_end_with_a_need() -> None:
    position = SMALL.follow(["aide"])
    assert position.screen == SMALL.screens["aide"]
    position = SMALL.follow(["aide", "reparer"])
    assert [card.key for card in position.cards] == ["aide", "reparer"]
    assert position.screen is None


def test_no_choice_is_the_first_screen() -> None:
    assert SMALL.follow([]).screen == SMALL.screens[START]


def test_a_choice_that_is_not_offered_is_left_out_with_those_that_follow() -> None:
    position = SMALL.follow(["aide", "disparu", "reparer"])
    assert [card.key for card in position.cards] == ["aide"]
    assert position.screen == SMALL.screens["aide"]


def test_a_choice_after_the_end_changes_nothing() -> None:
    assert SMALL.follow(["wifi", "reparer"]) == SMALL.follow(["wifi"])


def test_an_empty_tree_leads_nowhere() -> None:
    empty = GuideTree({})
    assert empty.follow(["aide"]).screen is None
    assert list(empty.ways()) == []
    assert empty.choices() == {}


def test_the_shortest_way_to_a_need_counts() -> None:
    assert SMALL.choices() == {"wifi": 1, "reparer": 2}
    assert [card.key for card in list(SMALL.ways())[2]] == ["aide", "soudeur"]


@pytest.mark.parametrize(
    "fields",
    [
        {"dessin": "x"},
        {"dessin": "x", "besoin": "wifi", "ecran": "aide"},
        {"besoin": "wifi"},
        {"dessin": "x", "besoin": "wifi", "libelle": "x" * (MAX_LABEL_CHARS + 1)},
    ],
)
def test_a_card_leads_to_one_thing_under_a_short_label_and_a_pictogram(
    fields: dict[str, str],
) -> None:
    with pytest.raises(ValidationError):
        Card.model_validate({"libelle": "Du wifi", **fields})


# the project's own tree


def test_every_need_is_reached_within_four_choices() -> None:
    choices = TREE.choices()
    assert set(NEEDS) - set(choices) == set()
    assert max(choices.values()) <= MAX_CHOICES


def test_no_way_is_longer_than_four_choices() -> None:
    assert max(len(way) for way in TREE.ways()) == MAX_CHOICES


def test_the_fifty_most_frequent_needs_are_within_three_choices() -> None:
    choices = TREE.choices()
    assert len(set(TREE.frequent)) == 50
    assert [need for need in TREE.frequent if choices[need] > FREQUENT_CHOICES] == []


def test_every_need_of_a_card_exists() -> None:
    assert set(TREE.choices()) - set(NEEDS) == set()


def test_every_occupation_is_reached_and_exists() -> None:
    known = {each.id for each in read_occupations(DATA / "occupations.jsonl", DATA / "absent")}
    reached = {occupation for way in TREE.ways() for occupation in way[-1].metiers}
    assert reached == known


def test_there_are_three_doors_then_eight_themes_then_seven_cards_at_most() -> None:
    assert len(TREE.screens[START].cartes) == 3
    assert len(TREE.screens[THEMES_SCREEN].cartes) == MAX_CARDS
    others = [screen for screen in TREE.screens.values() if screen.id != THEMES_SCREEN]
    assert max(len(screen.cartes) for screen in others) <= USUAL_CARDS


def test_every_screen_is_reached() -> None:
    reached = {card.ecran for way in TREE.ways() for card in way if card.ecran}
    assert set(TREE.screens) - reached == {START}


def test_needs_of_organisations_are_not_offered_to_people_nor_conversely() -> None:
    people, organisations = needs_behind("aide") | needs_behind("agir"), needs_behind("structure")
    assert people & organisations == set()
    assert "territoires--strategie-locale" in organisations
    assert "reemploi--reparer-smartphone" in people


def test_a_card_of_deaf_people_leads_to_no_other_need() -> None:
    (card,) = {
        card for way in TREE.ways() for card in way if card.besoin == "inclusion--sourd"
    }  # one card, wherever it is shown
    assert card.ecran is None


def test_people_are_asked_what_they_like_before_any_occupation() -> None:
    assert [card.metiers for card in TREE.screens["agir"].cartes if card.metiers] == []


def test_a_pictogram_means_one_thing_only() -> None:
    meanings: dict[str, set[str]] = {}
    for screen in TREE.screens.values():
        for card in screen.cartes:
            meanings.setdefault(card.picture, set()).add(card.key)
    assert {name: keys for name, keys in meanings.items() if len(keys) > 1} == {}

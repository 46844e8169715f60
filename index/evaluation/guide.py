"""Evaluation of the guided path: choices before each need, cards a screen, and what answers.

A choice is a card that a person chooses, from the first screen; the town, which may be left out, is
not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import mean

from index.guide.tree import FREQUENT_CHOICES, GuideTree
from index.search.query import Query
from index.search.searcher import Searcher
from index.taxonomy.thesaurus import Thesaurus


@dataclass(frozen=True)
class GuideMeasures:
    """Measures of the guided path, by the shortest way to each need.

    mean_choices, max_choices: number of choices before a need, 0 when no card leads to one;
    frequent_within: share, in [0, 1], of the most frequent needs that are at most 3 choices away, 1
    when none is named; mean_cards, max_cards: number of cards of a screen, « je ne sais pas » left
    out; missing: identifiers of the needs that no card leads to; unknown: those of the needs that
    cards lead to and that the thesaurus does not hold.
    """

    mean_choices: float
    max_choices: int
    frequent_within: float
    mean_cards: float
    max_cards: int
    missing: tuple[str, ...]
    unknown: tuple[str, ...]


def measure(tree: GuideTree, thesaurus: Thesaurus) -> GuideMeasures:
    """Measure a guided path.

    Args:
        tree: of the path.
        thesaurus: the needs that it should lead to.

    Returns:
        The measures.
    """
    choices = tree.choices()
    cards = [len(screen.cartes) for screen in tree.screens.values()]
    near = [choices.get(need, FREQUENT_CHOICES + 1) <= FREQUENT_CHOICES for need in tree.frequent]
    return GuideMeasures(
        mean_choices=mean(choices.values() or [0]),
        max_choices=max(choices.values(), default=0),
        frequent_within=mean(near or [True]),
        mean_cards=mean(cards or [0]),
        max_cards=max(cards, default=0),
        missing=tuple(need for need in thesaurus.needs if need not in choices),
        unknown=tuple(need for need in choices if need not in thesaurus.needs),
    )


def declared_share(tree: GuideTree, thesaurus: Thesaurus, searcher: Searcher) -> float:
    """Return the share of needs for which the path ends with a record that declares the need.

    Args:
        tree: of the path.
        thesaurus: labels of the needs; a label is what is searched at the end of the path.
        searcher: searches the index, without a town.

    Returns:
        The share, in [0, 1], of the needs of the path that a record among the first ten declares; 0
        when the path leads to none.
    """
    needs = [need for need in tree.choices() if need in thesaurus.needs]
    found = [
        any(
            need in hit.record.besoins
            for hit in searcher.search(Query(thesaurus.label(need), anywhere=True)).hits
        )
        for need in needs
    ]
    return mean(found or [False])

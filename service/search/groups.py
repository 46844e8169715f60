"""Groups of results on a page: near the place searched, in its region, anywhere, other countries.

Within a group the order of ranks is kept, but near a place records that may not answer come after
those that do; where none near does, what answers elsewhere comes first. The card of a result that
is near bears the name of the place to go to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from index.messages import Sentence
from index.places.models import Place, PlaceKind
from index.search.likelihood import Closeness
from index.search.results import Group, SearchResult
from index.search.retriever import Retriever
from service.presentation.distances import town_name
from service.presentation.result_card import ResultCard, result_card

TITLES = {
    Group.REGION: Sentence("Dans votre région"),
    Group.ANYWHERE: Sentence("Partout ou à distance"),
    Group.ABROAD: Sentence("Dans d'autres pays"),
}
NEAR_YOU = Sentence("Près de vous")


@dataclass(frozen=True)
class ResultGroup:
    """Results that are at the same kind of distance, in the order in which a page shows them.

    title: of the group, in French, "" for a query without a place; cards: its results; folded:
    whether the page hides them until the reader asks for them; is_near: whether they are near the
    place searched.
    """

    title: str
    cards: Sequence[ResultCard]
    folded: bool = False
    is_near: bool = False


def result_groups(
    result: SearchResult, retriever: Retriever, moment: datetime
) -> Sequence[ResultGroup]:
    """Group the results of a page by where they are from the place searched.

    Args:
        result: the page of results.
        retriever: gives the opening hours.
        moment: of the request, with its time zone.

    Returns:
        The groups, the nearest first; empty ones are left out.
    """
    place = result.understood.place
    groups = []
    seen: set[str] = set()
    for group in (None, *Group):
        hits = [hit for hit in result.hits if hit.group is group]
        if group is Group.NEAR:
            hits.sort(key=lambda hit: hit.closeness is Closeness.MAYBE)
        if hits:
            title = "" if group is None else TITLES.get(group) or near_title(place)
            cards = [result_card(hit, retriever, moment, place, seen) for hit in hits]
            groups.append(ResultGroup(title, cards, group is Group.ABROAD, group is Group.NEAR))
    return _useful_first(groups)


def _useful_first(groups: Sequence[ResultGroup]) -> Sequence[ResultGroup]:
    """Put the group near a place after those that answer, when none of its records may."""
    near = [group for group in groups if group.is_near and _holds_only_doubt(group)]
    if not near:
        return groups
    others = [group for group in groups if group not in near]
    after = max((at for at, group in enumerate(others, 1) if _answers(group)), default=0)
    return [*others[:after], *near, *others[after:]]


def _holds_only_doubt(group: ResultGroup) -> bool:
    """Return True when no record of a group is nearer to the need than « Peut-être »."""
    return all(card.hit.closeness is Closeness.MAYBE for card in group.cards)


def _answers(group: ResultGroup) -> bool:
    """Return True when a record of a group answers the need, and is shown at once."""
    return not group.folded and any(card.hit.closeness is Closeness.ANSWERS for card in group.cards)


def has_near(groups: Iterable[ResultGroup]) -> bool:
    """Return True if a group of results is near the place searched."""
    return any(group.is_near for group in groups)


def near_title(place: Place | None) -> str:
    """Return the title of the results that are near a place, in French: "Près de Guéret"."""
    if place is None or place.kind is PlaceKind.POINT:
        return NEAR_YOU
    if place.is_area:
        return Sentence("Sur place : %(place)s", place=town_name(place))
    return Sentence("Près de %(place)s", place=town_name(place))

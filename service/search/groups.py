"""Groups of results on a page: near the place searched, in its region, anywhere, other countries.

Within a group the order of ranks is kept, but near a place records that may not answer come after
those that do. The card of a result that is near bears the name of the
place to go to.
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
    return groups


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

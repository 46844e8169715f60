"""Groups of results on a page: near the place searched, in its region, anywhere, other countries.

The order of the results is that of the search. The card of a result that is near bears the name of
the place to go to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from index.messages import Sentence
from index.places.models import Place, PlaceKind
from index.search.results import Group, Hit, SearchResult
from index.search.retriever import Retriever
from service.presentation.distances import town_name
from service.presentation.result_card import ResultCard, result_card

TITLES: Mapping[Group | None, str] = {
    Group.NATIONAL: Sentence("Le service national qui répond"),
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
    """Group the results of a page by where they are from the place searched, in their order.

    Args:
        result: the page of results.
        retriever: gives the opening hours.
        moment: of the request, with its time zone.

    Returns:
        The groups, in the order of the results.
    """
    place, groups = result.understood.place, list[ResultGroup]()
    seen: set[str] = set()
    for group, hits in groupby(result.hits, _group):
        cards = [result_card(hit, retriever, moment, place, seen) for hit in hits]
        title = near_title(place) if group is Group.NEAR else TITLES.get(group, "")
        groups.append(ResultGroup(title, cards, group is Group.ABROAD, group is Group.NEAR))
    return groups


def _group(hit: Hit) -> Group | None:
    """Return where a result is; None without a place, or for what bears the name typed."""
    return None if hit.reason.is_name else hit.group


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

"""Groups of results on a page: near the place searched, in its region, anywhere, other countries.

What bears the name that was typed comes first. Within a group the order of ranks is kept, but near
a place records that may not answer come after those that do; where none near does, what is nearer
to the need elsewhere comes first. Without a place, what serves one town or region comes after what
serves everybody: nobody said where they are. The card of a result that is near bears the name of
the place to go to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from index.messages import Sentence
from index.places.models import Place, PlaceKind
from index.records import code_lists as ref
from index.search.likelihood import Closeness
from index.search.results import Group, Hit, SearchResult
from index.search.retriever import Retriever
from service.presentation.distances import town_name
from service.presentation.result_card import ResultCard, result_card

TITLES = {
    Group.REGION: Sentence("Dans votre région"),
    Group.ANYWHERE: Sentence("Partout ou à distance"),
    Group.ABROAD: Sentence("Dans d'autres pays"),
}
NEAR_YOU = Sentence("Près de vous")
SOMEWHERE = Sentence("Dans une ville ou une région")


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
    for title, hits, group in _parts(result):
        if hits:
            cards = [result_card(hit, retriever, moment, place, seen) for hit in hits]
            groups.append(ResultGroup(title, cards, group is Group.ABROAD, group is Group.NEAR))
    return _useful_first(groups)


def _parts(result: SearchResult) -> Iterable[tuple[str, Sequence[Hit], Group | None]]:
    """Yield the title of each group, its results in order, and where they are."""
    yield "", [hit for hit in result.hits if hit.reason.is_name], None
    others = [hit for hit in result.hits if not hit.reason.is_name]
    placeless = [hit for hit in others if hit.group is None]
    everywhere = [hit for hit in placeless if _serves_everybody(hit)]
    elsewhere = [hit for hit in placeless if not _serves_everybody(hit)]
    if all(hit.closeness is Closeness.MAYBE for hit in everywhere):
        everywhere, elsewhere = placeless, []
    yield "", everywhere, None
    yield SOMEWHERE, elsewhere, None
    place = result.understood.place
    for group in Group:
        hits = [hit for hit in others if hit.group is group]
        if group is Group.NEAR:
            hits.sort(key=lambda hit: hit.closeness is Closeness.MAYBE)
        yield TITLES.get(group) or near_title(place), hits, group


def _serves_everybody(hit: Hit) -> bool:
    """Return True when a record serves all of France, or has places in many towns."""
    return ref.TERRITOIRES.universal in hit.record.territoires or hit.location_count > 1


def _useful_first(groups: Sequence[ResultGroup]) -> Sequence[ResultGroup]:
    """Put the group near a place after those nearer to the need, when its records only may be."""
    near = [group for group in groups if group.is_near and _holds_only_doubt(group)]
    if not near:
        return groups
    others = [group for group in groups if group not in near]
    nearer = (at for at, group in enumerate(others, 1) if _is_surer(group))
    after = max(nearer, default=0)
    return [*others[:after], *near, *others[after:]]


def _holds_only_doubt(group: ResultGroup) -> bool:
    """Return True when no record of a group is nearer to the need than « Peut-être »."""
    return all(card.hit.closeness is Closeness.MAYBE for card in group.cards)


def _is_surer(group: ResultGroup) -> bool:
    """Return True when a group is shown at once, and one of its records is surer than may be."""
    return not group.folded and not _holds_only_doubt(group)


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

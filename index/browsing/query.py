"""Request for a list of records: codes of their fields, a place, a quality, a date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from index.artefact.listing_table import SOURCE
from index.errors import InvalidQuery
from index.records import code_lists as ref
from index.records.code_lists import CodeList
from index.search.query import MAX_CODES, PlacedQuery
from index.search.results import Group

CODE_LISTS: Mapping[str, CodeList] = {
    codes.name: codes for codes in (ref.THEMATIQUES, ref.RESEAUX_PORTEURS, ref.MOBILISABLE_PAR)
}
"""Name of a field that lists are filtered by, and searches are not -> its codes."""
CATEGORY_END = "--"
"""Separator between the category of a theme of data·inclusion and the rest of its code:
"numerique--acceder-a-internet"."""


@dataclass(frozen=True, kw_only=True)
class BrowseQuery(PlacedQuery):
    """Request for a list of records, without any text.

    filters: name of a field of searches -> codes accepted; codes: the same for the fields of
    `CODE_LISTS`; needs: identifiers of needs, one of which is declared; sources: who wrote the
    records; quality_from: least quality, in [0, 1]; changed_since: first day of their last change,
    None for any; distinct: True to keep the best of records that are likely the same; groups: where
    they are from the place, empty for anywhere; after: identifier after which a page begins, in the
    order of identifiers, "" to begin by its number.
    """

    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    quality_from: float = 0.0
    changed_since: date | None = None
    distinct: bool = False
    groups: tuple[Group, ...] = ()
    after: str = ""

    def __post_init__(self) -> None:
        """Clean the name of the place, and check the codes.

        Raises:
            InvalidQuery: as `PlacedQuery`, when a code is not in its list, when there are more than
                `MAX_CODES` (30) codes in all, groups without a place, or `after` with one.
        """
        super().__post_init__()
        chosen = (*self.filters.values(), *self.codes.values(), self.needs, self.sources)
        if sum(map(len, chosen)) > MAX_CODES:
            raise InvalidQuery("filtres", f"{MAX_CODES} codes de filtre au plus.")
        for name, codes in self.codes.items():
            _check(name, codes)
        if self.groups and not (self.place or self.near or self.code):
            raise InvalidQuery("groupe", "Ce filtre demande un lieu : un nom, un code ou un point.")
        if self.after and (self.place or self.near or self.code or self.page > 1):
            raise InvalidQuery("apres", "Ce paramètre ne va ni avec un lieu, ni avec une page.")

    @property
    def is_whole(self) -> bool:
        """True when nothing is left out: no filter, no place."""
        return self == BrowseQuery(page=self.page, size=self.size, radius_km=self.radius_km)

    def coded(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield (field, codes) for each field of the listing table that is filtered by.

        A category of themes stands for all its themes: "numerique" for "numerique--…".
        """
        for name, codes in self.codes.items():
            if codes:
                yield name, tuple(_expanded(CODE_LISTS[name], codes))
        if self.sources:
            yield SOURCE, self.sources


def categories(codes: CodeList) -> tuple[str, ...]:
    """Return the categories of a list of codes, in its order; empty when it has none."""
    starts = (code.partition(CATEGORY_END) for code in codes.labels)
    return tuple(dict.fromkeys(start for start, end, _ in starts if end))


def _check(name: str, codes: Sequence[str]) -> None:
    known = CODE_LISTS[name]
    accepted = (*known.labels, *categories(known))
    if not set(codes).issubset(accepted):
        raise InvalidQuery(name, f"Codes de {name} : {', '.join(accepted)}.")


def _expanded(known: CodeList, codes: Sequence[str]) -> Iterator[str]:
    for code in known.labels:
        if code in codes or code.partition(CATEGORY_END)[0] in codes:
            yield code

"""Selection of records without a text: those that pass, in an order that pages rely on.

Without a place, records are in the order of their identifiers. With one, those near it come first,
then those of its region, then those that serve it from elsewhere, then those of other countries;
inside each group, by increasing distance, then by identifier.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date

import numpy as np
from numpy.typing import NDArray

from index.arrays import Rows
from index.artefact.journal import Journal
from index.artefact.listing_table import SOURCE, ListingTable, month_of
from index.browsing.query import BrowseQuery
from index.candidates.facets import rows_passing
from index.candidates.record_view import RecordView
from index.catalogue.quality import criteria_of, recency_of
from index.errors import InvalidQuery
from index.lazy import Lazy
from index.places.models import FRANCE, Place, PlaceKind
from index.places.proximity import Proximity
from index.records.models import AnyRecord
from index.search.location_search import serving_locations
from index.search.results import Group, Situation
from index.search.retriever import Retriever
from index.search.situation import Situations

GROUPS = tuple(Group)
"""Groups of records by their distance to the place, in the order of lists."""


@dataclass(frozen=True, kw_only=True)
class Listed(Situation):
    """A record of a list, and where it is from the place.

    record: as stored; quality: in [0, 1]; changed: day of its last change; duplicates: identifiers
    of the records that are likely the same.
    """

    record: AnyRecord
    quality: float
    changed: date
    duplicates: tuple[str, ...]


@dataclass(frozen=True)
class Selected:
    """Records that pass a request, in order.

    rows: (k,) int64, of the records in the index, in the order of the list; positions: (k,) int64,
    the same in the view of `situations`; place: recognized, None without one; unknown_place: what
    was typed as a place and not recognized, otherwise empty, in which case no record passes.
    """

    rows: Rows
    positions: NDArray[np.int64]
    situations: Situations
    place: Place | None
    unknown_place: str = ""

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self.rows)


class Browser:
    """Lists the records of an index; safe to share between threads.

    journal: changes of the records over versions.
    """

    def __init__(self, retriever: Retriever) -> None:
        """retriever: holds the open index."""
        self.retriever = retriever
        self._table, self._days = Lazy(self._made_table), Lazy(self._made_days)
        self._journal = Lazy(self._read_journal)

    @property
    def journal(self) -> Journal:
        """Changes of the records over versions, read from their file at the first use."""
        return self._journal.get()

    def select(self, query: BrowseQuery) -> Selected:
        """Return the records that pass a request, in the order of the list.

        Args:
            query: the codes, the place, the quality, the date.

        Returns:
            The records; none when the name of the place is not recognized. A radius is not widened.

        Raises:
            InvalidQuery: when a code is not in its list, no record is of a source, or no place has
                the code of the query.
        """
        place = self.retriever.place(query)
        unknown = query.place if query.place and place is None else ""
        rows = self._passing(query) if not unknown else np.zeros(0, dtype=np.int64)
        view = self.retriever.whole.among(rows)
        nearest = view.nearest(place)
        nowhere = np.zeros(len(view), dtype=np.bool_)  # nothing to widen the radius for
        located = view.locate(place, query.radius_km, nowhere, nearest.distances)
        situations = Situations(self.retriever, view, place, located, nearest)
        groups, kept = _groups(view, place, located), located.allowed
        if query.groups:
            kept = kept & np.isin(groups, [GROUPS.index(group) for group in query.groups])
        if query.distinct:
            quality = np.asarray(self._quality(rows), dtype=np.float32)
            kept = view.groups.best(quality, kept)
        positions = np.flatnonzero(kept)
        keys = [self._table.get().facts["rank"][rows[positions]]]
        if place is not None:
            keys += [located.shown_distances()[positions], groups[positions]]
        positions = positions[np.lexsort(keys)]
        return Selected(rows[positions], positions, situations, place, unknown)

    def page(self, selected: Selected, query: BrowseQuery) -> tuple[Listed, ...]:
        """Return the records of one page of a selection; query: where it begins, its size."""
        first = self.first(selected, query)
        rows = selected.rows[first : first + query.size]
        positions = selected.positions[first : first + query.size]
        quality, records = self._quality(rows), self.retriever.records
        return tuple(
            Listed(
                record=records[row],
                quality=float(score),
                changed=date.fromordinal(int(self._days.get()[row])),
                duplicates=tuple(records[other].id for other in self.retriever.groups.others(row)),
                **vars(selected.situations.of(position)),
            )
            for row, position, score in zip(rows.tolist(), positions.tolist(), quality, strict=True)
        )

    def first(self, selected: Selected, query: BrowseQuery) -> int:
        """Return the position in a selection of the first record of a page, from 0.

        A page that begins after an identifier finds its place even if that record is no more: who
        reads on while the index changes reads no record twice.
        """
        if not query.after:
            return (query.page - 1) * query.size
        records, rows = self.retriever.records, selected.rows.tolist()
        return bisect_right(rows, query.after, key=lambda row: records[row].id)

    def locations(self, selected: Selected, radius_km: float) -> Rows:
        """Return the rows of the locations of selected records, in increasing order: (k,) int64.

        selected: the records; radius_km: kilometres around their place within which locations are;
        those inside an area, or all without a place.
        """
        place, nearest = selected.place, selected.situations.nearest
        if place is None or place.kind is PlaceKind.COUNTRY:
            records, rows = serving_locations(self.retriever, {}).T
            return np.unique(rows[np.isin(records, selected.rows)])
        kept = np.isin(nearest.records, selected.positions)
        if not place.is_area:
            kept &= ~(nearest.km > radius_km)
        return np.unique(nearest.rows[kept])

    def _passing(self, query: BrowseQuery) -> Rows:
        """Return the rows of the records that pass the filters, in increasing order."""
        content, listing = self.retriever.content, self._table.get()
        self._check_sources(query, listing)
        rows = np.arange(len(content.table))
        if any(query.filters.values()):
            rows = rows_passing(content.table.codes, query.filters)
        if query.needs:
            rows = rows[content.table.needs.mask(query.needs, rows)]
        for field, codes in query.coded():
            rows = rows[listing.holding(field, codes, rows)]
        if query.changed_since is not None:
            rows = rows[self._days.get()[rows] >= query.changed_since.toordinal()]
        if query.quality_from:
            rows = rows[self._quality(rows) >= query.quality_from]
        return rows

    def _check_sources(self, query: BrowseQuery, listing: ListingTable) -> None:
        known = listing.codes_of(SOURCE)
        if not set(query.sources).issubset(known):
            raise InvalidQuery("sources", f"Sources : {', '.join(known)}.")

    def _quality(self, rows: Rows) -> NDArray[np.float64]:
        """Return the quality of some records today, in [0, 1]: (k,) float64."""
        facts = self._table.get().facts[rows]
        months, places = np.unique(facts["evidence"], return_inverse=True)
        recency = np.array([recency_of(month_of(month)) for month in months.tolist()])
        dated = facts["dated"]
        total = facts["criteria"] + (recency[places] * dated if len(rows) else 0)
        quality: NDArray[np.float64] = np.round(total / (facts["counted"] + dated), 2)
        return quality

    def _made_table(self) -> ListingTable:
        """Return the table of lists: that of the index, or one made of its records."""
        content = self.retriever.content
        return content.listing or ListingTable.of(content.records, criteria_of)

    def _read_journal(self) -> Journal:
        return Journal.parse(self.retriever.content.changes, self.retriever.manifest.version)

    def _made_days(self) -> NDArray[np.int32]:
        """Return the day of the last change of each record, as `date.toordinal`: (n,) int32.

        It is the last one of the journal and of the date of its producer; the day on which the
        journal begins when neither is known.
        """
        days: NDArray[np.int32] = self._table.get().facts["day"].copy()
        for identifier, moment in self.journal.last_moments().items():
            row = self.retriever.rows.get(identifier)
            if row is not None:
                days[row] = max(days[row], moment.astimezone(UTC).toordinal())
        days[days == 0] = self.journal.since.toordinal()
        return days


def _groups(view: RecordView, place: Place | None, located: Proximity) -> NDArray[np.int64]:
    """Return the group of each record in view, as its position in `GROUPS`: (m,) int64."""
    groups = np.full(len(view), GROUPS.index(Group.ANYWHERE))
    local, regional = located.local, located.regional
    for mask, group in ((regional, Group.REGION), (local, Group.NEAR)):
        if mask is not None:
            groups[mask] = GROUPS.index(group)
    if place is None or place.country == FRANCE:
        groups[view.abroad] = GROUPS.index(Group.ABROAD)
    return groups

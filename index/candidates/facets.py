"""Facets: filters on records and on locations, and how many each code would keep.

A count ignores the filter of its own field, so that people see what else they could choose. A
filter of locations is offered where the fact is known for at least a fifth of those in view: an
unknown fact is never counted as a "no".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.arrays import Mask, Rows
from index.errors import InvalidQuery
from index.locations import filters
from index.locations.filters import LocationFilters
from index.locations.table import FEES, SERVICES, LocationTable
from index.records import code_lists as ref
from index.records.code_lists import CodeList
from index.records.coded_fields import FIELDS, WIDTH, columns_of, unpacked
from index.records.opening_hours import NONE

Filters = Mapping[str, tuple[str, ...]]
"""Name of a field of records -> codes accepted, as {"publics": ("seniors",)}. A record passes when
it holds, for each field, at least one of the codes."""

KNOWN_SHARE = 0.2
"""Least share of the locations in view whose source states the fact of a filter that is offered."""
YES, YES_LABEL = "true", "Oui"
ROWS_AT_ONCE = 10_000
"""Records whose codes are unpacked together when those of all are counted."""
FACTS_COUNTED = ("fee", "services", "hours", "appointment", "wheelchair")
"""Columns of the table of locations that facets count."""


@dataclass(frozen=True)
class FacetValue:
    """Code that results can be filtered by, and how many results have it.

    label: of the code, in French; count: number of results if one filtered on this code; selected:
    True when the query already filters on it.
    """

    code: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Facet:
    """Field that results can be filtered by, and its codes.

    values: in the order of the list of codes; codes that no result has are left out unless the
    query filters on them.
    """

    field: str
    values: tuple[FacetValue, ...]


class Facets:
    """Filters and counts over the coded fields (audiences, fees, territories…) of some records."""

    def __init__(self, packed: NDArray[np.uint8]) -> None:
        """packed: codes that keep each record, (n records, bytes), as `selecting_codes` makes."""
        self._packed = packed

    @cached_property
    def _keeping(self) -> NDArray[np.uint8]:
        """Codes that keep each record, one row a record: (n records, codes), 1 where one does."""
        return np.ascontiguousarray(unpacked(self._packed)).view(np.uint8)

    def totals(self) -> tuple[Facet, ...]:
        """Return the number of records that each code keeps, one facet a field."""
        counts = np.zeros(WIDTH, dtype=np.int64)
        for start in range(0, len(self._packed), ROWS_AT_ONCE):
            counts += unpacked(self._packed[start : start + ROWS_AT_ONCE]).sum(axis=0)
        return tuple(_shown(codes, counts[columns_of(codes)], ()) for codes in FIELDS)

    def mask(self, filters: Filters, ignoring: str | None = None) -> Mask:
        """Return which records pass some filters.

        Args:
            filters: name of a field -> codes accepted, one of which is enough; a field without
                codes lets every record pass.
            ignoring: field whose filter is left out; None to apply all of them.

        Returns:
            (n records,) bool, true where the record passes.

        Raises:
            InvalidQuery: when results cannot be filtered by a field, or a code is not in its list.
        """
        passing = np.ones(len(self._packed), dtype=np.bool_)
        for field, chosen in filters.items():
            selected = self._passing(field, chosen)
            if chosen and field != ignoring:
                passing &= selected
        return passing

    def _passing(self, field: str, chosen: Sequence[str]) -> Mask:
        codes, places = checked_codes(field, chosen)
        columns = self._keeping[:, columns_of(codes)][:, list(places)]
        return np.asarray(columns.any(axis=1), dtype=np.bool_)

    def counts(self, answering: Mask, filters: Filters) -> tuple[Facet, ...]:
        """Count, for each code of each field, the results that filtering on it would give.

        The filters of the other fields apply, not that of the field itself. A record for "everyone"
        counts for each audience, since it passes each of these filters.

        Args:
            answering: (n records,) bool, the records that answer the query before any filter.
            filters: those of the query: name of a field -> codes.

        Returns:
            One facet a field, in the order of display.
        """
        every = self._counts(answering & self.mask(filters))
        return tuple(
            _shown(
                codes,
                (
                    self._counts(answering & self.mask(filters, codes.name))
                    if filters.get(codes.name)
                    else every
                )[columns_of(codes)],
                filters.get(codes.name, ()),
            )
            for codes in FIELDS
        )

    def _counts(self, kept: Mask) -> NDArray[np.int64]:
        """Return how many of some records, (n records,) bool, each code keeps: (codes,) int64."""
        return np.asarray(self._keeping[kept].sum(axis=0), dtype=np.int64)


def rows_passing(packed: NDArray[np.uint8], filters: Filters) -> Rows:
    """Return the rows of the records that pass some filters, in increasing order: (k,) int64.

    The codes of `ROWS_AT_ONCE` records are unpacked together. InvalidQuery as `Facets.mask`.

    packed: codes that keep each record, (n records, bytes); filters: name of a field -> codes.
    """
    parts = [np.zeros(0, dtype=np.int64)]
    for start in range(0, len(packed), ROWS_AT_ONCE):
        passing = Facets(packed[start : start + ROWS_AT_ONCE]).mask(filters)
        parts.append(start + np.flatnonzero(passing))
    return np.concatenate(parts)


def checked_codes(field: str, chosen: Sequence[str]) -> tuple[CodeList, tuple[int, ...]]:
    """Return the list of codes of a field that results are filtered by, and the places in it.

    Args:
        field: name of the field.
        chosen: codes of the list.

    Returns:
        The list, and the position in it of each code.

    Raises:
        InvalidQuery: when results cannot be filtered by this field, or a code is not in its list.
    """
    codes = next((codes for codes in FIELDS if codes.name == field), None)
    if codes is None:
        names = ", ".join(codes.name for codes in FIELDS)
        raise InvalidQuery("filtres", f"Filtres : {names}.")
    places = {code: place for place, code in enumerate(codes.labels)}
    for code in chosen:
        if code not in places:
            raise InvalidQuery(field, f"Codes de {field} : {', '.join(codes.labels)}.")
    return codes, tuple(places[code] for code in chosen)


def _shown(codes: CodeList, counts: NDArray[np.int64], chosen: Sequence[str]) -> Facet:
    """Return a facet: its codes that some records have, or that are selected."""
    return Facet(
        codes.name, _values(zip(codes.labels, counts.tolist(), strict=True), codes.labels, chosen)
    )


@dataclass(frozen=True)
class LocationFacet:
    """A filter of locations, and how many locations each of its codes would leave.

    field: name of the filter; size: locations in view, its own filter left out; known: those of
    them whose source states the fact; values: the codes that some have, or that are selected.
    """

    field: str
    size: int
    known: int
    values: tuple[FacetValue, ...]

    @property
    def is_offered(self) -> bool:
        """True if it is known for enough locations, or is in use."""
        in_use = any(value.selected for value in self.values)
        return in_use or (self.known > 0 and self.known >= KNOWN_SHARE * self.size)


def location_facets(
    table: LocationTable,
    rows: NDArray[np.int64],
    chosen: LocationFilters,
    now: datetime | None = None,
) -> tuple[LocationFacet, ...]:
    """Count the locations in view by filter.

    Args:
        table: all the locations.
        rows: (k,) those in view whatever the filters, each once.
        chosen: filters in use.
        now: moment of the filter on those that are open, unless another one is chosen; None for
            the present one.

    Returns:
        One facet a filter that is offered, in the order of `filters.FIELDS`.
    """
    now = now or datetime.now(UTC)
    selected = {name: mask[rows] for name, mask in chosen.selected(table).items()}
    columns = {name: table.facts[name][rows] for name in FACTS_COUNTED}
    columns[filters.OPEN] = table.hours.open_at(chosen.open_at or now)[rows]
    facets = (
        _facet(name, columns, _passing(selected, name, len(rows)), chosen)
        for name in filters.FIELDS
        if len(rows)
    )
    return tuple(facet for facet in facets if facet.is_offered)


def _passing(selected: Mapping[str, Mask], ignoring: str, size: int) -> Mask:
    """Return the locations in view that pass the other filters: (size,) bool."""
    passing = np.ones(size, dtype=np.bool_)
    for name, mask in selected.items():
        if name != ignoring:
            passing &= mask
    return passing


def _facet(
    name: str, columns: Mapping[str, NDArray[Any]], passing: Mask, chosen: LocationFilters
) -> LocationFacet:
    match name:
        case filters.FEE:
            fees = columns["fee"][passing]
            known = fees != NONE
            counts = np.bincount(fees[known], minlength=len(FEES)).tolist()
            values = _values(zip(FEES, counts, strict=True), ref.FRAIS.labels, chosen.fees)
        case filters.SERVICE:
            services = columns["services"][passing]
            known = services > 0
            counted = (
                (code, int(np.count_nonzero(services & (1 << bit))))
                for bit, code in enumerate(SERVICES)
            )
            values = _values(counted, ref.SERVICES_MEDIATION.labels, chosen.services)
        case filters.OPEN:
            known = columns["hours"][passing] != NONE
            values = _yes(columns[filters.OPEN][passing], chosen.open_at is not None)
        case filters.APPOINTMENT:
            known = columns["appointment"][passing]
            values = _yes(known, chosen.appointment)
        case _:
            known = columns["wheelchair"][passing]
            values = _yes(known, chosen.wheelchair)
    size = int(np.count_nonzero(passing))
    return LocationFacet(name, size, int(np.count_nonzero(known)), values)


def _values(
    counts: Iterable[tuple[str, int]], labels: Mapping[str, str], chosen: Sequence[str]
) -> tuple[FacetValue, ...]:
    """Return the values of codes that some records or locations have, or that are selected."""
    return tuple(
        FacetValue(code, labels[code], count, code in chosen)
        for code, count in counts
        if count or code in chosen
    )


def _yes(having: Mask, selected: bool) -> tuple[FacetValue, ...]:
    """Return the only value of a filter that is on or off."""
    return (FacetValue(YES, YES_LABEL, int(np.count_nonzero(having)), selected),)

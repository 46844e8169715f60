"""Table of records: what searches need of every one, as arrays; each is read when it is shown."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.places.proximity import RecordPlaces, points_of
from index.places.service_areas import AreaFacts, ServiceAreas
from index.postings import Postings
from index.records import code_lists as ref
from index.records.coded_fields import selecting_codes
from index.records.models import AnyRecord
from index.records.opening_hours import NONE, Expression, Hours, numbered_hours
from index.row_trie import RowTrie

FACTS = np.dtype(
    [
        ("latitude", "f8"), ("longitude", "f8"),  # degrees, NaN for no place to go to
        ("zoned", "?"), ("grouped", "?"), ("abroad", "?"), ("french", "?"),  # `AreaFacts`
        ("reachable", "?"), ("contactable", "?"),
        ("open_need", "?"),  # somebody seeks help
        ("family", "i1"),  # position of the first family in FAMILIES, or NONE
        ("hours", "i4"),  # position in the opening hours, or NONE
    ]
)  # fmt: skip
"""Columns of a record that searches use."""
FAMILIES = tuple(ref.FAMILLES.labels)
RECORDS_AT_ONCE = 2_000
"""Records that the table is made from at once."""


@dataclass(frozen=True)
class DeclaredNeeds:
    """Needs that each record declares, in its order.

    starts: (n + 1,) int64, where those of each record start; needs: (m,) int16, positions in the
    keys of the postings of needs.
    """

    starts: NDArray[np.int64]
    needs: NDArray[np.int16]

    @classmethod
    def of(cls, declared: Sequence[Sequence[str]], keys: Sequence[str]) -> DeclaredNeeds:
        """Number the needs that each record declares, keys: the distinct ones, in order."""
        place = {need: number for number, need in enumerate(keys)}
        starts = np.cumsum([0, *map(len, declared)], dtype=np.int64)
        numbers = [place[need] for needs in declared for need in needs]
        return cls(starts, np.array(numbers, dtype=np.int16))

    @classmethod
    def joined(
        cls, parts: Iterable[tuple[DeclaredNeeds, Sequence[str]]], keys: Sequence[str]
    ) -> DeclaredNeeds:
        """Join the needs of consecutive records; each part comes with its own keys."""
        place = {need: number for number, need in enumerate(keys)}
        counts, needs = [np.zeros(1, dtype=np.int64)], [np.zeros(0, dtype=np.int16)]
        for part, own in parts:
            counts.append(np.diff(part.starts))
            places = np.array([place[need] for need in own], dtype=np.int16)
            needs.append(places[part.needs])
        return cls(np.cumsum(np.concatenate(counts)), np.concatenate(needs))

    def of_record(self, row: int) -> NDArray[np.int16]:
        """Return the needs of the record at a row, as positions in the keys."""
        return self.needs[int(self.starts[row]) : int(self.starts[row + 1])]

    def counts(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the number of needs that the records at some rows declare."""
        return self.starts[rows + 1] - self.starts[rows]

    def among(self, rows: NDArray[np.int64]) -> DeclaredNeeds:
        """Return the needs of the records at some rows only."""
        counts = self.counts(rows)
        starts = np.concatenate(([0], np.cumsum(counts)))
        places = np.repeat(self.starts[rows] - starts[:-1], counts) + np.arange(starts[-1])
        return DeclaredNeeds(starts, self.needs[places])


@dataclass(frozen=True)
class RecordTable:
    """Columns that searches use of all the records of an index, by row.

    facts: (n,) of `FACTS`; codes: (n, bytes) uint8, of `selecting_codes`; served: needs that each
    declares; needs: need -> the records that declare it; zones, seats: of `ServiceAreas`;
    expressions: the distinct opening hours; identifiers: of the records -> their rows; heads: need
    -> at most 100 of the records that declare it, by decreasing cosine with it, none before the
    vectors of records are known.
    """

    facts: NDArray[Any]
    codes: NDArray[np.uint8]
    served: DeclaredNeeds
    needs: Postings
    zones: Postings
    seats: Postings
    expressions: tuple[Expression, ...]
    identifiers: RowTrie
    heads: Postings = field(default_factory=Postings)

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self.facts)

    @cached_property
    def hours(self) -> Hours:
        """Opening hours of the records, by row."""
        return Hours.numbered(self.facts["hours"], self.expressions)

    @cached_property
    def places(self) -> RecordPlaces:
        """Points and service areas of the records."""
        facts = self.facts
        areas = AreaFacts(facts["zoned"], facts["grouped"], facts["abroad"], facts["french"])
        return RecordPlaces(
            facts["latitude"], facts["longitude"], ServiceAreas(areas, self.zones, self.seats)
        )

    @cached_property
    def declaring(self) -> Counter[str]:
        """Number of records that declare each need, by its identifier; 0 for any other."""
        counts = np.diff(self.needs.starts).tolist()
        return Counter(dict(zip(self.needs.keys, counts, strict=True)))

    def family(self, row: int) -> str:
        """Return the code of the first family of the record at a row; "" for none."""
        place = int(self.facts["family"][row])
        return "" if place == NONE else FAMILIES[place]

    @classmethod
    def of(cls, records: Iterable[AnyRecord]) -> RecordTable:
        """Make the table of records, in their order; they are read once, block by block."""
        columns = _Columns()
        remaining = iter(records)
        while block := tuple(islice(remaining, RECORDS_AT_ONCE)):
            columns.add(block)
        columns.add(())  # the columns of no record, for an empty table
        needs = Postings.joined(columns.needs)
        return cls(
            np.concatenate(columns.facts),
            np.concatenate(columns.codes),
            DeclaredNeeds.joined(columns.served, needs.keys),
            needs,
            Postings.joined(columns.zones),
            Postings.joined(columns.seats),
            tuple(columns.expressions),
            RowTrie((each, row) for row, each in enumerate(columns.ids)),
        )


class _Columns:
    """Columns of the records read so far, in parts: one for each block of records."""

    def __init__(self) -> None:
        self.facts: list[NDArray[Any]] = []
        self.codes: list[NDArray[np.uint8]] = []
        self.served: list[tuple[DeclaredNeeds, tuple[str, ...]]] = []
        self.needs: list[tuple[int, Postings]] = []
        self.zones: list[tuple[int, Postings]] = []
        self.seats: list[tuple[int, Postings]] = []
        self.expressions: dict[Expression, int] = {}
        self.ids: list[str] = []

    def add(self, records: Sequence[AnyRecord]) -> None:
        """Add the records of a block."""
        before, areas = len(self.ids), ServiceAreas.of(records)
        self.facts.append(_facts(records, areas.facts, self._hours(records)))
        self.codes.append(selecting_codes(records))
        declared = [record.besoins for record in records]
        rows: defaultdict[str, list[int]] = defaultdict(list)
        for row, needs in enumerate(declared):
            for need in needs:
                rows[need].append(row)
        postings = Postings.of(rows)
        self.served.append((DeclaredNeeds.of(declared, postings.keys), postings.keys))
        self.needs.append((before, postings))
        self.zones.append((before, areas.zones))
        self.seats.append((before, areas.seats))
        self.ids += [record.id for record in records]

    def _hours(self, records: Sequence[AnyRecord]) -> NDArray[np.int32]:
        """Return the opening hours of records, numbered with those of the earlier ones."""
        numbers, expressions = numbered_hours(records)
        known = self.expressions
        places = [known.setdefault(each, len(known)) for each in expressions]
        return np.array([*places, NONE], dtype=np.int32)[numbers]


_LISTS = ("needs", "heads", "zones", "seats")
"""Postings of the table, by the name of their field."""


def _facts(
    records: Sequence[AnyRecord], areas: AreaFacts, hours: NDArray[np.int32]
) -> NDArray[Any]:
    facts = np.zeros(len(records), dtype=FACTS)
    facts["latitude"], facts["longitude"] = points_of(records)
    for name in ("zoned", "grouped", "abroad", "french"):
        facts[name] = getattr(areas, name)
    facts["reachable"] = [record.is_reachable for record in records]
    facts["contactable"] = [record.is_contactable for record in records]
    facts["open_need"] = [record.type == "besoin" for record in records]
    facts["family"] = [
        FAMILIES.index(record.familles[0]) if record.familles else NONE for record in records
    ]
    facts["hours"] = hours
    return facts

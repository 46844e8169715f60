"""Listing table: what lists of records are filtered and sorted by, and searches do not read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.arrays import Mask, Rows
from index.postings import Postings
from index.records import code_lists as ref
from index.records.models import AnyRecord

LISTED = np.dtype(
    [
        ("rank", "i4"),  # position in the order of identifiers
        ("day", "i4"),  # last update that its producer tells, as `date.toordinal`, 0 for unknown
        ("criteria", "f8"), ("counted", "i1"),  # sum and number of the criteria of its quality
        ("dated", "?"),  # its age counts in its quality
        ("evidence", "i4"),  # month of its newest evidence, year × 12 + month, 0 for unknown
    ]
)  # fmt: skip
"""Columns of a record that lists use."""
SOURCE = "source"
CODED = (ref.THEMATIQUES.name, ref.RESEAUX_PORTEURS.name, ref.MOBILISABLE_PAR.name)
"""Fields of records, besides `source`, whose codes lists are filtered by."""
Criteria = Callable[[AnyRecord], tuple[float, int, bool]]
"""Function that gives the sum and the number of the criteria of the quality of a record that do not
change with time, and whether its age counts too."""


@dataclass(frozen=True)
class ListingTable:
    """Columns that lists use of all the records of an index, by row.

    facts: (n,) of `LISTED`; codes: "field:code" -> the records that hold it, for a code of `CODED`,
    such as "thematiques:numerique--acceder-a-internet".
    """

    facts: NDArray[Any]
    codes: Postings

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self.facts)

    def holding(self, field: str, codes: Iterable[str], among: Rows) -> Mask:
        """Return which of some records hold one of some codes of a field: (k,) bool.

        among: (k,) int64, rows in increasing order.
        """
        return self.codes.mask((f"{field}:{code}" for code in codes), among)

    def codes_of(self, field: str) -> tuple[str, ...]:
        """Return the codes of a field that some records hold, in order."""
        start = f"{field}:"
        return tuple(key.removeprefix(start) for key in self.codes.keys if key.startswith(start))

    @classmethod
    def of(cls, records: Iterable[AnyRecord], criteria: Criteria) -> ListingTable:
        """Make the table of records, which are read once.

        records: in the order of the index; criteria: gives those of the quality of each.
        """
        rows: defaultdict[str, list[int]] = defaultdict(list)
        identifiers: list[str] = []
        facts: list[tuple[object, ...]] = []
        for row, record in enumerate(records):
            identifiers.append(record.id)
            for key in _keys(record):
                rows[key].append(row)
            day = 0 if record.date_maj is None else record.date_maj.toordinal()
            facts.append((0, day, *criteria(record), _month(record.evidence)))
        table = np.array(facts, dtype=LISTED)
        table["rank"][sorted(range(len(table)), key=identifiers.__getitem__)] = np.arange(
            len(table)
        )
        return cls(table, Postings.of(rows))


def _keys(record: AnyRecord) -> Iterator[str]:
    yield f"{SOURCE}:{record.source}"
    for field in CODED:
        for code in getattr(record, field):
            yield f"{field}:{code}"


def _month(evidence: str | None) -> int:
    if evidence is None:
        return 0
    year, month = map(int, evidence.split("-"))
    return year * 12 + month


def month_of(number: int) -> str | None:
    """Return a month of the column `evidence`, as "AAAA-MM"; None for the unknown one."""
    year, month = divmod(number - 1, 12)
    return f"{year:04}-{month + 1:02}" if number else None

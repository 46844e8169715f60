"""Table of the places of a gazetteer: rows, names and codes, as arrays and tries."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.line_file import LineFile, ParsedLines
from index.places.communes import AREAS, Commune
from index.places.names import ALIASES, name_key
from index.postings import TriePostings
from index.row_trie import RowTrie

FOREIGN_SHARE = 5
"""A town abroad is ranked as if it had this many times fewer inhabitants."""
OLD_SHARE = 3
"""A former commune is ranked as if its inhabitants were those of the commune it is now part of,
divided by this number."""
PARTS = frozenset({"ancienne", "arrondissement"})
"""Types of the rows, in the table of communes, that are a part of a commune."""
FACTS = np.dtype([("latitude", "f8"), ("longitude", "f8"), ("whole", "?"), ("area", "?")])
"""Columns of a row: point, in degrees, NaN without one; whether it is a commune of today, and
whether it is a département or a région."""
NAMES = np.dtype([("population", "i4"), ("nickname", "?")])
"""Columns of a name: inhabitants of the first place that bears it; whether it is a nickname."""
KEPT_ROWS = 2_000
"""Rows kept once read from their line."""
_FIELDS = tuple(each.name for each in fields(Commune))


def epci_key(code: str) -> str:
    """Return the key of a group of communes among the codes of a table: that of no postal code."""
    return f"epci {code}"


def rank(row: Commune) -> tuple[int, bool]:
    """Return a sort key: the most populous first, a commune before an area of equal size."""
    share = FOREIGN_SHARE if row.type == "etranger" else 1
    return (-row.population // share, row.type in AREAS)


@dataclass(frozen=True)
class PlaceTable:
    """Places and their names.

    lines: the rows; facts: (n,) of `FACTS`; keys: of the names, the most populous first; names:
    (m,) of `NAMES`; starts: (m + 1,) int32, where the bearers of each name start; bearers: (b,)
    int32, their rows; numbers, beginnings: key of a name, and its beginning -> number of a name;
    communes: INSEE code -> row; codes: rows of each postal code, and of each EPCI (`epci_key`).
    """

    lines: LineFile
    facts: NDArray[Any]
    keys: LineFile
    names: NDArray[Any]
    starts: NDArray[np.int32]
    bearers: NDArray[np.int32]
    numbers: RowTrie
    beginnings: RowTrie
    communes: RowTrie
    codes: TriePostings

    @cached_property
    def _rows(self) -> ParsedLines[Commune]:
        return ParsedLines(self.lines, _row, KEPT_ROWS)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.lines)

    def row(self, row: int) -> Commune:
        """Return a row of the table of communes."""
        return self._rows[row]

    def key(self, number: int) -> str:
        """Return the key of the name that has a number."""
        return self.keys[number].decode().rstrip("\n")

    def bearers_of(self, number: int) -> tuple[Commune, ...]:
        """Return the places that bear the name that has a number, the most populous first."""
        start, end = self.starts[number : number + 2].tolist()
        return tuple(map(self.row, self.bearers[start:end].tolist()))

    @cached_property
    def initials(self) -> NDArray[np.uint8]:
        """First character of the key of each name: (m,) uint8."""
        return np.frombuffer(self.keys.data, dtype=np.uint8)[self.keys.offsets[:-1]]

    @classmethod
    def of(cls, communes: Iterable[Commune] | PlaceTable) -> PlaceTable:
        """Make the table of some places; the table itself when it is one already.

        communes: the rows of the table of places, départements and régions included.
        """
        if isinstance(communes, PlaceTable):
            return communes
        given = list(communes)
        populations = {row.code: row.population for row in given if row.type == "commune"}
        rows = [
            replace(row, population=populations.get(row.parent, 0) // OLD_SHARE)
            if row.type == "ancienne"
            else row
            for row in given
        ]
        named, nicknames = _bearers(rows)
        populous = sorted(named, key=lambda key: -rows[named[key][0]].population)
        names = [(rows[named[key][0]].population, key in nicknames) for key in populous]
        bearers = [named[key] for key in populous]
        return cls(
            LineFile.of(map(_line, rows)),
            np.array([_facts(row) for row in rows], dtype=FACTS),
            LineFile.of(populous),
            np.array(names, dtype=NAMES),
            np.cumsum([0, *map(len, bearers)], dtype=np.int32),
            np.array([row for each in bearers for row in each], dtype=np.int32),
            RowTrie((key, number) for number, key in enumerate(populous)),
            RowTrie(_beginnings(populous).items()),
            RowTrie(_communes(rows).items()),
            TriePostings.of(_codes(rows)),
        )


def _bearers(rows: Sequence[Commune]) -> tuple[dict[str, list[int]], set[str]]:
    """Return the rows that bear each name, the most populous first; and which are nicknames.

    The places of a short name or of a nickname come before those that bear it as their name.
    """
    named: defaultdict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        named[name_key(row.nom)].append(at)
    bearers = {key: sorted(each, key=lambda at: rank(rows[at])) for key, each in named.items()}
    short = {name_key(row.short): name_key(row.nom) for row in rows if row.short}
    nicknames: set[str] = set()
    for nickname, key in (short | ALIASES).items():
        if key in bearers:
            bearers[nickname] = [*bearers[key], *bearers.get(nickname, ())]
            nicknames.add(nickname)
    return bearers, nicknames


def _beginnings(keys: Iterable[str]) -> dict[str, int]:
    """Return each beginning of some keys, cut between words, with the first that has it."""
    starting: dict[str, int] = {}
    for number, key in enumerate(keys):
        for start in accumulate(key.split()[:-1], "{} {}".format):
            starting.setdefault(start, number)
    return starting


def _communes(rows: Sequence[Commune]) -> dict[str, int]:
    """Return the row of each INSEE code: that of the commune, before that of a part of one."""
    found: dict[str, int] = {}
    for at, row in enumerate(rows):
        if row.type == "commune":
            found[row.code] = at
        elif row.type in PARTS:
            found.setdefault(row.code, at)
    return found


def _codes(rows: Sequence[Commune]) -> Mapping[str, list[int]]:
    """Return the rows of each postal code and of each group of communes."""
    coded: defaultdict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        for code in row.codes_postaux:
            coded[code].append(at)
        if row.epci:
            coded[epci_key(row.epci)].append(at)
    return coded


def _facts(row: Commune) -> tuple[float, float, bool, bool]:
    nowhere = float("nan")
    latitude = nowhere if row.latitude is None else row.latitude
    longitude = nowhere if row.longitude is None else row.longitude
    return latitude, longitude, row.type == "commune", row.type in AREAS


def _line(row: Commune) -> str:
    return json.dumps([getattr(row, name) for name in _FIELDS], ensure_ascii=False)


def _row(line: bytes) -> Commune:
    code, nom, kind, postal, *others = json.loads(line)
    return Commune(code, nom, kind, tuple(postal), *others)

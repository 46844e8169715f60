"""Deduplication: records of several sources that describe the same place.

Records are compared within a commune (`index.indexing.comparison`). Records with the same official
number at the same place are merged; likely duplicates are grouped.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from sys import intern

import numpy as np
from pydantic import ValidationError
from rapidfuzz import fuzz, process
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from index.indexing.comparison import (
    NAME_WEIGHT,
    PLACE_WEIGHT,
    DuplicatePair,
    Traits,
    compare_traits,
    traits_of_record,
)
from index.indexing.record_lines import RecordLines
from index.records.jsonl import RECORD, to_json
from index.records.models import OURS, AnyRecord

CERTAIN, LIKELY = 0.9, 0.8
"""Least confidence, in [0, 1], that two records are the same for them to be merged (they must also
share an official number, which imported locations need not), and to be grouped as likely the same.
"""
LEAST_NAME = 2 * (LIKELY - PLACE_WEIGHT) / NAME_WEIGHT - 1 - 0.001
"""Similarity of all the words of two names, in [0, 1], below which places that share neither a
contact nor a number are not likely the same: those of the words that identify them may be 1, and
the mean of both counts. The last term leaves room for rounding."""
NAMES_AT_ONCE = 256
"""Names compared at once with all those of their commune."""


def commune_of(record: AnyRecord) -> str:
    """Return the INSEE code of the commune where a record is compared with others; "" for none.

    Only organisations with an address are compared, with those of the same commune.
    """
    compared = record.type == "structure" and record.adresse
    return record.code_insee or "" if compared else ""


def pairs_of(records: Sequence[AnyRecord], communes: Sequence[str]) -> Iterator[DuplicatePair]:
    """Yield the pairs of records whose confidence of being the same is at least `LIKELY`.

    records: only those of the communes of several are read, one commune at a time; communes: the
    `commune_of` each.
    """
    blocks: dict[str, list[int]] = defaultdict(list)
    for row, commune in enumerate(communes):
        if commune:
            blocks[commune].append(row)
    for rows in blocks.values():
        traits = [traits_of_record(records[row]) for row in rows] if len(rows) > 1 else []
        for one, other in _worth_comparing(traits):
            confidence, reason = compare_traits(traits[one], traits[other])
            if confidence >= LIKELY:
                yield DuplicatePair(rows[one], rows[other], confidence, reason)


def _worth_comparing(traits: Sequence[Traits]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of places of a commune that may be likely the same, in increasing order.

    They share a contact or a number, or the words of their names are alike enough: no other pair
    reaches `LIKELY`. Names are compared by blocks, in compiled code: a large town has 10,000
    places, 50 million pairs.
    """
    holders = _holders(traits)
    names = [each.name for each in traits]
    for start in range(0, len(names), NAMES_AT_ONCE):
        block = names[start : start + NAMES_AT_ONCE]
        alike = process.cdist(
            block,
            names[start + 1 :],
            scorer=fuzz.token_sort_ratio,
            score_cutoff=100 * LEAST_NAME,
            dtype=np.float32,
        )
        for one, likeness in enumerate(alike, start):
            others = np.flatnonzero(likeness[one - start :]) + one + 1
            yield from (
                (one, other)
                for other in sorted({*others.tolist(), *_sharing(one, traits[one], holders)})
            )


def _holders(traits: Sequence[Traits]) -> dict[str, list[int]]:
    """Return the places that have each contact and each official number, in increasing order."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for row, each in enumerate(traits):
        for mark in each.contacts | each.numbers:
            holders[mark].append(row)
    return holders


def _sharing(one: int, traits: Traits, holders: Mapping[str, Sequence[int]]) -> set[int]:
    """Return the places after one that share a contact or an official number with it."""
    marks = traits.contacts | traits.numbers
    return {row for mark in marks for row in holders[mark][bisect_right(holders[mark], one) :]}


def same_record(one: AnyRecord, other: AnyRecord, pair: DuplicatePair) -> bool:
    """Return True if two records share an official number and are the same by their comparison.

    The numbers are SIRET, RNA and RIDET; the confidence of `pair`, the comparison of the two
    records, must be at least `CERTAIN`.
    """
    numbers = {one.siret, one.rna, one.ridet} & {other.siret, other.rna, other.ridet} - {None}
    return bool(numbers) and pair.confidence >= CERTAIN


def merge(one: AnyRecord, other: AnyRecord) -> AnyRecord:
    """Merge two records of the same organisation into one.

    It is the preferred of the two, its empty fields filled from the other, whose source and
    identifier are added to its `sources`. A record of the project's own catalogue is preferred,
    then a verified one, then the most recent, then the one with the most fields filled. No field is
    filled when the two contradict one another.
    """
    first, second = sorted((one, other), key=_preference, reverse=True)
    filled = {
        field: value
        for field in type(first).model_fields
        if getattr(first, field) in _EMPTY and (value := getattr(second, field)) not in _EMPTY
    }
    if first.latitude is not None:
        filled = {field: value for field, value in filled.items() if field not in _COORDINATES}
    cited = dict.fromkeys((*first.sources, f"{second.source} : {second.id}", *second.sources))
    merged = first.model_copy(update=filled | {"sources": tuple(cited)})
    try:
        return RECORD.adapter.validate_json(to_json(merged), strict=True)
    except ValidationError:  # they contradict one another, as a commune and a foreign territory
        return first.model_copy(update={"sources": tuple(cited)})


_EMPTY: tuple[object, ...] = (None, "", (), {})
_COORDINATES = frozenset({"latitude", "longitude"})


def _preference(record: AnyRecord) -> tuple[bool, bool, date, int]:
    """Return the sort key of the record to prefer of two: the highest."""
    filled = sum(bool(getattr(record, field)) for field in type(record).model_fields)
    return (record.source == OURS, not record.a_reverifier, record.date_maj or date.min, filled)


@dataclass(frozen=True)
class Distinct:
    """What was found among records, once those that are certainly the same were merged.

    groups: positions, among those that remain, of those that are likely the same, at least two a
    group; merged: number of records that were merged into another.
    """

    groups: tuple[tuple[int, ...], ...]
    merged: int


def distinct(records: Iterable[AnyRecord], lines: RecordLines) -> Distinct:
    """Merge the records that are certainly the same, and group those that are likely the same.

    Certainly: they have the same identifier, or share an official number and are alike by name,
    site and contacts.

    Args:
        records: read once.
        lines: empty; the records that remain are written there.

    Returns:
        The groups, and the number of records merged.

    Raises:
        OSError: when a record cannot be written.
    """
    total, communes = _by_identifier(records, lines)
    pairs = list(pairs_of(lines, communes))
    alike = (pair for pair in pairs if pair.confidence >= CERTAIN)  # the others are not read
    certain = [pair for pair in alike if same_record(lines[pair.one], lines[pair.other], pair)]
    owner: dict[int, int] = {}
    for rows in groups_of(len(lines), certain):
        lines.replace(rows[0], reduce(merge, (lines[row] for row in rows)))
        owner |= dict.fromkeys(rows, rows[0])
    removed = sorted(row for row, first in owner.items() if row != first)
    likely = [
        DuplicatePair(_place(one, removed), _place(other, removed), pair.confidence, pair.reason)
        for pair in pairs
        if (one := owner.get(pair.one, pair.one)) != (other := owner.get(pair.other, pair.other))
    ]
    lines.remove(set(removed))
    groups = tuple(tuple(rows) for rows in groups_of(len(lines), likely))
    return Distinct(groups, total - len(lines))


def _place(row: int, removed: Sequence[int]) -> int:
    """Return the row of a record once others are removed, in increasing order."""
    return row - bisect_left(removed, row)


def _by_identifier(records: Iterable[AnyRecord], lines: RecordLines) -> tuple[int, list[str]]:
    """Write the records, those of the same identifier merged.

    Returns how many were read, and the `commune_of` each that was written.
    """
    rows: dict[str, int] = {}
    communes: list[str] = []
    total = 0
    for record in records:
        total += 1
        row = rows.setdefault(record.id, len(lines))
        if row < len(lines):
            merged = merge(lines[row], record)
            lines.replace(row, merged)
            communes[row] = intern(commune_of(merged))
        else:
            lines.append(record)
            communes.append(intern(commune_of(record)))
    return total, communes


def groups_of(size: int, pairs: Sequence[DuplicatePair]) -> list[list[int]]:
    """Return the groups of records that pairs link, directly or through others.

    Args:
        size: number of records.
        pairs: pairs of positions in the list of records.

    Returns:
        Each group as positions in increasing order, at least two, the groups ordered by their
        first position. Records in no pair are in no group.
    """
    if not pairs:
        return []
    ends = ([pair.one for pair in pairs], [pair.other for pair in pairs])
    edges = coo_array((np.ones(len(pairs), dtype=np.bool_), ends), shape=(size, size))
    _, components = connected_components(edges, directed=False)
    groups: dict[int, list[int]] = defaultdict(list)
    for row, component in enumerate(components.tolist()):
        groups[component].append(row)
    return [rows for rows in groups.values() if len(rows) > 1]

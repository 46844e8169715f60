"""Pipeline: the lists of producers, read, merged and written as locations, a file a licence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.importers.row_reader import read_rows
from index.location_import.entries import Entry, Reader
from index.location_import.lists import PlaceList
from index.location_import.merging import merged
from index.location_import.offers import Offers
from index.location_import.points import Towns, shared_points
from index.location_import.similarity import pairs_of
from index.locations.jsonl import write_locations
from index.locations.models import Location
from index.places.communes import Commune

FILES = {
    "etalab-2.0": "licence-ouverte.jsonl.gz",
    "odbl-1.0": "odbl.jsonl.gz",
    "cc-by-4.0": "cc-by.jsonl.gz",
}
"""Licence -> name of the file of its locations."""


@dataclass(frozen=True)
class LocationImport:
    """Locations of some lists, and what was left out of the lists.

    locations: ordered by identifier; rows: source -> number of rows read; dropped: reason in French
    -> number of rows or values; unknown: label of a service that is not listed -> number; people:
    (name or address as written, what was taken out of it); merges: number of rows merged into
    another.
    """

    locations: tuple[Location, ...]
    rows: Mapping[str, int]
    dropped: Mapping[str, int]
    unknown: Mapping[str, int]
    people: Sequence[tuple[str, str]]
    merges: int


def read_lists_of(
    folder: Path,
    lists: Sequence[PlaceList],
    communes: Iterable[Commune],
    offers: Offers,
    previous: Iterable[Location] = (),
) -> LocationImport:
    """Read lists of places, and make one location of the rows that are the same place.

    Args:
        folder: the folder of their files.
        lists: the lists, the most trusted first.
        communes: the rows of the table of communes.
        offers: the meaning of the labels of services.
        previous: the locations of the last time, whose identifiers are retained.

    Returns:
        The locations, and what was left out.

    Raises:
        InvalidRecords: when a file is absent or cannot be read.
    """
    reader, rows_read = Reader(Towns(communes), offers), Counter[str]()
    entries: list[Entry] = []
    for rank, place_list in enumerate(lists):
        rows = [row for _, row in read_rows(folder / place_list.fichier)]
        shared = shared_points(rows)
        rows_read[place_list.source] += len(rows)
        read = (reader.read(place_list, rank, row, shared) for row in rows)
        entries += [entry for entry in read if entry is not None]
    former = {name: each for each in previous for name in (each.id, *each.autres_ids)}
    entries = _different(entries, reader.dropped)
    locations = tuple(merged(entries, pairs_of(entries), former))
    return LocationImport(
        locations,
        rows_read,
        reader.dropped,
        reader.unknown,
        reader.people,
        len(entries) - len(locations),
    )


def _different(entries: Iterable[Entry], dropped: Counter[str]) -> list[Entry]:
    """Return entries without those that repeat an identifier: the same place, listed twice."""
    unique: dict[str, Entry] = {}
    for entry in entries:
        if entry.location.id in unique:
            dropped[f"{entry.location.source} : ligne répétée"] += 1
        unique.setdefault(entry.location.id, entry)
    return list(unique.values())


def write_files(locations: Iterable[Location], folder: Path) -> None:
    """Write locations into a folder, one file a licence; a licence without any has no file."""
    located = list(locations)
    for licence, name in FILES.items():
        of_licence = [location for location in located if location.licence == licence]
        if of_licence:
            write_locations(folder / name, of_licence)

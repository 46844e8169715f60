"""Journal: records and locations added, modified or removed by versions of an index, over a year.

    {"debut":"2026-11-01T05:00:00Z","debut_lieux":"2026-12-02T05:00:00Z"}
    {"id":"emmaus-connect","nature":"modification","date":"2026-11-30T05:54:47Z"}
    {"id":"france-services--1","nature":"ajout","date":"2026-12-02T05:00:00Z","objet":"lieu"}

The first line of `changes.jsonl` says since when the journal is whole, for records and for
locations. A version with the content of the version before it keeps its journal as it is: nothing
then makes it another version.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ValidationError

from index.artefact.content import CHANGES, LOCATION, RECORDS
from index.artefact.manifest import MANIFEST
from index.errors import FileChanged
from index.files import FileDigest, verify

KEPT = timedelta(days=366)
"""Age from which changes leave the journal."""
MAX_CHANGES = 200_000
"""Most changes of a journal; with more, the oldest leave it, and it begins after them."""
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"
_VERSION_MOMENT = "%Y%m%dT%H%M%S%f"


class ChangeKind(StrEnum):
    """Kind of a change of a record; its value is the name in the API."""

    ADDED = "ajout"
    MODIFIED = "modification"
    REMOVED = "retrait"


class Subject(StrEnum):
    """Kind of what a change is about: a record or a location. The value is its name in the API."""

    RECORD = "fiche"
    LOCATION = "lieu"


FILES = {Subject.RECORD: RECORDS, Subject.LOCATION: f"{LOCATION}-lines.txt"}
"""Subject -> name of the file of an index that holds all of them, one on each line."""
FORMER = {FILES[Subject.LOCATION]: "locations.jsonl"}
"""Name of a file -> its name in the indexes of before format 24."""


@dataclass(frozen=True)
class Change:
    """A change: identifier of what changed, what happened, when its version was built."""

    identifier: str
    kind: ChangeKind
    moment: datetime
    subject: Subject = Subject.RECORD


@dataclass(frozen=True)
class Journal:
    """Changes of the records and locations of an index.

    since: moment from which all changes of records are there; changes: oldest first; within a
    version, records come first, in the order of identifiers; since_locations: moment from which all
    changes of locations are there.
    """

    since: datetime
    changes: tuple[Change, ...]
    since_locations: datetime

    @classmethod
    def parse(cls, text: str, version: str) -> Journal:
        """Read a journal; ValueError or KeyError when it is damaged.

        text: of `changes.jsonl`, "" for a version without a journal: it then begins with it;
        version: name of the version of the index.
        """
        head, *lines = [json.loads(line) for line in text.split("\n")[:-1]] or [None]
        built = moment_of(version)
        if head is None:
            return cls(built, (), built)
        changes = (
            Change(
                line["id"],
                ChangeKind(line["nature"]),
                _parsed(line["date"]),
                Subject(line.get("objet", Subject.RECORD)),
            )
            for line in lines
        )
        locations = head.get("debut_lieux")
        since = _parsed(locations) if locations else built
        return cls(_parsed(head["debut"]), tuple(changes), since)

    @property
    def text(self) -> str:
        """The journal as `changes.jsonl` holds it."""
        head = {
            "debut": _written(self.since),
            "debut_lieux": _written(self.since_locations),
        }
        rows = (
            {"id": each.identifier, "nature": each.kind.value, "date": _written(each.moment)}
            | ({} if each.subject is Subject.RECORD else {"objet": each.subject.value})
            for each in self.changes
        )
        return "".join(f"{_line(row)}\n" for row in (head, *rows))

    def followed_by(self, changes: tuple[Change, ...], moment: datetime) -> Journal:
        """Return the journal with the changes of a new version, and without the oldest ones.

        changes: of the new version; moment: of its build.
        """
        oldest = moment - KEPT
        kept = (*(each for each in self.changes if each.moment >= oldest), *changes)
        since, locations = max(self.since, oldest), max(self.since_locations, oldest)
        if len(kept) > MAX_CHANGES:
            last = kept[-MAX_CHANGES - 1].moment
            kept = tuple(each for each in kept if each.moment > last)
            since = last + timedelta(seconds=1)
            locations = max(locations, since)
        return Journal(since, kept, locations)

    def of(self, subject: Subject) -> tuple[datetime, list[Change]]:
        """Return the changes of records, or of locations, and since when all of them are there."""
        since = self.since if subject is Subject.RECORD else self.since_locations
        return since, [each for each in self.changes if each.subject is subject]

    def last_moments(self) -> dict[str, datetime]:
        """Return when each record changed last, by its identifier; those removed too."""
        return {each.identifier: each.moment for each in self.of(Subject.RECORD)[1]}


def moment_of(version: str) -> datetime:
    """Return when a version of an index was built, from its name, to the second."""
    moment = datetime.strptime(version.rpartition("-")[0], _VERSION_MOMENT)
    return moment.replace(microsecond=0, tzinfo=UTC)


def journal_after(before: Path, after: Path, version: str) -> str:
    """Return the journal of a new version: that of the version before it, and what changed since.

    Args:
        before: folder of the version before, of any format; one that is absent, or damaged, is as
            none.
        after: folder of the new version, whose `records.jsonl` is written.
        version: name of the new version.

    Returns:
        Text of `changes.jsonl`; empty when there is no version before, or none of its journal and
        no change.
    """
    try:
        earlier = _Earlier.model_validate_json((before / MANIFEST).read_bytes())
        names = {
            name: known
            for name in (*FILES.values(), CHANGES)
            for known in (name, FORMER.get(name))
            if known in earlier.files
        }
        verify(before, {name: earlier.files[name] for name in names.values()})
        text = (before / CHANGES).read_text(encoding="utf-8") if CHANGES in names else ""
        journal = Journal.parse(text, earlier.version)
        moment = moment_of(version)
        changes = tuple(
            Change(identifier, kind, moment, subject)
            for subject, name in FILES.items()
            if name in names
            for identifier, kind in _changes(before / names[name], after / name)
        )
    except (OSError, FileChanged, ValidationError, ValueError, KeyError, TypeError):
        return ""
    return journal.followed_by(changes, moment).text if changes else text


class _Earlier(BaseModel):
    """Fields of a manifest that the journal reads, the same in every format of the index."""

    version: str
    files: dict[str, FileDigest]


@dataclass
class _Known:
    """Records of the version before, by the digest of their identifiers, in increasing order."""

    keys: NDArray[np.uint64]
    digests: NDArray[np.uint64]
    seen: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        """Mark no record as seen yet."""
        self.seen = np.zeros(len(self.keys), dtype=np.bool_)

    @classmethod
    def read(cls, path: Path) -> _Known:
        """Read the identifiers and the digests of the lines of a file of records."""
        pairs = [(_number(name.encode()), _number(line)) for name, line in _lines(path)]
        table = np.array(pairs, dtype=np.uint64).reshape(-1, 2)
        table = table[np.argsort(table[:, 0])]
        return cls(table[:, 0], table[:, 1])

    def row_of(self, identifier: str) -> int | None:
        """Return where a record is; None for one that is not there."""
        key = np.uint64(_number(identifier.encode()))
        row = int(np.searchsorted(self.keys, key))
        return row if row < len(self.keys) and self.keys[row] == key else None


def _changes(before: Path, after: Path) -> list[tuple[str, ChangeKind]]:
    """Return what differs between two files, in the order of identifiers.

    Digests are compared, of eight bytes a line: a million records fit in memory.
    """
    known = _Known.read(before)
    found: dict[str, ChangeKind] = {}
    for identifier, line in _lines(after):
        row = known.row_of(identifier)
        if row is None:
            found[identifier] = ChangeKind.ADDED
            continue
        known.seen[row] = True
        if known.digests[row] != np.uint64(_number(line)):
            found[identifier] = ChangeKind.MODIFIED
    if not known.seen.all():
        for identifier, _ in _lines(before):
            row = known.row_of(identifier)
            if row is not None and not known.seen[row]:
                found[identifier] = ChangeKind.REMOVED
    return sorted(found.items())


def _lines(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the identifier and the line of each record, or location, of a file."""
    with path.open("rb") as stream:
        for line in stream:
            yield str(json.loads(line)["id"]), line


def _number(content: bytes) -> int:
    return int.from_bytes(blake2b(content, digest_size=8).digest())


def _line(row: dict[str, str]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(_MOMENT)


def _parsed(moment: str) -> datetime:
    return datetime.strptime(moment, _MOMENT).replace(tzinfo=UTC)

"""JSON of the records that answers repeat: written once, then copied."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from threading import Lock

from pydantic_core import to_json

from index.records.models import AnyRecord

KEPT_MAX = 2_048
"""Most records whose JSON is kept, of some 4 kB each."""


class RecordJson:
    """Writer of records as JSON, which keeps the last ones; safe to share between threads.

    A record says whether it is to be checked again, which changes with the month: what was written
    another month, or of another index, is not used.
    """

    def __init__(self, kept_max: int = KEPT_MAX) -> None:
        """kept_max: most records kept; the oldest is forgotten first."""
        self._kept_max = kept_max
        self._kept: dict[tuple[str, str, int], bytes] = {}
        self._keeping = Lock()

    def whole(self, record: AnyRecord, version: str) -> bytes:
        """Return a record as JSON; version: of the index that it was read from."""
        today = date.today()
        key = (record.id, version, today.year * 12 + today.month)
        written = self._kept.get(key)
        if written is None:
            written = to_json(record)
            with self._keeping:
                self._kept[key] = written
                while len(self._kept) > self._kept_max:
                    del self._kept[next(iter(self._kept))]
        return written

    @staticmethod
    def part(record: AnyRecord, fields: Collection[str]) -> bytes:
        """Return some fields of a record as JSON; those that its type does not have are absent."""
        return to_json(record, include=set(fields))

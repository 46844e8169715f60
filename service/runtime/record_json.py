"""JSON of the records that answers repeat: written once, then copied."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from threading import Lock

from pydantic_core import to_json

from index.records.models import AnyRecord

RecordWriter = Callable[[AnyRecord], bytes]
"""Function from a record to its JSON."""
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

    def writer(self, version: str, fields: frozenset[str] = frozenset()) -> RecordWriter:
        """Return the function that writes the records of an answer.

        version: of the index that they were read from; fields: names of those to keep, empty for
        all of them. A field that the type of a record does not have is absent.
        """
        if not fields:
            return lambda record: self.whole(record, version)
        return lambda record: to_json(record, include=set(fields))

"""Records of a build, in the lines of a scratch file: a million of them stay out of memory."""

from __future__ import annotations

import os
from array import array
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, overload

from index.line_file import LineWriter
from index.records.jsonl import RECORD, to_json
from index.records.models import AnyRecord


def parse_line(line: bytes) -> AnyRecord:
    """Return the record of a line that `to_json` made."""
    return RECORD.adapter.validate_json(line, strict=True)


class RecordLines(Sequence[AnyRecord]):
    """Records written to a file one a line, each parsed again whenever it is asked for."""

    def __init__(self, path: Path) -> None:
        """path: the scratch file, written anew; OSError when it cannot be."""
        self._stream = path.open("w+b")
        self._writer = LineWriter(self._stream)
        self._lines = array("q")
        """Number of the line of each record: a record that is replaced gets a new line."""

    def __enter__(self) -> Self:
        """Return the records."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file, which stays."""
        self._stream.close()

    def append(self, record: AnyRecord) -> None:
        """Add a record after the others."""
        self._lines.append(self._write(record))

    def replace(self, row: int, record: AnyRecord) -> None:
        """Put a record in the place of the one at a row."""
        self._lines[row] = self._write(record)

    def remove(self, rows: Collection[int]) -> None:
        """Remove the records at some rows; those that follow take their rows."""
        if rows:
            kept = (line for row, line in enumerate(self._lines) if row not in rows)
            self._lines = array("q", kept)

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self._lines)

    @overload
    def __getitem__(self, row: int) -> AnyRecord: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[AnyRecord]: ...
    def __getitem__(self, row: int | slice) -> AnyRecord | Sequence[AnyRecord]:
        """Return the record at a row, or those of a slice."""
        if isinstance(row, slice):
            return tuple(map(self._read, self._lines[row]))
        return self._read(self._lines[row])

    def __iter__(self) -> Iterator[AnyRecord]:
        """Yield the records, in their order."""
        return map(self._read, self._lines)

    def _write(self, record: AnyRecord) -> int:
        """Write a record on a new line, and return its number."""
        self._writer.write(to_json(record))
        return len(self._writer) - 1

    def _read(self, line: int) -> AnyRecord:
        """Return the record of a line."""
        self._stream.flush()
        start, end = self._writer.span(line)
        return parse_line(os.pread(self._stream.fileno(), end - start, start))

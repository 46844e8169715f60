"""Lines of a file, mapped in memory and read by their number.

What is shown seldom stays in its line until it is asked for: opening a file of a million lines
reads none of them.
"""

from __future__ import annotations

import mmap
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Generic, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

KEPT_OBJECTS = 20_000
"""Number of objects that `ParsedLines` keeps once parsed, by default."""
COPIED_BYTES = 1 << 24
"""Number of bytes of a file that are copied at once."""

Item = TypeVar("Item")


class LineWriter:
    """Lines written to a stream one after another, and where each starts."""

    def __init__(self, stream: BinaryIO) -> None:
        """stream: open for writing, and empty."""
        self._stream = stream
        self._starts = array("q", [0])

    def __len__(self) -> int:
        """Return the number of lines."""
        return len(self._starts) - 1

    def span(self, line: int) -> tuple[int, int]:
        """Return where a line starts and ends, in bytes, from its number."""
        return self._starts[line], self._starts[line + 1]

    def write(self, line: str) -> None:
        """Write a line, which has no line feed."""
        self._starts.append(self._starts[-1] + self._stream.write(f"{line}\n".encode()))

    @property
    def offsets(self) -> NDArray[np.int64]:
        """Where each line starts, and where the last ends, in bytes: (n + 1,) int64."""
        return np.array(self._starts, dtype=np.int64)


class LineFile:
    """Lines of a text in UTF-8, each found by its number without reading the others."""

    def __init__(
        self, data: bytes | mmap.mmap = b"", offsets: NDArray[np.int64] | None = None
    ) -> None:
        """Hold the lines.

        data: the bytes of all lines, each ended by a line feed; offsets: (n + 1,) int64, where each
        line starts, and where the last ends; None for no line.
        """
        self.data = data
        self.offsets = np.zeros(1, dtype=np.int64) if offsets is None else offsets

    @classmethod
    def of(cls, lines: Iterable[str]) -> LineFile:
        """Hold some lines in memory; none of them has a line feed."""
        encoded = [f"{line}\n".encode() for line in lines]
        offsets = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
        return cls(b"".join(encoded), offsets)

    @classmethod
    def open(cls, path: Path, offsets: NDArray[np.int64]) -> LineFile:
        """Open a file of lines, mapped in memory; OSError when it cannot be read.

        offsets: (n + 1,) int64, where each of its lines starts, in bytes.
        """
        with path.open("rb") as stream:
            size = path.stat().st_size
            if size != int(offsets[-1]):
                raise ValueError(f"{path} : {size} octets, et non {int(offsets[-1])}.")
            if size == 0:
                return cls(b"", offsets)
            return cls(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ), offsets)

    def __len__(self) -> int:
        """Return the number of lines."""
        return len(self.offsets) - 1

    def __getitem__(self, row: int) -> bytes:
        """Return the line at a row, with its line feed."""
        return self.between(row, row + 1)

    def between(self, start: int, end: int) -> bytes:
        """Return the lines at rows `start` to `end`, excluded."""
        return bytes(self.data[int(self.offsets[start]) : int(self.offsets[end])])

    def head(self, count: int) -> LineFile:
        """Return the first lines only, without copying them."""
        return LineFile(self.data, self.offsets[: count + 1])

    def copy(self, stream: BinaryIO) -> None:
        """Write all the lines to a stream."""
        end = int(self.offsets[-1])
        for start in range(0, end, COPIED_BYTES):
            stream.write(self.data[start : min(start + COPIED_BYTES, end)])


class ParsedLines(Sequence[Item], Generic[Item]):
    """Objects of a file, one a line, each parsed when it is asked for; the last ones are kept."""

    def __init__(
        self, lines: LineFile, parse: Callable[[bytes], Item], kept: int = KEPT_OBJECTS
    ) -> None:
        """lines: those of the objects; parse: reads one of them; kept: number that is kept."""
        self.lines = lines
        self._read = lru_cache(kept)(lambda row: parse(lines[row]))
        self._size = len(lines)

    def __len__(self) -> int:
        """Return the number of objects."""
        return self._size

    @overload
    def __getitem__(self, row: int) -> Item: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[Item]: ...
    def __getitem__(self, row: int | slice) -> Item | Sequence[Item]:
        """Return the object at a row, or those of a slice."""
        if isinstance(row, slice):
            return tuple(self._read(at) for at in range(*row.indices(len(self))))
        at, size = int(row), self._size
        if not -size <= at < size:
            raise IndexError(at)
        return self._read(at % size)

    def __iter__(self) -> Iterator[Item]:
        """Yield the objects, in their order."""
        return map(self._read, range(len(self)))

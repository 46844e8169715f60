"""Counts of the terms of many texts, in files that are read block by block."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.engines.sparse import TermCounts
from index.files import map_values, naming

FLUSHED_ENTRIES = 1 << 20
"""Entries that are gathered in memory before they are written."""


class CountFile:
    """Counts of terms, one bag (column -> count) a text, in two files: columns and counts."""

    def __init__(self, path: Path) -> None:
        """path: start of the paths of the files, written anew."""
        self.path = path
        self._paths = [path.with_name(f"{path.name}-{end}") for end in ("terms", "counts")]
        self._held = ExitStack()
        self._streams = [self._held.enter_context(each.open("wb")) for each in self._paths]
        self._entries: tuple[array[int], array[float]] = (array("i"), array("f"))
        self._starts, self._totals = array("q", [0]), array("f")
        self._column_of: NDArray[np.int32] | None = None

    def __enter__(self) -> Self:
        """Return the file, to add bags to."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write what remains; the counts can then be read."""
        with self._held:
            if error is None:
                self._flush()

    def add(self, bag: Mapping[int, int]) -> None:
        """Add the bag of the next text."""
        columns, counts = self._entries
        columns.extend(bag.keys())
        counts.extend(bag.values())
        self._starts.append(self._starts[-1] + len(bag))
        self._totals.append(sum(bag.values()))
        if len(columns) >= FLUSHED_ENTRIES:
            self._flush()

    @property
    def starts(self) -> NDArray[np.int64]:
        """Where the terms of each text start, and where the last ends: (n + 1,) int64."""
        return np.array(self._starts, dtype=np.int64)

    @property
    def totals(self) -> NDArray[np.float32]:
        """Number of terms of each text, repetitions included: (n,) float32."""
        return np.array(self._totals, dtype=np.float32)

    def renumber(self, order: Sequence[int]) -> None:
        """Number the columns anew when they are read: the one at `order[i]` becomes i."""
        self._column_of = np.zeros(len(order), dtype=np.int32)
        self._column_of[np.array(order, dtype=np.int64)] = np.arange(len(order), dtype=np.int32)

    def read(self, block: slice, records: NDArray[np.int32]) -> TermCounts:
        """Return the counts of a block of texts, numbered from 0.

        records: (n,) int32, the position of the record of each text of the file.
        """
        starts = np.array(self._starts[block.start : block.stop + 1], dtype=np.int64)
        span = slice(int(starts[0]), int(starts[-1]))
        columns = np.array(map_values(self._paths[0], np.int32)[span])
        passage = np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
        return TermCounts(
            passage,
            records[block][passage],
            columns if self._column_of is None else self._column_of[columns],
            np.array(map_values(self._paths[1], np.float32)[span]),
        )

    def _flush(self) -> None:
        """Write the entries gathered in memory."""
        with naming(self.path):
            self._streams[0].write(self._entries[0].tobytes())
            self._streams[1].write(self._entries[1].tobytes())
        self._entries = (array("i"), array("f"))

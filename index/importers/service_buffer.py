"""Spool: the services of a file, kept on disk until their structures are read."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.importers import data_inclusion
from index.importers.cells import Cells, slug
from index.importers.row_reader import Row, is_sized, read_rows

TAKEN = (
    "SELECT number, row FROM services WHERE structure = ?1 AND row != '' "
    "AND (source = ?2 OR source = '' OR ?2 = '') ORDER BY number"
)
"""The services of a structure: sources must agree when both are told."""


def _source(row: Row) -> str:
    """The source that a row names, as it is compared."""
    return slug(str(row.get("source") or ""))


def _stored(row: Row) -> str:
    """A service as it is kept; nothing when it is out of all proportion."""
    return json.dumps(row, ensure_ascii=False) if is_sized(row) else ""


@contextmanager
def faults_told(folder: str) -> Iterator[None]:
    """The faults of SQLite as those of the disk that it writes to.

    Args:
        folder: where it writes.

    Yields:
        Nothing.

    Raises:
        OSError: in the place of any fault of SQLite.
    """
    try:
        yield
    except sqlite3.Error as error:
        full = getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL
        code = errno.ENOSPC if full else errno.EIO
        raise OSError(code, os.strerror(code), folder) from error


class ServiceSpool:
    """Services by structure, on disk: a million of them must not fill the memory."""

    def __init__(self, path: Path) -> None:
        self._base = sqlite3.connect(path)
        self._base.execute(
            "CREATE TABLE services "
            "(number INTEGER, structure TEXT, source TEXT, taken INTEGER, row TEXT)"
        )

    def fill(self, path: Path) -> None:
        """Keep every service of a file."""
        rows = (
            (number, str(row.get("structure_id") or ""), _source(row), _stored(row))
            for number, row in read_rows(path)
        )
        self._base.executemany("INSERT INTO services VALUES (?, ?, ?, 0, ?)", rows)
        self._base.execute("CREATE INDEX by_structure ON services (structure)")
        self._base.execute("CREATE INDEX by_number ON services (number)")

    def take(self, cells: Cells) -> list[dict[str, Any]]:
        """The services of a structure, in their order, marked as taken.

        Two sources may give one number to different structures: theirs must agree when told,
        unless the identifier says its source, as those of data·inclusion do.
        """
        identifier = str(cells.raw("id") or "")
        mine = (identifier, "" if "--" in identifier else _source(cells.row))
        found = self._base.execute(TAKEN, mine).fetchall()
        self._base.executemany(
            "UPDATE services SET taken = 1 WHERE number = ?", [(number,) for number, _ in found]
        )
        return [data_inclusion.modern(json.loads(row)) for _, row in found]

    def rest(self) -> Iterator[tuple[int, Row]]:
        """The services that no structure took."""
        query = "SELECT number, row FROM services WHERE taken = 0 ORDER BY number"
        for number, row in self._base.execute(query):
            yield number, json.loads(row) if row else {}

    def close(self) -> None:
        """Close the base; its file goes with its folder."""
        self._base.close()

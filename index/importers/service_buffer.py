"""Services of data·inclusion, stored on disk during an import until their organisation is read."""

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
"""SQL: the services of the organisation ?1 whose source is ?2, or where either source is empty."""


def _source(row: Row) -> str:
    """Return the source that a row names, as a slug; empty when it names none."""
    return slug(str(row.get("source") or ""))


def _stored(row: Row) -> str:
    """Serialize a service in JSON; an oversized one gives an empty text."""
    return json.dumps(row, ensure_ascii=False) if is_sized(row) else ""


@contextmanager
def sqlite_errors_as_disk_errors(folder: str) -> Iterator[None]:
    """Convert the errors of SQLite, in a `with` block, to errors of the disk that it writes to.

    Args:
        folder: the folder of the database file, which the errors name.

    Yields:
        None.

    Raises:
        OSError: when the block raises an error of SQLite: "no space left" (ENOSPC) when the disk is
            full, else an input/output error (EIO).
    """
    try:
        yield
    except sqlite3.Error as error:
        full = getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL
        code = errno.ENOSPC if full else errno.EIO
        raise OSError(code, os.strerror(code), folder) from error


class ServiceBuffer:
    """Services of data·inclusion waiting, during an import, for the organisation that offers them.

    They are in a SQLite file, so that memory does not grow with their number. Call `fill` once,
    then `take` for each organisation, then `rest` for the services that no organisation took.
    """

    def __init__(self, path: Path) -> None:
        self._base = sqlite3.connect(path)
        self._base.execute(
            "CREATE TABLE services "
            "(number INTEGER, structure TEXT, source TEXT, taken INTEGER, row TEXT)"
        )

    def fill(self, path: Path) -> None:
        """Store all the services of a data·inclusion file, CSV or JSON; call it once."""
        rows = (
            (number, str(row.get("structure_id") or ""), _source(row), _stored(row))
            for number, row in read_rows(path)
        )
        self._base.executemany("INSERT INTO services VALUES (?, ?, ?, 0, ?)", rows)
        self._base.execute("CREATE INDEX by_structure ON services (structure)")
        self._base.execute("CREATE INDEX by_number ON services (number)")

    def take(self, cells: Cells) -> list[dict[str, Any]]:
        """Return the services of an organisation, in the order of their file; mark them as taken.

        cells: the row of the organisation. The services are rows under field names of schema v1,
        without empty values; an empty list when there is none. Two sources may give the same
        identifier to different organisations: a service is returned only if its source is that of
        the organisation, when both are stated, unless the identifier itself holds its source
        ("dora--1").
        """
        identifier = str(cells.raw("id") or "")
        mine = (identifier, "" if "--" in identifier else _source(cells.row))
        services = self._base.execute(TAKEN, mine).fetchall()
        self._base.executemany(
            "UPDATE services SET taken = 1 WHERE number = ?", [(number,) for number, _ in services]
        )
        return [data_inclusion.modern(json.loads(row)) for _, row in services]

    def rest(self) -> Iterator[tuple[int, Row]]:
        """Yield the services that no organisation took, as (number of the row in its file, row).

        A row that is too large to be imported is replaced by an empty one.
        """
        query = "SELECT number, row FROM services WHERE taken = 0 ORDER BY number"
        for number, row in self._base.execute(query):
            yield number, json.loads(row) if row else {}

    def close(self) -> None:
        """Close the SQLite file. It stays on disk: the caller, who made its folder, deletes it."""
        self._base.close()

"""Copy of all that a store holds into another, of the same kind or not."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from sqlalchemy import Connection, Table, delete, func, insert, select

from index.errors import StoreError
from service.storage.store import Store
from service.storage.tables import METADATA

_BY_PART = {"yield_per": 1_000}
"""Options of a query whose rows are read by parts of this number."""
TABLES: tuple[Table, ...] = tuple(METADATA.sorted_tables)


def transfer(source: Store, target: Store, replace: bool = False) -> Mapping[str, int]:
    """Copy a store into another one: all of it or nothing, so that it can be run again.

    The source is read as it is at one moment: what is written to it since is not copied. Other
    writers of the target wait meanwhile.

    Args:
        source: store to read.
        target: store to write, whose tables are made when it has none.
        replace: True to erase what the target holds, if it differs.

    Returns:
        Name of a table -> number of its rows.

    Raises:
        StoreError: when the source does not exist, when a store cannot be read or written, or when
            the target holds other rows and `replace` is False; the target is then left as it was.
    """
    if not source.exists():
        raise StoreError(f"{source.place} n'existe pas : rien à copier.")
    with source.reading() as rows, target.writing() as written:
        if digest(rows) != digest(written):
            if has_rows(written) and not replace:
                raise StoreError(
                    f"{target.place} contient déjà autre chose. Avec --remplacer, c'est perdu."
                )
            copy_rows(rows, written)
        return counts(written)


def copy_rows(source: Connection, target: Connection) -> None:
    """Replace the rows of all tables by those of another store.

    Args:
        source: connection to the store to read, in a transaction.
        target: connection to the store to write, in a transaction, which an error must cancel.

    Raises:
        StoreError: when the rows, read again, are not those of the source.
    """
    for table in TABLES:
        target.execute(delete(table))
        rows = source.execute(select(table), execution_options=_BY_PART)
        for part in rows.mappings().partitions():
            target.execute(insert(table), [dict(row) for row in part])
    if digest(source) != digest(target):
        raise StoreError("La copie diffère de ce qui a été lu : rien n'est changé.")


def digest(connection: Connection) -> str:
    """Return the SHA-256 of all rows, the same in every kind of store that holds the same."""
    summed = hashlib.sha256()
    for table in TABLES:
        ordered = select(table).order_by(*table.primary_key)
        for row in connection.execute(ordered, execution_options=_BY_PART):
            summed.update(f"{table.name}{tuple(row)!r}\n".encode())
    return summed.hexdigest()


def has_rows(connection: Connection) -> bool:
    """Return True if a table has a row."""
    return any(counts(connection).values())


def counts(connection: Connection) -> dict[str, int]:
    """Return the number of rows of each table, by its name."""
    return {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0
        for table in TABLES
    }

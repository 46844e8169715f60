"""Store in a PostgreSQL database, which several machines share.

Connections are pooled and verified before use. While the server cannot be reached, uses fail at
once for a few seconds after each attempt: none waits for a server that others found absent.
"""

from __future__ import annotations

import logging
import time
import weakref
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError

from index.errors import StoreError
from service.storage.copying import copy_rows, digest, has_rows
from service.storage.sqlite import PATIENCE_S
from service.storage.sqlite_store import SqliteStore
from service.storage.store import Store

LOG = logging.getLogger("orientess")
CONNECT_S, PAUSE_S = 3, 2.0
"""Longest wait for a connection, in seconds, and pause after one that failed."""
POOL_SIZE, POOL_OVERFLOW = 4, 4
"""Connections that a process retains, and those that it opens besides for a moment."""
WRITERS_LOCK = 0x4F5249454E54
"""Number of the advisory lock that one writer holds at a time."""

_CAUSES: Mapping[str, str] = {
    "25006": "une base en lecture seule",
    "28": "un accès refusé",
    "3D000": "une base qui n'existe pas",
    "3F000": "un schéma qui n'existe pas",
    "42501": "un accès refusé",
    "42P07": "une base où d'autres tables ont les mêmes noms",
    "53100": "un disque plein",
    "53300": "un serveur qui a trop de connexions",
    "55P03": "une base occupée trop longtemps",
    "57014": "une demande trop longue",
    "57": "un serveur qui s'arrête ou démarre",
    "58": "un disque en défaut",
    "XX001": "une base abîmée",
    "XX002": "une base abîmée",
}
"""SQLSTATE of PostgreSQL, or its class (two characters) -> its cause, in French."""
NO_SERVER = "un serveur qui ne répond pas, ou qui refuse la connexion"


class PostgresqlStore(Store):
    """One database of a PostgreSQL server."""

    READING = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    WRITING = {"isolation_level": "READ COMMITTED", "postgresql_readonly": False}

    def __init__(self, url: str, patience_s: float = PATIENCE_S) -> None:
        """Prepare the use of the database, whose server is reached when first needed.

        Args:
            url: such as `postgresql+psycopg://user@host:5432/orientess`.
            patience_s: longest wait, in seconds, for another writer, and for a free connection.

        Raises:
            StoreError: when the client of PostgreSQL is not installed.
        """
        address = make_url(url)
        self._patience_s = patience_s
        self._is_ready = False
        self._retry_at = 0.0
        try:
            engine = create_engine(
                address,
                connect_args=_limits(address),
                pool_size=POOL_SIZE,
                max_overflow=POOL_OVERFLOW,
                pool_timeout=patience_s,
                pool_pre_ping=True,
                hide_parameters=True,
            )
        except ImportError as error:
            raise StoreError(
                "ORIENTESS_STORE demande le client de PostgreSQL : "
                "installez « orientess[postgresql] »."
            ) from error
        shown = URL.create(
            address.drivername,
            address.username,
            host=address.host,
            port=address.port,
            database=address.database,
        )
        super().__init__(engine, shown.render_as_string())
        weakref.finalize(self, engine.dispose)  # its connections are closed with the store
        self._name = f"La base {address.database} de PostgreSQL"

    def exists(self) -> bool:
        """Return True: a server that cannot be reached is an error, not an absence."""
        return True

    def save(self, path: Path) -> None:
        """Copy all rows, as they are at one moment, into a new SQLite file.

        Args:
            path: of the file, which must not exist.

        Raises:
            StoreError: when the database cannot be read, or the file be written.
        """
        with self.reading() as live, SqliteStore(path, is_lasting=False).writing() as copy:
            copy_rows(live, copy)

    def is_newer(self, saved: Path, created: datetime) -> bool:
        """Return True if the database holds other rows than a backup: it does not say since when.

        saved: SQLite file of the backup; created: not used.
        """
        with self.reading() as live, SqliteStore(saved, is_lasting=False).reading() as rows:
            return has_rows(live) and digest(live) != digest(rows)

    def _connect(self) -> Connection:
        if time.monotonic() < self._retry_at:
            raise self._error(NO_SERVER)
        return super()._connect()

    def _ensure_tables(self, connection: Connection) -> None:
        """Look at the tables once: the database is not replaced as a file may be."""
        if not self._is_ready:
            super()._ensure_tables(connection)
            self._is_ready = True

    def _prepare(self, connection: Connection) -> None:
        """Refuse a database that cannot hold every text."""
        if connection.scalar(text("SHOW server_encoding")) != "UTF8":
            raise self._error("une base qui n'est pas en UTF-8")

    def _cause(self, error: DBAPIError) -> str:
        """Return the cause of an error, after which the tables are looked at again."""
        self._is_ready = False
        state = getattr(error.orig, "sqlstate", None) or ""
        if not state and isinstance(error, OperationalError):
            if error.statement is None:  # no connection was made
                self._retry_at = time.monotonic() + PAUSE_S
                LOG.warning("%s : %s", self._name, str(error.orig).partition("\n")[0])
            return NO_SERVER
        unknown = f"une erreur de PostgreSQL ({type(error.orig).__name__})"
        return _CAUSES.get(state) or _CAUSES.get(state[:2], unknown)

    def _error(self, cause: str) -> StoreError:
        return StoreError(f"{self._name} ne peut pas servir : {cause}.")

    def _lock(self, connection: Connection) -> None:
        milliseconds = str(round(self._patience_s * 1000))
        connection.execute(
            text("SELECT set_config('lock_timeout', :ms, true)"), {"ms": milliseconds}
        )
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITERS_LOCK})

    def _record(self, connection: Connection) -> None:
        """Do nothing more: alembic's table says it all."""

    def _has_version(self, connection: Connection) -> bool:
        found = connection.scalar(text("SELECT to_regclass('alembic_version') IS NOT NULL"))
        return bool(found)


def _limits(address: URL) -> dict[str, Any]:
    """Return limits of the client: a machine that vanishes must not block a request for long."""
    limits = {"connect_timeout": CONNECT_S, "tcp_user_timeout": CONNECT_S * 1000}
    return {name: value for name, value in limits.items() if name not in address.query}

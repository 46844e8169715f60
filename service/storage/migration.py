"""Upgrade of the tables of a store by alembic, imported only when tables are not up to date."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from service.storage.tables import NO_TABLES

SCRIPTS = "service.storage:migrations"
"""Package and folder of the environment and of the versions."""


def upgrade(connection: Connection, taken_over: str, target: str) -> None:
    """Bring the tables of a store to a revision, in the transaction of the connection.

    Args:
        connection: connection to the store, in a transaction that writes.
        taken_over: revision of tables that alembic did not make, to be recorded before; "0000" when
            alembic made them, or when there are none.
        target: revision to reach, such as "0004".

    Raises:
        DBAPIError: when the database refuses a statement; the transaction is then to be cancelled.
    """
    config = Config()
    config.set_main_option("script_location", SCRIPTS)
    config.attributes["connection"] = connection
    if taken_over != NO_TABLES:
        command.stamp(config, taken_over)
    command.upgrade(config, target)

"""The tables: those that the migrations make, in every kind of store."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from service.storage.migration import SCRIPTS
from service.storage.store import Store
from service.storage.tables import METADATA, REVISION


def test_the_migrations_should_make_the_tables_that_queries_use(store: Store) -> None:
    with store.reading() as connection:
        options = {"compare_type": False}  # collations, and the booleans of SQLite, differ
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []


def test_the_revision_should_be_that_of_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", SCRIPTS)
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_current_head() == REVISION
    revisions = [script.revision for script in scripts.walk_revisions()]
    assert revisions == [f"{number:04}" for number in range(int(REVISION), 0, -1)]

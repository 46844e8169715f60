"""Commands on the store: its tables, and its copy to another store."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from index.errors import StoreError
from service.cli.store import commands
from service.demonstration.mark import is_marked
from service.feedback.reports import Report, Reports
from service.storage.migration import upgrade
from service.storage.sqlite_store import SqliteStore
from service.storage.store import Store
from service.storage.tables import NO_TABLES
from tests.service.stores import place_of

REPORT = Report("a", "autre")


@pytest.fixture
def chosen(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store that the settings choose."""
    place = place_of(store)
    monkeypatch.delenv("ORIENTESS_STORE", raising=False)
    if isinstance(place, Path):
        monkeypatch.setenv("ORIENTESS_VAR", str(place.parent))
    else:
        monkeypatch.setenv("ORIENTESS_STORE", place)
    return store


@pytest.fixture
def other(tmp_path: Path) -> SqliteStore:
    """A second store, with a report."""
    made = SqliteStore(tmp_path / "autre" / "s.sqlite3")
    Reports(made).add(REPORT)
    return made


def run(*arguments: str, code: int = 0) -> str:
    """What a command prints."""
    done = CliRunner().invoke(commands, ["store", *arguments], catch_exceptions=False)
    assert done.exit_code == code
    return done.output


def test_the_tables_should_be_made_and_told(
    file_store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORIENTESS_VAR", str(file_store.path.parent))
    assert run("migrate") == f"{file_store.path} : tables créées (version 0004).\n"
    assert run("migrate") == f"{file_store.path} : tables à jour (version 0004).\n"
    file_store.path.unlink()
    with file_store._engine.begin() as connection:
        upgrade(connection, NO_TABLES, "0003")
    assert "mises à jour (de la version 0003 à 0004)" in run("migrate")


def test_a_store_should_be_copied_into_the_one_of_the_settings(
    chosen: Store, other: SqliteStore
) -> None:
    output = run("copy", str(other.path))
    assert "report : 1 ligne\n" in output
    assert "api_key : 0 ligne\n" in output
    assert f"{chosen.place} contient tout ce que contenait {other.path}." in output
    assert Reports(chosen).all() == Reports(other).all()


def test_a_store_should_be_copied_into_a_named_one(
    chosen: Store, other: SqliteStore, tmp_path: Path
) -> None:
    Reports(chosen).add(Report("b", "autre"))
    with pytest.raises(StoreError, match="--remplacer"):
        run("copy", str(place_of(chosen)), str(other.path))
    run("copy", str(place_of(chosen)), str(other.path), "--remplacer")
    assert [each.record for each in Reports(other).all()] == ["b"]
    run("copy", str(place_of(chosen)), str(tmp_path / "neuf.sqlite3"))
    assert Reports(SqliteStore(tmp_path / "neuf.sqlite3")).all() == Reports(chosen).all()


def test_what_is_neither_a_file_nor_an_address_should_be_refused(tmp_path: Path) -> None:
    assert "postgresql+psycopg://" in run("copy", "mysql://hote/base", code=2)
    with pytest.raises(StoreError, match="n'existe pas"):
        run("copy", str(tmp_path / "absent.sqlite3"))


def test_a_made_up_day_should_be_told_with_its_keys(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("ORIENTESS_STORE", raising=False)
    monkeypatch.setenv("ORIENTESS_VAR", str(tmp_path / "var"))
    done = CliRunner().invoke(commands, ["demo"], catch_exceptions=False)
    assert done.exit_code == 0
    assert "Journée inventée" in done.output
    assert done.output.count(" : orientess_") == 4
    assert is_marked(tmp_path / "var")

"""Copies from a store to another: nothing lost, all or nothing, run again when interrupted."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from index.errors import StoreError
from service.auth.keys import Keys
from service.auth.rights import Rights, Scope
from service.feedback.opinions import Feedback, Opinion
from service.feedback.reports import Report, Reports
from service.proposals.proposal import Kind, Proposal
from service.proposals.table import Proposals
from service.statistics.counters import Counters
from service.storage import copying
from service.storage.copying import counts, digest, transfer
from service.storage.sqlite_store import SqliteStore
from service.storage.store import Store
from service.storage.tables import REPORT
from tests.conftest import ROOT
from tests.service.stores import place_of

ROWS, A_DAY = 2_500, (date.today() - timedelta(days=9)).isoformat()
KILLED = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from service.addresses import is_database
from service.storage.copying import transfer
from service.storage.store import store_at

source, target = (store_at(p if is_database(p) else Path(p)) for p in sys.argv[1:3])

def kill(connection, cursor, statement, parameters, context, executemany):
    if statement.startswith("INSERT INTO report"):
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(target._engine, "after_cursor_execute", kill)
transfer(source, target)
"""


def fill(store: Store) -> str:
    """Fill every table; return the secret of a key."""
    secret, _ = Keys(store).create(Rights(name="Été", scopes=(Scope.LECTURE,), quota=7))
    Keys(store).create(Rights(name="Portail", scopes=(Scope.WIDGET,), hosts=("exemple.fr",)))
    counters = Counters(store)
    for theme in ("", "aide"):
        for answered in (True, False):
            counters.add(theme, "2A", answered)
    counters.flush()
    Feedback(store).add(Opinion("a", "n", useful=False, words="l'été 😀"))
    Proposals(store).add(Proposal(Kind.NEW, "https://exemple.fr/", "", {"nom": "« Été »"}))
    empty = {"day": A_DAY, "section": "", "reason": "autre", "comment": "", "status": "lu"}
    rows = [{"id": 2 * number, "record": f"r{number}", **empty} for number in range(1, ROWS + 1)]
    with store.writing() as connection:
        connection.execute(insert(REPORT), rows)
    return secret


def held(store: Store) -> str:
    with store.reading() as connection:
        return digest(connection)


@pytest.fixture
def other(tmp_path: Path) -> SqliteStore:
    """A second store."""
    return SqliteStore(tmp_path / "autre" / "s.sqlite3")


def test_a_copy_should_lose_nothing_there_and_back(store: Store, other: SqliteStore) -> None:
    secret = fill(other)
    expected = {"api_key": 2, "counter": 4, "feedback": 1, "proposal": 1, "report": ROWS}
    assert transfer(other, store) == expected
    assert held(store) == held(other)
    assert Keys(store).check(secret).name == "Été"
    assert Keys(store).all() == Keys(other).all()
    for table in (Reports, Feedback, Proposals):
        assert table(store).all() == table(other).all()
    Reports(store).add(Report("nouveau", "autre"))
    assert Reports(store).all()[-1].number == 2 * ROWS + 1
    assert transfer(store, other, replace=True)["report"] == ROWS + 1
    assert held(store) == held(other)


def test_a_store_that_holds_something_else_should_be_left(store: Store, other: SqliteStore) -> None:
    Reports(store).add(Report("a", "autre"))
    Reports(other).add(Report("b", "autre"))
    before = held(store)
    with pytest.raises(StoreError, match="--remplacer"):
        transfer(other, store)
    assert held(store) == before
    transfer(other, store, replace=True)
    assert held(store) == held(other)


def test_a_copy_that_is_done_should_be_run_again_without_harm(
    store: Store, other: SqliteStore
) -> None:
    fill(other)
    assert transfer(other, store) == transfer(other, store)


def test_a_store_that_does_not_exist_should_not_be_created(
    store: Store, other: SqliteStore
) -> None:
    with pytest.raises(StoreError, match="n'existe pas"):
        transfer(other, store)
    assert not other.path.exists()


def test_a_copy_that_differs_should_change_nothing(
    store: Store, other: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(other)
    numbers = iter(range(10))
    monkeypatch.setattr(copying, "digest", lambda _: str(next(numbers)))
    with pytest.raises(StoreError, match="diffère"):
        transfer(other, store)
    with store.reading() as connection:
        assert not any(counts(connection).values())


def test_a_copy_that_is_killed_should_start_again(store: Store, other: SqliteStore) -> None:
    fill(other)
    store.migrate()
    command = [sys.executable, "-c", KILLED, str(other.path), str(place_of(store))]
    killed = subprocess.run(command, cwd=ROOT, check=False)  # noqa: S603 - our own code
    assert killed.returncode == -signal.SIGKILL
    with store.reading() as connection:
        assert not any(counts(connection).values())
    assert transfer(other, store)["report"] == ROWS
    assert held(store) == held(other)

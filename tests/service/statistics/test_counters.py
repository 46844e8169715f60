"""Counters: cheap to count, never lost between processes, published by whole quarters."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import inspect, select
from typer.testing import CliRunner

from index.errors import StoreError
from service.cli import feedback as cli_feedback
from service.statistics import counters
from service.statistics.counters import Counters, months_of, period_of
from service.statistics.disclosure_control import CountRow, Published
from service.storage.sqlite_store import SqliteStore
from service.storage.store import Store
from service.storage.tables import COUNTER
from tests.conftest import ROOT
from tests.service.stores import place_of

PATIENCE_S = 10.0
WRITER = """
import sys
from pathlib import Path
from service.statistics.counters import Counters
from service.addresses import is_database
from service.storage.store import store_at

place = sys.argv[1]
counting = Counters(store_at(place if is_database(place) else Path(place)))
for number in range(600):
    counting.add("equipement", "59", number % 3 > 0)
    if number % 10 == 9:
        counting.flush()
"""


class Calendar:
    """A day that tests move."""

    def __init__(self, year: int, month: int, day: int) -> None:
        self.day = date(year, month, day)

    def __call__(self) -> date:
        return self.day


@pytest.fixture
def today() -> Calendar:
    return Calendar(2026, 5, 12)


def kept(store: Store) -> dict[tuple[object, ...], int]:
    """The rows of the store."""
    with store.reading() as connection:
        return {tuple(row[:4]): row[4] for row in connection.execute(select(COUNTER))}


def search(counting: Counters, times: int, theme: str = "equipement", where: str = "59") -> None:
    for _ in range(times):
        counting.add(theme, where, True)


def test_searches_should_be_counted_by_month_theme_place_and_outcome(
    store: Store, today: Calendar
) -> None:
    counting = Counters(store, today)
    search(counting, 3)
    counting.add("equipement", "59", False)
    counting.add("", "", False)
    counting.flush()
    search(counting, 2)
    counting.flush()
    assert kept(store) == {
        ("2026-05", "equipement", "59", 1): 5,
        ("2026-05", "equipement", "59", 0): 1,
        ("2026-05", "", "", 0): 1,
    }


def test_the_store_should_hold_no_day_nor_text(store: Store, today: Calendar) -> None:
    Counters(store, today).flush()
    with store.reading() as connection:
        columns = [column["name"] for column in inspect(connection).get_columns("counter")]
    assert columns == ["month", "theme", "departement", "answered", "number"]


def test_nothing_to_write_should_not_touch_the_store(tmp_path: Path) -> None:
    Counters(SqliteStore(tmp_path / "none")).flush()
    assert not (tmp_path / "none").exists()


def test_two_processes_that_write_at_once_should_lose_nothing(store: Store) -> None:
    command = [sys.executable, "-c", WRITER, str(place_of(store))]
    writers = [subprocess.Popen(command, cwd=ROOT) for _ in range(2)]  # noqa: S603 - our own code
    assert [writer.wait() for writer in writers] == [0, 0]
    month = date.today().isoformat()[:7]
    assert kept(store) == {
        (month, "equipement", "59", 1): 800,
        (month, "equipement", "59", 0): 400,
    }


def test_threads_that_count_at_once_should_lose_nothing(store: Store, today: Calendar) -> None:
    counting = Counters(store, today)
    threads = [threading.Thread(target=search, args=(counting, 2000)) for _ in range(4)]
    for each in threads:
        each.start()
    while any(each.is_alive() for each in threads):
        counting.flush()
    counting.flush()
    assert sum(kept(store).values()) == 8000


def test_counts_should_wait_in_memory_while_the_store_fails(tmp_path: Path) -> None:
    path = tmp_path / "store"
    path.mkdir()
    counting = Counters(SqliteStore(path))
    search(counting, 3)
    with pytest.raises(StoreError):
        counting.flush()
    search(counting, 1)
    path.rmdir()
    counting.flush()
    assert sum(kept(SqliteStore(path)).values()) == 4


@pytest.fixture
def running(file_store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counters]:
    """Counters that write by themselves, often."""
    monkeypatch.setattr(counters, "FLUSH_S", 0.01)
    counting = Counters(file_store)
    counting.start()
    yield counting
    counting.stop()


def wait_for_lines(caplog: pytest.LogCaptureFixture, number: int) -> list[str]:
    """The lines of the log, once they are so many."""
    end = time.monotonic() + PATIENCE_S
    while len(caplog.messages) < number and time.monotonic() < end:
        time.sleep(0.01)
    return caplog.messages


def test_counts_should_be_written_from_time_to_time(
    running: Counters, file_store: SqliteStore
) -> None:
    search(running, 3)
    end = time.monotonic() + PATIENCE_S
    while not kept(file_store) and time.monotonic() < end:
        time.sleep(0.01)
    assert sum(kept(file_store).values()) == 3


def test_counts_should_be_written_when_the_service_stops(store: Store) -> None:
    counting = Counters(store)
    counting.start()
    search(counting, 3)
    counting.stop()
    assert sum(kept(store).values()) == 3


def test_a_store_that_fails_should_be_logged_once_until_it_works_again(
    running: Counters, file_store: SqliteStore, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "orientess")
    file_store.path.mkdir()
    search(running, 3)
    failing = wait_for_lines(caplog, 1)
    time.sleep(0.1)
    assert failing == [
        "compteurs gardés en mémoire : orientess.sqlite3 ne peut pas servir : "
        "un fichier qui ne s'ouvre pas."
    ]
    file_store.path.rmdir()
    assert wait_for_lines(caplog, 2)[1:] == ["compteurs de nouveau écrits"]
    assert sum(kept(file_store).values()) == 3


@pytest.mark.parametrize(
    ("year", "month", "period"),
    [(2026, 1, "2026-T1"), (2026, 3, "2026-T1"), (2026, 4, "2026-T2"), (2026, 12, "2026-T4")],
)
def test_a_period_should_be_a_quarter(year: int, month: int, period: str) -> None:
    assert period_of(year, month) == period
    assert f"{year}-{month:02}" in months_of(period)
    assert len(months_of(period)) == 3


def test_a_quarter_should_be_published_when_it_is_over_and_written(
    store: Store, today: Calendar
) -> None:
    counting = Counters(store, today)
    search(counting, 30)
    counting.flush()
    assert counting.table() == Published()
    today.day = date(2026, 7, 1)
    assert counting.table() == Published()
    today.day = date(2026, 7, 2)
    assert counting.table().total == CountRow(30)


def test_a_publication_should_never_change(store: Store, today: Calendar) -> None:
    counting, late = Counters(store, today), Counters(store, today)
    search(counting, 30)
    counting.flush()
    search(late, 5)
    today.day = date(2026, 7, 2)
    late.flush()
    assert Counters(store, today).table().total == CountRow(30)


def test_the_last_quarter_of_a_year_should_be_published_in_the_next(store: Store) -> None:
    today = Calendar(2026, 12, 31)
    counting = Counters(store, today)
    search(counting, 30)
    counting.flush()
    today.day = date(2027, 1, 2)
    assert counting.table().periods == ("2026-T4",)


def test_a_table_should_begin_with_the_first_whole_quarter_since_a_month(store: Store) -> None:
    today = Calendar(2026, 1, 5)
    counting = Counters(store, today)
    search(counting, 30)
    counting.flush()
    today.day = date(2026, 4, 1)
    search(counting, 20)
    counting.flush()
    today.day = date(2026, 7, 2)
    assert counting.table().total == CountRow(50)
    assert counting.table("2026-01").periods == ("2026-T1", "2026-T2")
    assert counting.table("2026-02").periods == ("2026-T2",)


def test_months_should_be_told_when_none_of_their_quarter_is_silent(store: Store) -> None:
    today = Calendar(2026, 1, 5)
    counting = Counters(store, today)
    for month in (1, 2, 4, 5, 6):
        today.day = date(2026, month, 5)
        search(counting, 20)
        counting.flush()
    today.day = date(2026, 7, 2)
    assert counting.table().total == CountRow(100)
    assert counting.table().months == {"2026-04": 20, "2026-05": 20, "2026-06": 20}


def test_a_table_should_say_that_the_store_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        Counters(SqliteStore(tmp_path)).table()


@pytest.fixture
def export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command over the counters of two quarters of 2020, long over."""
    monkeypatch.setenv("ORIENTESS_VAR", str(tmp_path))
    monkeypatch.setenv("ORIENTESS_DATA", str(ROOT / "data"))
    store = SqliteStore(tmp_path / "orientess.sqlite3")
    for month in (2, 5):
        counting = Counters(store, Calendar(2020, month, 1))
        for theme in ("", "equipement", "bases"):
            for where in ("", "59", "2A"):
                for _ in range(10):
                    counting.add(theme, where, True)
                    counting.add(theme, where, False)
        counting.flush()
    return CliRunner()


def test_the_command_should_print_what_is_published(export: CliRunner) -> None:
    printed = export.invoke(cli_feedback.commands, ["counters", "export"], catch_exceptions=False)
    assert printed.output.splitlines() == [
        "table,mois,theme,libelle,departement,recherches,jugees,sans_reponse",
        "total,,,,,360,360,180",
        "theme,,bases,Apprendre les bases,,120,120,60",
        "theme,,equipement,S'équiper,,120,120,60",
        "theme,,autres ou inconnus,,,120,,",
        "departement,,,,2A,120,120,60",
        "departement,,,,59,120,120,60",
        "departement,,,,autres ou inconnus,120,,",
        "theme-departement,,bases,Apprendre les bases,2A,40,,",
        "theme-departement,,bases,Apprendre les bases,59,40,,",
        "theme-departement,,equipement,S'équiper,2A,40,,",
        "theme-departement,,equipement,S'équiper,59,40,,",
    ]


def test_the_command_should_leave_out_quarters_that_began_before(export: CliRunner) -> None:
    arguments = ["counters", "export", "--depuis", "2020-04"]
    printed = export.invoke(cli_feedback.commands, arguments, catch_exceptions=False)
    assert printed.output.splitlines()[1] == "total,,,,,180,180,90"
    empty = export.invoke(cli_feedback.commands, ["counters", "export", "--depuis", "2021-01"])
    assert len(empty.output.splitlines()) == 1


@pytest.mark.parametrize("month", ["2020", "2020-13", "avril"])
def test_the_command_should_refuse_what_is_no_month(export: CliRunner, month: str) -> None:
    printed = export.invoke(cli_feedback.commands, ["counters", "export", "--depuis", month])
    assert printed.exit_code == 2

"""Quotas: exact across processes, sliding, harmless when they fail, and of nobody's address."""

from __future__ import annotations

import asyncio
import logging
import shutil
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from types import SimpleNamespace

import pytest

from index.errors import StoreError
from service import quotas as quotas_module
from service.counting import PURGE_S, SECRET_BYTES, ServerStorage, SqliteStorage
from service.quotas import UNCOUNTED, Allowance, Quotas, _left, _wait_s
from tests.service.process import free_port

START = 1_800_000_000.0
"""A whole number of minutes since 1970: a window begins."""
PROCESSES, EACH, LIMIT = 3, 60, 100
SERVER = shutil.which("valkey-server")
ADDRESS = "203.0.113.77"


class Clock:
    """A time that tests move."""

    def __init__(self, now: float = START) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def stopped() -> float:
    """A time that does not pass, the same in every process."""
    return START


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "quotas.sqlite3"


@pytest.fixture
def quotas(path: Path, clock: Clock) -> Quotas:
    return Quotas("", path, clock)


def take(quotas: Quotas, per_minute: int = 3, cost: int = 1, identity: str = "x") -> Allowance:
    return asyncio.run(quotas.take(identity, per_minute, cost))


def digest(quotas: Quotas, address: str = ADDRESS) -> str:
    return asyncio.run(quotas.identity(address))


def hammer(url: str, path: Path, _number: int) -> int:
    """What one process among others is allowed."""
    quotas = Quotas(url, path, stopped)

    async def all_at_once() -> int:
        taken = await asyncio.gather(*(quotas.take("x", LIMIT) for _ in range(EACH)))
        return sum(each.allowed for each in taken)

    return asyncio.run(all_at_once())


def allowed_to_all(url: str, path: Path) -> int:
    """What several processes that call at once are allowed, in all."""
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        return sum(pool.map(partial(hammer, url, path), range(PROCESSES)))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The address of a Valkey server that keeps nothing on disk."""
    assert SERVER is not None
    port = free_port()
    command = (SERVER, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", tmp_path)
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:  # noqa: S603 - ours
        try:
            wait_for(port)
            yield f"valkey://127.0.0.1:{port}"
        finally:
            process.terminate()


def wait_for(port: int) -> None:
    """Wait until something listens."""
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 0.1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("valkey-server ne répond pas")


needs_server = pytest.mark.skipif(SERVER is None, reason="valkey-server n'est pas installé")


def test_a_quota_should_be_allowed_and_no_more(quotas: Quotas) -> None:
    taken = [take(quotas) for _ in range(5)]
    assert [each.allowed for each in taken] == [True, True, True, False, False]
    assert [each.remaining for each in taken] == [2, 1, 0, 0, 0]
    assert {each.limit for each in taken} == {3}


def test_one_should_not_spend_the_quota_of_another(quotas: Quotas) -> None:
    for _ in range(3):
        take(quotas, identity="x")
    assert not take(quotas, identity="x").allowed
    assert take(quotas, identity="y").allowed


def test_a_quota_of_zero_should_be_no_quota(quotas: Quotas, path: Path) -> None:
    assert take(quotas, per_minute=0) == UNCOUNTED
    assert not path.exists()


def test_a_cost_should_be_taken_whole_or_not_at_all(quotas: Quotas) -> None:
    assert take(quotas, 10, 8).remaining == 2
    refused = take(quotas, 10, 3)
    assert (refused.allowed, refused.remaining) == (False, 2)
    assert take(quotas, 10, 2).allowed


def test_what_costs_more_than_a_minute_should_take_a_whole_minute(quotas: Quotas) -> None:
    assert take(quotas, 10, 50) == Allowance(True, 10, 0, 61)
    assert not take(quotas, 10).allowed


def test_the_turn_of_a_minute_should_not_double_a_quota(quotas: Quotas, clock: Clock) -> None:
    clock.now = START + 59
    assert sum(take(quotas, 60).allowed for _ in range(70)) == 60
    clock.now = START + 61
    assert sum(take(quotas, 60).allowed for _ in range(70)) == 1
    clock.now = START + 90
    assert sum(take(quotas, 60).allowed for _ in range(70)) == 29
    clock.now = START + 240
    assert sum(take(quotas, 60).allowed for _ in range(70)) == 60


@pytest.mark.parametrize("begun", [0, 1, 17, 30, 59])
@pytest.mark.parametrize(("limit", "cost"), [(1, 1), (3, 1), (3, 3), (300, 1), (300, 50)])
def test_who_waits_as_long_as_told_should_be_allowed_and_not_a_second_sooner(
    quotas: Quotas, clock: Clock, begun: int, limit: int, cost: int
) -> None:
    clock.now = START + begun
    while (refused := take(quotas, limit, cost)).allowed:
        pass
    clock.now += refused.reset_s - 1.01
    assert not take(quotas, limit, cost).allowed
    clock.now += 1.01
    assert take(quotas, limit, cost).allowed


def test_more_should_be_left_when_told(quotas: Quotas, clock: Clock) -> None:
    for _ in range(40):
        take(quotas, 60)
    clock.now = START + 75
    taken = take(quotas, 60)
    assert (taken.remaining, taken.reset_s) == (29, 1)
    clock.now += taken.reset_s
    assert take(quotas, 60).remaining == 29


def test_nothing_should_be_waited_for_when_nothing_was_asked() -> None:
    assert _left((0, 0.0, 0, 0.0), 10) == 10
    assert _wait_s((0, 0.0, 0, 0.0), 10, 11) == 0


def test_several_processes_should_be_allowed_a_quota_in_all_and_no_more(path: Path) -> None:
    assert PROCESSES * EACH > LIMIT
    assert allowed_to_all("", path) == LIMIT


@needs_server
def test_several_processes_should_share_a_server_too(server: str, path: Path) -> None:
    assert allowed_to_all(server, path) == LIMIT
    assert not path.exists()


def test_counting_should_go_on_after_a_close(quotas: Quotas) -> None:
    assert take(quotas).remaining == 2
    quotas.close()
    quotas.close()
    assert take(quotas).remaining == 1


@needs_server
@pytest.mark.parametrize("scheme", ["valkey", "redis"])
def test_a_server_should_count_as_a_file_does(server: str, path: Path, scheme: str) -> None:
    quotas = Quotas(server.replace("valkey", scheme), path)
    taken = [take(quotas, 3) for _ in range(4)]
    assert [each.allowed for each in taken] == [True, True, True, False]
    assert [each.remaining for each in taken] == [2, 1, 0, 0]
    assert 55 < taken[-1].reset_s <= 61
    quotas.close()
    assert not take(quotas, 3).allowed


@needs_server
def test_every_process_should_know_an_address_by_the_same_digest(
    server: str, path: Path, clock: Clock
) -> None:
    by_file = {digest(Quotas("", path, clock)) for _ in range(3)}
    by_server = {digest(Quotas(server, path, clock)) for _ in range(3)}
    assert len(by_file) == len(by_server) == 1
    assert by_file != by_server


def test_a_secret_that_another_process_removes_at_midnight_should_still_be_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage, ahead = SqliteStorage(path), SqliteStorage(path)
    run = storage._run

    def meanwhile(statement: str, values: tuple[object, ...] = ()) -> list[object]:
        if statement.startswith("SELECT value"):
            ahead.secret("2026-11-26")
        return run(statement, values)

    monkeypatch.setattr(storage, "_run", meanwhile)
    assert len(storage.secret("2026-11-25")) == SECRET_BYTES
    storage.close()
    ahead.close()


def test_a_server_that_forgets_the_secret_should_not_leave_digests_without_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    storage = ServerStorage("valkey://127.0.0.1:1")
    forgetful = SimpleNamespace(set=lambda *_, **__: None, get=lambda _: None)
    monkeypatch.setattr(storage, "get_connection", lambda: forgetful)
    assert len(storage.secret("2026-11-25")) == SECRET_BYTES


def test_a_digest_should_be_another_the_next_day_and_its_secret_gone(
    quotas: Quotas, path: Path, clock: Clock
) -> None:
    first = digest(quotas)
    secret = quotas._secret[1]
    assert secret in written(path)
    assert digest(quotas) == first
    clock.now += 86_400
    assert digest(quotas) != first
    assert secret not in written(path)


def written(path: Path) -> bytes:
    """All that the files of the quotas hold."""
    return b"".join(each.read_bytes() for each in sorted(path.parent.glob(f"{path.name}*")))


def test_no_address_should_be_written(quotas: Quotas, path: Path) -> None:
    identity = digest(quotas)
    take(quotas, identity=identity)
    content = written(path)
    assert identity.encode() in content
    assert ADDRESS.encode() not in content
    assert socket.inet_aton(ADDRESS) not in content
    assert len(identity) == len("ip:") + 32


def test_counts_of_the_past_should_be_removed(path: Path, clock: Clock) -> None:
    storage = SqliteStorage(path, clock)
    storage.acquire_sliding_window_entry("gone", 10, 60)
    clock.now += 120 + PURGE_S
    storage.acquire_sliding_window_entry("here", 10, 60)
    assert storage.reset() == 1


def test_the_storage_should_serve_the_fixed_windows_of_its_library_too(
    path: Path, clock: Clock
) -> None:
    storage = SqliteStorage(path, clock)
    assert [storage.incr("x", 60), storage.incr("x", 60, 4)] == [1, 5]
    assert (storage.get("x"), storage.get_expiry("x")) == (5, START + 60)
    clock.now += 60
    assert (storage.get("x"), storage.get_expiry("x")) == (0, START + 60)
    assert storage.incr("x", 60) == 1
    storage.clear("x")
    assert storage.get("x") == 0
    storage.acquire_sliding_window_entry("y", 10, 60)
    storage.clear_sliding_window("y", 60)
    assert storage.get_sliding_window("y", 60)[2] == 0
    assert storage.check()


def folder_in_its_place(path: Path) -> None:
    path.mkdir()


def no_database(path: Path) -> None:
    path.write_text("Ceci n'est pas une base. " * 100, encoding="utf-8")


@pytest.mark.parametrize("spoil", [folder_in_its_place, no_database])
def test_a_file_that_cannot_serve_should_let_everybody_through_and_be_told_once(
    path: Path, clock: Clock, spoil: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    spoil(path)
    quotas = Quotas("", path, clock)
    with caplog.at_level(logging.INFO):
        for _ in range(10):
            quotas._again = 0.0
            assert take(quotas, 3, identity=digest(quotas)) == UNCOUNTED
    (told,) = [each.getMessage() for each in caplog.records if each.name == "orientess"]
    assert told.startswith("quotas suspendus : quotas.sqlite3 ne peut pas servir")
    assert not quotas._storage.check()


def test_a_file_damaged_while_it_serves_should_let_everybody_through(
    quotas: Quotas, path: Path
) -> None:
    take(quotas)
    for each in path.parent.iterdir():
        each.write_bytes(b"\xff" * 8192)
    assert [take(quotas) for _ in range(5)] == [UNCOUNTED] * 5


def test_what_is_broken_should_not_be_tried_again_at_once_and_then_serve_again(
    path: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    no_database(path)
    quotas = Quotas("", path, clock)
    assert take(quotas) == UNCOUNTED
    path.unlink()
    assert take(quotas) == UNCOUNTED
    assert 0 < quotas._again - time.monotonic() <= quotas_module.PAUSE_S
    quotas._again = 0.0
    with caplog.at_level(logging.INFO):
        assert take(quotas).remaining == 2
    assert "quotas de nouveau comptés" in caplog.messages


def test_a_file_that_is_busy_should_let_one_through_and_count_the_next(
    quotas: Quotas, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.counting.PATIENCE_S", 0.05)
    take(quotas)
    quotas.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert take(quotas) == UNCOUNTED
        other.execute("ROLLBACK")
    assert take(quotas).remaining == 1


def test_a_server_that_does_not_answer_should_let_everybody_through_in_time(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        quotas = Quotas(f"valkey://:secret@127.0.0.1:{silent.getsockname()[1]}", path)
        start = time.monotonic()
        assert [take(quotas) for _ in range(20)] == [UNCOUNTED] * 20
        assert digest(quotas) == digest(quotas)
    assert time.monotonic() - start < 3
    assert "secret" not in caplog.text


@pytest.mark.parametrize("url", ["autre", "http://x", "valkey://x:port", "memory://"])
def test_an_address_that_is_no_server_should_be_refused_at_the_start(url: str, path: Path) -> None:
    with pytest.raises(StoreError, match="ORIENTESS_QUOTAS_URL"):
        Quotas(url, path)

"""Quotas: exact across processes, sliding, harmless when they fail, and of nobody's address."""

from __future__ import annotations

import asyncio
import logging
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from valkey import Valkey

from index.errors import StoreError
from service.auth import quota_storage
from service.auth import quotas as quotas_module
from service.auth.quota_storage import PATIENCE_S
from service.auth.quotas import UNCOUNTED, Allowance, Quotas, _left, _wait_s
from tests import valkey
from tests.valkey import needs_valkey

START = 1_800_000_000.0
"""A whole number of minutes since 1970: a window begins."""
PROCESSES, EACH, LIMIT = 3, 60, 100
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
    return Quotas("", path, clock, elapsed=clock)


def take(quotas: Quotas, per_minute: int = 3, cost: int = 1, identity: str = "x") -> Allowance:
    return asyncio.run(quotas.take(identity, per_minute, cost))


def cost_s(ask: Callable[[], object], times: int) -> float:
    """Seconds that a call takes, the shortest: a machine may have something else to do."""

    def once() -> float:
        start = time.perf_counter()
        ask()
        return time.perf_counter() - start

    return min(once() for _ in range(times))


def hammer(url: str, path: Path, _number: int) -> int:
    """What one process among others is allowed."""
    quota_storage.COUNT_PATIENCE_S = 10.0  # in this process: here nobody may be let through
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
    """The address of a Valkey server."""
    with valkey.serving(tmp_path) as running:
        yield running.address


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


@pytest.mark.slow
def test_several_processes_should_be_allowed_a_quota_in_all_and_no_more(path: Path) -> None:
    assert PROCESSES * EACH > LIMIT
    assert allowed_to_all("", path) == LIMIT


@needs_valkey
@pytest.mark.slow
def test_several_processes_should_share_a_server_too(server: str, path: Path) -> None:
    assert allowed_to_all(server, path) == LIMIT
    assert not path.exists()


def test_counting_should_go_on_after_a_close(quotas: Quotas) -> None:
    assert take(quotas).remaining == 2
    quotas.close()
    quotas.close()
    assert take(quotas).remaining == 2


@needs_valkey
@pytest.mark.parametrize("scheme", ["valkey", "redis"])
def test_a_server_should_count_as_a_file_does(server: str, path: Path, scheme: str) -> None:
    quotas = Quotas(server.replace("valkey", scheme), path)
    taken = [take(quotas, 3) for _ in range(4)]
    assert [each.allowed for each in taken] == [True, True, True, False]
    assert [each.remaining for each in taken] == [2, 1, 0, 0]
    assert 55 < taken[-1].reset_s <= 61
    quotas.close()
    assert not take(quotas, 3).allowed


def test_processes_with_the_same_secret_should_know_an_address_by_the_same_digest(
    path: Path, clock: Clock
) -> None:
    shared = {Quotas("", path, clock, "secret").identity(ADDRESS) for _ in range(3)}
    alone = {Quotas("", path, clock).identity(ADDRESS) for _ in range(3)}
    assert (len(shared), len(alone), len(shared | alone)) == (1, 3, 4)


def test_a_digest_should_be_another_the_next_day(quotas: Quotas, clock: Clock) -> None:
    clock.now = START // 86_400 * 86_400
    first = quotas.identity(ADDRESS)
    clock.now += 86_399
    assert quotas.identity(ADDRESS) == first
    clock.now += 1
    assert quotas.identity(ADDRESS) != first


def test_no_secret_should_be_written(path: Path, clock: Clock) -> None:
    quotas = Quotas("", path, clock, "secret-partagé")
    take(quotas, identity=quotas.identity(ADDRESS))
    assert quotas._secret == "secret-partagé".encode()
    assert quotas._secret not in written(path)


def test_the_secret_of_an_older_version_should_be_erased(path: Path, quotas: Quotas) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as older:
        older.execute("CREATE TABLE secret (day TEXT PRIMARY KEY, value BLOB NOT NULL)")
        older.execute("INSERT INTO secret VALUES ('2026-11-25', ?)", (b"vieux secret" * 3,))
    assert b"vieux secret" in written(path)
    take(quotas)
    quotas.close()
    assert b"vieux secret" not in written(path)


def written(path: Path) -> bytes:
    """All that the files of the quotas hold."""
    return b"".join(each.read_bytes() for each in sorted(path.parent.glob(f"{path.name}*")))


def test_no_address_should_be_written(quotas: Quotas, path: Path) -> None:
    identity = quotas.identity(ADDRESS)
    take(quotas, identity=identity)
    content = written(path)
    assert identity.encode() in content
    assert ADDRESS.encode() not in content
    assert socket.inet_aton(ADDRESS) not in content
    assert len(identity) == len("ip:") + 32


def test_counts_should_be_erased_even_if_nobody_calls_any_more(
    path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotas_module, "PURGE_S", 0.01)
    quotas = Quotas("", path, clock)

    async def call_and_leave() -> None:
        await quotas.take("ip:gone", 3)
        await asyncio.sleep(0.05)
        assert b"ip:gone" in written(path)
        clock.now += 120
        for _ in range(100):
            await asyncio.sleep(0.02)
            if b"ip:gone" not in written(path):
                return

    asyncio.run(call_and_leave())
    assert b"ip:gone" not in written(path)
    assert quotas._purging is None


def test_a_start_should_erase_what_a_killed_service_left(path: Path, clock: Clock) -> None:
    killed = Quotas("", path, clock)
    take(killed, identity="ip:gone")
    clock.now += 120

    async def start() -> None:
        Quotas("", path, clock).start()

    asyncio.run(start())
    assert b"ip:gone" not in written(path)


def test_a_stop_should_erase_every_count(quotas: Quotas, path: Path) -> None:
    take(quotas, identity="ip:gone")
    assert b"ip:gone" in written(path)
    quotas.close()
    assert b"ip:gone" not in written(path)


def test_a_stop_should_make_no_file(quotas: Quotas, path: Path) -> None:
    quotas.close()
    assert not path.exists()


def folder_in_its_place(path: Path) -> None:
    path.mkdir()


def no_database(path: Path) -> None:
    path.write_text("Ceci n'est pas une base. " * 100, encoding="utf-8")


def test_a_file_that_cannot_serve_should_let_everybody_through_and_be_told_once(
    path: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    folder_in_its_place(path)
    quotas = Quotas("", path, clock)
    with caplog.at_level(logging.INFO):
        for _ in range(10):
            quotas._retry_at = 0.0
            assert take(quotas) == UNCOUNTED
    (told,) = ours(caplog)
    assert told.startswith("quotas suspendus : quotas.sqlite3 ne peut pas servir")
    assert not quotas._storage.check()
    quotas.close()


def ours(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the service told in its journal."""
    return [each.getMessage() for each in caplog.records if each.name == "orientess"]


def test_a_damaged_file_should_be_made_again_and_told_once(
    path: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    no_database(path)
    quotas = Quotas("", path, clock)
    assert [take(quotas).remaining for _ in range(2)] == [2, 1]
    (told,) = ours(caplog)
    assert "est abîmé : il est effacé et refait" in told
    assert path.read_bytes().startswith(b"SQLite format 3")


def test_a_file_damaged_while_it_serves_should_be_made_again_by_one_for_all(
    quotas: Quotas, path: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    other = Quotas("", path, clock)
    for each in (quotas, other):
        take(each, 9)
    for file in path.parent.iterdir():
        file.write_bytes(b"\xff" * 8192)
    assert [take(each, 9).remaining for each in (quotas, other, quotas)] == [8, 7, 6]
    assert len(ours(caplog)) == 1


def test_a_damaged_file_that_cannot_be_removed_should_let_everybody_through(
    path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    no_database(path)
    monkeypatch.setattr(Path, "unlink", refused)
    quotas = Quotas("", path, clock)
    assert [take(quotas) for _ in range(3)] == [UNCOUNTED] * 3
    assert "quotas.sqlite3 ne s'efface pas" in ours(caplog)[-1]


def test_what_is_broken_should_not_be_tried_again_at_once_and_then_serve_again(
    path: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    folder_in_its_place(path)
    quotas = Quotas("", path, clock)
    assert take(quotas) == UNCOUNTED
    path.rmdir()
    assert take(quotas) == UNCOUNTED
    assert 0 < quotas._retry_at - time.monotonic() <= quotas_module.PAUSE_S
    quotas._retry_at = 0.0
    with caplog.at_level(logging.INFO):
        assert take(quotas).remaining == 2
    assert "quotas de nouveau comptés" in caplog.messages


def test_a_file_that_is_busy_should_let_one_through_and_count_the_next(
    quotas: Quotas, path: Path
) -> None:
    take(quotas)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        start = time.monotonic()
        assert take(quotas) == UNCOUNTED
        assert time.monotonic() - start < PATIENCE_S
        other.execute("ROLLBACK")
    assert take(quotas).remaining == 1


def test_who_is_over_a_quota_should_be_refused_without_a_look_at_the_file(
    quotas: Quotas, path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    while (refused := take(quotas)).allowed:
        pass
    monkeypatch.setattr(quotas, "_take", None)
    assert take(quotas) == refused
    clock.now += refused.reset_s - 1
    assert take(quotas) == replace(refused, reset_s=1)
    with pytest.raises(TypeError):
        take(quotas, 4)  # of another quota, nothing is known
    clock.now += 1
    with pytest.raises(TypeError):
        take(quotas)


def test_a_refusal_of_what_costs_much_should_say_nothing_of_what_costs_less(
    quotas: Quotas,
) -> None:
    take(quotas, 10, 8)
    assert not take(quotas, 10, 3).allowed
    assert quotas.refusal("x", 10, 4) is not None
    assert quotas.refusal("x", 10, 2) is None


@pytest.mark.parametrize("jump_s", [3_600, -3_600, 86_400, -86_400, 30, -30])
def test_a_clock_that_jumps_should_neither_shorten_nor_prolong_a_refusal(
    path: Path, clock: Clock, jump_s: float
) -> None:
    elapsed = Clock()
    quotas = Quotas("", path, clock, elapsed=elapsed)
    while (refused := take(quotas)).allowed:
        pass
    clock.now += jump_s
    assert take(quotas) == refused
    for moved in (clock, elapsed):
        moved.now += refused.reset_s + 60
    assert take(quotas).allowed


@pytest.mark.parametrize("jump_s", [3_600, -3_600, 86_400, -86_400])
def test_each_jump_of_the_clock_should_give_one_quota_and_no_more(
    path: Path, clock: Clock, jump_s: float
) -> None:
    """As processes that remember no refusal count: each has a memory of its own."""

    def allowed() -> int:
        return sum(take(Quotas("", path, clock)).allowed for _ in range(8))

    counts = [allowed()]
    for there in (jump_s, -jump_s, jump_s):
        clock.now += there
        counts.append(allowed())
    assert counts == [3, 3, 0, 0]


def test_a_clock_set_back_should_leave_no_address_on_the_disk_for_longer_than_told(
    path: Path, clock: Clock
) -> None:
    """What is counted by day stays until its day ends, as before."""
    quotas = Quotas("", path, clock)
    take(quotas, identity="ip:minute")

    async def clock_set_back() -> None:
        assert await quotas.take_of_day("ip:jour", 2)
        clock.now -= 3_600
        quotas.start()

    asyncio.run(clock_set_back())
    assert b"ip:minute" not in written(path)
    assert b"ip:jour" in written(path)


@needs_valkey
@pytest.mark.parametrize("jump_s", [3_600, 86_400])
def test_a_server_whose_clock_is_set_back_should_shut_nobody_out(
    server: str, path: Path, jump_s: int
) -> None:
    """Its counts then last that much longer: their expiry is a moment of its clock."""
    known: Any = Valkey(port=int(server.rpartition(":")[2]))

    def allowed() -> int:
        return sum(take(Quotas(server, path)).allowed for _ in range(8))

    counts = [allowed()]
    for name in known.scan_iter():
        known.pexpire(name, known.pttl(name) + jump_s * 1000)
    counts += [allowed(), allowed()]
    assert counts == [3, 3, 0]
    known.close()


def test_refusals_remembered_should_have_a_limit(
    quotas: Quotas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotas_module, "REFUSED_MAX", 2)
    for identity in "abc":
        for _ in range(2):
            take(quotas, 1, identity=identity)
    known = [quotas.refusal(identity, 1) is not None for identity in "abc"]
    assert known == [False, True, True]


def test_a_count_should_need_no_thread(quotas: Quotas, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas_module, "to_thread", None)
    assert take(quotas).remaining == 2


def test_a_refusal_should_cost_less_than_a_count(quotas: Quotas) -> None:
    async def both() -> tuple[float, float]:
        def ask(identity: str, most: int) -> None:
            for _ in range(50):
                with suppress(StopIteration):
                    quotas.take(identity, most).send(None)

        ask("x", 3)
        return cost_s(lambda: ask("y", 100_000), 20), cost_s(lambda: ask("x", 3), 20)

    count, refusal = asyncio.run(both())
    assert refusal < count / 3


def test_a_server_that_does_not_answer_should_let_everybody_through_in_time(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        quotas = Quotas(f"valkey://:secret@127.0.0.1:{silent.getsockname()[1]}", path)
        start = time.monotonic()
        assert [take(quotas) for _ in range(20)] == [UNCOUNTED] * 20
        assert quotas.identity(ADDRESS) == quotas.identity(ADDRESS)
    assert time.monotonic() - start < 3
    assert "secret" not in caplog.text


@pytest.mark.parametrize("url", ["autre", "http://x", "valkey://x:port", "memory://"])
def test_an_address_that_is_no_server_should_be_refused_at_the_start(url: str, path: Path) -> None:
    with pytest.raises(StoreError, match="ORIENTESS_QUOTAS_URL"):
        Quotas(url, path)


def test_a_day_should_be_counted_apart_and_end_at_midnight(quotas: Quotas, clock: Clock) -> None:
    clock.now = 86_400.0 * 20_000 + 80_000  # 6400 s before the day ends
    kept = quotas.identity(ADDRESS)

    def today() -> bool:
        return asyncio.run(quotas.take_of_day(f"formulaires:{kept}", 2))

    assert [today() for _ in range(3)] == [True, True, False]
    assert quotas.day_left_s() == 6_400
    assert take(quotas, identity=kept).remaining == 2
    clock.now += 6_400
    assert today()


def test_a_day_that_cannot_be_counted_should_refuse_nobody(
    path: Path, quotas: Quotas, caplog: pytest.LogCaptureFixture
) -> None:
    path.mkdir()
    assert asyncio.run(quotas.take_of_day("formulaires:x", 0))
    assert "quotas suspendus" in caplog.text

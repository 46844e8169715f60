"""Valkey that runs short of memory, comes back empty, or answers no more: searches go on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest
from valkey import Valkey

from service.auth.quotas import PAUSE_S, Quotas
from tests import valkey
from tests.service.process import served
from tests.valkey import needs_valkey

CLIENTS, PER_MINUTE = 6_000, 3
"""Clients that ask once, more than a small server can remember, and the quota of each."""
ROOM = 300_000
"""Bytes left to a server that runs short of memory: some two thousand clients."""
LONGEST_S = 3.0
"""Longest time to be answered while the server of quotas does not answer, in seconds."""
STEADY_S = 2.0

pytestmark = needs_valkey


def ask(quotas: Quotas, *identities: str) -> list[tuple[bool, int]]:
    """What the quota says to clients, one after another: whether allowed, and the limit if any."""

    async def all_of_them() -> list[tuple[bool, int]]:
        taken = [await quotas.take(identity, PER_MINUTE) for identity in identities]
        return [(each.allowed, each.limit) for each in taken]

    return asyncio.run(all_of_them())


def crowd() -> list[str]:
    return [f"ip:{number:032x}" for number in range(CLIENTS)]


@contextmanager
def short_of_memory(folder: Path, policy: str) -> Iterator[tuple[valkey.Server, Any]]:
    """A server with little room left, and a client that asks it what it did."""
    with valkey.serving(folder) as server:
        client: Any = Valkey(port=server.port)
        client.config_set("maxmemory-policy", policy)
        client.config_set("maxmemory", client.info("memory")["used_memory"] + ROOM)
        yield server, client
        client.close()


@pytest.mark.parametrize("policy", ["allkeys-lru", "volatile-ttl"])
def test_a_server_that_forgets_should_go_on_counting(tmp_path: Path, policy: str) -> None:
    """The second policy is that of the examples of `deploy/`."""
    with short_of_memory(tmp_path, policy) as (server, client):
        quotas = Quotas(server.address, tmp_path / "quotas.sqlite3")
        assert set(ask(quotas, *crowd())) == {(True, PER_MINUTE)}
        assert client.info("stats")["evicted_keys"] > 0
        flood = ask(quotas, *["cle:flood"] * 100)
        assert {limit for _, limit in flood} == {PER_MINUTE}
        assert not flood[-1][0]
        assert not quotas.is_suspended()
        quotas.close()


def test_a_server_without_room_should_let_everybody_through_and_be_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with short_of_memory(tmp_path, "noeviction") as (server, _):
        quotas = Quotas(server.address, tmp_path / "quotas.sqlite3")
        answers = ask(quotas, *crowd())
        assert {allowed for allowed, _ in answers} == {True}
        assert quotas.is_suspended()
        assert answers[-1] == (True, 0)
        assert caplog.text.count("quotas suspendus") == 1
        quotas.close()


def test_a_server_that_comes_back_empty_should_count_anew(tmp_path: Path) -> None:
    now = 0.0
    with valkey.serving(tmp_path) as server:
        quotas = Quotas(server.address, tmp_path / "quotas.sqlite3", elapsed=lambda: now)
        assert ask(quotas, *["x"] * 4) == [(True, PER_MINUTE)] * 3 + [(False, PER_MINUTE)]
        server.stop()
        assert ask(quotas, "y") == [(True, 0)]
        server.start()
        now += PAUSE_S
        assert ask(quotas, "x") == [(False, PER_MINUTE)]  # what the process remembers
        now += 60
        assert ask(quotas, *["x"] * 4) == [(True, PER_MINUTE)] * 3 + [(False, PER_MINUTE)]
        assert not quotas.is_suspended()
        quotas.close()


@contextmanager
def searching(address: str) -> Iterator[list[Future[list[tuple[int, float, bool]]]]]:
    """Clients that search until the end of the block: status, seconds, and whether counted."""
    over = Event()

    def search() -> list[tuple[int, float, bool]]:
        told = []
        with httpx.Client(base_url=address, timeout=30) as client:
            while not over.is_set():
                start = time.monotonic()
                got = client.get("/api/v1/search", params={"q": "réparer un smartphone"})
                told.append((got.status_code, time.monotonic() - start, "RateLimit" in got.headers))
                time.sleep(0.02)
        return told

    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(search) for _ in range(3)]
        try:
            yield asked
        finally:
            over.set()


@pytest.mark.slow
def test_searches_should_wait_for_no_server_that_is_stalled(
    small_home: Path, tmp_path: Path
) -> None:
    with valkey.serving(tmp_path) as server:
        settings = {
            "ORIENTESS_QUOTAS_URL": server.address,
            "ORIENTESS_QUOTA_PER_MINUTE": "1000000",
        }
        with served(small_home, **settings) as (_, address):
            with searching(address) as asked:
                time.sleep(STEADY_S)
                server.stall()
                time.sleep(2 * PAUSE_S)
                server.go_on()
                time.sleep(PAUSE_S + STEADY_S)
            answers = [each for client in asked for each in client.result()]
            longest = max(seconds for _, seconds, _ in answers)
            told = f"{len(answers)} recherches, la plus longue {longest:.2f} s"
            assert {status for status, _, _ in answers} == {200}, told
            assert longest < LONGEST_S, told
            assert {counted for _, _, counted in answers} == {True, False}, told
            assert [client.result()[-1][2] for client in asked] == [True] * 3, told

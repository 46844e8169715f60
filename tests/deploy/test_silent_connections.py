"""Ten thousand connections that send nothing, before the service alone and before nginx."""

from __future__ import annotations

import resource
import select
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import httpx
import pytest

from service.observability.processes import read_process
from service.runtime.connections import REQUEST_S, WAITING_MAX
from tests.deploy.nginx import Proxy, needs_nginx, running
from tests.service.process import served

SILENT, LEFT, SHELL = 10_000, 1_000, 1_024
"""Connections that send nothing, descriptors left to all else when the system has fewer, and those
that a shell gives.
"""
QUERY = {"q": "réparer un smartphone"}
OTHER = "127.0.0.2"
"""Address of the client that searches meanwhile."""
ANSWER_S = 5.0
"""Longest time for a search to be answered meanwhile, in seconds."""
HEADERS_S = 10.0
"""Seconds that nginx leaves for a handshake, then for headers: `client_header_timeout`."""
MARGIN_S = 10.0
MEMORY_MAX = 50_000_000
"""Most bytes that they may take in a process of the service."""
AT_ONCE = 500
"""Connections opened before those who accept them have their turn."""

pytestmark = pytest.mark.slow


@contextmanager
def descriptors(wanted: Callable[[int], int]) -> Iterator[int]:
    """Change the limit of descriptors of this process, and of those it starts: hard -> soft."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted(hard), hard))
    try:
        yield wanted(hard)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@contextmanager
def service(home: Path, **environment: str) -> Iterator[tuple[int, str]]:
    """The service as a shell starts it, with 1,024 descriptors: its process, its address."""
    with ExitStack() as opened:
        with descriptors(lambda hard: min(SHELL, hard)):
            process, address = opened.enter_context(served(home, **environment))
        yield process.pid, address


class Crowd:
    """Connections that send nothing; those that the other side closed are counted."""

    def __init__(self) -> None:
        self._poll = select.epoll()
        self._open: dict[int, socket.socket] = {}
        self.opened, self.closed = 0, 0

    def open(self, port: int) -> None:
        connection = socket.create_connection(("127.0.0.1", port), 30.0)
        self._open[connection.fileno()] = connection
        self._poll.register(connection, select.EPOLLIN)
        self.opened += 1

    def look(self, within_s: float = 0.0) -> None:
        """Count those that are closed: nothing else ever comes."""
        for number, _ in self._poll.poll(within_s, len(self._open) or 1):
            self._poll.unregister(number)
            self._open.pop(number).close()
            self.closed += 1

    def close(self) -> None:
        for connection in self._open.values():
            connection.close()
        self._poll.close()


@contextmanager
def crowd(port: int) -> Iterator[Crowd]:
    """Ten thousand connections to a port that send nothing, or as many as the system allows."""
    with descriptors(lambda hard: hard) as most, closing(Crowd()) as crowd:
        while crowd.opened < min(SILENT, most - LEFT):
            crowd.open(port)
            if crowd.opened % AT_ONCE == 0:
                crowd.look()
        yield crowd


def memory(pid: int) -> int:
    state = read_process(pid)
    assert state is not None
    return state.memory


def longest_search(client: httpx.Client, number: int = 10) -> float:
    """The longest time of a few searches, in seconds, each on a connection of its own."""
    longest = 0.0
    for _ in range(number):
        start = time.monotonic()
        answer = client.get("/api/v1/search", params=QUERY, headers={"Connection": "close"})
        assert answer.status_code == 200
        longest = max(longest, time.monotonic() - start)
    return longest


def seconds_until_all_are_closed(crowd: Crowd, within_s: float) -> float:
    start = time.monotonic()
    while crowd.closed < crowd.opened and time.monotonic() < start + within_s:
        crowd.look(0.1)
    assert crowd.closed == crowd.opened
    return time.monotonic() - start


def test_a_service_alone_should_answer_others_and_close_those_that_say_nothing(
    small_home: Path,
) -> None:
    with service(small_home) as (pid, address):
        port = int(address.rpartition(":")[2])
        transport = httpx.HTTPTransport(local_address=OTHER)
        with httpx.Client(base_url=address, transport=transport, timeout=30) as client:
            longest_search(client)
            before = memory(pid)
            with crowd(port) as silents:
                longest = longest_search(client)
                taken = memory(pid) - before
                silents.look()
                held = silents.opened - silents.closed
                closed_s = seconds_until_all_are_closed(silents, REQUEST_S + MARGIN_S)
            told = (
                f"{silents.opened} connexions muettes, {held} tenues à la fois ; recherche la plus "
                f"longue {longest:.2f} s ; {taken // 1000} ko ; toutes fermées en {closed_s:.1f} s"
            )
            assert silents.opened > 5_000, told
            assert held <= WAITING_MAX + 1, told
            assert longest < ANSWER_S, told
            assert taken < MEMORY_MAX, told
            assert longest_search(client) < ANSWER_S


@needs_nginx
def test_nginx_should_answer_others_and_close_those_that_say_nothing(
    small_home: Path, tmp_path: Path
) -> None:
    with service(small_home, ORIENTESS_TRUSTED_PROXIES="127.0.0.1") as (pid, address):
        proxy = Proxy(tmp_path, address.removeprefix("http://"))
        with (
            descriptors(lambda hard: hard),
            contextmanager(running)(proxy),
            proxy.client() as client,
        ):
            longest_search(client)
            before = memory(pid)
            with crowd(proxy.secure) as silents:
                longest = longest_search(client)
                taken = memory(pid) - before
                closed_s = seconds_until_all_are_closed(silents, HEADERS_S + MARGIN_S)
            told = (
                f"{silents.opened} connexions muettes ; recherche la plus longue {longest:.2f} s ; "
                f"{taken // 1000} ko ; toutes fermées en {closed_s:.1f} s"
            )
            assert silents.opened > 5_000, told
            assert longest < ANSWER_S, told
            assert taken < MEMORY_MAX, told
            assert longest_search(client) < ANSWER_S

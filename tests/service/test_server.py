"""The server as operators run it: several processes, reload and stop without a lost request."""

from __future__ import annotations

import asyncio
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest
import uvicorn
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from index.errors import OrientessError
from service import server
from service.settings import Settings
from tests.service.process import START_S, served


def children(pid: int) -> set[str]:
    """The processes that a process started and that serve."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return {each for each in found if b"spawn_main" in Path(f"/proc/{each}/cmdline").read_bytes()}


@pytest.mark.slow
def test_a_reload_should_replace_every_process_without_a_failed_request(small_home: Path) -> None:
    with served(small_home, ORIENTESS_WORKERS="2", ORIENTESS_QUOTA_PER_MINUTE="0") as (
        process,
        address,
    ):
        before = children(process.pid)
        over = Event()

        def ask() -> list[int]:
            statuses = []
            while not over.is_set():
                parameters = {"q": "réparer un smartphone"}
                answer = httpx.get(f"{address}/api/v1/search", params=parameters, timeout=30)
                statuses.append(answer.status_code)
            return statuses

        with ThreadPoolExecutor(1) as pool:
            asking = pool.submit(ask)
            try:
                process.send_signal(signal.SIGHUP)
                end = time.monotonic() + START_S
                while children(process.pid) & before and time.monotonic() < end:
                    time.sleep(0.1)
            finally:
                over.set()
            statuses = asking.result()
        assert len(before) == 2
        assert not children(process.pid) & before
        assert set(statuses) == {200}


@pytest.mark.slow
def test_a_process_alone_should_outlive_a_reload(small_home: Path) -> None:
    with served(small_home) as (process, address):
        process.send_signal(signal.SIGHUP)
        time.sleep(0.2)
        assert httpx.get(f"{address}/sante").status_code == 200
        assert process.poll() is None


def test_each_process_of_a_public_site_should_ask_for_its_contact(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ORIENTESS_PRODUCTION", "1")
    monkeypatch.setenv("ORIENTESS_PUBLISHER", "Un réseau")
    with pytest.raises(OrientessError, match="manque ORIENTESS_PUBLISHER_CONTACT"):
        server.application()


def wait_until_closed(port: int) -> None:
    """Wait until nobody new is let in."""
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            return
        time.sleep(0.02)
    raise AssertionError("le service laisse encore entrer")


def test_a_stop_should_answer_who_is_being_answered(small_home: Path) -> None:
    with served(small_home) as (process, address):
        port = int(address.rpartition(":")[2])
        body = b'{"q": "ordinateur"}'
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(
                b"POST /api/v1/search HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(body)
            )
            assert connection.recv(64).startswith(b"HTTP/1.1 100")  # the request has begun
            process.send_signal(signal.SIGTERM)
            wait_until_closed(port)
            connection.sendall(body)
            assert connection.recv(64).startswith(b"HTTP/1.1 200")
        assert process.wait(30) in {0, -signal.SIGTERM}


@pytest.mark.parametrize(
    ("trusted", "counted"), [("", {"127.0.0.1"}), ("127.0.0.1", {"203.0.113.7"})]
)
def test_the_address_of_a_person_should_come_from_trusted_proxies_alone(
    monkeypatch: pytest.MonkeyPatch, trusted: str, counted: set[str]
) -> None:
    told: dict[str, object] = {}
    monkeypatch.setattr(uvicorn, "run", lambda _app, **options: told.update(options))
    server.run(Settings(trusted_proxies=trusted), "127.0.0.1", 8000)
    seen: set[str] = set()

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        seen.add(scope["client"][0])

    wrapped = (
        ProxyHeadersMiddleware(app, str(told["forwarded_allow_ips"]))
        if told["proxy_headers"]
        else app
    )
    scope = {
        "type": "http",
        "client": ("127.0.0.1", 1),
        "scheme": "http",
        "headers": [(b"x-forwarded-for", b"203.0.113.7")],
    }
    asyncio.run(wrapped(scope, None, None))  # type: ignore[arg-type]
    assert seen == counted


def answer_of(address: str, request: bytes) -> bytes:
    """All that is answered to bytes sent at once, until the connection is closed."""
    with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))) as connection:
        connection.settimeout(5)
        connection.sendall(request)
        received = b""
        with suppress(TimeoutError, ConnectionError):
            while piece := connection.recv(65_536):
                received += piece
        return received


def test_headers_that_are_long_or_contradict_each_other_should_close_the_connection(
    small_home: Path,
) -> None:
    start = b"POST /avis HTTP/1.1\r\nHost: x\r\n"
    again = b"GET /sante HTTP/1.1\r\nHost: x\r\n\r\n"
    with served(small_home) as (_, address):
        long = answer_of(address, start + b"X-Long: %b\r\n\r\n" % (b"a" * 60_000))
        assert long.startswith(b"HTTP/1.1 431")
        both = b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        told = answer_of(address, start + both + again)
        assert told.startswith(b"HTTP/1.1 400")
        assert told.count(b"HTTP/1.1 ") == 1  # what comes after is not answered


def test_headers_should_have_a_limit(small_home: Path) -> None:
    with (
        served(small_home) as (_, address),
        socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))) as connection,
    ):
        connection.sendall(b"GET /sante HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 100_000)
        answer = connection.recv(64)
        assert answer == b"" or answer.startswith(b"HTTP/1.1 4")
        assert httpx.get(f"{address}/sante").status_code == 200

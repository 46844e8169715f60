"""Connections that send no whole request, or read nothing of what is answered."""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from service.file_check import upload
from service.runtime import connections
from service.runtime.connections import DESCRIPTORS, BoundedConnection

LONG = 50_000_000
"""Bytes of an answer that no buffer of the system holds."""
PATIENCE_S = 10.0
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Open = Callable[[], Coroutine[Any, Any, Streams]]


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Answer "ok" once the body has come, much more under /long, headers alone under /lost."""
    while (await receive()).get("more_body"):
        pass
    body = b"x" * LONG if scope["path"] == "/long" else b"ok"
    headers = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    assert scope["path"] != "/lost"
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def listening(state: ServerState | None = None) -> AsyncIterator[Open]:
    """A server of bounded connections, known to `state`: the function that opens one."""
    config = uvicorn.Config(app, log_config=None, http=BoundedConnection)
    config.load()
    known = state or ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: BoundedConnection(config, known, {}), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    opened: list[asyncio.StreamWriter] = []

    async def connect() -> Streams:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        opened.append(writer)
        return reader, writer

    try:
        yield connect
    finally:
        for writer in opened:
            writer.transport.abort()
        server.close()
        await server.wait_closed()


async def is_closed(reader: asyncio.StreamReader) -> bool:
    """Read what comes until the connection is closed; False when it is not in time."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            while await reader.read(1 << 20):
                pass
    except ConnectionError:
        return True
    except TimeoutError:
        return False
    return True


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: x\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc",
        GET + b"GET / HTTP/1.1\r\n",
    ],
    ids=["nothing", "half the headers", "half the body", "half of a second request"],
)
def test_a_request_that_does_not_come_whole_should_close_its_connection(
    monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    monkeypatch.setattr(connections, "REQUEST_S", 0.1)
    monkeypatch.setattr(connections, "BODY_S", 0.1)

    async def send() -> bool:
        async with listening() as connect:
            reader, writer = await connect()
            writer.write(sent)
            return await is_closed(reader)

    assert asyncio.run(send())


def test_a_request_sent_byte_after_byte_should_get_no_more_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections, "REQUEST_S", 0.3)

    async def drip() -> bool:
        async with listening() as connect:
            reader, writer = await connect()
            dripping = asyncio.create_task(each_byte(writer))
            closed = await is_closed(reader)
            dripping.cancel()
            return closed

    async def each_byte(writer: asyncio.StreamWriter) -> None:
        writer.write(b"GET / HTTP/1.1\r\nX-Long: ")
        while True:
            writer.write(b"a")
            await asyncio.sleep(0.02)

    assert asyncio.run(drip())


def test_a_long_body_should_have_more_time_than_headers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "REQUEST_S", 0.1)

    async def send() -> bytes:
        async with listening() as connect:
            reader, writer = await connect()
            writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nabc")
            await asyncio.sleep(0.4)
            writer.write(b"def")
            return await reader.readuntil(b"ok")

    assert asyncio.run(send()).startswith(b"HTTP/1.1 200")


def test_an_answer_whose_body_does_not_come_should_not_begin() -> None:
    async def ask() -> bytes:
        async with listening() as connect:
            reader, writer = await connect()
            writer.write(GET.replace(b"/ ", b"/lost ", 1))
            return await reader.read()

    assert asyncio.run(ask()) == b""


def test_the_body_of_a_checked_file_should_have_all_the_time_that_its_route_gives() -> None:
    assert connections.BODY_S > upload.RECEIVE_LIMIT_S


def test_a_client_that_reads_nothing_of_a_long_answer_should_be_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections, "STALLED_S", 0.1)

    async def ask() -> None:
        state = ServerState()
        async with listening(state) as connect:
            _, writer = await connect()
            writer.transport.pause_reading()  # type: ignore[attr-defined]
            writer.write(GET.replace(b"/ ", b"/long ", 1))
            async with asyncio.timeout(PATIENCE_S):
                while not state.total_requests:  # all of it was written, nothing of it read
                    await asyncio.sleep(0.01)
                assert len(state.connections) == 1
                while state.connections:
                    await asyncio.sleep(0.01)

    asyncio.run(ask())


def test_a_client_that_reads_should_receive_a_long_answer_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections, "STALLED_S", 5.0)

    async def ask() -> int:
        async with listening() as connect:
            reader, writer = await connect()
            writer.write(GET.replace(b"/ ", b"/long ", 1))
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200")
            return len(await reader.readexactly(LONG))

    assert asyncio.run(ask()) == LONG


def test_the_connection_that_waits_for_longest_should_leave_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections, "WAITING_MAX", 3)

    async def crowd() -> tuple[bool, bytes]:
        async with listening() as connect:
            first, _ = await connect()
            await asyncio.sleep(0)
            others = [await connect() for _ in range(3)]
            closed = await is_closed(first)
            reader, writer = others[-1]
            writer.write(GET)
            return closed, await reader.readuntil(b"ok")

    closed, answer = asyncio.run(crowd())
    assert closed
    assert answer.startswith(b"HTTP/1.1 200")


def test_one_connection_should_serve_many_requests() -> None:
    async def ask() -> list[bytes]:
        async with listening() as connect:
            reader, writer = await connect()
            answers = []
            for _ in range(5):
                writer.write(GET)
                answers.append(await reader.readuntil(b"ok"))
            return answers

    assert all(each.startswith(b"HTTP/1.1 200") for each in asyncio.run(ask()))


def test_a_server_should_ask_for_more_descriptors_than_a_shell_gives() -> None:
    script = (
        "import resource; from service.runtime.connections import ask_descriptors\n"
        "hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (1024, hard)); ask_descriptors()\n"
        "print(*resource.getrlimit(resource.RLIMIT_NOFILE))"
    )
    told = subprocess.run(  # noqa: S603 - own command
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.split()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    assert told == [str(min(DESCRIPTORS, hard)), str(hard)]

"""A Valkey server for tests, which keeps nothing on disk: that of Debian."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.service.process import free_port

PROGRAM = shutil.which("valkey-server")
START_S = 10.0

needs_valkey = pytest.mark.skipif(PROGRAM is None, reason="valkey-server n'est pas installé")


class Server:
    """A server on a port of its own, stopped and started again there, empty each time."""

    def __init__(self, folder: Path) -> None:
        """folder: where it runs."""
        self.port = free_port()
        self.address = f"valkey://127.0.0.1:{self.port}"
        own = ("--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder))
        self._command = [str(PROGRAM), *own]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)  # noqa: S603
        end = time.monotonic() + START_S
        while not self._answers():
            assert time.monotonic() < end, "valkey-server ne répond pas"
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1.0) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def stop(self) -> None:
        """Kill it, stalled or not: what it held is lost."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def stall(self) -> None:
        """Let it do nothing any more: the system still accepts connections in its name."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let a server that was stalled go on."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """A running server, stopped at the end."""
    server = Server(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()

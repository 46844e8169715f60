"""A Milvus server for tests: milvus-lite, over gRPC, on this machine alone."""

from __future__ import annotations

import itertools
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Any

from index.engines.base import EngineServer, Passages
from index.engines.milvus.engine import MilvusEngine
from index.engines.milvus.server import MilvusServer

START_S = 30.0
LIMIT_S = 10.0
"""Limit of the queries of tests, which share two cores with others."""
_NUMBERS = itertools.count(1)
_RUN = "import sys; from milvus_lite.cmdline import main; sys.exit(main())"


class Server:
    """A running server, whose data are in a folder."""

    def __init__(self, folder: Path) -> None:
        self.port = _free_port()
        self.uri = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server, and wait until its port opens."""
        where = ["--data-dir", str(self._folder), "--host", "127.0.0.1", "--port", str(self.port)]
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-c", _RUN, "server", *where],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = monotonic() + START_S
        while not self._is_open():
            assert monotonic() < until, "milvus-lite ne démarre pas"
            sleep(0.05)

    def stop(self) -> None:
        """Kill the server, as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def site(self, limit_s: float = LIMIT_S) -> EngineServer:
        """A site of its own on the server: names of collections that no other test has."""
        return EngineServer(self.uri, limit_s=limit_s, site=f"essai{next(_NUMBERS)}")

    def _is_open(self) -> bool:
        with socket.socket() as client:
            return client.connect_ex(("127.0.0.1", self.port)) == 0


@contextmanager
def serving() -> Iterator[Server]:
    """A server of its own, stopped at the end."""
    with TemporaryDirectory(prefix="milvus-") as folder:
        server = Server(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port: int = held.getsockname()[1]
    return port


def client_of(site: EngineServer) -> Any:
    """A client of the server."""
    return MilvusServer(site).client


def published(site: EngineServer, version: str, passages: Passages) -> MilvusEngine:
    """The engine over a version in service."""
    engine = MilvusEngine(version, passages, site)
    engine.publish()
    return engine

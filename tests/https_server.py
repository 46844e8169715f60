"""A real server of http or https, for the tests of what is fetched."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from threading import Thread
from typing import Any

import pytest
import trustme

DRIP_S = 0.02
NAMES = ("localhost", "127.0.0.1", "lieu.test", "www.lieu.test", "autre.test")
"""Names in the certificate of a server."""


@dataclass(frozen=True)
class Reply:
    """One answer of the server.

    It is cut after `sent` bytes, sent byte after byte when it drips, and begins after a pause.
    With the status 0, the server hangs up and says nothing.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    sent: int | None = None
    drips: bool = False
    pause_s: float = 0.0


ABSENT = Reply(status=404)


@dataclass(frozen=True)
class Seen:
    """A request that the server received; at: seconds of a clock that only goes forward."""

    path: str
    headers: dict[str, str]
    method: str
    at: float


class HttpServer(ThreadingHTTPServer):
    """A server whose answers a test gives: path -> replies, the last of which is repeated.

    A route "HEAD /path" is for that method alone.
    """

    daemon_threads = True
    scheme = "http"

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.routes: dict[str, list[Reply]] = {}
        self.seen: list[Seen] = []

    def url(self, path: str, host: str = "localhost") -> str:
        return f"{self.scheme}://{self.host(host)}{path}"

    def host(self, host: str) -> str:
        return f"{host}:{self.server_port}"

    def gives(self, path: str, *replies: Reply) -> str:
        """Set the answers to a path, and return its address."""
        self.routes[path] = list(replies)
        return self.url(path)

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay silent: clients hang up on purpose."""


class HttpsServer(HttpServer):
    """A server of https, under a few names."""

    scheme = "https"

    def __init__(self, authority: trustme.CA) -> None:
        super().__init__()
        context = SSLContext(PROTOCOL_TLS_SERVER)
        authority.issue_cert(*NAMES).configure_cert(context)
        self.socket = context.wrap_socket(self.socket, server_side=True)


class Handler(BaseHTTPRequestHandler):
    """Gives the reply of the path, and 304 when its ETag or its date is that of the request."""

    server: HttpServer

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        headers = dict(self.headers.items())
        self.server.seen.append(Seen(self.path, headers, self.command, time.monotonic()))
        routes = self.server.routes
        replies = routes.get(f"{self.command} {self.path}") or routes.get(self.path, [ABSENT])
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        if self._is_unchanged(reply):
            reply = Reply(status=304)
        if reply.pause_s:
            time.sleep(reply.pause_s)
        if not reply.status:
            self.close_connection = True
            return
        self.send_response(reply.status)
        headers = {"Content-Length": str(len(reply.body))} | reply.headers
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        if reply.drips:
            for byte in reply.body:
                self.wfile.write(bytes([byte]))
                time.sleep(DRIP_S)
        else:
            self.wfile.write(reply.body[: reply.sent])

    def _is_unchanged(self, reply: Reply) -> bool:
        pairs = (("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since"))
        return any(
            reply.headers.get(mine) and reply.headers[mine] == self.headers[theirs]
            for mine, theirs in pairs
        )

    def log_message(self, format: str, *arguments: object) -> None:
        """Stay silent."""


@cache
def _authority() -> trustme.CA:
    """The authority that signs the certificates of servers, made once a session."""
    return trustme.CA()


@contextmanager
def https_server(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HttpsServer]:
    """A server whose certificate clients trust, as they would one of an operator's own."""
    authority = _authority()
    certificate = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(certificate))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    for variable in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(variable, raising=False)
    with HttpsServer(authority) as server, _serving(server):
        yield server


@contextmanager
def http_server() -> Iterator[HttpServer]:
    """A server without TLS."""
    with HttpServer() as server, _serving(server):
        yield server


@contextmanager
def _serving(server: HttpServer) -> Iterator[None]:
    """Serve in another thread."""
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield
    server.shutdown()
    thread.join()


def _is_numeric(name: str) -> bool:
    """Whether a name is an address, in decimal, hexadecimal or as a whole number too."""
    try:
        socket.inet_aton(name)
    except OSError:
        return ":" in name
    return True


def local_names(monkeypatch: pytest.MonkeyPatch, others: Mapping[str, str]) -> dict[str, str]:
    """Make the names of the servers exist, and others (name -> numeric address), and no more.

    The table that is returned may be changed.
    """
    table = {name: "127.0.0.1" for name in NAMES} | dict(others)
    real = socket.getaddrinfo

    def look_up(host: Any, port: Any, *arguments: Any, **options: Any) -> Any:
        name = str(host)
        if name not in table and not _is_numeric(name):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return real(table.get(name, name), port, *arguments, **options)

    monkeypatch.setattr("socket.getaddrinfo", look_up)
    return table

"""A real server of https, for the tests of what is fetched."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from threading import Thread

import pytest
import trustme

DRIP_S = 0.02


@dataclass(frozen=True)
class Reply:
    """One answer of the server.

    It is cut after `sent` bytes, sent byte after byte when it drips, and begins after a pause.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    sent: int | None = None
    drips: bool = False
    pause_s: float = 0.0


@dataclass(frozen=True)
class Seen:
    """A request that the server received."""

    path: str
    headers: dict[str, str]


class HttpsServer(ThreadingHTTPServer):
    """A server whose answers a test gives: path -> replies, the last of which is repeated."""

    daemon_threads = True

    def __init__(self, authority: trustme.CA) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.routes: dict[str, list[Reply]] = {}
        self.seen: list[Seen] = []
        context = SSLContext(PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
        self.socket = context.wrap_socket(self.socket, server_side=True)

    def url(self, path: str, host: str = "localhost") -> str:
        return f"https://{self.host(host)}{path}"

    def host(self, host: str) -> str:
        return f"{host}:{self.server_port}"

    def gives(self, path: str, *replies: Reply) -> str:
        """Set the answers to a path, and return its address."""
        self.routes[path] = list(replies)
        return self.url(path)

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay silent: clients hang up on purpose."""


class Handler(BaseHTTPRequestHandler):
    """Gives the reply of the path, and 304 when its ETag or its date is that of the request."""

    server: HttpsServer

    def do_GET(self) -> None:
        self.server.seen.append(Seen(self.path, dict(self.headers.items())))
        replies = self.server.routes.get(self.path, [Reply(status=404)])
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        if self._is_unchanged(reply):
            reply = Reply(status=304)
        if reply.pause_s:
            time.sleep(reply.pause_s)
        self.send_response(reply.status)
        headers = {"Content-Length": str(len(reply.body))} | reply.headers
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
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
    with HttpsServer(authority) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()

"""A real server of https for the tests of downloads, and sources that lead to it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from threading import Thread
from typing import Any

import pytest
import trustme
from httpx_retries import Retry

from index.sync.download import RETRY, Downloader, open_client
from index.sync.sources import Source

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


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """The authority that signs the certificate of the server."""
    return trustme.CA()


@pytest.fixture
def server(
    authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[HttpsServer]:
    """A server whose certificate clients trust, as they would one of an operator's own."""
    certificate = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(certificate))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    for variable in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(variable, raising=False)
    with HttpsServer(authority) as opened:
        thread = Thread(target=opened.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield opened
        opened.shutdown()
        thread.join()


@pytest.fixture
def downloader(server: HttpsServer) -> Iterator[Downloader]:
    """A downloader that does not wait between two attempts."""
    with open_client() as client:
        yield Downloader(client, impatient())


def impatient(**options: Any) -> Retry:
    """The rule of the attempts, without the waits."""
    return RETRY.copy_with(backoff_factor=0.0, **options)


MakeSource = Callable[..., Source]


def make_source(**fields: Any) -> Source:
    """A source that is on: a test gives only the fields that matter to it."""
    defaults: dict[str, Any] = {
        "actif": True,
        "titre": "Lieux",
        "url": "https://donnees.exemple/lieux.csv",
        "format": "mediation-numerique",
        "licence": "etalab-2.0",
        "credit": "Un producteur",
    }
    return Source.model_validate(defaults | fields)

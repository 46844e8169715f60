"""Send hostile requests to the service, and judge what comes back.

A defect is an answer that says the service failed (5xx), an error of the API in another form than
RFC 9457, or no answer at all. Prints the number of answers by status, the slowest one and the
defects; the exit code is 1 if there are any. The service is started alone over the index in use,
its store in a folder of its own.
"""

import argparse
import gzip
import http.client
import json
import sys
import tempfile
import time
import zlib
from collections import Counter
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple

import brotli

from bench.benchmark import served
from bench.proofs.hostile import PAGE, Hostile, hostile
from bench.prove_api import borrowed
from service.http.problems import MEDIA_TYPE, Problem
from service.http.routes import API, MCP, STATIC
from service.settings import Settings

SEED = 7
FILES = (STATIC, "/widget.js", "/composant.js", "/favicon.ico", "/sw.js")
"""Paths whose invalid `Range` the framework answers itself, in a line of plain text."""
NO_REQUEST = "Invalid HTTP request received."
"""Body with which the server refuses bytes that are not HTTP: the service never sees them."""
MAX_PRINTED = 20


class Reply(NamedTuple):
    """An HTTP response: its status, 0 when there is none; the type and the text of its body."""

    status: int
    kind: str = ""
    body: str = ""


class Attacker:
    """An HTTP connection, opened again when the service closes it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def send(self, request: Hostile) -> Reply:
        """Return the response to a request."""
        for _ in range(2):  # an idle connection may have been closed
            try:
                self._send(request)
                response = self._connection.getresponse()
                body = _decoded(response.read(), response.getheader("Content-Encoding", ""))
            except (http.client.HTTPException, OSError):
                self.close()
            else:
                return Reply(response.status, response.getheader("Content-Type", ""), body)
        return Reply(0)

    def _send(self, request: Hostile) -> None:
        try:
            self._connection.request(request.method, request.path, request.body, request.headers)
        except (BrokenPipeError, ConnectionResetError):
            if request.body is None:
                raise
            # a body that is too long is refused before its end: the answer may be there

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        self._connection.close()


def defect_of(request: Hostile, reply: Reply) -> str:
    """Describe, in French, the defect of a response; "" when there is none.

    request: as sent; reply: its response.
    """
    path = request.path.partition("?")[0]
    if not reply.status:
        return "sans réponse"
    if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return f"{reply.status} : {reply.body[:200]}"
    judged = reply.status >= HTTPStatus.BAD_REQUEST and request.method != "HEAD"
    if not judged or reply.body == NO_REQUEST:
        return ""
    if path.startswith(API):
        members = _members(reply.body) if reply.kind == MEDIA_TYPE else []
        return "" if members == list(Problem.model_fields) else f"{reply.status} hors du RFC 9457"
    wants_page = PAGE in request.headers.get("Accept", "") and not path.startswith((*FILES, MCP))
    return f"{reply.status} sans page" if wants_page and not reply.kind.startswith(PAGE) else ""


def _decoded(content: bytes, encoding: str) -> str:
    """Return the text of a body, which may be compressed; a cut one as it came."""
    inflate = {"gzip": gzip.decompress, "br": brotli.decompress}.get(encoding, bytes)
    with suppress(OSError, EOFError, zlib.error, brotli.error):
        content = inflate(content)
    return content.decode("utf-8", "replace")


def _members(body: str) -> list[str]:
    """Return the names of a JSON object; none of a body that is no JSON, or was cut."""
    try:
        return list(json.loads(body))
    except ValueError:
        return []


def attack(attacker: Attacker, requests: int, seed: int) -> tuple[dict[str, object], list[str]]:
    """Send requests, one after the other.

    Args:
        attacker: connection to the service.
        requests: number of requests.
        seed: of their variety.

    Returns:
        The report, and the defects, each with its request.
    """
    statuses: Counter[int] = Counter()
    defects: list[str] = []
    slowest, slow = 0.0, 0
    for number in range(requests):
        request = hostile(seed, number)
        start = time.perf_counter()
        reply = attacker.send(request)
        elapsed = time.perf_counter() - start
        slowest, slow = max((slowest, slow), (elapsed, number))
        statuses[reply.status] += 1
        if defect := defect_of(request, reply):
            defects.append(f"{defect} : {number} {request.method} {request.path[:200]}")
    alive = attacker.send(Hostile(requests, "GET", "/sante")).status == HTTPStatus.OK
    report: dict[str, object] = {
        "requêtes": requests,
        "graine": seed,
        "statuts": {str(status): count for status, count in sorted(statuses.items())},
        "plus_lente_s": round(slowest, 3),
        "numéro_de_la_plus_lente": slow,
        "vit_encore": alive,
        "en_5xx": sum(count for status, count in statuses.items() if status >= 500),
        "fautes": len(defects),
    }
    return report, defects if alive else [*defects, "le service ne répond plus"]


def main() -> int:
    """Send the requests, count the answers and print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requetes", type=int, default=100_000)
    parser.add_argument("--graine", type=int, default=SEED)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        borrowed(Settings(), Path(name))
        with served({"ORIENTESS_VAR": name}) as (client, _, _):
            attacker = Attacker(client.port)
            report, defects = attack(attacker, options.requetes, options.graine)
            attacker.close()
    print(json.dumps(report, ensure_ascii=False, indent=2))
    for defect in defects[:MAX_PRINTED]:
        print(defect, file=sys.stderr)
    return 1 if defects else 0


if __name__ == "__main__":
    sys.exit(main())

"""Send hostile requests to the service, and judge what comes back.

A fault is an answer that says the service failed (5xx), an error that the API does not tell in its
one form (RFC 9457), or no answer at all. Prints the number of answers by status, the slowest one
and the faults; the exit code is 1 if there are any. The service is started alone over the index in
use, its memory in a folder of its own.
"""

import argparse
import http.client
import json
import sys
import tempfile
import time
from collections import Counter
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple

from scripts.benchmark import served
from scripts.hostile import PAGE, Hostile, hostile
from scripts.prove_api import borrowed
from service.http.problems import MEDIA_TYPE, Problem
from service.http.routes import API, MCP, STATIC
from service.settings import Settings

SEED = 7
FILES = (STATIC, "/widget.js", "/composant.js")
"""Where a `Range` that is not understood is told by the framework, in a line of plain text."""
NO_REQUEST = "Invalid HTTP request received."
"""What the server says of what is no request of HTTP: the service does not see it."""
SHOWN = 20


class Told(NamedTuple):
    """An answer: its status, 0 when there is none; the type and the text of its body."""

    status: int
    kind: str = ""
    body: str = ""


class Attacker:
    """One connection, opened again when the service closes it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def send(self, request: Hostile) -> Told:
        """What is answered to a request."""
        for _ in range(2):  # an idle connection may have been closed
            try:
                self._say(request)
                response = self._connection.getresponse()
                body = response.read().decode("utf-8", "replace")
            except (http.client.HTTPException, OSError):
                self.close()
            else:
                return Told(response.status, response.getheader("Content-Type", ""), body)
        return Told(0)

    def _say(self, request: Hostile) -> None:
        try:
            self._connection.request(request.method, request.path, request.body, request.headers)
        except (BrokenPipeError, ConnectionResetError):
            if request.body is None:
                raise
            # a body that is too long is refused before its end: the answer may be there

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        self._connection.close()


def fault(request: Hostile, told: Told) -> str:
    """What is wrong with an answer, "" when nothing is.

    request: that was sent; told: what came back.
    """
    path = request.path.partition("?")[0]
    if not told.status:
        return "sans réponse"
    if told.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return f"{told.status} : {told.body[:200]}"
    judged = told.status >= HTTPStatus.BAD_REQUEST and request.method != "HEAD"
    if not judged or told.body == NO_REQUEST:
        return ""
    if path.startswith(API):
        members = list(json.loads(told.body)) if told.kind == MEDIA_TYPE else []
        return "" if members == list(Problem.model_fields) else f"{told.status} hors du RFC 9457"
    asks_page = PAGE in request.headers.get("Accept", "") and not path.startswith((*FILES, MCP))
    return f"{told.status} sans page" if asks_page and not told.kind.startswith(PAGE) else ""


def attack(attacker: Attacker, requests: int, seed: int) -> tuple[dict[str, object], list[str]]:
    """Send requests, one after the other.

    Args:
        attacker: sends them.
        requests: how many.
        seed: of their variety.

    Returns:
        The report, and the faults, each with its request.
    """
    statuses: Counter[int] = Counter()
    faults: list[str] = []
    slowest, slow = 0.0, 0
    for number in range(requests):
        request = hostile(seed, number)
        start = time.perf_counter()
        told = attacker.send(request)
        elapsed = time.perf_counter() - start
        slowest, slow = max((slowest, slow), (elapsed, number))
        statuses[told.status] += 1
        if wrong := fault(request, told):
            faults.append(f"{wrong} : {number} {request.method} {request.path[:200]}")
    alive = attacker.send(Hostile(requests, "GET", "/sante")).status == HTTPStatus.OK
    report: dict[str, object] = {
        "requêtes": requests,
        "graine": seed,
        "statuts": {str(status): count for status, count in sorted(statuses.items())},
        "plus_lente_s": round(slowest, 3),
        "numéro_de_la_plus_lente": slow,
        "vit_encore": alive,
        "en_5xx": sum(count for status, count in statuses.items() if status >= 500),
        "fautes": len(faults),
    }
    return report, faults if alive else [*faults, "le service ne répond plus"]


def main() -> int:
    """Send, count and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requetes", type=int, default=100_000)
    parser.add_argument("--graine", type=int, default=SEED)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        borrowed(Settings(), Path(name))
        with served({"ORIENTESS_VAR": name}) as (client, _, _):
            attacker = Attacker(client.port)
            report, faults = attack(attacker, options.requetes, options.graine)
            attacker.close()
    print(json.dumps(report, ensure_ascii=False, indent=2))
    for each in faults[:SHOWN]:
        print(each, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

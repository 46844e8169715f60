"""Send hostile requests to the service, and count what comes back: never a fault of its own (5xx).

Prints the number of answers by status, the slowest one, and every request that made the service
fail; the exit code is 1 if one did.
"""

import argparse
import http.client
import json
import sys
import time
from collections import Counter

from scripts.benchmark import served
from scripts.hostile import Hostile, hostile

SEED = 7


class Attacker:
    """One connection, opened again when the service closes it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def send(self, request: Hostile) -> int:
        """The status of the answer; 0 when the connection was closed without any."""
        for _ in range(2):  # an idle connection may have been closed
            try:
                connection = self._connection
                connection.request(request.method, request.path, request.body, request.headers)
                response = connection.getresponse()
                response.read()
            except (http.client.HTTPException, OSError):
                self._connection.close()
            else:
                return response.status
        return 0


def main() -> int:
    """Send, count and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requetes", type=int, default=100_000)
    parser.add_argument("--graine", type=int, default=SEED)
    options = parser.parse_args()
    statuses: Counter[int] = Counter()
    failed: list[Hostile] = []
    slowest, slow = 0.0, 0
    with served() as (client, _, _):
        attacker = Attacker(client.port)
        for number in range(options.requetes):
            request = hostile(options.graine, number)
            start = time.perf_counter()
            status = attacker.send(request)
            elapsed = time.perf_counter() - start
            slowest, slow = max((slowest, slow), (elapsed, number))
            statuses[status] += 1
            if status >= 500:
                failed.append(request)
        alive = attacker.send(Hostile(options.requetes, "GET", "/sante")) == http.HTTPStatus.OK
    report = {
        "requêtes": options.requetes,
        "statuts": {str(status): count for status, count in sorted(statuses.items())},
        "plus_lente_s": round(slowest, 3),
        "numéro_de_la_plus_lente": slow,
        "vit_encore": alive,
        "en_5xx": len(failed),
    }
    print(json.dumps(report, ensure_ascii=False, indent=2))
    for request in failed[:20]:
        print(request.number, request.method, request.path[:200], request.body, file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

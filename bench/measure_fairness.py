"""Measure what each route costs a unit of quota, and how long searches wait beside the costliest.

First the processor that the service spends on each route of the API, with the costliest input that
a search over its parameters finds (`bench.costly_requests`): no unit may cost more than three
times an ordinary search. Then a client searches every 300 ms, never the same need: alone, then
while four addresses at the default quota send the four costliest requests, then while one key of
3,000 requests a minute does. The proof fails when a search gets 503, or when their 95th percentile
reaches three times that of the idle service.

Addresses are those of `X-Forwarded-For`, which the service is set to trust from this machine.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count, cycle
from pathlib import Path
from threading import Event, Thread

from bench.benchmark import distinct_queries, percentile, served
from bench.costly_requests import Cost, Document, Operation, Prober, costliest
from bench.prove_api import borrowed
from service.auth.keys import Keys
from service.auth.rights import Rights, Scope
from service.settings import Settings
from service.storage.store import open_store

ADDRESSES, KEY_QUOTA, PROBING_QUOTA = 4, 3000, 1_000_000
SEARCHES = 30
"""Ordinary searches whose processor is measured."""
SHOWN_CHARS = 60
"""Characters of the costliest request that are shown."""
CONNECTIONS = {"adresses": 2, "clé": 5}
"""Connections of each client: a request under way and one that waits; more for the key."""
SEARCH_EVERY_S, TIMEOUT_S = 0.3, 30
RATIO_MAX = 3.0
RETRY_MAX_S = 1.0
"""Longest wait of an attacker after a refusal, in seconds, whatever `Retry-After` says."""
QUIET_S = 3.0
"""Seconds between two loads, for the batches of the first to end."""
SEARCHER = "192.0.2.1"
Headers = Mapping[str, str]


@dataclass
class Load:
    """Results of one load: times of searches in ms, statuses of searches, statuses of attacks."""

    name: str
    times_ms: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    attacks: Counter[int] = field(default_factory=Counter)

    @property
    def busy(self) -> int:
        """Number of searches that got 503."""
        return self.statuses[http.HTTPStatus.SERVICE_UNAVAILABLE]

    @property
    def p95_ms(self) -> float:
        """95th percentile of the times of searches, in milliseconds."""
        return percentile(self.times_ms, 95)

    def row(self, idle: Load) -> str:
        """Return the line of the table: figures, ratio to the idle service, attackers' answers."""
        attacks = ", ".join(f"{status} : {times}" for status, times in sorted(self.attacks.items()))
        return (
            f"{self.name:22} {len(self.times_ms):10} {self.busy:5} "
            f"{percentile(self.times_ms, 50):8.1f} {self.p95_ms:8.1f} "
            f"{self.p95_ms / idle.p95_ms:7.2f}  {attacks or '–'}"
        )


def table(loads: list[Load]) -> str:
    """Return the table of the loads, the first being the idle service."""
    head = f"{'':22} {'recherches':>10} {'503':>5} {'p50 (ms)':>8} {'p95 (ms)':>8} {'rapport':>7}"
    rows = [load.row(loads[0]) for load in loads]
    return "\n".join([f"{head}  réponses aux coûteuses", *rows])


def missed(loads: list[Load]) -> list[str]:
    """Describe, in French, the bounds that are passed; the first load is the idle service."""
    idle, *others = loads
    return [
        *(f"{load.name} : réponses {dict(load.statuses)}" for load in loads if not _answered(load)),
        *(
            f"{load.name} : p95 {load.p95_ms / idle.p95_ms:.2f} fois celui au repos"
            for load in others
            if load.p95_ms >= RATIO_MAX * idle.p95_ms
        ),
        *(f"{load.name} : aucune demande coûteuse n'a abouti" for load in others if _idle(load)),
    ]


def _answered(load: Load) -> bool:
    return set(load.statuses) == {http.HTTPStatus.OK}


def _idle(load: Load) -> bool:
    """Return True if no attack was answered: nothing would then be proved."""
    return not load.attacks[http.HTTPStatus.OK]


class Attacker(Thread):
    """Sends costly requests on one connection, one after the other, until it is stopped."""

    def __init__(
        self, port: int, headers: Headers, seeds: Iterator[int], operations: Sequence[Operation]
    ) -> None:
        """headers: identity of the client; seeds: of texts, shared; operations: sent in turn."""
        super().__init__(daemon=True)
        self.answers: Counter[int] = Counter()
        self._port, self._headers = port, headers
        self._seeds, self._operations = seeds, cycle(operations)
        self._over = Event()

    def run(self) -> None:
        """Send requests until stopped; after a refusal, wait a second at most."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT_S)
        while not self._over.is_set():
            operation = next(self._operations)
            address, body = operation.request(next(self._seeds))
            kind = {"Content-Type": operation.kind} if operation.kind else {}
            try:
                connection.request(operation.method, address, body, {**self._headers, **kind})
                response = connection.getresponse()
                response.read()
            except (http.client.HTTPException, OSError):  # it was closed: the next one opens it
                connection.close()
                continue
            self.answers[response.status] += 1
            if response.status != http.HTTPStatus.OK:
                retry_s = float(response.headers.get("Retry-After", RETRY_MAX_S))
                self._over.wait(min(retry_s, RETRY_MAX_S))
        connection.close()

    def stop(self) -> None:
        """Send no other request, and wait for the answer under way."""
        self._over.set()
        self.join(TIMEOUT_S)


@contextmanager
def attacked(attackers: list[Attacker], load: Load) -> Iterator[None]:
    """Let attackers send for the time of a block, then record the statuses that they got."""
    for attacker in attackers:
        attacker.start()
    try:
        yield
    finally:
        for attacker in attackers:
            attacker.stop()
            load.attacks += attacker.answers


def search(port: int, needs: Iterator[str], seconds: float, load: Load) -> None:
    """Search a need every 300 ms, and record the time and the status of each answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
    headers = {"Content-Type": "application/json", "X-Forwarded-For": SEARCHER}
    start = time.perf_counter()
    for number in range(round(seconds / SEARCH_EVERY_S)):
        time.sleep(max(0.0, start + number * SEARCH_EVERY_S - time.perf_counter()))
        sent = time.perf_counter()
        connection.request("POST", "/api/v1/search", json.dumps({"q": next(needs)}), headers)
        response = connection.getresponse()
        response.read()
        load.times_ms.append((time.perf_counter() - sent) * 1000)
        load.statuses[response.status] += 1
    connection.close()


@dataclass(frozen=True)
class Priced:
    """The costliest request of a route that was found, and what it costs."""

    operation: Operation
    cost: Cost

    def row(self, search_ms: float) -> str:
        """Return the line of the table; search_ms: processor of an ordinary search."""
        cost = self.cost
        return (
            f"{self.operation.name:42} {cost.status:6} {cost.ms:8.1f} {cost.units:6} "
            f"{cost.a_unit:8.1f} {cost.a_unit / search_ms:7.2f}  {self._input()}"
        )

    def _input(self) -> str:
        """Return the beginning of the request."""
        address, body = self.operation.request(1)
        return (address.partition("?")[2] if body is None else body.decode(errors="replace"))[
            :SHOWN_CHARS
        ]


def priced(prober: Prober, document: Document) -> list[Priced]:
    """Return the costliest request of each route, the costliest a unit first."""
    found = (Priced(*costliest(prober, operation)) for operation in document.operations())
    return sorted(found, key=lambda each: -each.cost.a_unit)


def ordinary_search(prober: Prober) -> float:
    """Return the median time of processor of judged needs that are searched, in milliseconds."""
    needs = iter(distinct_queries(SEARCHES + 1))
    searched = Operation("GET", "/api/v1/search", {}, {"q": lambda _seed: next(needs)})
    prober.cost(searched, 1)
    return statistics.median(prober.cost(searched, 1).ms for _ in range(SEARCHES))


def too_costly(routes: Sequence[Priced], search_ms: float) -> list[str]:
    """Describe, in French, the routes whose unit costs too much."""
    return [
        f"{each.operation.name} : {each.cost.a_unit / search_ms:.1f} fois une recherche par unité"
        for each in routes
        if each.cost.a_unit > RATIO_MAX * search_ms
    ]


def beside(port: int, secret: str, routes: Sequence[Priced], seconds: float) -> list[Load]:
    """Return the loads: idle, four addresses that each send one costly request, one key."""
    needs = iter(distinct_queries(3 * round(seconds / SEARCH_EVERY_S) + 20))
    seeds = count(1_000_000)
    costly = [each.operation for each in routes if not each.operation.needs_key][:ADDRESSES]
    key = {"Authorization": f"Bearer {secret}"}
    senders: dict[str, list[tuple[Headers, list[Operation]]]] = {
        "adresses": [
            ({"X-Forwarded-For": f"198.51.100.{number}"}, [each])
            for number, each in enumerate(costly, start=1)
        ],
        "clé": [(key, costly)],
    }
    search(port, needs, 5, Load("échauffement"))
    loads = [Load("au repos")]
    search(port, needs, seconds, loads[0])
    for kind, clients in senders.items():
        loads.append(Load(f"{len(clients)} {kind}"))
        attackers = [
            Attacker(port, headers, seeds, operations)
            for headers, operations in clients
            for _ in range(CONNECTIONS[kind])
        ]
        with attacked(attackers, loads[-1]):
            search(port, needs, seconds, loads[-1])
        time.sleep(QUIET_S)
    return loads


def measure(seconds: float) -> tuple[float, list[Priced], list[Load]]:
    """Return the processor of a search in milliseconds, the routes, and the loads."""
    quota = int(Settings.model_fields["quota_per_minute"].default)
    with tempfile.TemporaryDirectory() as name:
        settings = borrowed(Settings(), Path(name))
        keys = Keys(open_store(settings))
        scopes = (Scope.LECTURE, Scope.ECRITURE)
        probing, _ = keys.create(Rights(name="coûts", scopes=scopes, quota=PROBING_QUOTA))
        secret, _ = keys.create(Rights(name="équité", scopes=scopes, quota=KEY_QUOTA))
        variables = {
            "ORIENTESS_VAR": name,
            "ORIENTESS_TRUSTED_PROXIES": "127.0.0.1",
            "ORIENTESS_QUOTA_PER_MINUTE": str(quota),
        }
        with served(variables) as (client, pid, _):
            prober = Prober(client.port, pid, quota, probing)
            document = Document(json.loads(gzip.decompress(client.get("/api/openapi.json"))))
            search_ms = ordinary_search(prober)
            routes = priced(prober, document)
            return search_ms, routes, beside(client.port, secret, routes, seconds)


def main() -> int:
    """Print the tables, then the bounds that are passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--secondes", type=float, default=60, help="de chaque charge")
    search_ms, routes, loads = measure(parser.parse_args().secondes)
    print(f"recherche ordinaire : {search_ms:.1f} ms de processeur")
    print(f"{'':42} {'statut':>6} {'ms':>8} {'unités':>6} {'ms/unité':>8} {'rapport':>7}")
    print(*(each.row(search_ms) for each in routes), table(loads), sep="\n")
    passed = [*too_costly(routes, search_ms), *missed(loads)]
    print(*passed or ["Tenu."], sep="\n")
    return 1 if passed else 0


if __name__ == "__main__":
    sys.exit(main())

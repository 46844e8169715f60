"""Other engines timed on the same records and queries: served by one route, or as they come."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from bench.benchmark import Client, distinct_queries, free_port, percentile, served
from bench.peers.comparison import PEERS, documents_of, opened_peer
from bench.peers.peer import Absent
from bench.profile_search import SEARCH, ask
from bench.speed.rows import Row
from bench.speed.service import settle
from service.cli.evaluate import open_searcher
from service.settings import Settings

SERVED = ("txtai", "torch et FAISS")
"""Peers that are served by the route of `peer_server`, and must be five times as slow as ours."""
FASTER = 5.0
QUERIES, WARM_UP = 200, 20
START_LIMIT_S = 900.0
"""Longest time until a peer has encoded all records."""


@contextmanager
def served_peer(name: str) -> Iterator[Client]:
    """Start a peer behind the route.

    Args:
        name: a key of `bench.peers.comparison.PEERS`.

    Yields:
        A client of it, once it is ready.

    Raises:
        Absent: when the peer cannot run on this machine.
    """
    port = free_port()
    command = [sys.executable, "-m", "bench.speed.peer_server", name, str(port)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)  # noqa: S603 - own command
    client, limit = Client(port), time.perf_counter() + START_LIMIT_S
    try:
        while not client.is_ready():
            if process.poll() is not None or time.perf_counter() > limit:
                raise Absent(_last_line(process))
            time.sleep(0.2)
        yield client
    finally:
        client.close()
        process.terminate()
        process.wait()


def _last_line(process: subprocess.Popen[str]) -> str:
    process.terminate()
    lines = process.communicate()[1].strip().splitlines()
    return lines[-1] if lines else "arrêté sans un mot"


def behind_the_route(repetitions: int) -> Iterator[Row | str]:
    """Time the peers that are served as the service is, and ours between them, in turn.

    Args:
        repetitions: times that all queries are asked of each.

    Yields:
        How many times the median of ours goes into theirs; or why a peer is absent.
    """
    queries = distinct_queries(QUERIES)
    for name in SERVED:
        try:
            with served() as (ours, pid, _), served_peer(name) as theirs:
                settle(pid)
                ours.close()  # the service closes a connection that waits
                yield from _compared(name, ours, theirs, queries, repetitions)
        except Absent as error:
            yield f"{name} : absent, {error}"


def _compared(
    name: str, ours: Client, theirs: Client, queries: Sequence[str], repetitions: int
) -> Iterator[Row]:
    _median(ours, queries[:WARM_UP])
    _median(theirs, queries[:WARM_UP], "/search")
    times: list[Mapping[str, float]] = []
    for _ in range(repetitions):
        both = {"ours": _median(ours, queries), "theirs": _median(theirs, queries, "/search")}
        times.append(both)
    ratios = [each["theirs"] / each["ours"] for each in times]
    yield Row(f"{name}, par HTTP, médiane", "ms", None, [each["theirs"] for each in times])
    yield Row(f"fois plus rapide que {name}", "x", FASTER, ratios, at_least=True)


def _median(client: Client, queries: Sequence[str], path: str = SEARCH) -> float:
    client.close()  # the server closed this connection if it was idle while the other was timed
    return statistics.median(ask(client, queries, {}, path))


def as_they_come() -> Iterator[Row | str]:
    """Time the other peers: in this process, or by the HTTP interface of their own server.

    Yields:
        Their median and 95th percentile; or why a peer is absent.
    """
    settings = Settings()
    documents = documents_of(open_searcher(settings), settings)
    queries = distinct_queries(QUERIES)
    for name, entry in PEERS.items():
        if name in SERVED:
            continue
        try:
            with opened_peer(entry) as peer:
                peer.index(documents)
                times = []
                for text in queries:
                    start = time.perf_counter()
                    peer.search(text)
                    times.append((time.perf_counter() - start) * 1000)
        except Absent as error:
            yield f"{name} : absent, {error}"
        else:
            way = "par HTTP" if name.startswith("typesense") else "dans le processus"
            yield Row(f"{name}, {way}, médiane", "ms", None, [statistics.median(times)])
            yield Row(f"{name}, {way}, p95", "ms", None, [percentile(times, 95)])

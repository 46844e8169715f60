"""Measure the service under load, with wrk: its capacity, its endurance, its answers to a rush.

The load comes from the same machine, over HTTP, by POST: needs of the judged set, each with a
commune, so that no two requests are the same and nothing can be answered from memory. Quotas are
lifted. Three parts:

- capacity: closed loops of more and more connections, the requests answered a second by each;
- endurance: the best of them for some minutes, and how memory grew after the first one;
- rush: three times the capacity, from many connections that send now and then; the answers, and
  the time until they are normal again.
"""

import argparse
import gzip
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from threading import Event, Thread
from typing import Any

from bench.benchmark import Client, distinct_queries, percentile, served
from index.places.communes import read_communes
from service.settings import Settings

SCRIPT = Path(__file__).with_name("needs.lua")
CONNECTIONS = (1, 2, 4, 8, 16)
RUSH, PAUSE_MS, ANSWER_MS = 3, 1000, 400
"""Rate of the rush, in times the capacity; pause of a connection between an answer and the next
request; approximate time of an answer then."""
BODIES = 100_000
NORMAL_MS = 250.0
"""Longest time of a normal answer, which also uses the encoder."""
PROBE_S, PROBES = 0.05, 10


def bodies() -> Iterator[str]:
    """Yield searches as JSON, all different: each judged need in each commune, communes in turn."""
    needs = distinct_queries(1000)
    places = [row.nom for row in read_communes(Settings().communes) if row.type == "commune"]
    for offset in range(len(places)):
        for rank, need in enumerate(needs):
            place = places[(offset + 37 * rank) % len(places)]
            yield json.dumps({"q": need, "lieu": place, "distance": 50})


class Load:
    """Client of wrk for one service: each run continues the queries where the last one ended."""

    def __init__(self, port: int, searches: Path) -> None:
        self._address = f"http://127.0.0.1:{port}"
        self._searches = searches
        self._first = 0

    def run(self, connections: int, seconds: float, pause_ms: float = 0) -> dict[str, float]:
        """Run wrk; return its counts of answers by kind, and percentiles of latency in ms.

        pause_ms: mean pause of a connection between two requests.
        """
        threads = min(2, connections)
        command = [
            "wrk",
            f"-t{threads}",
            f"-c{connections}",
            f"-d{seconds:.0f}s",
            "--timeout",
            "30s",
        ]
        command += ["--latency", "-s", str(SCRIPT), self._address]
        command += ["--", str(self._searches), str(self._first), str(pause_ms)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
        counts: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
        self._first += int(sum(counts[name] for name in ("ok", "busy", "other"))) + connections
        return counts


def memory_mb(pid: int) -> float:
    """Return the megabytes of a process and its children, shared memory counted once (Pss)."""
    pids = [pid]
    for child in pids:
        children = Path(f"/proc/{child}/task/{child}/children").read_text(encoding="ascii")
        pids += map(int, children.split())
    return sum(map(_pss_kb, pids)) / 1000


def _pss_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def capacity(load: Load, seconds: float) -> tuple[int, float, dict[str, Any]]:
    """Return the best number of connections, its answers a second, and the rates of each number."""
    runs = {connections: load.run(connections, seconds) for connections in CONNECTIONS}
    sound = [count for count, counts in runs.items() if not counts["other"] + counts["broken"]]
    best = max(sound, key=lambda count: runs[count]["ok"])
    most = runs[best]["ok"] / runs[best]["seconds"]
    return best, most, {str(count): rates(counts) for count, counts in runs.items()}


def rates(counts: dict[str, float]) -> dict[str, float]:
    """Convert the counts of wrk into rates by the second, for the report."""
    return {
        "réponses_s": round(counts["ok"] / counts["seconds"], 1),
        "refus_503_s": round(counts["busy"] / counts["seconds"], 1),
        "erreurs": counts["other"] + counts["broken"],
        "par_les_mots_%": round(100 * counts["lexical"] / max(counts["ok"], 1), 1),
        "p50_ms": round(counts["p50"], 1),
        "p95_ms": round(counts["p95"], 1),
        "p99_ms": round(counts["p99"], 1),
    }


def endurance(load: Load, pid: int, connections: int, minutes: float) -> dict[str, float]:
    """Run the same load for minutes; compare memory at the end and after the first minute."""
    load.run(connections, 60)
    before = memory_mb(pid)
    counts = load.run(connections, 60 * minutes)
    after = memory_mb(pid)
    return rates(counts) | {
        "minutes": minutes,
        "mémoire_après_1_min_Mo": round(before, 1),
        "mémoire_à_la_fin_Mo": round(after, 1),
        "croissance_%": round(100 * (after - before) / before, 2),
    }


class Probe(Thread):
    """Thread that requests `/sante` regularly and records the times of the answers."""

    def __init__(self, client: Client) -> None:
        super().__init__(daemon=True)
        self._client = client
        self._over = Event()
        self._times: list[float] = []

    def run(self) -> None:
        """Send requests until stopped."""
        while not self._over.wait(PROBE_S):
            start = time.perf_counter()
            self._client.get("/sante")
            self._times.append((time.perf_counter() - start) * 1000)

    def stop(self) -> float:
        """Stop, and return the 99th percentile of the times, in ms."""
        self._over.set()
        self.join()
        return percentile(self._times, 99)


def rush(load: Load, client: Client, seconds: float, rate: float) -> dict[str, float]:
    """Send much more than the capacity, then time the return to ten normal answers in a row."""
    probe = Probe(Client(client.port))
    probe.start()
    counts = rates(load.run(round(rate * (PAUSE_MS + ANSWER_MS) / 1000), seconds, PAUSE_MS))
    health_ms = probe.stop()
    return counts | {
        "santé_p99_ms": round(health_ms, 1),
        "retour_s": round(recovery_s(client.port), 2),
    }


def recovery_s(port: int) -> float:
    """Return the seconds until the first of ten normal answers in a row."""
    client = Client(port)
    start = first = time.perf_counter()
    normal = 0
    while normal < PROBES:
        sent = time.perf_counter()
        try:
            answer = client.get("/api/v1/search", q=f"réparer un smartphone {sent}")
            quick = (time.perf_counter() - sent) * 1000 < NORMAL_MS
            sound = quick and b'"hybride"' in _plain(answer)
        except RuntimeError:
            sound = False
        normal = normal + 1 if sound else 0
        first = sent if normal == 1 else first
    return first - start


def _plain(body: bytes) -> bytes:
    """Return a body, decompressed if it is gzip."""
    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body


def measure(workers: int, seconds: float, minutes: float) -> dict[str, Any]:
    """Return all figures of a service started with that many processes."""
    settings = {"ORIENTESS_WORKERS": str(workers), "ORIENTESS_SEARCH_THREADS": str(2 // workers)}
    with tempfile.TemporaryDirectory() as folder, served(settings) as (client, pid, ready_s):
        searches = Path(folder) / "needs.jsonl"
        searches.write_text("\n".join(islice(bodies(), BODIES)) + "\n", encoding="utf-8")
        load = Load(client.port, searches)
        load.run(2, 5)
        best, most, runs = capacity(load, seconds)
        report = {
            "processus": workers,
            "démarrage_s": round(ready_s, 1),
            "par_connexions": runs,
            "endurance": endurance(load, pid, best, minutes) if minutes else {},
            "affluence": rush(load, client, seconds, RUSH * most),
        }
        return report | dict(json.loads(Client(client.port).get("/version")))


def main() -> int:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processus", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--secondes", type=float, default=20, help="de chaque charge")
    parser.add_argument("--minutes", type=float, default=10, help="d'endurance ; 0 : aucune")
    options = parser.parse_args()
    reports = [measure(workers, options.secondes, options.minutes) for workers in options.processus]
    machine = f"{platform.machine()}, {os.cpu_count()} cœurs, Python {platform.python_version()}"
    print(json.dumps({"machine": machine, "mesures": reports}, ensure_ascii=False, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())

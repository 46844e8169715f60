"""Measure the service under load, with wrk: what it holds, for how long, and what happens beyond.

The load comes from the same machine, over HTTP, by POST: needs of the judged set, each with a
commune, so that no two requests are the same and nothing can be answered from memory. Quotas are
lifted. Three parts:

- capacity: closed loops of more and more connections, the requests answered a second by each;
- endurance: the best of them for some minutes, and how memory grew after the first one;
- rush: three times the capacity, from many connections that ask now and then; what comes back, and
  how long until answers are normal again.
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

from index.places.communes import read_communes
from scripts.benchmark import Client, distinct_queries, percentile, served
from service.settings import Settings

SCRIPT = Path(__file__).with_name("needs.lua")
CONNECTIONS = (1, 2, 4, 8, 16)
RUSH, PAUSE_MS, ANSWER_MS = 3, 1000, 400
"""Times the capacity, from connections that each wait a second between an answer and a question;
about how long answers take then."""
BODIES = 100_000
NORMAL_MS = 250.0
"""An answer by meaning within this time is a normal one."""
PROBE_S, PROBES = 0.05, 10


def bodies() -> Iterator[str]:
    """Searches as JSON, all different: each judged need in each commune, communes in turn."""
    needs = distinct_queries(1000)
    places = [each.nom for each in read_communes(Settings().communes) if each.type == "commune"]
    for turn in range(len(places)):
        for rank, need in enumerate(needs):
            place = places[(turn + 37 * rank) % len(places)]
            yield json.dumps({"q": need, "lieu": place, "distance": 50})


class Load:
    """wrk against a service, each run going on where the last one ended."""

    def __init__(self, port: int, searches: Path) -> None:
        self._address = f"http://127.0.0.1:{port}"
        self._searches = searches
        self._first = 0

    def run(self, connections: int, seconds: float, pause_ms: float = 0) -> dict[str, float]:
        """What wrk saw: answers by kind, and percentiles of their latency in ms.

        pause_ms: mean time that a connection waits before it asks again.
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
        told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
        self._first += int(sum(told[name] for name in ("ok", "busy", "other"))) + connections
        return told


def memory_mb(pid: int) -> float:
    """Megabytes of a process and of those it started, what they share counted once (Pss)."""
    pids = [pid]
    for each in pids:
        children = Path(f"/proc/{each}/task/{each}/children").read_text(encoding="ascii")
        pids += map(int, children.split())
    return sum(_pss_kb(each) for each in pids) / 1000


def _pss_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def capacity(load: Load, seconds: float) -> tuple[int, float, dict[str, Any]]:
    """The connections that were answered most, at how many a second, and what each number got."""
    runs = {connections: load.run(connections, seconds) for connections in CONNECTIONS}
    sound = [each for each, told in runs.items() if not told["other"] + told["broken"]]
    best = max(sound, key=lambda each: runs[each]["ok"])
    most = runs[best]["ok"] / runs[best]["seconds"]
    return best, most, {str(each): rates(told) for each, told in runs.items()}


def rates(told: dict[str, float]) -> dict[str, float]:
    """What wrk saw, by the second."""
    return {
        "réponses_s": round(told["ok"] / told["seconds"], 1),
        "refus_503_s": round(told["busy"] / told["seconds"], 1),
        "erreurs": told["other"] + told["broken"],
        "par_les_mots_%": round(100 * told["lexical"] / max(told["ok"], 1), 1),
        "p50_ms": round(told["p50"], 1),
        "p95_ms": round(told["p95"], 1),
        "p99_ms": round(told["p99"], 1),
    }


def endurance(load: Load, pid: int, connections: int, minutes: float) -> dict[str, float]:
    """Minutes of the same load; memory is compared with what it was after one minute."""
    load.run(connections, 60)
    before = memory_mb(pid)
    told = load.run(connections, 60 * minutes)
    after = memory_mb(pid)
    return rates(told) | {
        "minutes": minutes,
        "mémoire_après_1_min_Mo": round(before, 1),
        "mémoire_à_la_fin_Mo": round(after, 1),
        "croissance_%": round(100 * (after - before) / before, 2),
    }


class Probe(Thread):
    """Asks whether the service lives, from time to time, and notes how long it took."""

    def __init__(self, client: Client) -> None:
        super().__init__(daemon=True)
        self._client = client
        self._over = Event()
        self._times: list[float] = []

    def run(self) -> None:
        """Ask until told to stop."""
        while not self._over.wait(PROBE_S):
            start = time.perf_counter()
            self._client.get("/sante")
            self._times.append((time.perf_counter() - start) * 1000)

    def stop(self) -> float:
        """The 99th percentile of the times, in ms."""
        self._over.set()
        self.join()
        return percentile(self._times, 99)


def rush(load: Load, client: Client, seconds: float, rate: float) -> dict[str, float]:
    """Much more than the service can do, then how long until ten answers in a row are normal."""
    probe = Probe(Client(client.port))
    probe.start()
    told = rates(load.run(round(rate * (PAUSE_MS + ANSWER_MS) / 1000), seconds, PAUSE_MS))
    health_ms = probe.stop()
    return told | {
        "santé_p99_ms": round(health_ms, 1),
        "retour_s": round(recovery_s(client.port), 2),
    }


def recovery_s(port: int) -> float:
    """Seconds until the first of ten normal answers in a row."""
    client = Client(port)
    start = first = time.perf_counter()
    normal = 0
    while normal < PROBES:
        asked = time.perf_counter()
        try:
            answer = client.get("/api/v1/search", q=f"réparer un smartphone {asked}")
            quick = (time.perf_counter() - asked) * 1000 < NORMAL_MS
            sound = quick and b'"hybride"' in _plain(answer)
        except RuntimeError:
            sound = False
        normal = normal + 1 if sound else 0
        first = asked if normal == 1 else first
    return first - start


def _plain(body: bytes) -> bytes:
    """A body, uncompressed if it was not."""
    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body


def measure(workers: int, seconds: float, minutes: float) -> dict[str, Any]:
    """Every figure, of a service started with that many processes."""
    settings = {"ORIENTESS_WORKERS": str(workers), "ORIENTESS_ENCODER_THREADS": str(2 // workers)}
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

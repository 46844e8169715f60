"""Measure the service as its users see it: start-up, memory, latency over HTTP on one worker.

The clock of a query runs from the client's request to the last byte of the JSON answer, on the
same machine, one request at a time; queries are all different and nothing is cached.
"""

import argparse
import gzip
import http.client
import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from index.evaluation.metrics import read_needs
from index.evaluation.skills import read_profiles
from service.settings import Settings

START_LIMIT_S = 60.0
MATCH_SKILLS = "/api/v1/match/skills"
PROFILES, SKILLS = 60, 6
"""Number of profiles that are compared with occupations, and skills that each of them lists."""


def free_port() -> int:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Client:
    """HTTP client of the service, on one persistent connection."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port)

    def get(self, path: str, **parameters: str) -> bytes:
        """Return the body of an answer; raise RuntimeError unless its status is 200."""
        address = path + ("?" + urlencode(parameters) if parameters else "")
        self._connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
        return self._answer(path)

    def post(self, path: str, content: Mapping[str, object]) -> bytes:
        """Send JSON and return the body of the answer; raise RuntimeError as `get` does."""
        headers = {"Accept-Encoding": "gzip", "Content-Type": "application/json"}
        self._connection.request("POST", path, json.dumps(content), headers)
        return self._answer(path)

    def _answer(self, path: str) -> bytes:
        response = self._connection.getresponse()
        body = response.read()
        if response.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{path} : {response.status}")
        return body

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def is_ready(self) -> bool:
        """Return True if the service answers that it is ready."""
        try:
            return bool(self.get("/pret"))
        except (OSError, RuntimeError):
            self._connection.close()
            return False


@contextmanager
def served(settings: Mapping[str, str] | None = None) -> Iterator[tuple[Client, int, float]]:
    """Start a service; yield a client of it, its process id, the seconds until it was ready.

    settings: variables of the environment besides its own; quotas are lifted.
    """
    environment = os.environ | {"ORIENTESS_QUOTA_PER_MINUTE": "0"} | dict(settings or {})
    port = free_port()
    command = [sys.executable, "-m", "service.cli", "serve", "--port", str(port)]
    start = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - own command
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    client = Client(port)
    try:
        while not client.is_ready() and time.perf_counter() - start < START_LIMIT_S:
            time.sleep(0.02)
        yield client, process.pid, time.perf_counter() - start
    finally:
        client.close()
        process.terminate()
        process.wait()


def resident_mb(pid: int) -> float:
    """Return the resident memory of a process, in megabytes, from /proc."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1000


def processor_ms(pid: int) -> float:
    """Return the processor time that a process has used, all threads, in milliseconds."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def distinct_queries(count: int) -> list[str]:
    """Return the first different texts of the judged needs, all variants mixed."""
    variants = read_needs(Settings().evaluation).variants.values()
    mixed = [
        text
        for texts in zip(*(variant.values() for variant in variants), strict=True)
        for text in texts
    ]
    return list(dict.fromkeys(mixed))[:count]


def distinct_profiles(count: int) -> list[list[str]]:
    """Return the first lists of six skills, all different, of the judged profiles."""
    profiles = read_profiles(Settings().evaluation / "profils")
    skills = list(dict.fromkeys(skill for profile in profiles for skill in profile.skills))
    return [skills[start : start + SKILLS] for start in range(0, count * SKILLS, SKILLS)]


def percentile(values: list[float], part: int) -> float:
    """Return the value below which `part` % of the values are."""
    return statistics.quantiles(values, n=100)[part - 1]


def measure(queries: list[str]) -> dict[str, object]:
    """Measure all figures of the report."""
    with served() as (client, pid, ready_s):
        at_start = resident_mb(pid)
        client.get("/api/v1/search", q="première requête, hors mesure")
        times, encoder, stages = [], [], []
        for text in queries:
            start = time.perf_counter()
            body = client.get("/api/v1/search", q=text)
            times.append((time.perf_counter() - start) * 1000)
            timings = json.loads(gzip.decompress(body))["durees_ms"]
            encoder.append(timings["encoder"])
            stages.append(sum(timings.values()))
        served_by = json.loads(client.get("/version"))
        after_queries = resident_mb(pid)
        return {
            "machine": f"{platform.machine()}, {os.cpu_count()} cœurs",
            "python": platform.python_version(),
            "fiches": served_by["fiches"],
            "passages": served_by["passages"],
            "encodeur": served_by["encodeur"],
            "démarrage_s": round(ready_s, 2),
            "mémoire_au_démarrage_Mo": round(at_start),
            "mémoire_après_mesure_Mo": round(after_queries),
            "requêtes": len(times),
            "p50_ms": round(statistics.median(times), 2),
            "p95_ms": round(percentile(times, 95), 2),
            "p99_ms": round(percentile(times, 99), 2),
            "encodeur_p50_ms": round(statistics.median(encoder), 2),
            "recherche_p50_ms": round(statistics.median(stages), 2),
            "part_de_l_encodeur": round(sum(encoder) / sum(times), 2),
            **measure_skills(client, distinct_profiles(PROFILES)),
        }


def measure_skills(client: Client, profiles: list[list[str]]) -> dict[str, object]:
    """Measure how long the occupations that suit some lists of skills take to come."""
    client.post(MATCH_SKILLS, {"competences": ["compétence hors mesure"]})
    times = []
    for skills in profiles:
        start = time.perf_counter()
        client.post(MATCH_SKILLS, {"competences": skills})
        times.append((time.perf_counter() - start) * 1000)
    return {
        "match/skills_six_compétences_p50_ms": round(statistics.median(times), 2),
        "match/skills_six_compétences_p95_ms": round(percentile(times, 95), 2),
    }


def main() -> int:
    """Print the report, as JSON on demand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requetes", type=int, default=500, help="requêtes différentes")
    parser.add_argument("--json", action="store_true", help="en JSON")
    parser.add_argument("--peers", action="store_true", help="la pertinence, face à d'autres")
    options = parser.parse_args()
    if options.peers:
        from bench.peers import comparison  # its needs are not those of the rest

        return comparison.main(options.json)
    report = measure(distinct_queries(options.requetes))
    if options.json:
        print(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        for name, value in report.items():
            print(f"{name.replace('_', ' '):36} {value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

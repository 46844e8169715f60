"""Measure the cost of the encoder: the service with lexical search only, then as it is served.

For each way the service is started alone and gets 500 different needs over HTTP, one after
another: CPU-milliseconds of its process a search, resident megabytes at the end, and megabytes on
disk of the files that this way needs. Printed as `service/presentation/figures.toml` wants them.
"""

import argparse
import re
import sys
from pathlib import Path

from bench.benchmark import distinct_queries, processor_ms, resident_mb, served
from bench.speed.service import settle
from index.artefact import versions
from service.settings import Settings

QUERIES = 500
SWITCH = "ORIENTESS_USE_ENCODER"
WAYS = {"words": "0", "fused": "1"}
"""Way of searching -> value of the switch of the encoder."""
VECTOR_FILE = re.compile(r"vectors|rounded|faiss\.index")
"""Names of the files of an index that lexical search does not need."""


def disk_mb(way: str, settings: Settings) -> float:
    """Return the megabytes (of a million bytes) of the index and, as served, of both encoders.

    way: of searching; settings: where the files are.
    """
    files: list[Path] = list((settings.index_home / versions.CURRENT).iterdir())
    if way == "words":
        files = [path for path in files if not VECTOR_FILE.search(path.name)]
    else:
        student = settings.serving_student
        for folder in (settings.serving, *([] if student is None else [student])):
            files += folder.iterdir() if folder.exists() else ()
    sizes = {path.stat().st_ino: path.stat().st_size for path in files}  # a link takes no room
    return sum(sizes.values()) / 1e6


def measure(way: str, queries: list[str]) -> dict[str, float]:
    """Measure the figures of a way of searching.

    way: a key of `WAYS`; queries: all different.
    """
    with served({SWITCH: WAYS[way]}) as (client, pid, _):
        settle(pid)  # what a start prepares afterwards is no cost of a search
        client.close()
        client.get("/api/v1/search", q="première requête, hors mesure")
        before = processor_ms(pid)
        for text in queries:
            client.get("/api/v1/search", q=text)
        cpu_ms = (processor_ms(pid) - before) / len(queries)
        memory_mb = resident_mb(pid)
    return {
        "cpu_ms": round(cpu_ms, 1),
        "memory_mb": round(memory_mb),
        "disk_mb": round(disk_mb(way, Settings())),
    }


def main() -> int:
    """Print the figures of both ways, as TOML."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    queries = distinct_queries(QUERIES)
    for way in WAYS:
        print(f"[ways.{way}]")
        for name, value in measure(way, queries).items():
            print(f"{name} = {value}")
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Profile a search over HTTP, stage by stage: processor time of each, in milliseconds a query.

py-spy samples the stacks of the service while it answers different queries, one at a time. Each
sample of a thread that does not wait counts for the stage of its innermost function that `STAGES`
knows, and the processor time of the process (/proc) is shared between the stages in proportion.
"""

from __future__ import annotations

import argparse
import re
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.benchmark import Client, distinct_queries, percentile, processor_ms, served

SEARCH = "/api/v1/search"
SAMPLES_A_SECOND = 400
OTHER = "autre"
WAITING = re.compile(
    r"(\w+\.)*(wait|get|select|_worker|run|result) "
    r"\(.*(threading|queue|selectors|thread|runners)\.py"
)
"""Innermost function of a thread that waits for another, or for a request."""
STAGES: Mapping[str, str] = {
    "encoder : modèle": r"encoder/onnx",
    "encoder : découpage en jetons": r"encoder/(tokenizers|unigram)",
    "encoder : file d'attente": r"encoder/bounded",
    "comprendre : lieux": r"index/places/",
    "comprendre : orthographe": r"index/spelling/",
    "comprendre : le reste": r"search/understanding|index/emergencies/",
    "sens : passages": r"engines/\w+/|candidates/proposals|scored_passages|faiss/",
    "sens : besoins": r"taxonomy/",
    "mots": r"engines/(lexical|sparse|read_terms)|index/postings",
    "filtres et nombres": r"candidates/facets",
    "fusion et ordre": r"search/(fusion|ranking|scoring|likelihood)|index/(candidates|locations)/",
    "explication": r"search/(explanation|searcher|retriever|situation)|records/",
    "réponse : valeurs": r"search/(schemas|location_schemas)",
    "compression": r"starlette_compress|brotli|gzip|http/json_body",
    "réponse : JSON": r"search/formats|record_json|fastapi/(routing|_compat|encoders)|"
    r"starlette/responses|json/",
    "paramètres": r"fastapi/dependencies|http/direct_route|service/search/",
    "intergiciels": r"service/|starlette/(middleware|routing|requests)",
    "serveur": r"uvicorn|uvloop|asyncio|starlette|anyio|concurrent/|threading",
}
"""Stage -> pattern of the files and functions whose time it takes, the first that fits."""


def stage_of(stack: str) -> str:
    """Return the stage of a stack, "outer (file:line);…;inner (file:line)": its innermost one."""
    for frame in reversed(stack.split(";")):
        for stage, pattern in STAGES.items():
            if re.search(pattern, frame):
                return stage
    return OTHER


def shares(lines: Iterable[str]) -> dict[str, float]:
    """Return the share of the samples of each stage, from lines "stack count" of py-spy."""
    counts: Counter[str] = Counter()
    for line in lines:
        stack, _, count = line.rpartition(" ")
        if not WAITING.match(stack.rpartition(";")[2]):
            counts[stage_of(stack)] += int(count)
    return {stage: count / counts.total() for stage, count in counts.most_common()}


@contextmanager
def sampled(pid: int, path: Path) -> Iterator[None]:
    """Sample the stacks of a process during the block, then write them into a file."""
    sampler = subprocess.Popen(  # noqa: S603 - own command
        [
            str(Path(sys.executable).with_name("py-spy")),
            *("record", "--format", "raw", "--nonblocking", "--full-filenames"),
            *("--pid", str(pid), "--rate", str(SAMPLES_A_SECOND), "--output", str(path)),
        ],
        stdout=subprocess.DEVNULL,
    )
    try:
        time.sleep(1)  # until it has attached itself
        yield
    finally:
        sampler.send_signal(signal.SIGINT)  # it then writes what it saw
        sampler.wait()


def ask(
    client: Client, queries: Iterable[str], parameters: Mapping[str, str], path: str = SEARCH
) -> list[float]:
    """Return the time of each answer of a route, in milliseconds."""
    times = []
    for text in queries:
        start = time.perf_counter()
        client.get(path, q=text, **parameters)
        times.append((time.perf_counter() - start) * 1000)
    return times


def main() -> int:
    """Print the processor time of each stage, then latencies without the sampler."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requetes", type=int, default=500, help="requêtes différentes")
    parser.add_argument("--parametres", nargs="*", default=[], help="autres, nom=valeur")
    options = parser.parse_args()
    parameters = dict(each.split("=", 1) for each in options.parametres)
    queries = distinct_queries(options.requetes)
    with served() as (client, pid, _):
        ask(client, queries[:50], parameters)
        start = processor_ms(pid)
        times = ask(client, queries, parameters)
        used = (processor_ms(pid) - start) / len(queries)
        with TemporaryDirectory() as folder:
            stacks = Path(folder) / "stacks.txt"
            with sampled(pid, stacks):
                ask(client, queries, parameters)
            found = shares(stacks.read_text(encoding="utf-8").splitlines())
    print(
        f"horloge : médiane {statistics.median(times):.1f} ms, p95 {percentile(times, 95):.1f} ms"
    )
    print(f"processeur : {used:.1f} ms par requête")
    for stage, share in found.items():
        print(f"{stage:32} {share * used:6.2f} ms  {share:5.1%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

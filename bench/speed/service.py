"""Measures of the service alone: clock, processor, memory, start, answers a second."""

from __future__ import annotations

import resource
import shutil
import statistics
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.benchmark import Client, distinct_queries, percentile, processor_ms, resident_mb, served
from bench.measure_load import BODIES, Load, bodies, memory_mb
from bench.measure_worst import hard_texts
from bench.profile_search import ask
from bench.speed.rows import Row
from index.places.communes import read_communes
from service.settings import Settings

QUERIES, MANY = 500, 5000
"""Different queries that are timed at each repetition, and that are asked before memory is read."""
WARM_UP = 50
IDLE_MS = 30
"""Processor time in a second, of a service that waits."""
HOSTILE = 10
"""Hostile queries of each kind."""
PLACE = "Lille"
CONNECTIONS, LOAD_S = 16, 10.0
ONE = {"ORIENTESS_WORKERS": "1"}
WORDS = ONE | {"ORIENTESS_USE_ENCODER": "0"}
MS, MB = "ms", "Mo"


def settle(pid: int) -> None:
    """Wait until a service has prepared what follows its start, that is, hardly works any more."""
    used = processor_ms(pid)
    while True:
        time.sleep(1)
        before, used = used, processor_ms(pid)
        if used - before < IDLE_MS:
            return


def searches(client: Client, pid: int, repetitions: int) -> Iterator[Row]:
    """Time the same queries without, then with a place: clock and processor of each repetition.

    Args:
        client: of a service of one process.
        pid: that process.
        repetitions: times that all queries are asked.

    Yields:
        Median, 95th percentile and processor, in milliseconds.
    """
    queries = distinct_queries(QUERIES)
    ask(client, queries[:WARM_UP], {})
    for where, parameters in (("sans lieu", {}), (f"à {PLACE}", {"lieu": PLACE})):
        medians, slow, used = [], [], []
        for _ in range(repetitions):
            start = processor_ms(pid)
            times = ask(client, queries, parameters)
            used.append((processor_ms(pid) - start) / len(queries))
            medians.append(statistics.median(times))
            slow.append(percentile(times, 95))
        yield Row(f"recherche par HTTP, médiane, {where}", MS, 5, medians)
        yield Row(f"recherche par HTTP, p95, {where}", MS, 9, slow)
        yield Row(f"processeur par requête, {where}", MS, 6, used)


def worst(client: Client, repetitions: int) -> Row:
    """Time each hostile query: the slowest of them, at each repetition."""
    queries = [text for _, texts in hard_texts(HOSTILE) for text in texts]
    return Row(
        "pire requête hostile", MS, 40, [max(ask(client, queries, {})) for _ in range(repetitions)]
    )


def memory(client: Client, pid: int) -> Iterator[Row]:
    """Read the memory of a process after many different queries, each in another commune."""
    communes = [row.nom for row in read_communes(Settings().communes) if row.type == "commune"]
    needs = distinct_queries(MANY)
    for rank in range(MANY):
        place = communes[37 * rank % len(communes)]
        client.get("/api/v1/search", q=needs[rank % len(needs)], lieu=place)
    yield Row(f"mémoire après {MANY} requêtes (résidente)", MB, 320, [resident_mb(pid)])
    yield Row("dont anonyme", MB, None, [anonymous_mb(pid)])


def anonymous_mb(pid: int) -> float:
    """Return the megabytes of a process that no file holds, from /proc."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("RssAnon"))
    return int(line.split()[1]) / 1000


def starts(repetitions: int) -> Row:
    """Time from the start of the command until the service answers that it is ready."""
    values = []
    for _ in range(repetitions):
        with served(ONE) as (_client, _pid, ready_s):
            values.append(ready_s)
    return Row("du démarrage à prêt", "s", 2, values)


def words_alone(repetitions: int) -> Row:
    """Measure the processor time of a search without the encoder."""
    queries = distinct_queries(QUERIES)
    with served(WORDS) as (client, pid, _):
        settle(pid)
        client.close()  # the service closes a connection that waits
        ask(client, queries[:WARM_UP], {})
        values = []
        for _ in range(repetitions):
            start = processor_ms(pid)
            ask(client, queries, {})
            values.append((processor_ms(pid) - start) / len(queries))
    return Row("mots seuls, processeur par requête", MS, 1.5, values)


def throughput(repetitions: int) -> Iterator[Row | str]:
    """Load two processes with wrk on the same cores, then compare their memory with that of three.

    Args:
        repetitions: times that the load is repeated.

    Yields:
        Answers a second, refusals and errors, share of the processor that wrk took; memory. Why
        they are absent, without wrk.
    """
    if shutil.which("wrk") is None:
        yield "réponses par seconde : absentes, wrk manque (apt-get install wrk)"
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / "needs.jsonl"
        path.write_text("\n".join(islice(bodies(), BODIES)) + "\n", encoding="utf-8")
        runs, two_mb = _loaded(path, 2, repetitions)
        _, three_mb = _loaded(path, 3, 1)
    counts = [run for run, _ in runs]
    answered = [run["ok"] / run["seconds"] for run in counts]
    failed = [run["busy"] + run["other"] + run["broken"] for run in counts]
    yield Row(f"réponses par seconde, {CONNECTIONS} connexions", "/s", 250, answered, at_least=True)
    yield Row("erreurs et refus pendant cette charge", "", 0, failed)
    yield Row("part du processeur prise par wrk", "%", None, [share for _, share in runs])
    yield Row("mémoire d'un processus de plus (Pss)", MB, 120, [three_mb - two_mb])


def _loaded(
    path: Path, workers: int, repetitions: int
) -> tuple[list[tuple[dict[str, float], float]], float]:
    """Load a service; return what each load gave, and the memory of its processes then, in MB."""
    with served({"ORIENTESS_WORKERS": str(workers)}) as (client, pid, _):
        load = Load(client.port, path)
        load.run(CONNECTIONS, LOAD_S)
        return [_shared(load) for _ in range(repetitions)], memory_mb(pid)


def _shared(load: Load) -> tuple[dict[str, float], float]:
    """Run the load; return its counts, and the share of two cores that wrk took, in percent."""
    before = _children_s()
    counts = load.run(CONNECTIONS, LOAD_S)
    return counts, 100 * (_children_s() - before) / (2 * counts["seconds"])


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measured(repetitions: int) -> Iterator[Row | str]:
    """Make all measures of the service, one after the other; or say why one is absent."""
    with served(ONE) as (client, pid, _):
        settle(pid)
        client.close()  # the service closes a connection that waits
        yield from searches(client, pid, repetitions)
        yield worst(client, repetitions)
        yield from memory(client, pid)
    yield starts(repetitions)
    yield words_alone(repetitions)
    yield from throughput(repetitions)

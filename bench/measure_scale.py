"""Measure how an index grows: 10^3 to 10^6 records, judged needs asked among them.

    python -m bench.measure_scale build FOLDER SIZE… [--open-data FOLDER]
    python -m bench.measure_scale relevance FOLDER SIZE…
    python -m bench.measure_scale speed FOLDER SIZE… [--queries 5000]
    python -m bench.measure_scale report FOLDER [--plot FILE.svg]

`build` runs `orientess build` on our catalogue and the records of `bench.scale_records` up to
each size, and notes time, memory and size on disk; one that is stopped goes on. `relevance` asks
the judged needs. `speed` serves all the indexes at once and asks each query of each of them in
turn, so that their ratios do not move with what else the machine does. `report` prints the table
of what was measured and draws it. The smallest size is our catalogue, to which others compare.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import cycle, islice
from pathlib import Path
from threading import Event, Thread

from bench.benchmark import Client, distinct_queries, percentile, processor_ms, served
from bench.measure_load import memory_mb
from bench.scale_records import scale_records
from bench.speed.service import anonymous_mb
from index.artefact import versions
from index.evaluation.ablation import FUSED, SERVED, runs_of
from index.evaluation.metrics import JudgedNeeds, answer_rate, mean, ndcg, read_needs
from index.places.communes import read_communes
from index.records.jsonl import iter_records, to_json
from service.cli.evaluate import open_searcher
from service.settings import Settings

TIMED = 800
"""Number of queries that are timed, each different; the others show how memory grows."""
SAMPLE_S = 0.2
CATALOGUE = 1_000
"""Size that stands for our catalogue alone."""


def folder_of(folder: Path, size: int) -> Path:
    """Return the folder of the measures of a size, which is also its ORIENTESS_VAR."""
    return folder / str(size)


def sizes_in(folder: Path) -> list[int]:
    """Return the sizes that have a folder of measures, in increasing order."""
    return sorted(int(path.name) for path in folder.iterdir() if path.name.isdigit())


def environment(folder: Path, size: int) -> dict[str, str]:
    """Return the settings of the service for the index of a size."""
    return {"ORIENTESS_VAR": str(folder_of(folder, size))}


def note(folder: Path, size: int, part: str, measured: Mapping[str, object]) -> None:
    """Write what was measured of a size, in a file of its own."""
    path = folder_of(folder, size) / f"{part}.json"
    path.write_text(json.dumps(measured, ensure_ascii=False, indent=1), encoding="utf-8")
    print(size, part, json.dumps(measured, ensure_ascii=False), flush=True)


def noted(folder: Path, size: int, part: str) -> dict[str, float]:
    """Return what was measured of a size; empty when it was not."""
    path = folder_of(folder, size) / f"{part}.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def prepare(folder: Path, size: int, open_data: Path | None) -> None:
    """Write the records of a size that are not in our catalogue, and give it our encoder."""
    home = folder_of(folder, size)
    imports, encoder = home / "imports" / "echelle.jsonl", home / "encoder"
    imports.parent.mkdir(parents=True, exist_ok=True)
    if not encoder.exists():
        encoder.symlink_to(Settings().serving.parent.resolve(), target_is_directory=True)
    vectors = home / "index" / "vectors"
    smaller = [each for each in sizes_in(folder) if each < size]
    if not vectors.exists() and smaller:  # a text keeps its vector from one size to the next
        shutil.copytree(folder_of(folder, smaller[-1]) / "index" / "vectors", vectors)
    if imports.exists():
        return
    own = {record.id for record in iter_records(Settings().actors)}
    partial = imports.with_suffix(".partial")
    with partial.open("w", encoding="utf-8") as stream:
        for record in scale_records(size, open_data) if size > CATALOGUE else ():
            if record.id not in own:
                stream.write(f"{to_json(record)}\n")
    partial.rename(imports)


class Memory(Thread):
    """Thread that notes the most memory that a process holds, of its own and in all."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._status, self._over = Path(f"/proc/{pid}/status"), Event()
        self.most = {"VmHWM": 0, "RssAnon": 0}

    def run(self) -> None:
        """Sample until `end`, or until the process ends."""
        while not self._over.wait(SAMPLE_S):
            try:
                lines = self._status.read_text(encoding="ascii").splitlines()
            except OSError:
                return
            for line in lines:
                name, _, value = line.partition(":")
                if name in self.most:
                    self.most[name] = max(self.most[name], int(value.split()[0]))

    def end(self) -> dict[str, float]:
        """Stop; return the megabytes of anonymous memory, and of all that was resident."""
        self._over.set()
        self.join()
        return {
            "mémoire_anonyme_Mo": round(self.most["RssAnon"] / 1000),
            "mémoire_résidente_Mo": round(self.most["VmHWM"] / 1000),
        }


def build(folder: Path, size: int, open_data: Path | None) -> None:
    """Build the index of a size, and note its cost."""
    prepare(folder, size, open_data)
    start = time.perf_counter()
    command = [sys.executable, "-m", "service.cli", "build"]
    process = subprocess.Popen(  # noqa: S603 - own command
        command, env=os.environ | environment(folder, size), stdout=subprocess.PIPE, text=True
    )
    memory = Memory(process.pid)
    memory.start()
    said, _ = process.communicate()
    measured: dict[str, object] = dict(memory.end())
    if process.returncode:
        raise SystemExit(f"{size} : la construction a échoué.")
    current = folder_of(folder, size) / "index" / versions.CURRENT
    files = [path.stat().st_size for path in current.iterdir()]
    measured |= {
        "construction_s": round(time.perf_counter() - start, 1),
        "disque_Mo": round(sum(files) / 1e6, 1),
        "dit": said.strip().splitlines()[-1],
    }
    note(folder, size, "build", measured)


def relevance(folder: Path, size: int, needs: JudgedNeeds) -> None:
    """Ask the judged needs of the index of a size, in each writing."""
    os.environ |= environment(folder, size)
    searcher = open_searcher(Settings())
    measured: dict[str, object] = {}
    for variant, texts in needs.variants.items():
        runs = runs_of(searcher, texts)
        judged = {
            query: [record for record in ranking if record in needs.qrels.get(query, {})]
            for query, ranking in runs[FUSED].items()
        }
        asked = needs.answerable
        measured[variant] = {
            "fusion": round(mean(ndcg, needs.qrels, runs[FUSED], asked), 4),
            "non_jugées_ôtées": round(mean(ndcg, needs.qrels, judged, asked), 4),
            "servi": round(mean(ndcg, needs.qrels, runs[SERVED], asked), 4),
            "répondu": round(answer_rate(runs[SERVED], asked), 4),
            "réponses_fausses": round(answer_rate(runs[SERVED], needs.out_of_scope), 4),
        }
    note(folder, size, "relevance", measured)


def searches(count: int) -> Iterator[dict[str, str]]:
    """Yield the parameters of different searches: the judged needs, then each in some communes."""
    needs = distinct_queries(min(TIMED, count))
    yield from ({"q": need} for need in needs)
    places = [town.nom for town in read_communes(Settings().communes) if town.type == "commune"]
    pairs = zip(cycle(needs), islice(cycle(places), 17, None, 37), strict=False)
    yield from islice(({"q": need, "lieu": place} for need, place in pairs), count - len(needs))


class Asked:
    """A service over the index of one size, and what it answered."""

    def __init__(self, client: Client, pid: int, ready_s: float) -> None:
        self._client, self._pid, self._ready_s = client, pid, ready_s
        self._times: list[float] = []
        self._cpu_before = self._cpu = 0.0

    def begin(self) -> None:
        """Ask what is not measured, once the other services are ready."""
        self._client.close()  # the service closed a connection that waited for the others
        self._client.get("/api/v1/search", q="première requête, hors mesure")
        self._cpu_before = self._cpu = processor_ms(self._pid)

    def ask(self, parameters: Mapping[str, str], timed: bool) -> None:
        """Ask one search; note how long it took if it is timed."""
        start = time.perf_counter()
        self._client.get("/api/v1/search", **parameters)
        if timed:
            self._times.append(1000 * (time.perf_counter() - start))
            self._cpu = processor_ms(self._pid)

    def measured(self, queries: int) -> dict[str, float]:
        """Return the figures of the service, after all its queries."""
        return {
            "prêt_s": round(self._ready_s, 1),
            "p50_ms": round(statistics.median(self._times), 2),
            "p95_ms": round(percentile(self._times, 95), 2),
            "processeur_ms": round((self._cpu - self._cpu_before) / len(self._times), 2),
            "requêtes": queries,
            "anonyme_Mo": round(anonymous_mb(self._pid)),
            "pss_Mo": round(memory_mb(self._pid)),
        }


def speed(folder: Path, sizes: Sequence[int], queries: int) -> None:
    """Serve the indexes of all sizes at once, and ask each query of each of them in turn."""
    with ExitStack() as stack:
        asked = {}
        for size in sizes:
            client, pid, ready_s = stack.enter_context(served(environment(folder, size)))
            asked[size] = Asked(client, pid, ready_s)
        for each in asked.values():
            each.begin()
        for number, parameters in enumerate(searches(queries)):
            turn = number % len(sizes)  # none is always the first after the others
            for size in (*sizes[turn:], *sizes[:turn]):
                asked[size].ask(parameters, number < TIMED)
        for size in sizes:
            note(folder, size, "speed", asked[size].measured(queries))


def report(folder: Path, plot: Path | None) -> None:
    """Print the table of what was measured, and draw it."""
    sizes = sizes_in(folder)
    print(f"{platform.machine()}, {os.cpu_count()} cœurs, Python {platform.python_version()}")
    measures = {size: _all_of(folder, size) for size in sizes}
    names = list(dict.fromkeys(name for each in measures.values() for name in each))
    print("|", " | ".join(["", *(f"{size:,}" for size in sizes)]), "|")
    print("|", " | ".join(["---"] * (len(sizes) + 1)), "|")
    for name in names:
        cells = [str(measures[size].get(name, "")) for size in sizes]
        print("|", " | ".join([name.replace("_", " "), *cells]), "|")
    if plot is not None:
        draw(measures, plot)


def _all_of(folder: Path, size: int) -> dict[str, float]:
    """Return the figures of a size by name, those of its relevance by writing."""
    found = noted(folder, size, "build") | noted(folder, size, "speed")
    for variant, figures in noted(folder, size, "relevance").items():
        values: Mapping[str, float] = figures  # type: ignore[assignment]  # one table a writing
        found |= {f"{variant}, {name}": value for name, value in values.items()}
    return found


PLOTTED = (
    ("p50_ms", "temps médian d'une recherche, ms"),
    ("p95_ms", "95 % des recherches, ms"),
    ("processeur_ms", "processeur d'une recherche, ms"),
    ("anonyme_Mo", "mémoire du service, Mo"),
    ("construction_s", "construction, s"),
    ("disque_Mo", "index sur le disque, Mo"),
)
"""Figures that are drawn, each with its title."""


def draw(measures: Mapping[int, Mapping[str, float]], path: Path) -> None:
    """Draw the figures of all sizes, one small plot each, as SVG."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "orientess"  # the same figures give the same file
    mpl.rcParams["svg.fonttype"] = "none"  # text that is read, rather than outlines of letters
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(2, 3, figsize=(11, 6), layout="constrained")
    for axis, (name, title) in zip(axes.flat, PLOTTED, strict=True):
        points = [(size, each[name]) for size, each in measures.items() if name in each]
        if points:
            axis.plot(*zip(*points, strict=True), marker="o", color="#1b4f8f")
        axis.set(title=title, xscale="log", xlabel="fiches")
        axis.set_ylim(bottom=0)
        axis.grid(visible=True, alpha=0.3)
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    """Run one part of the measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=("build", "relevance", "speed", "report"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("sizes", type=int, nargs="*")
    parser.add_argument("--open-data", type=Path)
    parser.add_argument("--queries", type=int, default=5_000)
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    match options.part:
        case "build":
            for size in options.sizes:
                build(options.folder, size, options.open_data)
        case "relevance":
            needs = read_needs(Settings().evaluation)
            for size in options.sizes:
                relevance(options.folder, size, needs)
        case "speed":
            speed(options.folder, options.sizes, options.queries)
        case "report":
            report(options.folder, options.plot)


if __name__ == "__main__":
    main()

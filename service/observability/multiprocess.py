"""The measures of all the processes that serve, and the port of their own where they are read.

When several processes serve, each writes its measures in files of one folder, named by
`PROMETHEUS_MULTIPROC_DIR`, which prometheus_client reads when it is imported; whoever is asked adds
them up. So the process that starts the others chooses the folder, empties it, and measures nothing
itself.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.mmap_dict import MmapedDict, mmap_key
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from index.artefact.versions import alone, current_version
from service.settings import Settings

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
RUNTIME = "RUNTIME_DIRECTORY"
"""Set by systemd, in memory: the files are mapped, and a full disk would stop who writes them."""

FLOWS = ("counter", "histogram")
"""Kinds of what only grows: what a process counted still counts once it has ended."""
ENDED = 0
"""Stands for the processes that ended, in the name of the file that holds their sum."""


def built_at(version: str) -> datetime:
    """When an index was built.

    Args:
        version: its version, which begins with this moment.

    Returns:
        The moment, UTC.

    Raises:
        ValueError: when the version is not one of ours.
    """
    return datetime.strptime(version.partition("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)


def is_shared() -> bool:
    """Whether this process writes its measures beside those of others."""
    return FOLDER in os.environ


class Gathered(Collector):
    """The measures that several processes wrote in one folder."""

    def __init__(self, settings: Settings) -> None:
        """settings: where the index is."""
        self._settings = settings

    def collect(self) -> Iterable[Metric]:
        """Their sum; processes that ended count in what only grows, and nowhere else."""
        folder = Path(os.environ[FOLDER])
        with alone(folder):  # nobody else reads or tidies meanwhile
            _tidy(folder)
            together = MultiProcessCollector(None, str(folder))  # type: ignore[no-untyped-call]
            found = list(together.collect())  # type: ignore[no-untyped-call]
        yield from found
        yield from published(self._settings.index_home)


def tidy() -> None:
    """Keep one file for all the processes that ended: else each reload would leave some more."""
    folder = Path(os.environ[FOLDER])
    with alone(folder):
        _tidy(folder)


def _tidy(folder: Path) -> None:
    """Forget the states of processes that ended, and add up what they counted."""
    pids = {int(path.stem.rpartition("_")[2]) for path in folder.glob("*_*.db")}
    ended = {each for each in pids - {ENDED} if not Path("/proc", str(each)).exists()}
    for each in ended:
        mark_process_dead(each, str(folder))  # type: ignore[no-untyped-call]
    for kind in FLOWS:
        files = [folder / f"{kind}_{each}.db" for each in ended | {ENDED}]
        found = [each for each in files if each.exists()]
        if ended and found:
            _merge(found, folder / f"{kind}_{ENDED}.db")


def _merge(files: list[Path], target: Path) -> None:
    """Write in one file what several counted, then remove them."""
    aside = target.with_suffix(".partiel")
    aside.unlink(missing_ok=True)
    sums = MultiProcessCollector.merge(map(str, files), accumulate=False)  # type: ignore[no-untyped-call]
    written = MmapedDict(str(aside))  # type: ignore[no-untyped-call]
    for metric in sums:
        for each in metric.samples:
            names, values = list(each.labels), list(each.labels.values())
            key = mmap_key(metric.name, each.name, names, values, metric.documentation)
            written.write_value(key, each.value, 0.0)  # type: ignore[no-untyped-call]
    written.close()  # type: ignore[no-untyped-call]
    aside.replace(target)
    for each in files:
        if each != target:
            each.unlink()


def published(home: Path) -> Iterable[Metric]:
    """Which index is published: it should soon be the one in use.

    Args:
        home: the folder of versions.

    Yields:
        Its version, and when it was built; nothing when none is published.
    """
    version = current_version(home)
    if version is None:
        return
    info = GaugeMetricFamily("orientess_index_info", "Index publié", labels=("version",))
    info.add_metric((version,), 1)
    yield info
    yield GaugeMetricFamily(
        "orientess_index_publie_timestamp_seconds",
        "Construction de l'index publié",
        value=built_at(version).timestamp(),
    )


@contextmanager
def sharing(settings: Settings) -> Iterator[None]:
    """Have the processes that this one starts write their measures in one folder, emptied now.

    A process that serves alone keeps its own, and nothing is done.

    Args:
        settings: how many processes serve; where the folder and the port of measures are.

    Yields:
        Nothing: the port answers meanwhile.

    Raises:
        OSError: when the folder cannot be made, or the port is taken.
    """
    if settings.workers == 1:
        yield
        return
    folder = Path(os.environ.get(RUNTIME, settings.var), "metrics").resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ[FOLDER] = str(folder)
    close = open_door(settings, Gathered(settings))
    try:
        yield
    finally:
        close()
        del os.environ[FOLDER]


def open_door(settings: Settings, measures: Collector) -> Callable[[], None]:
    """Answer measures on a port of their own, if the settings name one.

    Args:
        settings: the address and the port.
        measures: what is answered.

    Returns:
        What closes the port.

    Raises:
        OSError: when the port is taken.
    """
    if not settings.metrics_port:
        return lambda: None
    registry = CollectorRegistry()
    registry.register(measures)
    server, thread = start_http_server(settings.metrics_port, settings.host, registry)

    def close() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return close

"""Metrics of several processes that serve, and a port of their own.

When several processes serve, each writes its metrics in files of one folder, named by
`PROMETHEUS_MULTIPROC_DIR`, which prometheus_client reads when it is imported; the process that
answers Prometheus adds them up. The parent process chooses the folder, empties it, and measures
nothing itself.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from index.artefact.versions import current_version
from service.observability.processes import done_tasks, process_metrics
from service.settings import Settings

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
RUNTIME = "RUNTIME_DIRECTORY"
"""Variable where systemd names a folder in memory: a full disk would stop a process that writes."""


def built_at(version: str) -> datetime:
    """Return the time when a search index was built, read from the name of its version.

    Args:
        version: such as "20261124T093000123456-1a2b3c4d": time (UTC, to the microsecond), then
            "-" and anything.

    Returns:
        The time, UTC.

    Raises:
        ValueError: when the text before the first "-" is no such time.
    """
    return datetime.strptime(version.partition("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)


def is_shared() -> bool:
    """Return True when several processes serve, each writing its metrics in one common folder."""
    return FOLDER in os.environ


class SharedMetrics(Collector):
    """Metrics of all the processes that serve, read from the folder where each writes its own."""

    def __init__(self, settings: Settings) -> None:
        """settings: path of the search index, whose version and time of build are metrics too."""
        self._settings = settings

    def collect(self) -> Iterable[Metric]:
        """Yield each metric once, with the values of all processes put together.

        The counters and histograms of a process that ended still count; its gauges (current values,
        such as its waiting requests) are removed.
        """
        folder = Path(os.environ[FOLDER])
        pids = processes_in(folder)
        forget_dead_processes(folder)
        collector = MultiProcessCollector(None, str(folder))  # type: ignore[no-untyped-call]
        yield from collector.collect()  # type: ignore[no-untyped-call]
        yield from published_index(self._settings.index_home)
        yield from process_metrics(pids)
        yield from done_tasks(self._settings.done)


def processes_in(folder: Path) -> set[int]:
    """Return the numbers of the processes that wrote metrics in a folder, ended or not.

    folder: where each process writes files of metrics, named `KIND_PID.db`.
    """
    return {int(path.stem.rpartition("_")[2]) for path in folder.glob("*_*.db")}


def forget_dead_processes(folder: Path) -> None:
    """Delete the gauges (current values, such as waiting requests) of the processes that ended.

    Args:
        folder: where each process writes files of metrics, named `KIND_PID.db`.
    """
    for pid in processes_in(folder):
        if not Path("/proc", str(pid)).exists():
            with suppress(FileNotFoundError):  # another process may be removing the same file
                mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]


def published_index(home: Path) -> Iterable[Metric]:
    """Yield the metrics of the published search index, which the processes open a little later.

    Args:
        home: folder that holds the versions of the index and names the published one.

    Yields:
        Two metrics: the version of the index, and the time when it was built. Nothing when none is
        published.
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
def sharing_metrics(settings: Settings) -> Iterator[None]:
    """Inside the `with` block, make the child processes write their metrics in one common folder.

    The folder is emptied first. Nothing is done when a single process serves, because its metrics
    are in its own memory.

    Args:
        settings: number of processes, folder and port of the metrics.

    Yields:
        None. The port of the metrics, if the settings name one, answers until the block ends.

    Raises:
        OSError: when the folder cannot be created, or another program uses the port.
    """
    if settings.workers == 1:
        yield
        return
    folder = Path(os.environ.get(RUNTIME, settings.var), "metrics").resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ[FOLDER] = str(folder)
    close = serve_metrics(settings, SharedMetrics(settings))
    try:
        yield
    finally:
        close()
        del os.environ[FOLDER]


def serve_metrics(settings: Settings, metrics: Collector) -> Callable[[], None]:
    """Serve metrics to Prometheus on a port of their own, if the settings name one.

    Args:
        settings: address of the service and port of the metrics.
        metrics: the metrics, collected anew for each request.

    Returns:
        A function that closes the port, or does nothing when there is none.

    Raises:
        OSError: when another program uses the port.
    """
    if not settings.metrics_port:
        return lambda: None
    registry = CollectorRegistry()
    registry.register(metrics)
    server, thread = start_http_server(settings.metrics_port, settings.host, registry)

    def close() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return close

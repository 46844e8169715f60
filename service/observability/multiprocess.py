"""Metrics of several processes that serve, and their own port.

When several processes serve, each writes its metrics in files of one folder, named by
`PROMETHEUS_MULTIPROC_DIR`, which prometheus_client reads when it is imported; the process that
answers a scrape adds them up. So the parent process chooses the folder, empties it, and measures
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
from service.settings import Settings

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
RUNTIME = "RUNTIME_DIRECTORY"
"""Set by systemd, in memory: the files are mapped, and a full disk would stop the writer."""


def built_at(version: str) -> datetime:
    """Return the time when an index was built.

    Args:
        version: its version, which begins with this time.

    Returns:
        The time, UTC.

    Raises:
        ValueError: when the version does not begin with a time.
    """
    return datetime.strptime(version.partition("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)


def is_shared() -> bool:
    """Return whether this process writes its metrics beside those of others."""
    return FOLDER in os.environ


class SharedMetrics(Collector):
    """Metrics that several processes wrote in one folder."""

    def __init__(self, settings: Settings) -> None:
        """settings: path of the index."""
        self._settings = settings

    def collect(self) -> Iterable[Metric]:
        """Yield the metrics of all processes, added up.

        Processes that ended count in counters and histograms; their gauges are removed.
        """
        folder = Path(os.environ[FOLDER])
        forget_dead_processes(folder)
        collector = MultiProcessCollector(None, str(folder))  # type: ignore[no-untyped-call]
        yield from collector.collect()  # type: ignore[no-untyped-call]
        yield from published_index(self._settings.index_home)


def forget_dead_processes(folder: Path) -> None:
    """Remove the gauges of the processes that ended.

    Args:
        folder: files of metrics, named `KIND_PID.db`.
    """
    pids = {int(path.stem.rpartition("_")[2]) for path in folder.glob("*_*.db")}
    for pid in pids:
        if not Path("/proc", str(pid)).exists():
            with suppress(FileNotFoundError):  # another process may be removing the same file
                mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]


def published_index(home: Path) -> Iterable[Metric]:
    """Yield the metrics of the published index, which should soon be the one in service.

    Args:
        home: folder of the versions of the index.

    Yields:
        Its version, and the time when it was built; nothing when none is published.
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
    """Make the child processes write their metrics in one folder, emptied now.

    Do nothing when a single process serves: it has its own metrics.

    Args:
        settings: number of processes, folder and port of metrics.

    Yields:
        Nothing: the port of metrics answers meanwhile.

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
    close = serve_metrics(settings, SharedMetrics(settings))
    try:
        yield
    finally:
        close()
        del os.environ[FOLDER]


def serve_metrics(settings: Settings, metrics: Collector) -> Callable[[], None]:
    """Serve metrics on their own port, if the settings name one.

    Args:
        settings: address and port.
        metrics: the metrics to serve.

    Returns:
        A function that closes the port.

    Raises:
        OSError: when the port is taken.
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

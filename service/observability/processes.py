"""Metrics of the processes that serve, read from /proc: memory, descriptors, processor, how many.

Their names are those that every library for Prometheus gives ("process_resident_memory_bytes").
When several processes serve, they are the sums over those that live.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric

PROC = Path("/proc")
TASKS = ("sauvegarde", "nuit")
"""Tasks whose last success is told: names of their files."""
_CPU_FIELDS, _START_FIELD, _PAGES_FIELD = (11, 12), 19, 21
"""Places of the fields of /proc/PID/stat after the name of the program (man 5 proc_pid_stat)."""


@dataclass(frozen=True)
class ProcessState:
    """State of a process that serves.

    memory: bytes of physical memory; descriptors: open files and connections; cpu_s: seconds of
    processor used since its start; started: time of its start, in seconds since 1970.
    """

    memory: int
    descriptors: int
    cpu_s: float
    started: float


def read_process(pid: int) -> ProcessState | None:
    """Return the state of a process, None when it has ended; pid: its number."""
    try:
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        descriptors = len(os.listdir(PROC / str(pid) / "fd"))
    except OSError:
        return None
    ticks = os.sysconf("SC_CLK_TCK")
    # /proc/stat, which has the same, is hidden where systemd shows processes alone
    booted = time.time() - time.clock_gettime(time.CLOCK_BOOTTIME)
    return ProcessState(
        memory=int(fields[_PAGES_FIELD]) * os.sysconf("SC_PAGE_SIZE"),
        descriptors=descriptors,
        cpu_s=sum(int(fields[place]) for place in _CPU_FIELDS) / ticks,
        started=booted + int(fields[_START_FIELD]) / ticks,
    )


def process_metrics(
    pids: Iterable[int], read: Callable[[int], ProcessState | None] = read_process
) -> Iterable[Metric]:
    """Yield the metrics of the processes that serve, and of those that ended.

    Args:
        pids: numbers of the processes that served since the service started.
        read: returns the state of a process, None when it has ended.

    Yields:
        Memory, descriptors and processor of those that live, added up; the start of the oldest; how
        many live, and how many ended: a reload ends one of each, a fault loses some more.
    """
    states = [read(pid) for pid in pids]
    living = [state for state in states if state is not None]
    yield GaugeMetricFamily(
        "process_resident_memory_bytes", "Mémoire", sum(each.memory for each in living)
    )
    yield GaugeMetricFamily(
        "process_open_fds", "Fichiers et connexions ouverts", sum(e.descriptors for e in living)
    )
    yield CounterMetricFamily(
        "process_cpu_seconds", "Temps de processeur", sum(each.cpu_s for each in living)
    )
    if living:
        started = min(each.started for each in living)
        yield GaugeMetricFamily("process_start_time_seconds", "Départ du plus ancien", started)
    yield GaugeMetricFamily("orientess_processus", "Processus qui servent", len(living))
    yield CounterMetricFamily(
        "orientess_processus_finis",
        "Processus qui ont fini depuis le départ : remplacés, ou perdus",
        len(states) - len(living),
    )


def done_tasks(folder: Path) -> Iterable[Metric]:
    """Yield the metric that says when each task of the operator last succeeded.

    folder: it has one file for each task that ever succeeded ("sauvegarde", "nuit"), whose time of
    change is that of the last success. Nothing is yielded before the first.
    """
    metric = GaugeMetricFamily(
        "orientess_tache_reussie_timestamp_seconds",
        "Dernière fois que la tâche a réussi : sauvegarde, nuit",
        labels=("tache",),
    )
    for name in TASKS:
        file = folder / name
        if file.exists():
            metric.add_metric((name,), file.stat().st_mtime)
    if metric.samples:
        yield metric

"""Metrics of processes and of tasks: what they cost, how many were lost, what was done and when."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from prometheus_client.metrics_core import Metric

from service.observability.processes import (
    TASKS,
    ProcessState,
    done_tasks,
    process_metrics,
    read_process,
)

MEGA = 1_000_000


def values(metrics: Iterable[Metric]) -> dict[str, float]:
    return {sample.name: sample.value for metric in metrics for sample in metric.samples}


def test_a_process_should_be_read_as_the_system_counts_it() -> None:
    state = read_process(os.getpid())
    assert state is not None
    assert 10 * MEGA < state.memory < 20_000 * MEGA
    assert state.descriptors >= 3
    assert 0 < state.cpu_s <= time.process_time() + 1
    assert state.started == pytest.approx(time.time() - time.monotonic() % 1, abs=86_400)
    assert state.started < time.time()


def test_a_process_that_ended_should_not_be_read() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    assert read_process(process.pid) is None


def test_processes_should_be_added_up_and_those_lost_be_counted() -> None:
    states = {1: ProcessState(100, 3, 1.5, 50.0), 2: ProcessState(200, 4, 0.5, 40.0), 3: None}
    assert values(process_metrics(states, states.get)) == {
        "process_resident_memory_bytes": 300,
        "process_open_fds": 7,
        "process_cpu_seconds_total": 2.0,
        "process_start_time_seconds": 40.0,
        "orientess_processus": 2,
        "orientess_processus_finis_total": 1,
    }


def test_the_last_success_of_a_task_should_be_told(tmp_path: Path) -> None:
    assert list(done_tasks(tmp_path / "absent")) == []
    (tmp_path / "autre").touch()
    for moment, name in enumerate(TASKS, start=1):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (moment, moment))
    (metric,) = done_tasks(tmp_path)
    assert {sample.labels["tache"]: sample.value for sample in metric.samples} == {
        "sauvegarde": 1,
        "nuit": 2,
    }

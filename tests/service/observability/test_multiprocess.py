"""Metrics of several processes in one folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from service.observability.multiprocess import (
    FOLDER,
    RUNTIME,
    SharedMetrics,
    is_shared,
    sharing_metrics,
)
from service.settings import Settings
from tests.conftest import ROOT
from tests.searchers import CALIBRATION_FILE
from tests.service.observability.test_metrics import Values, one
from tests.service.process import free_port
from tests.towns import write_towns

PROCESS = """
import sys
from service.http.capacity import Capacity
from service.runtime.live_index import LiveIndex
from service.observability.logs import ServedRequest
from service.observability.metrics import Metrics
from service.settings import Settings

settings = Settings(use_encoder=False)
capacity = Capacity(1, 1, 1)
current = LiveIndex(settings)
current.refresh()
metrics = Metrics(settings, current, capacity)
capacity._queue.running, capacity.refused = 2, 3
metrics.start()
for status in (200, 503):
    metrics.observe_request(ServedRequest("GET", "/", status, 0.015, 10))
metrics.refresh()
print("prêt", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def processes(
    small_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[subprocess.Popen[str]]]:
    """Two processes that measure in one folder, the one that this process reads."""
    folder = tmp_path / "metrics"
    folder.mkdir()
    monkeypatch.setenv(FOLDER, str(folder))
    monkeypatch.setenv("ORIENTESS_VAR", str(small_home.parent))
    monkeypatch.setenv("ORIENTESS_DATA", str(tmp_path))
    write_towns(tmp_path / "communes.csv")
    (tmp_path / "calibration.json").symlink_to(CALIBRATION_FILE)
    started = [launched(PROCESS) for _ in range(2)]
    yield started
    for each in started:
        end(each)


def launched(program: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | {"PYTHONUTF8": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "prêt\n"
    return process


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def gathered(settings: Settings) -> Values:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in SharedMetrics(settings).collect()
        for sample in family.samples
    }


@pytest.mark.slow
def test_measures_of_several_processes_should_be_added_up(
    processes: list[subprocess.Popen[str]], settings: Settings
) -> None:
    both = gathered(settings)
    labels = {"route": "/", "methode": "GET", "statut": "2xx"}
    timed = "orientess_requete_duree_seconds"
    assert one(both, f"{timed}_count", **labels) == 2
    assert one(both, f"{timed}_bucket", le="0.02", **labels) == 2
    assert one(both, "orientess_requetes_refusees_total", statut="503") == 2
    assert one(both, "orientess_tours_refuses_total") == 6
    assert one(both, "orientess_requetes_en_cours") == 4
    assert (one(both, "orientess_pret"), one(both, "orientess_index_fiches")) == (1, 5)
    end(processes[0])
    alone = gathered(settings)
    assert one(alone, "orientess_requetes_en_cours") == 2
    assert one(alone, f"{timed}_count", **labels) == 2


def test_processes_that_ended_should_still_count_and_have_no_gauge(
    processes: list[subprocess.Popen[str]], settings: Settings, tmp_path: Path
) -> None:
    flows = {
        name: value
        for name, value in gathered(settings).items()
        if name[0].endswith(("_total", "_count", "_sum", "_bucket"))
        and not name[0].startswith(("process_", "orientess_processus"))
    }
    for each in processes:
        end(each)
        left = gathered(settings)
        assert {name: left[name] for name in flows} == pytest.approx(flows)
    assert not any(name == "orientess_pret" for name, _ in left)
    assert one(left, "orientess_processus") == 0
    assert one(left, "orientess_processus_finis_total") == len(processes)
    files = {path.name.partition("_")[0] for path in (tmp_path / "metrics").glob("*.db")}
    assert files == {"counter", "histogram"}
    end(launched(PROCESS))
    more = gathered(settings)
    assert one(more, "orientess_tours_refuses_total") == 9


STARTING = PROCESS.replace("metrics.start()", "print('prêt', flush=True); sys.stdin.readline()")


@pytest.mark.slow
def test_a_process_that_starts_should_not_be_told_as_one_that_is_not_ready(
    processes: list[subprocess.Popen[str]], settings: Settings
) -> None:
    successor = launched(STARTING)
    try:
        values = gathered(settings)
    finally:
        end(successor)
    assert (one(values, "orientess_pret"), one(values, "orientess_index_fiches")) == (1, 5)
    assert one(values, "orientess_tours_refuses_total") == 6


def test_the_folder_of_measures_should_be_emptied_when_several_processes_serve(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setenv(RUNTIME, str(tmp_path))
    (tmp_path / "metrics").mkdir()
    (tmp_path / "metrics" / "counter_1.db").touch()
    port = free_port()
    chosen = {"workers": 2, "metrics_port": port, "var": tmp_path}
    with sharing_metrics(settings.model_copy(update=chosen)):
        assert is_shared()
        assert os.environ[FOLDER] == str(tmp_path / "metrics")
        assert list((tmp_path / "metrics").iterdir()) == []
        assert httpx.get(f"http://127.0.0.1:{port}").status_code == 200
    assert not is_shared()


def test_a_process_that_serves_alone_should_share_nothing(settings: Settings) -> None:
    with sharing_metrics(settings):
        assert not is_shared()

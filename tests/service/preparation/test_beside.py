"""Preparation beside a service: it goes on, tells its faults, and ends with the service."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from service.preparation import beside, state
from service.preparation.beside import preparing, run
from service.preparation.state import VARIABLE, Step, StepReporter, read_preparation
from service.settings import Settings

PATIENCE_S = 30.0
WRITES = "import os, pathlib; pathlib.Path('fait').write_text(str(os.nice(0)))"
WAITS = "import os, pathlib, time; pathlib.Path('pid').write_text(str(os.getpid())); time.sleep(60)"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A service whose files are in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ORIENTESS_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("PYTHONPATH", str(Path(beside.__file__).parents[2]))
    return Settings()


def until(reached: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE_S
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.05)


def runs(process: int) -> bool:
    """Whether a process still runs: one that ended and was not waited for does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return False


def test_a_preparation_should_leave_the_processor_to_searches(
    settings: Settings, tmp_path: Path
) -> None:
    done = tmp_path / "fait"
    with preparing(settings, [sys.executable, "-c", WRITES]):
        until(lambda: done.exists() and bool(done.read_text(encoding="utf-8")))
        until(lambda: not settings.preparation.exists())
    assert done.read_text(encoding="utf-8") == "19"


def test_a_preparation_should_end_with_the_service(settings: Settings, tmp_path: Path) -> None:
    written = tmp_path / "pid"
    with preparing(settings, [sys.executable, "-c", WAITS]):
        until(lambda: written.exists() and bool(written.read_text(encoding="utf-8")))
        child = int(written.read_text(encoding="utf-8"))
        told = read_preparation(settings.preparation)
        assert told is not None
    until(lambda: not runs(child))
    assert not settings.preparation.exists()


def test_a_preparation_should_end_with_a_service_that_was_killed(
    settings: Settings, tmp_path: Path
) -> None:
    service = (
        "import sys, time\nfrom service.preparation.beside import preparing\n"
        "from service.settings import Settings\n"
        f"with preparing(Settings(), [sys.executable, '-c', {WAITS!r}]): time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", service])  # noqa: S603 - ours
    written = tmp_path / "pid"
    until(lambda: written.exists() and bool(written.read_text(encoding="utf-8")))
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    child = int(written.read_text(encoding="utf-8"))
    until(lambda: not runs(child))


def test_nothing_to_prepare_should_start_nothing(settings: Settings) -> None:
    settings.var.mkdir()
    settings.preparation.write_text("{}", encoding="utf-8")  # of a service that was killed
    with preparing(settings, []):
        assert not settings.preparation.exists()


@pytest.fixture
def told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of the state of a preparation that is run here, at the priority of the tests."""
    monkeypatch.setenv(VARIABLE, str(settings.preparation))
    monkeypatch.setattr(beside, "_lower_priority", lambda: None)
    monkeypatch.setattr(state, "TOLD_EVERY_S", 0.0)
    return settings.preparation


def test_a_fault_should_be_told_on_the_terminal_and_to_the_service(
    told: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([sys.executable, "-c", "raise SystemExit(3)"], told) == 3
    failed = read_preparation(told)
    assert failed is not None
    assert "s'est arrêtée (code 3)" in failed.erreur
    assert "Le service répond par les mots" in capsys.readouterr().err


def test_a_line_should_say_how_far_it_is(
    told: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "PRINTED_EVERY_S", 0.0)
    monkeypatch.setattr(beside, "LOOKED_EVERY_S", 0.01)
    assert run([sys.executable, "-c", "import time; time.sleep(0.3)"], told) == 0
    assert "Recherche par le sens : " in capsys.readouterr().err
    told.parent.mkdir(exist_ok=True)
    StepReporter(Step.TEXTS)(10, 40)
    beside._print(read_preparation(told))
    assert "encodage des textes, 10 sur 40 ; " in capsys.readouterr().err

"""Fixtures of the commands: the command run in this process, and the folders it reads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from service.cli.main import app
from tests.conftest import ROOT
from tests.searchers import CALIBRATION_FILE
from tests.towns import write_towns

Run = Callable[..., Result]


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, small_home: Path, tmp_path: Path) -> None:
    """The small index, a catalogue of its own among a few towns, a wide terminal."""
    data = tmp_path / "data"
    data.mkdir()
    write_towns(data / "communes.csv")
    (data / "calibration.json").symlink_to(CALIBRATION_FILE)
    (data / "contours.json").symlink_to(ROOT / "data" / "contours.json")
    (data / "fond.json").symlink_to(ROOT / "data" / "fond.json")
    (data / "needs.jsonl").symlink_to(ROOT / "data" / "needs.jsonl")
    monkeypatch.setenv("ORIENTESS_VAR", str(small_home.parent))
    monkeypatch.setenv("ORIENTESS_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("ORIENTESS_USE_ENCODER", "0")
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def run() -> Run:
    """Runs the command with arguments; an error comes out of it as it is."""

    def runs(*arguments: str) -> Result:
        return CliRunner().invoke(app, arguments, catch_exceptions=False)

    return runs

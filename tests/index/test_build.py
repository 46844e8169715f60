"""The owner's way of building, from the command line, with the real encoder."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from index import artefact, publication
from tests.conftest import ROOT, SERVING


@pytest.mark.model
@pytest.mark.parametrize("command", [["scripts/build_index.py"], ["-m", "service.cli", "build"]])
def test_building_should_publish_an_index_and_say_what_it_holds(
    command: list[str], tmp_path: Path
) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "encoder").symlink_to(SERVING.parent)
    (tmp_path / "data").mkdir()
    record = {"type": "structure", "id": "essai", "nom": "Essai", "date_maj": "2026-01-15"}
    record["description"] = "Un atelier qui répare les ordinateurs."
    (tmp_path / "data" / "actors.jsonl").write_text(json.dumps(record), encoding="utf-8")
    environment = {"ORIENTESS_VAR": str(tmp_path / "var"), "ORIENTESS_DATA": str(tmp_path / "data")}
    outcome = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, *command],
        cwd=ROOT,
        env=environment | {"PATH": "/usr/bin:/bin", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stderr
    assert "1 fiches" in outcome.stdout
    opened = artefact.read(tmp_path / "var" / "index" / publication.CURRENT)
    assert opened.manifest.encoder == artefact.read_manifest(ROOT / "var/index/current").encoder


@pytest.mark.model
def test_a_faulty_catalogue_should_be_told_whole_and_nothing_published(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "actors.jsonl").write_text('{"nom": 1}\n{"id": "x"', encoding="utf-8")
    environment = {"ORIENTESS_VAR": str(tmp_path / "var"), "ORIENTESS_DATA": str(tmp_path / "data")}
    outcome = subprocess.run(
        [sys.executable, "-m", "service.cli", "build"],
        cwd=ROOT,
        env=environment | {"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 1
    assert "actors.jsonl:1:" in outcome.stderr
    assert "actors.jsonl:2:" in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert not (tmp_path / "var").exists()

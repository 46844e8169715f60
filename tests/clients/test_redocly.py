"""The OpenAPI document, judged by Redocly, whose rules are those of many catalogues of APIs."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from service.app import create_app
from service.settings import Settings
from tests.conftest import ROOT

REDOCLY = ROOT / "tests" / "clients" / "generators" / "node_modules" / ".bin" / "redocly"
LIMIT_S = 120

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not REDOCLY.exists(), reason="sans les générateurs : make generators"),
]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    found: dict[str, Any] = create_app(Settings(address="https://orientess.example")).openapi()
    return found


def faults_of(document: dict[str, Any], folder: Path) -> list[str]:
    """Each error and warning: its rule and its place."""
    written = folder / "openapi.json"
    written.write_text(json.dumps(document), encoding="utf-8")
    quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    ended = subprocess.run(  # noqa: S603 - the linter, on a file just written
        [str(REDOCLY), "lint", written.name, "--extends=recommended", "--format=json",
         "--max-problems=1000"],
        cwd=folder, env=os.environ | quiet,
        capture_output=True, text=True, timeout=LIMIT_S, check=False,
    )  # fmt: skip
    assert ended.stdout, ended.stderr
    problems = json.loads(ended.stdout)["problems"]
    return [f"{each['ruleId']} {each['location'][0].get('pointer', '')}" for each in problems]


def test_the_document_should_have_no_warning(document: dict[str, Any], tmp_path: Path) -> None:
    assert faults_of(document, tmp_path) == []


def _no_summary(document: dict[str, Any]) -> None:
    del document["paths"]["/api/v1/search"]["get"]["summary"]


def _wrong_example(document: dict[str, Any]) -> None:
    parameter = document["paths"]["/api/v1/changes"]["get"]["parameters"][0]
    parameter["schema"]["examples"] = ["hier"]


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [(_no_summary, "operation-summary"), (_wrong_example, "no-invalid-schema-examples")],
)
def test_a_fault_should_be_told(
    document: dict[str, Any],
    tmp_path: Path,
    spoil: Callable[[dict[str, Any]], None],
    rule: str,
) -> None:
    spoiled = deepcopy(document)
    spoil(spoiled)
    assert rule in {each.partition(" ")[0] for each in faults_of(spoiled, tmp_path)}

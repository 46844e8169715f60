"""The OpenAPI document, judged by spectral: the format, and what OWASP asks of APIs."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from service.app import create_app
from service.settings import Settings
from tests.conftest import ROOT

SPECTRAL = ROOT / "tests" / "browser" / "node_modules" / ".bin" / "spectral"
RULES = ROOT / ".spectral.yaml"
LIMIT_S = 120

pytestmark = pytest.mark.skipif(
    not SPECTRAL.exists(), reason="spectral n'est pas installé : npm ci --prefix tests/browser"
)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    found: dict[str, Any] = create_app(Settings(address="https://orientess.example")).openapi()
    return found


def rules_broken(document: dict[str, Any], folder: Path) -> list[str]:
    """Each fault: its rule and its place."""
    written, told = folder / "openapi.json", folder / "faults.json"
    written.write_text(json.dumps(document), encoding="utf-8")
    ended = subprocess.run(  # noqa: S603 - the linter, on a file just written
        [str(SPECTRAL), "lint", "--ruleset", str(RULES), "--format", "json",
         "--output", str(told), "--quiet", str(written)],
        capture_output=True, text=True, timeout=LIMIT_S, check=False,
    )  # fmt: skip
    assert told.exists(), ended.stderr
    faults = json.loads(told.read_text(encoding="utf-8"))
    return [f"{each['code']} {'.'.join(map(str, each['path']))}" for each in faults]


@pytest.mark.slow
def test_the_document_should_break_no_rule(document: dict[str, Any], tmp_path: Path) -> None:
    assert rules_broken(document, tmp_path) == []


def _no_contact(document: dict[str, Any]) -> None:
    del document["info"]["contact"]


def _no_key(document: dict[str, Any]) -> None:
    for operation in document["paths"]["/api/v1/search"].values():
        del operation["responses"]["401"]


def _no_quota(document: dict[str, Any]) -> None:
    responses = document["paths"]["/api/v1/facets"]["get"]["responses"]
    del responses["429"], responses["200"]["headers"]["RateLimit"]


def _no_refusal(document: dict[str, Any]) -> None:
    del document["paths"]["/api/v1/communes"]["get"]["responses"]["422"]


def _endless(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    del schemas["LotParametres"]["properties"]["recherches"]["maxItems"]
    del schemas["ClassificationParametres"]["properties"]["textes"]["items"]["maxLength"]
    for parameter in document["paths"]["/api/v1/occupations"]["get"]["parameters"]:
        parameter["schema"].pop("maximum", None)


def _bare_list(document: dict[str, Any]) -> None:
    del document["components"]["schemas"]["LieuxProposes"]["properties"]["items"]["items"]


def _wrong_example(document: dict[str, Any]) -> None:
    content = document["paths"]["/sante"]["get"]["responses"]["200"]["content"]
    content["application/json"]["examples"]["reponse"]["value"] = {"etat": 1}


@pytest.mark.slow
def test_each_rule_that_is_narrowed_should_still_see_faults(
    document: dict[str, Any], tmp_path: Path
) -> None:
    faulty: dict[Callable[[dict[str, Any]], None], set[str]] = {
        _no_contact: {"info-contact"},
        _no_key: {"orientess-error-401"},
        _no_quota: {"orientess-error-429", "orientess-rate-limit"},
        _no_refusal: {"orientess-error-validation"},
        _endless: {"orientess-array-limit", "orientess-string-limit", "orientess-integer-limit"},
        _bare_list: {"orientess-array-items", "oas3-unused-component"},
        _wrong_example: {"oas3-valid-media-example"},
    }
    spoiled = deepcopy(document)
    for spoil in faulty:
        spoil(spoiled)
    broken = {each.partition(" ")[0] for each in rules_broken(spoiled, tmp_path)}
    assert broken == set().union(*faulty.values())

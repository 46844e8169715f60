"""Clients that others generate from the OpenAPI document, used against a running service."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from scripts.generated.openapi import GOLDEN
from tests.clients.service import service_with_key
from tests.conftest import ROOT

TOOLS = ROOT / "tests" / "clients" / "generators"
PYTHON_TOOLS, NODE_TOOLS = TOOLS / ".venv" / "bin", TOOLS / "node_modules" / ".bin"
ABSENT = "sans les générateurs : make generators"
STRICT = (
    "--noEmit", "--strict", "--target", "es2022", "--module", "esnext",
    "--moduleResolution", "bundler", "--lib", "es2022,dom,dom.iterable",
)  # fmt: skip
ANSWERS = {
    "RechercheReponse": "/api/v1/search?q=r%C3%A9parer+un+smartphone&lieu=Lille",
    "ActeursReponse": "/api/v1/actors?code_departement=59",
    "ChangementsReponse": "/api/v1/changes",
    "FacettesReponse": "/api/v1/facets",
    "BesoinsReponse": "/api/v1/needs",
}
"""Schema -> address whose answer has it."""
SEARCHED = """
import type {{ paths }} from {module};
type Answer = paths["/api/v1/search"]["post"]["responses"][200]["content"]["application/json"];
type Sent = paths["/api/v1/search"]["post"]["requestBody"]["content"]["application/json"];
export const sent: Sent = {{ q: "wifi", lieu: "Lille" }};
export const names = (answer: Answer): string[] => answer.items.map((each) => each.fiche.nom);
"""
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (NODE_TOOLS / "tsc").exists(), reason=ABSENT),
    pytest.mark.skipif(not (PYTHON_TOOLS / "datamodel-codegen").exists(), reason=ABSENT),
]


def run(*command: object, folder: Path | None = None) -> str:
    """What a command prints; it must end well."""
    ended = subprocess.run(  # noqa: S603 - own commands
        [str(part) for part in command],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={"PATH": f"{PYTHON_TOOLS}:/usr/bin:/bin:/usr/local/bin", "HOME": str(folder or TOOLS)},
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service over the small catalogue."""
    with service_with_key(tmp_path_factory.mktemp("var")) as (opened, _key):
        yield opened


@pytest.fixture(scope="module")
def answers(address: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of real answers, by the name of their schema."""
    path = tmp_path_factory.mktemp("reponses") / "reponses.json"
    read: dict[str, Any] = {
        name: httpx.get(f"{address}{url}", timeout=60).raise_for_status().json()
        for name, url in ANSWERS.items()
    }
    path.write_text(json.dumps(read), encoding="utf-8")
    return path


def test_openapi_python_client_should_make_a_client_that_calls(
    address: str, tmp_path: Path
) -> None:
    made = tmp_path / "generated"
    run(
        PYTHON_TOOLS / "openapi-python-client", "generate", "--path", GOLDEN,
        "--output-path", made, "--meta", "none", folder=tmp_path,
    )  # fmt: skip
    run(PYTHON_TOOLS / "python", TOOLS / "use_python.py", tmp_path, address)


def test_models_of_datamodel_code_generator_should_hold_real_answers(
    answers: Path, tmp_path: Path
) -> None:
    run(
        PYTHON_TOOLS / "datamodel-codegen", "--input", GOLDEN, "--input-file-type", "openapi",
        "--output", tmp_path / "models.py", "--output-model-type", "pydantic_v2.BaseModel",
        "--target-python-version", "3.11", folder=tmp_path,
    )  # fmt: skip
    run(sys.executable, TOOLS / "use_types.py", tmp_path, answers)


def test_types_of_openapi_typescript_should_be_used_as_they_are(tmp_path: Path) -> None:
    types, use = tmp_path / "schema.d.ts", tmp_path / "use.ts"
    run(NODE_TOOLS / "openapi-typescript", GOLDEN, "-o", types, "--default-non-nullable=false")
    use.write_text(SEARCHED.format(module=json.dumps("./schema.js")), encoding="utf-8")
    assert run(NODE_TOOLS / "tsc", *STRICT, use) == ""


def test_the_client_of_hey_api_should_compile_as_it_is(tmp_path: Path) -> None:
    made = tmp_path / "hey"
    run(NODE_TOOLS / "openapi-ts", "-i", GOLDEN, "-o", made, "-c", "@hey-api/client-fetch")
    assert run(NODE_TOOLS / "tsc", *STRICT, made / "index.ts") == ""


def test_ajv_should_compile_every_schema_and_accept_real_answers(answers: Path) -> None:
    assert json.loads(run("node", TOOLS / "ajv.mjs", GOLDEN, answers, folder=TOOLS)) == []

"""Files that forges and catalogues of software read: each is valid by its own schema."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema.validators import validator_for

from index.languages import LANGUAGES
from tests.conftest import ROOT

OURS = Path(__file__).parent / "publiccode.schema.json"
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
SCHEMAS = {
    ROOT / "publiccode.yml": OURS,
    ROOT / "CITATION.cff": "citation-file-format",
    ROOT / ".gitlab-ci.yml": "gitlab-ci",
    **dict.fromkeys(WORKFLOWS, "github-workflows"),
    **{
        path: "github-issue-config" if path.name == "config.yml" else "github-issue-forms"
        for path in FORMS
    },
}
"""File -> the schema that it follows: one that check-jsonschema ships, or ours."""
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
COMMAND = ".ci/run"


def read(path: Path) -> Any:
    """A YAML file; dates and the word "on" stay texts, as in JSON."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506


def typed(path: Path) -> Any:
    """A YAML file with its numbers and booleans; the key "on" of a workflow stays a text."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {"on" if key is True else key: value for key, value in document.items()}


def schema_of(name: str | Path) -> Any:
    vendor = files("check_jsonschema") / "builtin_schemas" / "vendor"
    source = name if isinstance(name, Path) else vendor / f"{name}.json"
    return json.loads(source.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_a_file_should_follow_its_schema(path: Path) -> None:
    schema = schema_of(SCHEMAS[path])
    errors = validator_for(schema)(schema).iter_errors(typed(path))
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


@pytest.mark.parametrize(
    ("section", "key"), [("maintenance", "contacts"), ("legal", "license"), ("description", "fr")]
)
def test_the_schema_of_publiccode_should_refuse_what_is_incomplete(section: str, key: str) -> None:
    document, schema = typed(ROOT / "publiccode.yml"), schema_of(OURS)
    del document[section][key]
    document["description"].pop("en", None)
    assert not validator_for(schema)(schema).is_valid(document)


def test_publiccode_should_say_what_the_project_says() -> None:
    document = read(ROOT / "publiccode.yml")
    assert document["legal"]["license"] == PROJECT["license"]
    assert document["localisation"]["availableLanguages"] == list(LANGUAGES)
    for described in document["description"].values():
        for screenshot in described.get("screenshots", ()):
            assert (ROOT / screenshot).is_file()


def test_the_citation_should_be_of_this_version_and_licence() -> None:
    document = read(ROOT / "CITATION.cff")
    assert document["version"] == PROJECT["version"]
    assert document["license"] == PROJECT["license"]
    assert document["abstract"] == PROJECT["description"]


def test_every_forge_should_run_what_a_developer_runs() -> None:
    steps = [
        step.get("run")
        for path in WORKFLOWS
        for job in read(path)["jobs"].values()
        for step in job["steps"]
    ]
    assert sum((step or "").split()[:1] == [COMMAND] for step in steps) == len(WORKFLOWS)
    assert read(ROOT / ".gitlab-ci.yml")["all"]["script"] == COMMAND
    assert (ROOT / COMMAND).stat().st_mode & 0o111


def test_what_builds_leave_should_be_ignored() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    folders = {path.parent for path in ROOT.glob("clients/*/pyproject.toml")} | {ROOT}
    for folder in folders:
        assert f"/{(folder / 'build').relative_to(ROOT)}/" in ignored


def test_a_release_should_have_npm_where_it_is_made() -> None:
    assert 'command = ["npm", "pack"' in (ROOT / "scripts" / "release.py").read_text("utf-8")
    release = read(ROOT / ".gitlab-ci.yml")["release"]  # a job has a container of its own
    assert release["script"] == "make release"
    assert any(re.search(r"apt-get install .*\bnpm\b", line) for line in release["before_script"])
    (steps,) = [
        [step.get("run") for step in job["steps"]]
        for path in WORKFLOWS
        for job in read(path)["jobs"].values()
        if any(step.get("run") == "make release" for step in job["steps"])
    ]
    assert steps.index(COMMAND) < steps.index("make release")  # which installs npm


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_should_only_read_the_repository(path: Path) -> None:
    assert read(path)["permissions"] == {"contents": "read"}
    assert "secrets." not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name", ["CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "GOVERNANCE.md", "SECURITY.md", "README.md"]
)
def test_no_address_of_anybody_should_be_invented(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    found = re.findall(r"[\w.+-]+@[\w-]+\.[\w.-]+", text)
    assert [each for each in found if not each.endswith(".example")] == []


def test_the_governance_should_be_ten_lines() -> None:
    lines = (ROOT / "GOVERNANCE.md").read_text(encoding="utf-8").splitlines()
    assert sum(bool(re.match(r"\d+\. ", line)) for line in lines) == 10

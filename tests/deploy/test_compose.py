"""The example of Compose: valid, every image of one version, every service watched."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.resources import files
from typing import Any

import pytest
import yaml
from jsonschema.validators import validator_for

from service.settings import unknown_variables
from tests.conftest import ROOT

FILE = ROOT / "deploy" / "compose.yaml"
COMPOSE = yaml.safe_load(FILE.read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
ONCE = {"builder"}
"""Services that end by themselves: nothing watches them."""
MILVUS = {"milvus", "etcd", "minio"}
_TAG = re.compile(r":(v?\d+(\.\d+)+|RELEASE\.[\dTZ-]+)$")
"""A tag that names one version."""


def test_the_file_should_follow_the_compose_specification() -> None:
    path = files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    errors = validator_for(schema)(schema).iter_errors(COMPOSE)
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


def test_the_schema_should_refuse_what_is_none() -> None:
    path = files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    wrong = COMPOSE | {"services": {"a": {"image": "x", "health-check": {}}}}
    assert not validator_for(schema)(schema).is_valid(wrong)


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_should_be_ours_or_of_one_version(name: str) -> None:
    image = SERVICES[name]["image"]
    assert image == "orientess:local" or _TAG.search(image)


@pytest.mark.parametrize("name", sorted(set(SERVICES) - ONCE))
def test_a_service_should_have_a_healthcheck_and_start_again(name: str) -> None:
    assert {"test", "interval", "timeout", "retries"} <= set(SERVICES[name]["healthcheck"])
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_waits_for_and_keeps_should_exist(name: str) -> None:
    service = SERVICES[name]
    for other, wait in service.get("depends_on", {}).items():
        watched = wait["condition"] == "service_healthy"
        assert watched is ("healthcheck" in SERVICES[other])
        assert wait.get("required", True) is (other not in MILVUS or name in MILVUS)
    for volume in service.get("volumes", ()):
        source = str(volume).partition(":")[0]
        assert source in COMPOSE["volumes"] or source.startswith(("./", "/dev/null", "${"))
        if source.startswith("./"):
            assert (FILE.parent / source).is_file()
    assert set(service["networks"]) <= set(COMPOSE["networks"])


def test_the_settings_should_exist() -> None:
    for name in ("builder", "replica-1", "replica-2"):
        assert unknown_variables(SERVICES[name]["environment"]) == []


def test_only_nginx_should_be_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    outside = {name for name, service in SERVICES.items() if "front" in service["networks"]}
    assert outside == {"nginx"}
    assert COMPOSE["networks"]["back"]["internal"] is True


def test_a_faiss_index_should_need_no_milvus() -> None:
    assert {name for name, service in SERVICES.items() if "profiles" in service} == MILVUS


def test_the_replicas_should_be_those_that_nginx_asks() -> None:
    conf = (FILE.parent / "nginx" / "replicas.conf").read_text(encoding="utf-8")
    asked = re.findall(r"server ([\w-]+):8000", conf)
    assert asked == [name for name in SERVICES if name.startswith("replica-")]


def test_no_secret_should_have_a_value_that_everybody_knows() -> None:
    text = FILE.read_text(encoding="utf-8")
    secrets = re.findall(r"(?:PASSWORD|SECRET\w*): (.+)", text)
    assert secrets
    assert [value for value in secrets if not value.startswith("${")] == []


def test_the_extras_of_the_image_should_exist() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    default = re.search(r"\$\{EXTRAS:-([\w,]+)\}", FILE.read_text(encoding="utf-8"))
    assert default is not None
    assert set(default[1].split(",")) <= set(project["optional-dependencies"])


def test_the_file_should_say_that_it_was_not_run() -> None:
    assert "NOT RUN" in FILE.read_text(encoding="utf-8")

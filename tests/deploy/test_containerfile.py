"""The image: linted, without what made it, served by a user of no right, watched."""

from __future__ import annotations

import configparser
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.settings import unknown_variables
from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"
CONTAINERFILE = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
MADE, SERVED = CONTAINERFILE.split("\nFROM ")[-2:]
"""The two stages: what makes, and what is kept."""
QUADLET = configparser.ConfigParser(strict=False, interpolation=None)
QUADLET.optionxform = str  # type: ignore[assignment,method-assign]
QUADLET.read(DEPLOY / "quadlet" / "orientess.container", encoding="utf-8")


def of_compose(name: str) -> dict[str, Any]:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    service: dict[str, Any] = yaml.safe_load(text)["services"][name]
    return service


def test_the_containerfile_should_have_nothing_to_say_to_hadolint() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    # a user by its name is known to the image, and its number is what Kubernetes asks for
    command = [str(hadolint), "--no-color", "--ignore", "DL3066", str(DEPLOY / "Containerfile")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert (done.returncode, done.stdout) == (0, "")


def test_torch_should_be_the_one_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (torch,) = [
        each for each in project["optional-dependencies"]["prepare"] if each.startswith("torch")
    ]
    assert f"'{torch}'" in MADE


def test_what_makes_the_encoder_should_not_be_kept() -> None:
    copied = re.findall(r"^COPY (?:--from=made )?(\S+)", SERVED, re.MULTILINE)
    assert copied == ["/opt/orientess/.venv", "/made/kept", "deploy/start"]
    assert "torch" not in SERVED
    assert "RUN cp" not in SERVED  # a copy in another layer is the same bytes twice


def test_what_the_image_copies_should_exist() -> None:
    for line in re.findall(r"^COPY (?!--from)(.+)$", CONTAINERFILE, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists()


def test_the_service_should_not_be_root_nor_write_but_where_it_must() -> None:
    assert "\nUSER orientess\n" in SERVED
    assert SERVED.index("USER orientess") < SERVED.index("CMD [")
    assert QUADLET["Container"]["ReadOnly"] == "true"
    for name in ("builder", "replica-1", "replica-2"):
        service = of_compose(name)
        assert service["read_only"] is True
        assert "/tmp" in service["tmpfs"]  # noqa: S108 - in the container
        assert service["cap_drop"] == ["ALL"]


def test_each_way_of_running_should_ask_the_same_of_a_healthy_service() -> None:
    (asked,) = re.findall(r"http://127.0.0.1:8000/pret", CONTAINERFILE)
    assert asked in QUADLET["Container"]["HealthCmd"]
    assert asked in of_compose("replica-1")["healthcheck"]["test"][-1]


def test_quadlet_should_set_what_exists() -> None:
    name, _, value = QUADLET["Container"]["Environment"].partition("=")
    assert unknown_variables({name: value}) == []
    assert (DEPLOY / "quadlet" / QUADLET["Container"]["Volume"].partition(":")[0]).is_file()


@pytest.mark.parametrize("folder", [QUADLET["Container"]["Volume"], SERVED])
def test_what_is_remembered_should_be_in_the_volume(folder: str) -> None:
    assert "/var/lib/orientess" in folder

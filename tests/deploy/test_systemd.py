"""The units of systemd: sound, and closed to what the service does not need."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ANALYSE = shutil.which("systemd-analyze")
UNITS = sorted((Path(__file__).parents[2] / "deploy" / "systemd").glob("*"))
SERVICES = [each for each in UNITS if each.suffix == ".service"]
EXPOSURE_MAX = 1.5
"""Of 10: below 2, systemd says "safe"."""

needs_systemd = pytest.mark.skipif(ANALYSE is None, reason="systemd-analyze n'est pas installé")


def analysed(*arguments: str) -> str:
    done = subprocess.run([str(ANALYSE), *arguments], capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout + done.stderr


@needs_systemd
def test_units_should_be_sound() -> None:
    told = analysed("verify", *map(str, UNITS)).splitlines()
    # the service is installed under /opt/orientess, which is not here
    assert [line for line in told if "is not executable" not in line] == []


@needs_systemd
@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_a_service_should_be_hardened(unit: Path) -> None:
    told = analysed("security", "--offline=true", str(unit))
    level = re.search(r"Overall exposure level for \S+: ([\d.]+)", told)
    assert level is not None
    assert float(level[1]) <= EXPOSURE_MAX


def test_every_timer_should_have_its_service() -> None:
    timers = {each.stem for each in UNITS if each.suffix == ".timer"}
    assert timers
    assert timers <= {each.stem for each in SERVICES}


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_what_a_unit_runs_should_be_in_the_project(unit: Path) -> None:
    root = Path(__file__).parents[2]
    for command in re.findall(r"^ExecStart=/opt/orientess/(\S+)", unit.read_text("utf-8"), re.M):
        assert command == ".venv/bin/orientess" or (root / command).stat().st_mode & 0o111


def directives(name: str, directive: str) -> list[str]:
    """The values of a directive of a unit."""
    text = next(each for each in UNITS if each.name == name).read_text(encoding="utf-8")
    return re.findall(rf"^{directive}=(.*)$", text, re.M)


def test_only_what_fetches_data_should_reach_the_network() -> None:
    private = {each.stem for each in SERVICES if directives(each.name, "PrivateNetwork") == ["yes"]}
    denied = {each.stem for each in SERVICES if directives(each.name, "IPAddressDeny") == ["any"]}
    names = {each.stem for each in SERVICES}
    assert names - private == {"orientess", "orientess-sync"}
    assert names - denied == {"orientess-sync"}


def test_what_reaches_the_network_should_neither_build_nor_share_its_keys() -> None:
    (command,) = directives("orientess-sync.service", "ExecStart")
    assert command.endswith("orientess sync --sans-construire")
    readers = [
        each.stem for each in SERVICES
        if "-/etc/orientess/sync.env" in directives(each.name, "EnvironmentFile")
    ]  # fmt: skip
    assert readers == ["orientess-sync"]


def test_data_should_be_fetched_before_the_index_is_built() -> None:
    def hour(name: str) -> str:
        (calendar,) = directives(f"{name}.timer", "OnCalendar")
        return calendar.split()[1]

    assert hour("orientess-sync") < hour("orientess-index")

"""The locked files: every dependency, at its locked version, with the hashes of its files."""

from __future__ import annotations

import re
import tomllib

import pytest

from scripts.lock import CONSTRAINTS, LOCKS, ROOT, UNLOCKED

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
_ENTRY = re.compile(r"^([\w.-]+)==([^\s;]+)[^\n]*\n((?: +--hash=sha256:[0-9a-f]{64}.*\n)+)", re.M)
_LINE = re.compile(r"^[\w.-]+==", re.MULTILINE)


def canonical(name: str) -> str:
    """A name as pip compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def text_of(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def locked(*names: str) -> dict[str, str]:
    """Name of a package -> its version, in these files."""
    texts = [text_of(name) for name in names]
    return {canonical(each[0]): each[1] for text in texts for each in _ENTRY.findall(text)}


def required(requirements: list[str]) -> set[str]:
    """The names of packages of pyproject.toml, but those that are not locked."""
    names = {canonical(re.split(r"[^\w.-]", each)[0]) for each in requirements}
    return {name for name in names if not UNLOCKED.match(f"{name}==")}


@pytest.mark.parametrize("name", [*LOCKS, "build"])
def test_every_locked_file_should_have_its_hashes(name: str) -> None:
    text = text_of(name)
    assert len(_LINE.findall(text)) == len(_ENTRY.findall(text)) > 0


def test_what_is_installed_should_be_locked() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    base = required(PROJECT["project"]["dependencies"])
    assert base <= locked("base").keys()
    assert required(extras["prepare"]) <= locked("base", "prepare").keys()
    assert required(extras["dev"]) <= locked("base", "prepare", "dev").keys()
    assert required(PROJECT["build-system"]["requires"]) <= locked("build").keys()


def test_versions_should_be_those_of_the_constraints() -> None:
    lines = CONSTRAINTS.read_text(encoding="utf-8").splitlines()
    pairs = [line.partition(";")[0].strip().partition("==") for line in lines if "==" in line]
    versions = {canonical(name): version for name, _, version in pairs}
    installed = locked("base", "prepare", "dev")
    common = versions.keys() & installed.keys()
    assert len(common) > 150
    assert {name: installed[name] for name in common} == {name: versions[name] for name in common}


@pytest.mark.parametrize(
    "name", ["torch", "sentence-transformers", "sentencepiece", "onnx", "transformers"]
)
def test_the_base_should_have_nothing_that_prepares(name: str) -> None:
    assert name not in locked("base")
    assert f"\n{name}==" not in text_of("base")


def test_torch_should_be_left_to_the_machine() -> None:
    assert "torch" not in locked("base", "prepare", "dev", "build")
    assert "\ntorch==" not in CONSTRAINTS.read_text(encoding="utf-8")

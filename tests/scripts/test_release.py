"""A release is refused while the files that name its version differ; its files have their sums."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from scripts.release import faults, npm_packages, packages, write_sums
from tests.conftest import ROOT

FILES = {
    "pyproject.toml": '[project]\nversion = "1.2.0"\n',
    "CHANGELOG.md": "# Changelog\n\n## 1.2.0 – 2027-01-15\n\n- Rien.\n\n## 1.1.0 – 2026-12-01\n",
    "CITATION.cff": "version: 1.2.0\n",
    "publiccode.yml": "url: https://forge.fr/orientess.git\nsoftwareVersion: 1.2.0\n"
    "releaseDate: 2027-01-15\n",
}


def project(folder: Path, **changed: str) -> Path:
    """A repository whose files agree, but those given: name without its suffix -> text."""
    for name, text in FILES.items():
        (folder / name).write_text(changed.get(name.partition(".")[0], text), encoding="utf-8")
    return folder


def test_a_release_whose_files_agree_should_be_made(tmp_path: Path) -> None:
    assert list(faults(project(tmp_path), "v1.2.0", changed=False)) == []


@pytest.mark.parametrize(
    ("tag", "changed", "said"),
    [
        ("", False, "Le commit porte l'étiquette « aucune », attendu « v1.2.0 »."),
        ("v1.1.0", False, "Le commit porte l'étiquette « v1.1.0 », attendu « v1.2.0 »."),
        ("v1.2.0", True, "Des fichiers ont changé depuis le dernier commit"),
    ],
)
def test_a_commit_without_its_tag_or_with_changes_should_be_refused(
    tmp_path: Path, tag: str, changed: bool, said: str
) -> None:
    [told] = faults(project(tmp_path), tag, changed)
    assert told.startswith(said)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("CHANGELOG", "## 1.2.0 – unreleased\n", "trouvé « 1.2.0 – unreleased »"),
        ("CHANGELOG", "# Rien\n", "trouvé «  –  »"),
        ("CITATION", "version: 1.1.0\n", "CITATION.cff, version : trouvé « 1.1.0 »"),
        (
            "publiccode",
            "url: https://forge.example/a.git\nsoftwareVersion: 1.2.0\nreleaseDate: 2027-01-15\n",
            "publiccode.yml, url : un exemple",
        ),
        (
            "publiccode",
            "url: https://forge.fr/a.git\nreleaseDate: 2027-01-15\n",
            "publiccode.yml, softwareVersion : trouvé « None »",
        ),
    ],
)
def test_a_file_that_says_another_version_should_be_told(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    told = list(faults(project(tmp_path, **{name: text}), "v1.2.0", changed=False))
    assert said in told[0]


def test_this_version_should_be_refused_until_somebody_releases_it() -> None:
    assert list(faults(ROOT, "", changed=False)) != []


def test_each_client_should_be_a_package() -> None:
    assert packages(ROOT)[0] == ROOT
    assert ROOT / "clients" / "python" in packages(ROOT)
    folders = {path for path in (ROOT / "clients").iterdir() if not path.name.startswith(".")}
    wordpress = ROOT / "clients" / "wordpress"  # a plugin, packed by make clients
    assert folders - {wordpress} == {*packages(ROOT)[1:], *npm_packages(ROOT)}


def test_the_sums_should_be_those_that_sha256sum_checks(tmp_path: Path) -> None:
    (tmp_path / "orientess.whl").write_bytes(b"un")
    (tmp_path / "sbom.json").write_bytes(b"deux")
    sums = write_sums(tmp_path)
    assert write_sums(tmp_path).read_text("utf-8").count("\n") == 2
    check = ["sha256sum", "--check", "--strict", sums.name]
    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode == 0  # noqa: S603
    (tmp_path / "sbom.json").write_bytes(b"trois")
    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode == 1  # noqa: S603

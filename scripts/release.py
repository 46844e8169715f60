"""Make the files of a release in dist/: packages, list of what is inside, and their checksums.

Refuses unless the tag, the changelog and the files that name the version all agree. With --essai,
builds all the same and says what a release would refuse.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

ROOT = Path(__file__).parent.parent
SUMS = "SHA256SUMS"
HEADING = re.compile(r"^## (\S+) – (\S+)$", re.MULTILINE)
"""Heading of a version in the changelog: its number, its day or "unreleased"."""
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
EXAMPLES = (".example", ".exemple")
"""Ends of names of hosts that are examples."""


def faults(root: Path, tag: str, changed: bool) -> Iterator[str]:
    """Yield what prevents a release, in French, one sentence each.

    root: of the repository; tag: of its commit, "" without one; changed: True when files differ
    from that commit.
    """
    version = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    if changed:
        yield "Des fichiers ont changé depuis le dernier commit : git status les nomme."
    if tag != f"v{version}":
        yield f"Le commit porte l'étiquette « {tag or 'aucune'} », attendu « v{version} »."
    number, day = _newest(root)
    if number != version or not DAY.fullmatch(day):
        yield (
            f"CHANGELOG.md : trouvé « {number} – {day} », attendu « {version} – AAAA-MM-JJ » en "
            "premier titre."
        )
    cited = _yaml(root / "CITATION.cff").get("version")
    if cited != version:
        yield f"CITATION.cff, version : trouvé « {cited} », attendu « {version} »."
    yield from _faults_of_publiccode(_yaml(root / "publiccode.yml"), version, day)


def _faults_of_publiccode(document: dict[str, Any], version: str, day: str) -> Iterator[str]:
    """Yield what publiccode.yml does not say of this version."""
    expected = {"softwareVersion": version, "releaseDate": day}
    for key, value in expected.items():
        if document.get(key) != value:
            yield f"publiccode.yml, {key} : trouvé « {document.get(key)} », attendu « {value} »."
    host = urlsplit(str(document.get("url"))).hostname or ""
    if host.endswith(EXAMPLES) or not host:
        yield "publiccode.yml, url : un exemple, attendu l'adresse publique du dépôt."


def _newest(root: Path) -> tuple[str, str]:
    """Return the number and the day of the first version of the changelog."""
    heading = HEADING.search((root / "CHANGELOG.md").read_text("utf-8"))
    return (heading[1], heading[2]) if heading else ("", "")


def _yaml(path: Path) -> dict[str, Any]:
    """Read a file whose values are texts; a day too."""
    document: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return {key: str(value) for key, value in document.items()}


def packages(root: Path) -> list[Path]:
    """Return the folders of the packages to build: the service, then the clients."""
    return [root, *sorted(path.parent for path in (root / "clients").glob("*/pyproject.toml"))]


def npm_packages(root: Path) -> list[Path]:
    """Return the folders of the packages for npm."""
    return sorted(path.parent for path in (root / "clients").glob("*/package.json"))


def build(root: Path, folder: Path) -> None:
    """Build every package into a folder.

    Raises CalledProcessError when one cannot be built. root: of the repository; folder: where their
    files go.
    """
    for package in packages(root):
        # setuptools would put what an older build left in the next wheel
        shutil.rmtree(package / "build", ignore_errors=True)
        command = [sys.executable, "-m", "build", "--outdir", str(folder), str(package)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    for package in npm_packages(root):
        command = ["npm", "pack", "--silent", "--pack-destination", str(folder)]
        subprocess.run(command, check=True, cwd=package, stdout=subprocess.DEVNULL)  # noqa: S603


def write_sums(folder: Path) -> Path:
    """Write the SHA-256 of each file of a folder, as `sha256sum --check` reads it."""
    files = sorted(path for path in folder.iterdir() if path.name != SUMS)
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}" for path in files]
    sums = folder / SUMS
    sums.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return sums


def _said_by_git(*arguments: str) -> str:
    ended = subprocess.run(  # noqa: S603
        ["git", *arguments],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.stdout.strip()


def main(arguments: list[str]) -> int:
    """Make dist/; return 1, with the reasons, when this commit may not be released.

    arguments: the list of what is installed (CycloneDX), then "--essai" to build all the same.
    """
    tag = _said_by_git("describe", "--tags", "--exact-match")
    found = list(faults(ROOT, tag, bool(_said_by_git("status", "--porcelain"))))
    trial = "--essai" in arguments
    for fault in found:
        print(fault, file=sys.stderr)
    if found and not trial:
        return 1
    dist = ROOT / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    dist.mkdir()
    build(ROOT, dist)
    shutil.copy(arguments[0], dist / "sbom.json")
    for line in write_sums(dist).read_text("utf-8").splitlines():
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

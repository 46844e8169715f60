"""The wheel: it starts by itself in an empty folder, and what serves needs no torch."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest

from tests.conftest import ROOT
from tests.service.process import free_port, wait_until_ready

MEGABYTE = 1_000_000
START_S = 540.0
"""Longest time to build the index by words, on a busy machine."""
PREPARING = ("torch", "transformers", "sentence_transformers", "onnx", "onnxscript")
"""Packages that only the extra `prepare` installs."""


def ordinary() -> dict[str, str]:
    """The environment, without what points at this repository or sets the service."""
    ours = ("ORIENTESS_", "PYTHONPATH", "ENCODER", "COVERAGE_", "COV_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", str(folder), str(ROOT)], check=True)  # noqa: S603
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def machine(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the wheel, and the packages of this one but `PREPARING`."""
    folder = tmp_path_factory.mktemp("machine")
    venv.create(folder / "venv", symlinks=True)
    others = folder / "others"
    others.mkdir()
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if path.name not in PREPARING and path.suffix != ".pth":
            (others / path.name).symlink_to(path)
    (packages,) = folder.glob("venv/lib/python*/site-packages")
    (packages / "others.pth").write_text(f"{others}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "--python", str(folder / "venv" / "bin" / "python")]
    command += ["install", "--quiet", "--no-deps", str(wheel)]
    subprocess.run(command, check=True)  # noqa: S603 - own command
    return folder / "venv" / "bin"


@pytest.fixture
def served_alone(machine: Path, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """`orientess serve` in an empty folder: its address, and the file of what it says."""
    (tmp_path / "empty").mkdir()
    port, said = free_port(), tmp_path / "said"
    command = [str(machine / "orientess"), "serve", "--port", str(port)]
    with said.open("wb") as stream:
        process = subprocess.Popen(  # noqa: S603 - own command
            command, cwd=tmp_path / "empty", env=ordinary(), stdout=stream, stderr=stream
        )
    try:
        wait_until_ready(f"http://127.0.0.1:{port}", START_S)
        yield f"http://127.0.0.1:{port}", said
    finally:
        process.terminate()
        process.wait()


@pytest.mark.slow
def test_the_wheel_should_hold_what_it_needs_to_start_and_no_more(wheel: Path) -> None:
    names = ZipFile(wheel).namelist()
    data = {name.removeprefix("service/data/") for name in names if "service/data/" in name}
    kept = {path.relative_to(ROOT / "data").as_posix() for path in (ROOT / "data").rglob("*.*")}
    left_out = {name for name in kept if name.startswith("evaluation/")}
    left_out |= {"README.md", "attentes.toml", "encoder/journal.jsonl", "encoder/mots.tsv"}
    left_out |= {"encoder/dangers/mains.tsv.gz", "soi/phrases.tsv"}
    left_out |= {"encoder/vectors.safetensors", "encoder/vectors.sha256"}  # it has no encoder
    assert data == kept - left_out
    assert wheel.stat().st_size < 28 * MEGABYTE  # the student 12, adapters 8
    assert {name.partition("/")[0] for name in names if ".dist-info/" not in name} == {
        "index",
        "service",
    }


@pytest.mark.slow
@pytest.mark.catalogue
@pytest.mark.timeout(900)
def test_the_wheel_should_serve_by_words_from_an_empty_folder(
    served_alone: tuple[str, Path],
) -> None:
    address, said = served_alone
    found = httpx.get(f"{address}/api/v1/search", params={"q": "recondissioné dé smartfone"})
    answer = found.json()
    assert answer["mode"] == "lexical"
    assert "les-ateliers-du-bocage" in [each["fiche"]["id"] for each in answer["items"]]
    assert httpx.get(f"{address}/").status_code == 200
    told = said.read_text(encoding="utf-8")
    assert "Recherche par les mots seulement" in told
    assert "pip install 'orientess[prepare]' && orientess prepare" in told
    assert "orientess prepare --archive FICHIER --sha256 EMPREINTE" in told


@pytest.mark.slow
@pytest.mark.model
def test_a_search_by_meaning_should_need_no_torch(machine: Path, tmp_path: Path) -> None:
    settings = {"ORIENTESS_VAR": str(ROOT / "var"), "ORIENTESS_DATA": str(ROOT / "data")}
    command = [str(machine / "orientess"), "search", "recondissioné dé smartfone", "--json"]
    done = subprocess.run(  # noqa: S603 - own command
        command, cwd=tmp_path, check=True, capture_output=True, env=ordinary() | settings
    )
    assert json.loads(done.stdout)["mode"] == "hybride"

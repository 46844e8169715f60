"""Builds of an index: by words alone, or by an encoder and its student."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from index.artefact import versions
from index.artefact.manifest import read_manifest
from index.encoder import words
from index.encoder.onnx import SERVING_FILE
from index.errors import EncoderUnavailable
from index.records.jsonl import to_json
from service.cli import build
from service.cli.build import has_index, is_by_words
from service.settings import Settings
from tests.conftest import ROOT, SMALL_CATALOGUE
from tests.service.cli.conftest import Run


@pytest.fixture(autouse=True)
def _environment(environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The small index and a folder of data, and few words of French."""
    monkeypatch.setattr("index.indexing.text_parts._french_words", lambda: (("pas", 6.2),))


def test_words_should_be_built_when_they_are_asked_for(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORIENTESS_VAR", str(tmp_path / "autre"))
    settings = Settings()
    settings.actors.write_text(to_json(SMALL_CATALOGUE[2]) + "\n", encoding="utf-8")
    assert not has_index(settings)
    assert "pip install" not in run("build", "--mots").stderr
    assert has_index(settings)
    assert is_by_words(settings)
    assert read_manifest(settings.index_home / "current").encoder == words.NAME


def test_words_should_not_be_asked_in_the_place_of_meaning(run: Run) -> None:
    Settings().actors.write_text(to_json(SMALL_CATALOGUE[2]) + "\n", encoding="utf-8")
    assert not is_by_words(Settings())
    with pytest.raises(EncoderUnavailable, match="cherche par le sens"):
        run("build", "--mots")


@pytest.mark.parametrize(("teacher", "opened"), [("a", True), ("b", False)])
def test_the_student_of_another_encoder_should_encode_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, teacher: str, opened: bool
) -> None:
    monkeypatch.setenv("ORIENTESS_VAR", str(tmp_path))
    settings = Settings()
    assert build._student(settings, "a") is None
    folder = settings.serving_student
    assert folder is not None
    folder.mkdir(parents=True)
    (folder / SERVING_FILE).touch()
    monkeypatch.setattr(build, "read_encoder", lambda _: SimpleNamespace(teacher=teacher))
    monkeypatch.setattr(build, "OnnxEncoder", lambda *_, **__: SimpleNamespace(fingerprint=teacher))
    assert (build._student(settings, "a") is not None) is opened


@pytest.fixture
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a folder of its own, with one record."""
    monkeypatch.setenv("ORIENTESS_VAR", str(tmp_path / "autre"))
    settings = Settings()
    settings.actors.write_text(to_json(SMALL_CATALOGUE[2]) + "\n", encoding="utf-8")
    return settings


def test_an_index_should_be_built_at_need_after_a_change_of_data_alone(
    run: Run, apart: Settings
) -> None:
    built = "Index 2", "L'index est à jour"
    at_need = ("build", "--mots", "--au-besoin")
    assert run(*at_need).stdout.startswith(built[0])
    assert run(*at_need).stdout.startswith(built[1])
    with apart.communes.open("a", encoding="utf-8") as file:
        file.write("\n")  # the same places
    version = versions.current_version(apart.index_home)
    assert run(*at_need).stdout.startswith(f"Index {version}")
    assert run(*at_need).stdout.startswith(built[1])
    apart.synonyms.write_text("ordi, ordinateur\n", encoding="utf-8")
    assert run(*at_need).stdout.startswith(built[0])


def test_what_was_rolled_back_from_should_not_be_built_again(run: Run, apart: Settings) -> None:
    run("build", "--mots")
    two = "".join(f"{to_json(each)}\n" for each in SMALL_CATALOGUE[:2])
    apart.actors.write_text(two, encoding="utf-8")
    run("build", "--mots")
    run("rollback")
    assert run("build", "--mots", "--au-besoin").stdout.startswith("L'index est à jour")


READING = """
import sys
from pathlib import Path

opened = set()
sys.addaudithook(lambda name, args: name == "open" and opened.add(str(args[0])))
from service.cli import build
from service.settings import Settings

settings = Settings()
build.build(by_words=True, if_needed=False)
build.calibrator(settings, None)
read = (path for path in opened if path.startswith(str(settings.data)) and Path(path).is_file())
data = {path for path in read if not path.endswith(".sha256")}  # digests of the others
for path in sorted(data - set(map(str, settings.indexed_from))):
    print("non suivi :", path)
print("suivis :", len(data & set(map(str, settings.indexed_from))))
"""


@pytest.mark.catalogue
def test_every_file_of_data_that_a_build_reads_should_be_one_that_it_depends_on(
    tmp_path: Path,
) -> None:
    own = {"ORIENTESS_VAR": str(tmp_path), "ORIENTESS_DATA": str(ROOT / "data")}
    command = [sys.executable, "-c", READING]
    read = subprocess.run(command, capture_output=True, text=True, env=os.environ | own, check=True)  # noqa: S603
    assert "non suivi" not in read.stdout
    assert int(read.stdout.rpartition("suivis : ")[2]) >= 14

"""Builds of an index: by words alone, or by an encoder and its student."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from index.artefact.manifest import read_manifest
from index.encoder import words
from index.encoder.onnx import SERVING_FILE
from index.errors import EncoderUnavailable
from index.records.jsonl import to_json
from service.cli import build
from service.cli.build import has_index, is_by_words
from service.settings import Settings
from tests.conftest import SMALL_CATALOGUE
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

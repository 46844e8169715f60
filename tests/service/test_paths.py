"""Paths: every file of the service is in one of its two folders."""

from __future__ import annotations

from pathlib import Path

from index.encoder.onnx import SERVING_FILE
from service.paths import Paths
from service.settings import Settings

LISTS = ("answered_from", "indexed_from", "_encoders")


def test_every_path_should_be_in_the_folder_of_data_or_in_that_of_the_service() -> None:
    settings = Settings(data=Path("d"), var=Path("v"))
    names = [name for name, each in vars(Paths).items() if isinstance(each, property)]
    paths = {name: getattr(settings, name) for name in names if name not in LISTS}
    assert len(paths) > 20
    assert {path.parts[0] for path in paths.values()} == {"d", "v"}
    assert paths["index_home"] == Path("v/index")
    assert paths["needs"] == Path("d/needs.jsonl")
    manifests = {paths[name] / SERVING_FILE for name in ("serving", "serving_student")}
    assert set(settings.answered_from) - manifests <= set(paths.values())


def test_answers_should_depend_on_the_encoder_of_queries() -> None:
    settings = Settings(var=Path("v"))
    assert Path("v/encoder/student/encoder.json") in settings.answered_from
    assert Path("v/encoder/serving/encoder.json") in settings.answered_from

"""Paths: every file of the service is in one of its two folders."""

from __future__ import annotations

from pathlib import Path

from service.paths import Paths
from service.settings import Settings


def test_every_path_should_be_in_the_folder_of_data_or_in_that_of_the_service() -> None:
    settings = Settings(data=Path("d"), var=Path("v"))
    names = [name for name, each in vars(Paths).items() if isinstance(each, property)]
    paths = {name: getattr(settings, name) for name in names if name != "answered_from"}
    assert len(paths) > 20
    assert {path.parts[0] for path in paths.values()} == {"d", "v"}
    assert paths["index_home"] == Path("v/index")
    assert paths["needs"] == Path("d/needs.jsonl")
    assert set(settings.answered_from) <= set(paths.values())

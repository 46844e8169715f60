"""What a container does before its command: the encoder and the index of its image."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from index.encoder.onnx import FORMAT, ServingManifest
from tests.conftest import ROOT
from tests.index.encoder.test_archive import SOURCE, manifest_of

SAID = 'echo "$@" >> "$ORIENTESS_VAR/said"\n'


class Container:
    """An image, its volume, and a command that says what it was asked instead of doing it."""

    def __init__(self, folder: Path) -> None:
        self.home, self.var = folder / "opt", folder / "var"
        for made in (self.home / "made" / "encoder", self.home / ".venv" / "bin", self.var):
            made.mkdir(parents=True)
        (self.home / "deploy").mkdir()
        shutil.copy(ROOT / "deploy" / "start", self.home / "deploy" / "start")
        self.command = self.home / ".venv" / "bin" / "orientess"
        self.command.write_text(f"#!/bin/sh\n{SAID}", encoding="utf-8")
        self.command.chmod(0o755)
        self.change("one")
        self.prepare(self.home / "made", 4, "ours")

    def prepare(self, folder: Path, version: int, source: str) -> None:
        """Put an encoder in the image (`home / "made"`) or in the volume (`var`)."""
        serving = folder / "encoder" / "serving"
        serving.mkdir(parents=True, exist_ok=True)
        content = json.dumps({"format": version, "source": source, "files": {}}, indent=2)
        (serving / "encoder.json").write_text(content, encoding="utf-8")

    def change(self, digest: str) -> None:
        """Take another image."""
        (self.home / "made" / "digest").write_text(digest, encoding="utf-8")

    def start(self, **environment: str) -> list[str]:
        """Start it; what `orientess` was asked, in order."""
        (self.var / "said").unlink(missing_ok=True)
        subprocess.run(  # noqa: S603 - own command
            [str(self.home / "deploy" / "start"), str(self.command), "serve"],
            env={"PATH": os.environ["PATH"], "ORIENTESS_VAR": str(self.var)} | environment,
            check=True,
        )
        return (self.var / "said").read_text(encoding="utf-8").splitlines()


@pytest.fixture
def container(tmp_path: Path) -> Container:
    return Container(tmp_path)


def test_the_index_of_the_image_should_be_taken_once(container: Container) -> None:
    assert container.start() == [f"fetch {container.home}/made/index", "serve"]
    assert container.start() == ["serve"]


def test_a_volume_of_another_image_should_not_win(container: Container) -> None:
    container.start()
    container.change("two")
    assert container.start() == [f"fetch {container.home}/made/index", "serve"]


@pytest.mark.parametrize("folder", ["imports", "metiers"])
def test_the_index_should_be_built_with_what_was_imported(
    container: Container, folder: str
) -> None:
    (container.var / folder).mkdir()
    (container.var / folder / "lieux.jsonl").touch()
    assert container.start() == ["build", "serve"]


def test_the_index_should_be_built_of_records_that_are_mounted(container: Container) -> None:
    (container.home / "data").mkdir()
    (container.home / "data" / "actors.jsonl").touch()
    assert container.start() == ["build", "serve"]


def test_a_replica_should_take_what_is_published(container: Container) -> None:
    assert container.start(ORIENTESS_INDEX_URL="/srv/published") == ["serve"]


def test_the_encoder_of_the_image_should_be_served(container: Container) -> None:
    (container.var / "encoder").symlink_to(container.home / "gone")
    container.start()
    assert (container.var / "encoder").readlink() == container.home / "made" / "encoder"


@pytest.mark.parametrize(
    ("version", "source", "asked", "stays"),
    [
        (4, "ours", "", True),
        (4, "theirs", "theirs", True),
        (4, "theirs", "", False),  # that of an image before, or of before ENCODER was taken out
        (4, "ours", "theirs", False),
        (3, "ours", "", False),
        (3, "theirs", "theirs", False),
    ],
)
def test_an_encoder_of_the_volume_should_stay_only_when_it_can_serve(
    container: Container, version: int, source: str, asked: str, stays: bool
) -> None:
    container.prepare(container.var, version, source)
    container.start(ENCODER=asked)
    assert (container.var / "encoder").is_symlink() is not stays
    assert (container.home / "made" / "encoder" / "serving" / "encoder.json").exists()


def test_the_index_should_be_built_with_the_encoder_that_the_operator_asks_for(
    container: Container,
) -> None:
    container.prepare(container.var, 4, "theirs")
    assert container.start(ENCODER="theirs") == ["build", "serve"]
    container.change("two")
    assert container.start() == [f"fetch {container.home}/made/index", "serve"]


def test_a_folder_without_an_encoder_should_give_way_to_that_of_the_image(
    container: Container,
) -> None:
    (container.var / "encoder").mkdir()
    container.start()
    assert (container.var / "encoder").readlink() == container.home / "made" / "encoder"


def test_a_manifest_should_have_the_lines_that_are_compared() -> None:
    manifest = ServingManifest.model_validate_json(manifest_of({}))
    lines = manifest.model_dump_json(indent=2).splitlines()
    assert [line for line in lines if line.startswith(('  "format":', '  "source":'))] == [
        f'  "format": {FORMAT},',
        f'  "source": "{SOURCE}",',
    ]


def test_a_failure_should_be_tried_again(container: Container) -> None:
    container.command.write_text(f"#!/bin/sh\n{SAID}exit 1\n", encoding="utf-8")
    with pytest.raises(subprocess.CalledProcessError):
        container.start()
    container.command.write_text(f"#!/bin/sh\n{SAID}", encoding="utf-8")
    assert container.start() == [f"fetch {container.home}/made/index", "serve"]

"""Artefacts on disk: written whole, verified before use, swapped in one step, rolled back."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from index.artefact import content, versions
from index.artefact import manifest as artefact
from index.artefact.manifest import MANIFEST
from index.artefact.versions import ASIDE, CURRENT, KEPT_VERSIONS
from index.errors import (
    ArtefactCorrupt,
    ArtefactError,
    ArtefactMismatch,
    ArtefactMissing,
    EngineError,
    InvalidRecords,
)
from index.indexing.build import build
from tests.conftest import SMALL_CATALOGUE, make_actor
from tests.hash_encoder import HashEncoder


def build_small(home: Path, size: int = 3, encoder: HashEncoder | None = None) -> str:
    """Publish the first records of the small catalogue; the name of the version."""
    report = build(SMALL_CATALOGUE[:size], encoder or HashEncoder(), "hash", home)
    return report.manifest.version


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with one published version."""
    build_small(tmp_path / "index")
    return tmp_path / "index"


def test_what_is_read_should_be_what_was_written(small_home: Path) -> None:
    opened = artefact.read(small_home / CURRENT)
    content = opened.content
    assert content.records == SMALL_CATALOGUE
    assert opened.manifest.passages == len(content.passages) == len(content.vectors)
    assert np.allclose(np.linalg.norm(content.vectors, axis=1), 1, atol=1e-5)
    assert content.words.matrix.shape == (len(content.passages), len(content.stems))
    assert content.spelling["smartphones"].form == "smartphones"
    assert opened.manifest.factory == "Flat"


def test_building_twice_the_same_catalogue_should_give_the_same_files(tmp_path: Path) -> None:
    for name in ("a", "b"):
        build_small(tmp_path / name)
    first, second = (artefact.read_manifest(tmp_path / name / CURRENT) for name in ("a", "b"))
    assert first.files == second.files


def test_only_changed_passages_should_be_encoded_again(home: Path) -> None:
    encoder = HashEncoder()
    changed = SMALL_CATALOGUE[0].model_copy(update={"frais": "gratuit"})
    report = build([changed, *SMALL_CATALOGUE[1:3]], encoder, "hash", home)
    assert len(encoder.encoded) == report.encoded == 1
    assert "Gratuit" in encoder.encoded[0]


def test_another_encoder_should_encode_everything_again(home: Path) -> None:
    encoder = HashEncoder(salt="autre")
    report = build(SMALL_CATALOGUE[:3], encoder, "hash", home)
    assert report.encoded == report.manifest.passages


def test_a_damaged_current_version_should_not_lend_its_vectors(home: Path) -> None:
    (home / CURRENT / content.VECTORS).write_bytes(b"rien")
    encoder = HashEncoder()
    report = build(SMALL_CATALOGUE[:3], encoder, "hash", home)
    assert report.encoded == report.manifest.passages


FILES = sorted(
    [content.RECORDS, content.PASSAGES, content.VECTORS, content.ENGINE, content.STEMS]
    + [content.SPELLING, "words-data.npy", "ngrams-indices.npy", "ngrams-idf.npy"]
)


@pytest.mark.parametrize("name", FILES)
def test_a_changed_byte_should_be_detected_in_every_file(home: Path, name: str) -> None:
    path = home / CURRENT / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(ArtefactCorrupt, match=name):
        artefact.read(home / CURRENT)


@pytest.mark.parametrize("name", FILES)
def test_an_absent_or_truncated_file_should_be_detected(home: Path, name: str) -> None:
    path = home / CURRENT / name
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ArtefactCorrupt, match="octets"):
        artefact.read(home / CURRENT)
    path.unlink()
    with pytest.raises(ArtefactCorrupt, match="absent"):
        artefact.read(home / CURRENT)


def test_a_manifest_that_cannot_be_used_should_be_told(home: Path, tmp_path: Path) -> None:
    path = home / CURRENT / MANIFEST
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps(manifest | {"format": 99}))
    with pytest.raises(ArtefactMismatch, match="format 99"):
        artefact.read(home / CURRENT)
    path.write_text("{")
    with pytest.raises(ArtefactCorrupt, match="illisible"):
        artefact.read(home / CURRENT)
    with pytest.raises(ArtefactMissing, match="orientess build"):
        artefact.read(tmp_path / "nulle-part")


def test_files_that_do_not_agree_should_be_refused(home: Path) -> None:
    path = home / CURRENT / MANIFEST
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps(manifest | {"passages": manifest["passages"] - 1}))
    with pytest.raises(ArtefactError, match=r"accordent|abîmé"):
        artefact.read(home / CURRENT)


def test_the_last_versions_should_be_kept_and_older_ones_forgotten(home: Path) -> None:
    published = [build_small(home, size) for size in (1, 2, 4, 5)]
    assert versions.versions(home) == published[-KEPT_VERSIONS:]
    assert versions.current_version(home) == published[-1]


def test_rollback_should_put_the_previous_version_back(home: Path) -> None:
    first = versions.current_version(home)
    build_small(home, 1)
    assert versions.rollback(home) == first == versions.current_version(home)
    with pytest.raises(ArtefactMissing, match="plus ancienne"):
        versions.rollback(home)


def test_rollback_should_never_return_to_a_version_that_was_fled(home: Path) -> None:
    first = versions.current_version(home)
    build_small(home, 1)
    versions.rollback(home)
    build_small(home, 2)
    assert versions.rollback(home) == first


def test_the_same_catalogue_should_not_be_published_twice(home: Path) -> None:
    first = versions.current_version(home)
    assert build_small(home) == first
    assert versions.versions(home) == [first]


def test_a_history_that_was_lost_should_be_the_versions_on_disk(home: Path) -> None:
    first = versions.current_version(home)
    build_small(home, 1)
    (home / versions.HISTORY).unlink()
    assert versions.rollback(home) == first


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\n"])
def test_a_text_with_a_line_separator_should_be_read_back(tmp_path: Path, separator: str) -> None:
    described = make_actor(description=f"Un atelier.{separator}Il répare des téléphones.")
    build([described], HashEncoder(), "hash", tmp_path)
    assert artefact.read(tmp_path / CURRENT).content.records == (described,)


def test_records_that_the_model_no_longer_accepts_should_not_stop_the_next_build(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: str) -> None:
        raise InvalidRecords([])

    monkeypatch.setattr(content, "parse_record", refuse)
    with pytest.raises(ArtefactCorrupt):
        artefact.read(home / CURRENT)
    monkeypatch.undo()
    assert build_small(home, 1) == versions.current_version(home)


def test_rollback_should_refuse_a_damaged_version_and_keep_the_current_one(home: Path) -> None:
    first = versions.current_version(home)
    second = build_small(home, 1)
    (home / str(first) / content.ENGINE).write_bytes(b"rien")
    with pytest.raises(ArtefactCorrupt):
        versions.rollback(home)
    assert versions.current_version(home) == second


def test_a_failed_build_should_leave_what_was_current_and_nothing_else(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(os.listdir(home))

    def fail(*_: object) -> None:
        raise EngineError("disque plein")

    monkeypatch.setattr("index.engines.faiss.EmbeddedEngine.write", fail)
    with pytest.raises(EngineError, match="disque plein"):
        build_small(home, 1)
    assert sorted(os.listdir(home)) == before
    assert artefact.read(home / CURRENT).manifest.records == 3


def test_what_a_stopped_build_left_should_be_removed_by_the_next(home: Path) -> None:
    (home / f"{ASIDE}arretee").mkdir()
    (home / f"{ASIDE}arretee" / content.VECTORS).write_bytes(b"la moiti")
    (home / f".{CURRENT}-123").symlink_to("arretee")
    (home / f".{versions.HISTORY}.123.partiel").write_text("arre")
    build_small(home, 1)
    left = {versions.LOCK, versions.HISTORY, CURRENT, *versions.versions(home)}
    assert set(os.listdir(home)) == left


def test_a_folder_without_index_should_have_no_version(tmp_path: Path) -> None:
    assert versions.versions(tmp_path / "nulle-part") == []
    assert versions.current_version(tmp_path) is None


def test_the_artefact_should_hold_no_pickle(home: Path) -> None:
    for path in (home / CURRENT).glob("*.npy"):
        assert np.load(path, allow_pickle=False).dtype.kind in "fiu"


def test_progress_should_be_told_as_passages_are_encoded(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    build([make_actor()], HashEncoder(), "hash", tmp_path, lambda done, n: told.append((done, n)))
    assert told[-1][0] == told[-1][1] > 0


def test_a_copied_artefact_should_be_read_anywhere(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home / CURRENT, tmp_path / "copie")
    assert artefact.read(tmp_path / "copie").manifest.records == 3

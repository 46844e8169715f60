"""Versions on disk: published in one step, the same one once, rolled back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.artefact import content, versions
from index.artefact import manifest as artefact
from index.artefact.versions import CURRENT, RETAINED_VERSIONS, STAGING
from index.engines.faiss.rounded_scan import VALUES
from index.errors import ArtefactCorrupt, ArtefactMismatch, ArtefactMissing, EngineError
from index.files import LOCK, TEMPORARY
from index.indexing.build import SCRATCH
from index.indexing.vector_cache import FOLDER
from tests.index.artefact.conftest import build_small
from tests.index.artefact.older_format import make_older


def test_the_last_versions_should_be_kept_and_older_ones_forgotten(home: Path) -> None:
    published = [build_small(home, size) for size in (1, 2, 4, 5)]
    assert versions.versions(home) == published[-RETAINED_VERSIONS:]
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


def test_rollback_should_refuse_a_damaged_version_and_keep_the_current_one(home: Path) -> None:
    first = versions.current_version(home)
    second = build_small(home, 1)
    (home / str(first) / VALUES).write_bytes(b"rien")
    with pytest.raises(ArtefactCorrupt):
        versions.rollback(home)
    assert versions.current_version(home) == second


def test_a_version_on_disk_should_be_chosen_if_it_is_sound(home: Path) -> None:
    first = str(versions.current_version(home))
    second = build_small(home, 1)
    assert versions.choose(first, home).version == first == versions.current_version(home)
    (home / second / VALUES).write_bytes(b"rien")
    with pytest.raises(ArtefactCorrupt):
        versions.choose(second, home)
    assert versions.current_version(home) == first


def test_a_version_fetched_into_the_folder_should_be_installed_if_it_is_sound(
    home: Path, tmp_path: Path
) -> None:
    first = versions.current_version(home)
    version = build_small(tmp_path / "other", 1)
    (home / ".fetched").mkdir()
    fetched = (tmp_path / "other" / version).rename(home / ".fetched" / version)
    (fetched / VALUES).rename(home / "aside")
    with pytest.raises(ArtefactCorrupt):
        versions.install(fetched, home)
    assert versions.current_version(home) == first
    (home / "aside").rename(fetched / VALUES)
    assert versions.install(fetched, home).version == version == versions.current_version(home)
    assert versions.earlier_versions(home) == [first]


def fail(*_: object) -> None:
    raise EngineError("disque plein")


def test_a_failed_build_should_leave_what_was_current_and_nothing_else(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(os.listdir(home))
    monkeypatch.setattr("index.engines.faiss.engine.FaissEngine.write", fail)
    with pytest.raises(EngineError, match="disque plein"):
        build_small(home, 1)
    assert sorted(os.listdir(home)) == before
    assert artefact.read(home / CURRENT).manifest.records == 3


def test_what_a_stopped_build_left_should_be_removed_by_the_next(home: Path) -> None:
    (home / f"{STAGING}arretee").mkdir()
    (home / f"{STAGING}arretee" / content.VECTORS).write_bytes(b"la moiti")
    (home / f".{CURRENT}-123").symlink_to("arretee")
    (home / f"{TEMPORARY}123-{versions.HISTORY}.partial").write_text("arre")
    (home / SCRATCH).mkdir()
    (home / SCRATCH / content.VECTORS).write_bytes(b"la moiti")
    build_small(home, 1)
    left = {LOCK, versions.HISTORY, CURRENT, FOLDER, *versions.versions(home)}
    assert set(os.listdir(home)) == left


def test_a_version_in_service_again_should_change_the_way_back_once_it_is_current(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = versions.current_version(home)
    assert first is not None
    for number in (1, 2):
        build_small(home, number)
    before = versions.current_version(home), versions.earlier_versions(home)
    with monkeypatch.context() as stopped:
        stopped.setattr("index.artefact.versions._make_current", fail)
        with pytest.raises(EngineError):
            versions.choose(first, home)
    assert (versions.current_version(home), versions.earlier_versions(home)) == before
    versions.choose(first, home)
    last, middle = before[0], before[1][0]
    assert versions.earlier_versions(home) == [last, middle]
    assert [versions.rollback(home), versions.rollback(home)] == [last, middle]


def test_a_link_that_a_stopped_rollback_left_should_be_removed_by_the_next(home: Path) -> None:
    build_small(home, 1)
    (home / f".{CURRENT}-123").symlink_to("arretee")
    versions.rollback(home)
    assert not list(home.glob(f".{CURRENT}-*"))


def test_a_folder_without_index_should_have_no_version(tmp_path: Path) -> None:
    assert versions.versions(tmp_path / "nulle-part") == []
    assert versions.current_version(tmp_path) is None


def test_rollback_to_an_older_format_should_be_refused_with_a_sentence(home: Path) -> None:
    make_older(home / CURRENT)
    second = build_small(home, 1)
    with pytest.raises(ArtefactMismatch, match="Pas de retour en arrière.* a le format 9"):
        versions.rollback(home)
    assert versions.current_version(home) == second

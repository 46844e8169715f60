"""The upgrade of `docs/operations.md`, from the version before, whose code runs; and back."""

from __future__ import annotations

import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from index.artefact import manifest
from index.indexing.build import build
from service.app import create_app
from service.auth.keys import Keys
from service.auth.rights import Rights, Scope
from service.feedback.reports import Report, Reports
from service.settings import Settings
from service.storage import restore, tables
from service.storage.store import open_store
from tests.conftest import SMALL_CATALOGUE
from tests.deploy.version_before import (
    BUILD,
    FORMAT,
    READ,
    REVISION,
    SECRET,
    USE,
    VersionBefore,
    needs_history,
)
from tests.hash_encoder import HashEncoder

pytestmark = [pytest.mark.slow, needs_history]
PATIENCE_S = 20.0


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> VersionBefore:
    """A place where the version before was used, and where it was backed up."""
    made = VersionBefore(tmp_path_factory.mktemp("avant"))
    made.install()
    made.run("-c", USE + BUILD)
    made.run("-m", "service.cli", "backup", str(made.backup))
    return made


@pytest.fixture
def before(installed: VersionBefore, tmp_path: Path) -> VersionBefore:
    """A copy of that place."""
    shutil.copytree(installed.folder, tmp_path / "ici", symlinks=True)
    return VersionBefore(tmp_path / "ici")


def rows(settings: Settings) -> set[str]:
    """All that a store holds, as SQL."""
    with closing(sqlite3.connect(settings.store_file)) as connection:
        inserted = [line for line in connection.iterdump() if line.startswith("INSERT")]
    return {line for line in inserted if "alembic_version" not in line}


def test_the_store_should_be_taken_over_with_nothing_lost(before: VersionBefore) -> None:
    written = rows(before.settings)
    store = open_store(before.settings)
    assert store.migrate() == (REVISION, tables.REVISION)
    assert rows(before.settings) == written
    assert Keys(store).check(SECRET).name == "Été"


def test_the_backup_should_be_put_back_but_for_its_index(
    before: VersionBefore, tmp_path: Path
) -> None:
    here = Settings(var=tmp_path / "var", data=tmp_path / "data")
    restored = restore.restore(here, before.backup)
    assert f"a le format {FORMAT}" in restored.left_out
    assert rows(here) == rows(before.settings)
    assert here.actors.read_bytes() == before.settings.actors.read_bytes()


def test_the_index_should_be_refused_with_a_sentence_then_built_again(
    before: VersionBefore, caplog: pytest.LogCaptureFixture
) -> None:
    here = Settings(var=before.settings.var, use_encoder=False, reload_seconds=0.05)
    with TestClient(create_app(here)) as client:
        assert client.get("/pret").status_code == 503
        told = f"a le format {FORMAT}, et cette version d'OrientESS lit le format {manifest.FORMAT}"
        assert f"{told} : lancez « orientess build »." in caplog.text
        build(SMALL_CATALOGUE, HashEncoder(), "hash", here.index_home)
        end = time.monotonic() + PATIENCE_S
        while client.get("/pret").status_code != 200:
            assert time.monotonic() < end
            time.sleep(0.05)
        answer = client.get("/api/v1/search", params={"q": "réparer un smartphone"})
        assert answer.json()["items"][0]["fiche"]["id"] == "atelier-phenix"


def test_the_version_before_should_serve_again_what_was_written_since(
    before: VersionBefore,
) -> None:
    store = open_store(before.settings)
    Keys(store).create(Rights(name="Depuis", scopes=(Scope.LECTURE,)))
    Reports(store).add(Report("reseau-libre", "autre"))
    build(SMALL_CATALOGUE, HashEncoder(), "hash", before.settings.index_home)
    told = before.run("-c", READ).splitlines()
    assert told[0] == "Été 6 3"
    assert f"a le format {manifest.FORMAT}" in told[1]
    assert "lancez « orientess build »" in told[1]
    before.run("-c", BUILD)
    assert before.run("-c", READ).splitlines() == ["Été 6 3", str(FORMAT)]


def test_the_version_before_should_put_back_its_backup_after_tables_changed(
    before: VersionBefore,
) -> None:
    written = rows(before.settings)
    with closing(sqlite3.connect(before.settings.store_file)) as connection:
        connection.execute(f"PRAGMA user_version = {int(REVISION) + 1}")
    before.run("-m", "service.cli", "restore", str(before.backup), "--remplacer")
    assert rows(before.settings) == written
    assert before.run("-c", READ).splitlines() == ["Été 5 2", str(FORMAT)]

"""The commands that publish an index and fetch it."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.artefact import versions
from index.errors import OrientessError, PublicationError
from tests.service.cli.conftest import Run


@pytest.fixture(autouse=True)
def _environment(environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The small index, and no place but the one that a test names."""
    monkeypatch.delenv("ORIENTESS_INDEX_URL", raising=False)


def test_an_index_should_go_from_a_machine_to_another(
    run: Run, small_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version, place = versions.current_version(small_home), str(tmp_path / "shared")
    sent = run("publish", place).output
    assert f"Index {version} publié dans {place}" in sent
    assert "0 version retirée" in sent
    assert "0,0 Mo envoyés" in run("publish", place).output
    assert "0,0 Mo envoyés" not in run("publish", place, "--entier").output
    monkeypatch.setenv("ORIENTESS_VAR", str(tmp_path / "replica"))
    monkeypatch.setenv("ORIENTESS_INDEX_URL", place)
    assert f"Index {version} en service ici" in run("fetch").output
    assert f"Index {version} déjà en service ici." in run("fetch").output
    assert versions.current_version(tmp_path / "replica" / "index") == version


def test_a_damaged_index_should_be_fetched_again(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, home = str(tmp_path / "shared"), tmp_path / "replica" / "index"
    run("publish", place)
    monkeypatch.setenv("ORIENTESS_VAR", str(tmp_path / "replica"))
    run("fetch", place)
    (home / versions.CURRENT / "vectors.npy").write_bytes(b"rien")
    assert "en service ici" in run("fetch", place).output
    assert versions.read(home, str(versions.current_version(home))).manifest.records == 5


@pytest.mark.parametrize("command", ["publish", "fetch"])
def test_a_command_without_a_place_should_say_how_to_name_one(run: Run, command: str) -> None:
    with pytest.raises(OrientessError, match="ORIENTESS_INDEX_URL"):
        run(command)


def test_an_address_that_is_none_should_be_refused(run: Run) -> None:
    with pytest.raises(PublicationError, match="attendu un dossier, ou une adresse"):
        run("fetch", "gopher://exemple.fr/x")


def test_an_index_larger_than_allowed_should_be_refused(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("publish", str(tmp_path / "shared"))
    monkeypatch.setenv("ORIENTESS_VAR", str(tmp_path / "replica"))
    monkeypatch.setenv("ORIENTESS_INDEX_MAX_MB", "1")
    with pytest.raises(PublicationError, match=r"Mo permis \(ORIENTESS_INDEX_MAX_MB\)"):
        run("fetch", str(tmp_path / "shared"))

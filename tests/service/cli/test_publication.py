"""The commands that publish an index and fetch it, and those that bring an encoder."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import httpx
import pytest

from index.artefact import versions
from index.encoder.archive import pack
from index.encoder.onnx import SERVING_FILE, read_manifest
from index.errors import EncoderUnavailable, OrientessError, PublicationError
from index.files import digest
from tests.index.encoder.test_archive import FILES, manifest_of
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


SOURCE = "un modèle"


@pytest.fixture
def packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, str]:
    """The archive of an encoder and its SHA-256, on a machine where nothing prepares one."""
    monkeypatch.setenv("ORIENTESS_VAR", str(tmp_path / "other"))
    monkeypatch.setenv("ENCODER", SOURCE)
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    folder = tmp_path / "serving"
    folder.mkdir()
    for name, content in {SERVING_FILE: manifest_of(FILES, SOURCE), **FILES}.items():
        (folder / name).write_bytes(content)
    archive = tmp_path / "encodeur.tar"
    return archive, pack(folder, archive).sha256


def test_an_encoder_should_be_installed_from_an_archive(
    run: Run, packed: tuple[Path, str], tmp_path: Path
) -> None:
    archive, sha256 = packed
    told = run("prepare", "--archive", str(archive), "--sha256", sha256).output
    assert told == "Encodeur prêt : un modèle, dimension 4.\n"
    assert read_manifest(tmp_path / "other" / "encoder" / "serving").source == SOURCE


def test_an_archive_should_take_the_place_of_the_encoder_of_an_image(
    run: Run, packed: tuple[Path, str], tmp_path: Path
) -> None:
    archive, sha256 = packed
    image, home = tmp_path / "image", tmp_path / "other" / "encoder"
    (image / "serving").mkdir(parents=True)
    home.parent.mkdir()
    home.symlink_to(image)
    with pytest.raises(EncoderUnavailable, match="rien n'est installé"):
        run("prepare", "--archive", str(archive), "--sha256", "0" * 64)
    assert home.readlink() == image
    run("prepare", "--archive", str(archive), "--sha256", sha256)
    assert not home.is_symlink()
    assert read_manifest(home / "serving").source == SOURCE
    assert list((image / "serving").iterdir()) == []
    assert [path.name for path in home.parent.iterdir()] == ["encoder"]


def test_an_archive_should_be_fetched_from_an_address(
    run: Run, packed: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, sha256 = packed

    def handler(request: httpx.Request) -> httpx.Response:
        found = request.url.path == "/encodeur.tar"
        stream = httpx.ByteStream(archive.read_bytes())
        return httpx.Response(200 if found else 404, stream=stream)

    client = partial(httpx.Client, transport=httpx.MockTransport(handler))
    monkeypatch.setattr("index.sync.download.open_client", client)
    address = "https://exemple.fr/encodeur.tar"
    assert "Encodeur prêt" in run("prepare", "--archive", address, "--sha256", sha256).output
    home = tmp_path / "other" / "encoder"
    assert [path.name for path in home.iterdir()] == ["serving"]
    with pytest.raises(EncoderUnavailable, match=r"absent\.tar : réponse 404"):
        run("prepare", "--archive", "https://exemple.fr/absent.tar", "--sha256", sha256)


def test_an_archive_without_its_digest_should_be_refused(
    run: Run, packed: tuple[Path, str]
) -> None:
    with pytest.raises(OrientessError, match="--sha256"):
        run("prepare", "--archive", str(packed[0]))


def test_what_is_lacking_to_prepare_should_be_told(run: Run, packed: tuple[Path, str]) -> None:
    with pytest.raises(EncoderUnavailable, match=r"pip install 'orientess\[prepare\]'"):
        run("prepare")


def test_a_prepared_encoder_should_be_packed(
    run: Run, packed: tuple[Path, str], tmp_path: Path
) -> None:
    archive, sha256 = packed
    run("prepare", "--archive", str(archive), "--sha256", sha256)
    again = str(tmp_path / "encore.tar")
    made = run("prepare", "--archive", str(archive), "--sha256", sha256, "--emballer", again)
    assert f"SHA-256 {sha256}" in made.output
    assert digest(Path(again)).sha256 == sha256

"""A full disk costs nothing that was there, and is told as such.

`python -m bench.prove_disk` tries with more and more room, a few pages at a time; here, larger
steps, and the commands and the service over the same small disk.
"""

from __future__ import annotations

import errno
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from bench import prove_disk
from bench.proofs import small_state
from bench.proofs.disk_commands import STATE_DISK_BYTES, commands, refusals
from bench.proofs.full_disk import BALLAST, FULL, refusal, room, small_disk
from bench.proofs.operations import Operation, Refused
from bench.proofs.proof import IDENTITY, Broken
from bench.prove_artefact import whole
from bench.prove_disk import state_of
from index.artefact import versions
from index.errors import StoreError
from index.indexing import vector_cache
from index.messages import in_french
from index.records.jsonl import to_json
from service.app import create_app
from service.cli.main import main
from service.feedback.reports import REASONS, Report, Reports
from service.settings import Settings
from service.storage.store import open_store
from tests.conftest import ROOT, SMALL_CATALOGUE, make_thesaurus
from tests.hash_encoder import HashEncoder
from tests.searchers import CALIBRATION_FILE
from tests.towns import GAZETTEER, write_towns

STEP = 60
HEADING = "id,nom,commune,code_postal,services\n"
REFUSAL = refusal()
pytestmark = pytest.mark.skipif(bool(REFUSAL), reason=REFUSAL)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk."""
    with small_disk(tmp_path / "disque") as mounted:
        yield mounted


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small state, that has some of everything."""
    folder = tmp_path_factory.mktemp("etat")
    small_state.prepare(folder)
    return folder


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder of another disk."""
    folder = tmp_path / "ailleurs"
    folder.mkdir()
    return folder


def test_a_publication_should_leave_the_index_as_it_was(disk: Path) -> None:
    assert prove_disk.publications(disk, STEP) > 5


def test_an_import_should_leave_the_one_before(disk: Path, elsewhere: Path) -> None:
    assert prove_disk.imports(disk, elsewhere, 6, GAZETTEER) > 2


def test_the_store_should_keep_what_it_holds(disk: Path) -> None:
    assert prove_disk.stores(disk) > 5


def test_a_backup_should_leave_the_one_before_and_a_restoration_nothing(
    disk: Path, elsewhere: Path
) -> None:
    assert prove_disk.backups(disk, elsewhere, 6) > 2
    assert prove_disk.restorations(disk, elsewhere, STEP) > 5


def test_requests_should_be_let_through_when_they_cannot_be_counted(disk: Path) -> None:
    assert prove_disk.quotas(disk) > 1


@pytest.mark.slow
def test_every_command_that_writes_should_say_that_the_disk_is_full_and_lose_nothing(
    elsewhere: Path,
) -> None:
    refused = {operation.name: number for operation, number in commands(elsewhere)}
    assert refused.pop("retour en arrière") == 0  # a link takes no room
    assert min(refused.values()) >= 1
    assert len(refused) > 20


def _hide(folder: Path) -> None:
    raise Refused(1, f"{folder} : une erreur.")


def _spoil(folder: Path) -> None:
    path = folder / "data" / "actors.jsonl"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    raise Refused(1, f"{folder} : {FULL}.")


def _leave(folder: Path) -> None:
    (folder / "data" / "oubli").touch()
    raise Refused(1, f"{folder} : {FULL}.")


@pytest.mark.parametrize(
    ("act", "error"),
    [
        pytest.param(_hide, "dit autrement", id="another error"),
        pytest.param(_spoil, "a changé", id="lost"),
        pytest.param(_leave, "il reste data/oubli", id="left over"),
    ],
)
def test_a_command_that_a_full_disk_makes_wrong_should_be_seen(
    act: Callable[[Path], object], error: str, state: Path, tmp_path: Path
) -> None:
    with (
        small_disk(tmp_path / "petit", STATE_DISK_BYTES) as disk,
        pytest.raises(Broken, match=error),
    ):
        refusals(disk, state, Operation("fautive", act))


class NamedEncoder(HashEncoder):
    """An encoder that says where it comes from."""

    manifest = SimpleNamespace(source="hash")


@pytest.fixture
def data(elsewhere: Path) -> Path:
    """A catalogue of one record, a few towns."""
    folder = elsewhere / "data"
    folder.mkdir()
    write_towns(folder / "communes.csv")
    (folder / "calibration.json").symlink_to(CALIBRATION_FILE)
    (folder / "contours.json").symlink_to(ROOT / "data" / "contours.json")
    (folder / "fond.json").symlink_to(ROOT / "data" / "fond.json")
    (folder / "needs.jsonl").symlink_to(ROOT / "data" / "needs.jsonl")
    return folder


@pytest.fixture
def _environment(monkeypatch: pytest.MonkeyPatch, disk: Path, data: Path) -> None:
    monkeypatch.setenv("ORIENTESS_VAR", str(disk))
    monkeypatch.setenv("ORIENTESS_DATA", str(data))
    monkeypatch.setenv("ORIENTESS_USE_ENCODER", "0")
    monkeypatch.setenv("COLUMNS", "200")


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run the command; its exit status."""
    monkeypatch.setattr(sys, "argv", ["orientess", *arguments])
    with pytest.raises(SystemExit) as stopped:
        main()
    return int(stopped.value.code or 0)


@pytest.mark.usefixtures("_environment")
def test_a_build_should_name_the_full_disk_and_end_in_failure(
    disk: Path,
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("service.cli.build._encoder", lambda *_: NamedEncoder())
    monkeypatch.setattr("index.indexing.text_parts._french_words", lambda: (("pas", 6.2),))
    needs = make_thesaurus(reparer="Réparer")
    monkeypatch.setattr("service.cli.build.Thesaurus.read", lambda *_: needs)
    versions.publish(whole("ancien", 4), IDENTITY, disk / "index")
    (data / "actors.jsonl").write_text(to_json(SMALL_CATALOGUE[0]) + "\n", encoding="utf-8")
    before = state_of(disk)
    with room(disk, 100_000):
        assert run(monkeypatch, "build") == 1
        assert str(disk) in capsys.readouterr().err
    shutil.rmtree(disk / "index" / vector_cache.FOLDER)  # vectors stay, for the next build
    assert state_of(disk) == before


@pytest.mark.usefixtures("_environment")
def test_an_import_should_name_the_full_disk_and_end_in_failure(
    disk: Path,
    elsewhere: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = (f"{row},Lieu {row},Lille,59000,\n" for row in range(200))
    (elsewhere / "lieux.csv").write_text(HEADING + "".join(lines), encoding="utf-8")
    with room(disk, 8_192):
        assert run(monkeypatch, "import", str(elsewhere / "lieux.csv")) == 1
        assert str(disk / "imports" / "lieux.jsonl") in capsys.readouterr().err
    assert state_of(disk) == {}


def test_the_fault_of_a_full_disk_should_say_which_in_french(disk: Path) -> None:
    with room(disk, 0), pytest.raises(OSError, match=str(disk)) as told:
        versions.publish(whole("ancien", 4), IDENTITY, disk / "index")
    assert told.value.errno == errno.ENOSPC
    assert in_french(told.value) == "un disque plein"


def test_a_search_should_be_answered_while_the_disk_is_full(disk: Path, data: Path) -> None:
    settings = Settings(var=disk, data=data, use_encoder=False, reload_seconds=3600)
    versions.publish(whole("ancien", 4), IDENTITY, settings.index_home)
    with TestClient(create_app(settings)) as client, room(disk, 0):
        answers = [client.get("/api/v1/search?q=ordinateur") for _ in range(5)]
        assert {each.status_code for each in answers} == {200}
        assert client.get("/recherche?q=ordinateur").status_code == 200
        report = Report("ancien-0", next(iter(REASONS)))
        with pytest.raises(StoreError, match="disque"):
            Reports(open_store(settings)).add(report)
    assert not (disk / BALLAST).exists()
    assert client.get("/api/v1/search?q=ordinateur").status_code == 200

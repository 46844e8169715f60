"""Backups: made while others write, refused when damaged, put back whole."""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import insert, select, update
from typer.testing import CliRunner

from bench.proofs.kills import kill_before
from bench.proofs.proof import IDENTITY
from bench.prove_artefact import whole
from index.artefact import manifest, versions
from index.artefact.content import ArtefactContent
from index.errors import BackupError, StoreError
from index.files import LOCK, TEMPORARY, scratch
from index.records.jsonl import to_json
from service.app import create_app
from service.cli.backup import commands
from service.feedback.reports import REASONS, Report, Reports
from service.proposals.proposal import Kind, Proposal
from service.proposals.table import Proposals
from service.runtime.live_index import LiveIndex
from service.settings import Settings
from service.storage import backup, restore
from service.storage.store import open_store
from service.storage.tables import API_KEY, REVISION
from tests.conftest import make_actor
from tests.searchers import CALIBRATION_FILE
from tests.towns import write_towns

KEYS = [
    {"id": name, "digest": f"empreinte-{name}", "name": "Ville", "created": "2026-01-15"}
    | {"scopes": "", "hosts": "", "logo": ""}
    for name in ("cle-1", "cle-2")
]
FLIPS, SEED, STEP = 120, 1, 17
PATIENCE_S = 60.0


@cache
def contents() -> tuple[ArtefactContent, ArtefactContent]:
    """An older catalogue and a newer one, indexed."""
    return whole("ancien", 4), whole("nouveau", 6)


def settings_in(folder: Path) -> Settings:
    """Settings over a folder of its own."""
    return Settings(
        var=folder / "var", data=folder / "data", use_encoder=False, reload_seconds=3600
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A place in service: a catalogue, an import, occupations, a key, a report, two versions."""
    made = settings_in(tmp_path / "ici")
    for path, text in (
        (made.actors, to_json(make_actor())),
        (made.imports / "ville.jsonl", to_json(make_actor(id="ville--1"))),
        (made.imports / "ville.problemes.csv", "fichier,ligne"),
        (made.occupation_imports / "rome.jsonl", "{}"),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text}\n", encoding="utf-8")
    store = open_store(made)
    with store.writing() as connection:
        connection.execute(insert(API_KEY), KEYS)
    Reports(store).add(Report("exemple", next(iter(REASONS)), comment="Fermé depuis juin."))
    Proposals(store).add(Proposal(Kind.CONFIRMATION, "https://exemple.fr/", "exemple"))
    for content in contents():
        versions.publish(content, IDENTITY, made.index_home)
    return made


@pytest.fixture
def saved(settings: Settings, tmp_path: Path) -> Path:
    """Its backup."""
    return backup.save(settings, tmp_path / "sauf.tar.gz").path


def rows(path: Path) -> list[object]:
    """All that a store holds."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
        return [
            connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()  # noqa: S608
            for table in ("api_key", "report", "counter", "feedback", "proposal")
        ]


def files(settings: Settings) -> dict[str, bytes]:
    """All that lies in a place, but for its store and its lock."""
    roots = [each for each in (settings.var, settings.data) if each.exists()]
    return {
        str(path.relative_to(settings.var.parent)): path.read_bytes()
        for root in roots
        for path in sorted(root.rglob("*"))
        if path.is_file() and "sqlite3" not in path.name and path.name != LOCK
    }


def test_a_backup_should_give_back_all_that_it_was_made_from(
    settings: Settings, saved: Path, tmp_path: Path
) -> None:
    there = settings_in(tmp_path / "ailleurs")
    done = restore.restore(there, saved)
    assert rows(there.store_file) == rows(settings.store_file)
    assert done.index == versions.current_version(there.index_home)
    restored = versions.read(there.index_home, done.index).content
    assert tuple(restored.records) == contents()[1].records
    kept, found = files(settings), files(there)
    assert {name for name in kept if name not in found} == {
        name
        for name in kept
        if f"index/{versions.earlier_versions(settings.index_home)[0]}" in name
    }
    assert all(found[name] == kept[name] for name in found if "history" not in name)
    assert done.left == ()


def test_a_backup_and_a_restored_store_should_be_for_their_owner_alone(
    saved: Path, tmp_path: Path
) -> None:
    there = settings_in(tmp_path / "ailleurs")
    restore.restore(there, saved)
    assert saved.stat().st_mode & 0o777 == there.store_file.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


WRITER = """
import sqlite3, sys, time
base = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
print("prêt", flush=True)
while True:
    base.execute("BEGIN IMMEDIATE")
    for _ in range(2):
        base.execute("INSERT INTO counter VALUES (hex(randomblob(8)), '', '', 1, 1)")
    base.execute("COMMIT")
"""


@pytest.fixture
def writers(settings: Settings) -> Iterator[Callable[[], int]]:
    """Two other processes write pairs of lines without rest; gives how many lines there are."""
    command = [sys.executable, "-c", WRITER, str(settings.store_file)]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]  # noqa: S603
    for each in started:
        assert each.stdout is not None
        assert each.stdout.readline()

    def count() -> int:
        with closing(sqlite3.connect(settings.store_file, timeout=30)) as connection:
            return int(connection.execute("SELECT count(*) FROM counter").fetchone()[0])

    yield count
    for each in started:
        assert each.poll() is None, "un écrivain s'est arrêté"
        each.kill()
        each.wait()
        assert each.stdout is not None
        each.stdout.close()


def test_a_backup_made_while_others_write_should_hold_one_moment(
    settings: Settings, writers: Callable[[], int], tmp_path: Path
) -> None:
    sizes = []
    for turn in range(4):
        before = writers()
        path = backup.save(settings, tmp_path / f"{turn}.tar.gz").path
        there = settings_in(tmp_path / str(turn))
        restore.restore(there, path)
        counters = rows(there.store_file)[2]
        assert isinstance(counters, list)
        assert before <= len(counters) <= writers()
        assert len(counters) % 2 == 0
        sizes.append(len(counters))
    assert sizes[-1] > sizes[0]


@pytest.mark.slow
def test_a_store_put_back_while_others_write_should_stay_sound(
    settings: Settings, saved: Path, writers: Callable[[], int]
) -> None:
    for _ in range(3):
        restore.restore(settings, saved, replace=True)
    after, end = writers(), time.monotonic() + PATIENCE_S
    while writers() == after:
        assert time.monotonic() < end
        time.sleep(0.01)
    assert rows(settings.store_file)[1] != []


def damaged_copies(saved: Path, folder: Path) -> Iterator[Path]:
    """A backup with one bit flipped, cut, or longer."""
    content, drawn = saved.read_bytes(), random.Random(SEED)  # noqa: S311
    path = folder / "abimee.tar.gz"
    for bit in drawn.sample(range(len(content) * 8), FLIPS):
        changed = bytearray(content)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        yield path
    for size in (
        0,
        1,
        10,
        len(content) // 3,
        len(content) // 2,
        len(content) - 9,
        len(content) - 1,
    ):
        path.write_bytes(content[:size])
        yield path
    path.write_bytes(content + b"rien")
    yield path


@pytest.mark.slow
def test_a_damaged_backup_should_be_refused_before_anything_is_touched(
    settings: Settings, saved: Path, tmp_path: Path
) -> None:
    expected, store = files(settings), rows(settings.store_file)
    refused = harmless = 0
    for path in damaged_copies(saved, tmp_path):
        try:
            restore.check(path)
        except BackupError:
            refused += 1
            with pytest.raises(BackupError):
                restore.restore(settings, path, replace=True)
        else:
            harmless += 1
            with gzip.open(path) as one, gzip.open(saved) as other:
                assert one.read() == other.read()
    assert refused >= FLIPS
    assert harmless <= 8, "seul l'en-tête de gzip n'est gardé par rien, et ne change rien"
    assert (files(settings), rows(settings.store_file)) == (expected, store)
    assert not list(settings.var.glob(f"{TEMPORARY}*"))


def forged(path: Path, contents: dict[str, object] | None, *members: tarfile.TarInfo) -> Path:
    """An archive that somebody made by hand."""
    with tarfile.open(path, "w:gz") as archive:
        told = json.dumps(contents).encode()
        first = tarfile.TarInfo(backup.CONTENTS if contents is not None else "autre")
        first.size = len(told)
        archive.addfile(first, BytesIO(told))
        for each in members:
            archive.addfile(each, BytesIO(b"x" * each.size))
    return path


def told_of(*names: str, version: str = "", form: int = backup.FORMAT) -> dict[str, object]:
    digest = {
        "size": 1,
        "sha256": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
    }
    created = datetime.now(UTC).isoformat()
    return {
        "format": form,
        "created": created,
        "version": version,
        "files": dict.fromkeys(names, digest),
    }


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, link
    made.size = 1 if kind == tarfile.REGTYPE else 0
    return made


@pytest.mark.parametrize(
    ("contents", "members"),
    [
        pytest.param(None, [], id="no contents"),
        pytest.param(told_of(form=2), [], id="another format"),
        pytest.param(told_of("../x"), [member("../x")], id="above"),
        pytest.param(told_of("/etc/x"), [member("/etc/x")], id="absolute"),
        pytest.param(told_of("imports/.x"), [member("imports/.x")], id="hidden"),
        pytest.param(told_of("imports/a/b"), [member("imports/a/b")], id="deeper"),
        pytest.param(told_of("imports/.."), [member("imports/..")], id="a folder above"),
        pytest.param(told_of("index/v/x", version="w"), [member("index/v/x")], id="other version"),
        pytest.param(told_of("index/../x", version=".."), [member("index/../x")], id="no version"),
        pytest.param(told_of("imports/x"), [], id="absent"),
        pytest.param(told_of(), [member("imports/x")], id="not told"),
        pytest.param(
            told_of("imports/x"), [member("imports/x", tarfile.SYMTYPE, "/etc/passwd")], id="link"
        ),
        pytest.param(
            told_of("imports/x"), [member("imports/x", tarfile.LNKTYPE, "x")], id="hard link"
        ),
        pytest.param(told_of("imports/x"), [member("imports/x", tarfile.FIFOTYPE)], id="pipe"),
    ],
)
def test_an_archive_that_is_no_backup_should_be_refused(
    tmp_path: Path, contents: dict[str, object] | None, members: list[tarfile.TarInfo]
) -> None:
    there = settings_in(tmp_path / "ailleurs")
    with pytest.raises(BackupError):
        restore.restore(there, forged(tmp_path / "x.tar.gz", contents, *members))
    assert files(there) == {}


def test_what_is_newer_should_not_be_undone_unless_it_is_asked_for(
    settings: Settings, saved: Path
) -> None:
    later = time.time() + 60
    import_file = settings.imports / "ville.jsonl"
    import_file.write_text(to_json(make_actor(id="ville--2")), encoding="utf-8")
    os.utime(import_file, (later, later))
    version = versions.publish(contents()[0], IDENTITY, settings.index_home).version
    before = files(settings)
    with pytest.raises(BackupError, match=r"ville\.jsonl.*--remplacer") as refused:
        restore.restore(settings, saved)
    assert version in str(refused.value)
    assert files(settings) == before
    done = restore.restore(settings, saved, replace=True)
    assert "imports/ville.jsonl" in done.changed
    assert versions.current_version(settings.index_home) == done.index != version
    assert versions.earlier_versions(settings.index_home)[0] == version


def test_a_key_that_was_revoked_since_should_stay_so(settings: Settings, saved: Path) -> None:
    with open_store(settings).writing() as connection:
        connection.execute(update(API_KEY).filter_by(id="cle-1").values(revoked="2026-02-01"))
    restore.restore(settings, saved, replace=True)
    with open_store(settings).reading() as connection:
        told = {row.id: row.revoked for row in connection.execute(select(API_KEY))}
    assert told == {"cle-1": "2026-02-01", "cle-2": None}


def test_imports_that_a_backup_does_not_hold_should_be_left_and_told(
    settings: Settings, saved: Path
) -> None:
    added = settings.imports / "plus.jsonl"
    added.write_text("{}\n", encoding="utf-8")
    assert restore.restore(settings, saved, replace=True).left == (str(added),)
    assert added.exists()


def test_a_store_that_is_no_longer_one_should_be_set_aside(settings: Settings, saved: Path) -> None:
    expected = rows(settings.store_file)
    settings.store_file.write_bytes(b"ceci n'est pas une base" * 500)
    restore.restore(settings, saved, replace=True)
    assert rows(settings.store_file) == expected
    assert settings.store_file.with_name(f"{settings.store_file.name}.ecarte").exists()


def test_a_store_that_a_newer_version_wrote_should_give_way_to_the_one_before(
    settings: Settings, saved: Path
) -> None:
    expected = rows(settings.store_file)
    with closing(sqlite3.connect(settings.store_file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    restore.restore(settings, saved, replace=True)
    assert rows(settings.store_file) == expected
    assert open_store(settings).migrate() == (REVISION, REVISION)


def test_a_damaged_store_should_not_be_saved(settings: Settings, tmp_path: Path) -> None:
    settings.store_file.write_bytes(b"ceci n'est pas une base" * 500)
    with pytest.raises(StoreError, match="pas une base"):
        backup.save(settings, tmp_path / "sauf.tar.gz")
    assert [each.name for each in tmp_path.iterdir()] == ["ici"]


def test_the_store_of_a_version_to_come_should_be_refused(
    settings: Settings, tmp_path: Path
) -> None:
    path = backup.save(settings, tmp_path / "sauf.tar.gz").path
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(restore, "REVISION", "0003")
        with pytest.raises(BackupError, match="plus récente"):
            restore.restore(settings_in(tmp_path / "ailleurs"), path)


def test_a_damaged_index_should_not_keep_the_rest_from_being_saved(
    settings: Settings, tmp_path: Path
) -> None:
    (settings.index_home / versions.CURRENT / "vectors.npy").write_bytes(b"")
    done = backup.save(settings, tmp_path / "sauf.tar.gz")
    assert "vectors.npy" in done.left_out
    assert done.contents.version == ""
    there = settings_in(tmp_path / "ailleurs")
    assert restore.restore(there, done.path).index == ""
    assert rows(there.store_file) == rows(settings.store_file)


def test_an_index_of_another_format_should_be_left_for_a_build(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest, "FORMAT", manifest.FORMAT + 1)
    there = settings_in(tmp_path / "ailleurs")
    assert restore.restore(there, saved).index == ""
    assert versions.current_version(there.index_home) is None
    assert (there.imports / "ville.jsonl").exists()


def test_a_service_should_take_up_the_index_that_was_put_back(
    settings: Settings, saved: Path
) -> None:
    write_towns(settings.communes)
    settings.calibration.symlink_to(CALIBRATION_FILE)
    version = versions.current_version(settings.index_home)
    versions.publish(contents()[0], IDENTITY, settings.index_home)
    service = LiveIndex(settings)
    service.refresh()
    assert service.searcher.manifest.version != version
    restore.restore(settings, saved, replace=True)
    service.refresh()
    assert service.searcher.manifest.version == version


def test_a_damaged_index_should_be_replaced_by_that_of_the_backup(
    settings: Settings, saved: Path
) -> None:
    version = versions.current_version(settings.index_home)
    shutil.rmtree(settings.index_home / str(version))
    done = restore.restore(settings, saved, replace=True)
    assert done.index == version
    restored = versions.read(settings.index_home, done.index).content
    assert tuple(restored.records) == contents()[1].records


def _restore_and_die(folder: Path, saved: Path, rank: int) -> None:
    kill_before(rank)
    restore.restore(settings_in(folder), saved, replace=True)


@pytest.mark.slow
def test_a_restoration_that_is_killed_should_leave_every_piece_whole(
    settings: Settings, saved: Path, tmp_path: Path
) -> None:
    versions.publish(contents()[0], IDENTITY, settings.index_home)
    (settings.imports / "ville.jsonl").write_text("autre\n", encoding="utf-8")
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    rank, code = 1, -signal.SIGKILL
    while code == -signal.SIGKILL:
        process = context.Process(target=_restore_and_die, args=(tmp_path / "ici", saved, rank))
        process.start()
        process.join()
        code = process.exitcode or 0
        version = versions.current_version(settings.index_home)
        assert version is not None
        versions.read(settings.index_home, version)
        assert len(rows(settings.store_file)) == 5
        assert (settings.imports / "ville.jsonl").read_text(encoding="utf-8")[-1] == "\n"
        rank += STEP
    assert code == 0
    restore.restore(settings, saved, replace=True)
    assert rank > STEP * 5


def test_what_a_restoration_stopped_at_its_end_left_should_be_removed_by_the_next(
    settings: Settings, saved: Path
) -> None:
    (settings.index_home / f"{versions.STAGING}copie").mkdir()
    restore.restore(settings, saved, replace=True)
    assert not list(settings.index_home.glob(f"{versions.STAGING}*"))


def test_a_name_that_is_taken_should_be_refused(settings: Settings, saved: Path) -> None:
    with pytest.raises(BackupError, match="existe déjà"):
        backup.save(settings, saved)


def test_nothing_to_save_should_be_said(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="Rien à sauvegarder"):
        backup.save(settings_in(tmp_path / "vide"), tmp_path / "sauf.tar.gz")


def left_behind(home: Path, name: str) -> Path:
    """A temporary folder that nobody holds, with what people wrote."""
    folder = home / f"{TEMPORARY}{name}"
    folder.mkdir()
    (folder / "orientess.sqlite3").write_text("des mots", "utf-8")
    return folder


def test_what_a_stopped_backup_left_should_be_removed_by_the_next_one(
    settings: Settings, tmp_path: Path
) -> None:
    stopped = left_behind(tmp_path, "arretee")
    with scratch(tmp_path) as running:
        backup.save(settings, tmp_path)
        assert (stopped.exists(), running.exists()) == (False, True)


def test_what_a_restoration_killed_left_should_be_removed_when_the_service_starts(
    tmp_path: Path,
) -> None:
    stopped = left_behind(tmp_path, "tuee")
    with TestClient(create_app(Settings(var=tmp_path, use_encoder=False))):
        assert not stopped.exists()


def test_a_folder_that_is_absent_should_be_made(settings: Settings, tmp_path: Path) -> None:
    saved = backup.save(settings, tmp_path / "loin" / "sauvegardes")
    assert saved.path.parent == tmp_path / "loin" / "sauvegardes"
    assert saved.path.name.startswith("orientess-")


def test_the_commands_should_say_what_was_done(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORIENTESS_VAR", str(settings.var))
    monkeypatch.setenv("ORIENTESS_DATA", str(settings.data))
    (tmp_path / "sauvegardes").mkdir()

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(commands, arguments, catch_exceptions=False)
        assert done.exit_code == 0
        return done.output

    version = str(versions.current_version(settings.index_home))
    output = run("backup", str(tmp_path / "sauvegardes"))
    (path,) = (tmp_path / "sauvegardes").iterdir()
    assert str(path) in output
    assert f"index {version}" in output
    assert "ce que des personnes ont écrit" in output
    assert "Sauvegarde saine" in run("restore", str(path), "--verifier")
    (settings.imports / "ville.jsonl").unlink()
    output = run("restore", str(path), "--remplacer")
    assert "imports/ville.jsonl" in output
    assert f"Index {version} : le service le prend de lui-même" in output
    output = run("backup", str(tmp_path / "sans.tar.gz"), "--sans-index")
    assert "sans index" in output
    assert "orientess build" in run("restore", str(tmp_path / "sans.tar.gz"), "--remplacer")

"""Restoration: from a folder with the default settings, and of archives with hostile numbers."""

from __future__ import annotations

import json
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bench.proofs.proof import IDENTITY
from bench.prove_artefact import whole
from index.artefact import versions
from index.errors import BackupError, KeyRequired, StoreError
from index.records.jsonl import to_json
from service.auth.keys import Keys
from service.auth.rights import Rights, Scope
from service.cli.backup import commands
from service.feedback.reports import REASONS, Report, Reports
from service.settings import Settings
from service.storage import backup, restore
from service.storage.copying import digest
from service.storage.store import Store, open_store
from service.storage.tables import API_KEY, COUNTER, REPORT
from tests.conftest import make_actor
from tests.index.artefact.older_format import make_older
from tests.service.stores import place_of

Run = Callable[..., str]

ONE_IMPORT: dict[str, object] = {
    "imports/x": {
        "size": 1,
        "sha256": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
    }
}


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Default settings, relative to the current folder: a record, a report, an index."""
    monkeypatch.chdir(tmp_path)
    for name in ("ORIENTESS_VAR", "ORIENTESS_DATA"):
        monkeypatch.delenv(name, raising=False)
    settings = Settings()
    settings.actors.parent.mkdir()
    settings.actors.write_text(f"{to_json(make_actor())}\n", encoding="utf-8")
    Reports(open_store(settings)).add(Report("exemple", next(iter(REASONS)), comment="Fermé."))
    versions.publish(whole("relatif", 4), IDENTITY, settings.index_home)
    assert not any(path.is_absolute() for path in (settings.var, settings.data))
    return settings


@pytest.fixture
def run() -> Run:
    """Run a command; return what it prints."""

    def invoke(*arguments: str) -> str:
        done = CliRunner().invoke(commands, arguments, catch_exceptions=False)
        assert done.exit_code == 0
        return done.output

    return invoke


@pytest.fixture
def saved(settings: Settings, run: Run) -> Path:
    """Its backup, named relative to the current folder."""
    run("backup", "sauf.tar.gz")
    return Path("sauf.tar.gz")


def comments(settings: Settings) -> list[str]:
    """The comments of the reports in the store."""
    with open_store(settings).reading() as connection:
        return list(connection.scalars(select(REPORT.c.comment)))


def test_a_backup_should_be_sound_wherever_its_name_starts(
    settings: Settings, saved: Path, run: Run
) -> None:
    before = comments(settings)
    for name in (str(saved), f"./{saved}", str(saved.resolve())):
        assert "Sauvegarde saine" in run("restore", name, "--verifier")
    assert comments(settings) == before


def test_a_backup_should_be_restored_to_the_default_folders(
    settings: Settings, saved: Path, run: Run
) -> None:
    version = versions.current_version(settings.index_home)
    settings.var.rename("var.avant")
    settings.data.rename("data.avant")
    output = run("restore", str(saved))
    assert backup.RECORDS in output
    assert f"Index {version}" in output
    assert comments(settings) == ["Fermé."]
    assert settings.actors.read_bytes() == Path("data.avant/actors.jsonl").read_bytes()
    assert versions.read(settings.index_home, str(version)).manifest.version == version


def test_a_backup_should_replace_what_is_newer_in_the_default_folders(
    settings: Settings, saved: Path, run: Run
) -> None:
    before = settings.actors.read_bytes()
    settings.actors.write_text(f"{to_json(make_actor(id='autre'))}\n", encoding="utf-8")
    Reports(open_store(settings)).add(Report("autre", next(iter(REASONS)), comment="Nouveau."))
    output = run("restore", str(saved), "--remplacer")
    assert backup.RECORDS in output
    assert backup.STORE in output
    assert settings.actors.read_bytes() == before
    assert comments(settings) == ["Fermé."]


def test_a_programming_error_should_not_be_reported_as_damage(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(path: Path) -> None:
        raise ValueError(f"no way to open {path}")

    monkeypatch.setattr(restore, "_check_store", broken)
    with pytest.raises(ValueError, match="no way to open"):
        restore.check(saved)


def listing(files: dict[str, object], version: str = "") -> str:
    """Return the list of contents of a backup."""
    created = "2026-01-15T00:00:00Z"
    listed = {"format": backup.FORMAT, "created": created, "version": version, "files": files}
    return json.dumps(listed)


def forged(path: Path, contents: str, headers: dict[str, str]) -> Path:
    """Write an archive whose second member has extended headers."""
    with tarfile.open(path, "w:gz", format=tarfile.PAX_FORMAT) as archive:
        text = contents.encode()
        first, second = tarfile.TarInfo(backup.CONTENTS), tarfile.TarInfo("imports/x")
        first.size, second.size = len(text), 1
        second.pax_headers = headers
        archive.addfile(first, BytesIO(text))
        archive.addfile(second, BytesIO(b"x"))
    return path


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"GNU.sparse.map": "a,b"}, id="map of a sparse file"),
        pytest.param({"GNU.sparse.size": "a"}, id="size of a sparse file"),
        pytest.param({"GNU.sparse.major": "1", "GNU.sparse.minor": "0"}, id="no map"),
        pytest.param({"mtime": "nan"}, id="date that is no number"),
        pytest.param({"mtime": "1e300"}, id="date out of range"),
        pytest.param({"mtime": "inf"}, id="date without end"),
        pytest.param({"size": "-1"}, id="negative size"),
    ],
)
def test_a_bad_number_in_a_header_should_be_reported_as_damage(
    tmp_path: Path, headers: dict[str, str]
) -> None:
    path = forged(tmp_path / "x.tar.gz", listing(ONE_IMPORT), headers)
    with pytest.raises(BackupError, match="abîmée"):
        restore.check(path)


def test_an_archive_should_be_sound_but_for_its_bad_numbers(tmp_path: Path) -> None:
    path = forged(tmp_path / "x.tar.gz", listing(ONE_IMPORT), {"mtime": "1"})
    assert list(restore.check(path).files) == ["imports/x"]


@pytest.mark.parametrize("version", ["\0", "..", "absente"])
def test_an_index_that_a_backup_names_and_does_not_hold_should_be_refused(
    tmp_path: Path, version: str
) -> None:
    path = forged(tmp_path / "x.tar.gz", listing(ONE_IMPORT, version), {})
    with pytest.raises(BackupError, match="index"):
        restore.check(path)


def test_contents_that_cannot_be_read_should_be_refused(tmp_path: Path) -> None:
    for contents in ("", "{", "{}", listing({"imports/x": 1})):
        with pytest.raises(BackupError, match="abîmée"):
            restore.check(forged(tmp_path / "x.tar.gz", contents, {}))


def test_a_backup_of_an_older_index_should_give_back_all_but_the_index(
    settings: Settings, run: Run, tmp_path: Path
) -> None:
    listed = older_backup(settings, Path("ancienne.tar.gz"))
    before = settings.actors.read_bytes()
    settings.var.rename("var.avant")
    settings.data.rename("data.avant")
    assert "Sauvegarde saine" in run("restore", "ancienne.tar.gz", "--verifier")
    output = run("restore", "ancienne.tar.gz")
    assert "L'index de la sauvegarde est laissé de côté." in output
    assert "a le format 9" in output
    assert "lancez « orientess build »" in output
    assert versions.current_version(settings.index_home) is None
    assert settings.actors.read_bytes() == before
    assert (settings.imports / "ville.jsonl").read_text(encoding="utf-8") == "{}\n"
    assert comments(settings) == ["Fermé."]
    with open_store(settings).reading() as connection:
        assert connection.scalars(select(API_KEY.c.name)).all() == ["Ville"]
        assert connection.scalars(select(COUNTER.c.number)).all() == [7]
    assert {"fiches/actors.jsonl", "imports/ville.jsonl", "orientess.sqlite3"} <= set(listed)


def older_backup(settings: Settings, path: Path) -> list[str]:
    """Write an archive of format 1 over an index of format 9; return the names of its members."""
    with open_store(settings).writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO api_key (id, digest, name, scopes, hosts, logo, created)"
            " VALUES ('cle', 'empreinte', 'Ville', '', '', '', '2026-01-15')"
        )
        connection.exec_driver_sql("INSERT INTO counter VALUES ('2026-01', 'aide', '59', 1, 7)")
    settings.imports.mkdir()
    (settings.imports / "ville.jsonl").write_text("{}\n", encoding="utf-8")
    version = str(versions.current_version(settings.index_home))
    index = settings.index_home / version
    make_older(index)
    with closing(sqlite3.connect(settings.store_file)) as connection:
        parts = {"orientess.sqlite3": connection.serialize()}
    parts["fiches/actors.jsonl"] = settings.actors.read_bytes()
    parts["imports/ville.jsonl"] = (settings.imports / "ville.jsonl").read_bytes()
    parts |= {f"index/{version}/{part.name}": part.read_bytes() for part in index.iterdir()}
    files = {
        name: {"size": len(content), "sha256": sha256(content).hexdigest()}
        for name, content in parts.items()
    }
    created = datetime.now(UTC).isoformat()
    listed = {"format": 1, "created": created, "version": version, "files": files}
    with tarfile.open(path, "w:gz", format=tarfile.PAX_FORMAT) as archive:
        for name, content in {"sauvegarde.json": json.dumps(listed).encode(), **parts}.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, BytesIO(content))
    return list(parts)


def settings_over(store: Store, folder: Path) -> Settings:
    """Settings over a store, with folders of their own."""
    place = place_of(store)
    chosen = "" if isinstance(place, Path) else place
    var = place.parent if isinstance(place, Path) else folder / "var"
    return Settings(var=var, data=folder / "data", store=chosen)


@pytest.fixture
def there(tmp_path: Path) -> Settings:
    """Another place, whose store is a file."""
    return Settings(var=tmp_path / "ailleurs", data=tmp_path / "ailleurs" / "data", store="")


def held(settings: Settings) -> str:
    """The digest of all the rows of a store."""
    with open_store(settings).reading() as connection:
        return digest(connection)


def test_a_store_should_be_put_back_in_the_same_kind_or_in_the_other(
    store: Store, there: Settings, tmp_path: Path
) -> None:
    here = settings_over(store, tmp_path)
    secret, key = Keys(store).create(Rights(name="Ville", scopes=(Scope.LECTURE,)))
    Reports(store).add(Report("exemple", "autre", comment="Fermé."))
    before = held(here)
    saved = backup.save(here, tmp_path / "sauf.tar.gz").path
    assert restore.check(saved).files.keys() == {backup.STORE}
    assert restore.restore(there, saved).changed == (backup.STORE,)
    assert held(there) == before
    Reports(store).add(Report("autre", "autre"))
    with pytest.raises(BackupError, match="--remplacer") as refused:
        restore.restore(here, saved)
    assert store.place in str(refused.value)
    Keys(store).rotate(key.id, 3)
    Keys(store).revoke(key.id)
    restore.restore(here, saved, replace=True)
    assert [each.comment for each in Reports(store).all()] == ["Fermé."]
    with pytest.raises(KeyRequired, match="révoquée"):
        Keys(store).check(secret)
    assert [each.id for each in Keys(store).all()] == [key.id]
    assert Keys(open_store(there)).check(secret) == key


def test_a_key_that_was_to_expire_sooner_should_not_live_longer_once_put_back(
    store: Store, tmp_path: Path
) -> None:
    here = settings_over(store, tmp_path)
    _, key = Keys(store).create(Rights(name="Ville", scopes=(Scope.LECTURE,)))
    saved = backup.save(here, tmp_path / "sauf.tar.gz").path
    Keys(store).rotate(key.id, 3)
    (expires,) = (each.expires for each in Keys(store).all() if each.id == key.id)
    restore.restore(here, saved, replace=True)
    assert [each.expires for each in Keys(store).all()] == [expires]


def test_a_backup_should_be_put_back_in_an_empty_store(
    store: Store, there: Settings, tmp_path: Path
) -> None:
    Reports(open_store(there)).add(Report("exemple", "autre", comment="Fermé."))
    saved = backup.save(there, tmp_path / "sauf.tar.gz").path
    restore.restore(settings_over(store, tmp_path), saved)
    assert [each.comment for each in Reports(store).all()] == ["Fermé."]


def test_a_server_that_does_not_answer_should_leave_no_partial_backup(tmp_path: Path) -> None:
    address = f"postgresql+psycopg:///orientess?host={tmp_path}"
    absent = Settings(var=tmp_path / "var", data=tmp_path / "data", store=address)
    with pytest.raises(StoreError, match="ne répond pas"):
        backup.save(absent, tmp_path / "sauf.tar.gz")
    assert not list(tmp_path.glob("*sauf*"))

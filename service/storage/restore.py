"""Restoration of a backup, once all of it is verified.

Each part (a file, the store, the index) is replaced in one step: a restoration that is
interrupted leaves every part whole, old or new, and may be run again. The service may run
meanwhile: it uses the restored store at its next request, and the restored index at its next check
for a new version.
"""

from __future__ import annotations

import errno
import gzip
import os
import re
import shutil
import sqlite3
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import select, update

from index.artefact import manifest, versions
from index.errors import ArtefactError, ArtefactMismatch, BackupError, FileChanged, StoreError
from index.files import copy_atomically, digest, naming, scratch, verify
from service.data_folder import check_writable
from service.settings import Settings
from service.storage.backup import (
    CONTENTS,
    FORMAT,
    IMPORTS,
    INDEX,
    OCCUPATIONS,
    RECORDS,
    STORE,
    Contents,
)
from service.storage.copying import copy_rows
from service.storage.sqlite_store import SqliteStore, is_sound, revision_of
from service.storage.store import Store, open_store
from service.storage.tables import API_KEY, REVISION

MAX_CONTENTS_BYTES = 10_000_000
CHUNK_BYTES = 1 << 20
OVERHEAD_BYTES = 1_000_000
"""Bytes that SQLite and the file system may need on the disk, besides the files restored."""
PATIENCE_S = 60.0
"""Longest wait, in seconds, for those who write to the store that is replaced."""
_UNREADABLE = (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, ValidationError)
"""Errors of the readers of archives, and of the list of contents, for a damaged backup.

Never a bare `ValueError`: it would report a programming error as damage.
"""
_PLAIN = r"[^/\0.][^/\0]*"
_PART = re.compile(
    rf"{re.escape(STORE)}|{re.escape(RECORDS)}|(?:{IMPORTS}|{OCCUPATIONS})/{_PLAIN}|{INDEX}/{_PLAIN}/{_PLAIN}"
)


@dataclass(frozen=True)
class Restored:
    """Outcome of the restoration of a backup.

    contents: list of the files in the backup; changed: names of the files replaced because they
    differed (not those of the search index), and that of the store if the backup has it;
    index: name of the version of the search index that is now current, "" when the backup has none
    that can be used; left: paths of files of imported data that the backup does not have, which
    stay on the disk; left_out: reason why the search index of the backup cannot be used, in French,
    "" when it can or when the backup has none.
    """

    contents: Contents
    changed: tuple[str, ...]
    index: str
    left: tuple[str, ...]
    left_out: str = ""


def check(backup: Path) -> Contents:
    """Verify all the files of a backup, without restoring anything.

    They are extracted into a temporary folder beside the backup, which is then removed.

    Args:
        backup: path of the archive.

    Returns:
        The list of the files in the backup.

    Raises:
        BackupError: when the archive is damaged, or is not a backup of this service.
        OSError: when the archive cannot be read, or the disk has no room to extract it.
    """
    with scratch(backup.parent) as folder:
        return _extract(backup, folder)


def restore(settings: Settings, backup: Path, replace: bool = False) -> Restored:
    """Restore the data of the service from a backup, once all of its files are verified.

    Args:
        settings: the folders of the service, to restore to.
        backup: path of the archive.
        replace: True to replace even data that changed since the backup: the changes are lost;
            False to restore nothing when there is such data.

    Returns:
        The files that were replaced, those that stay, and the search index.

    Raises:
        BackupError: when the archive is damaged or is not a backup, or when data changed since the
            backup and `replace` is False; nothing is restored then.
        OrientessError: when its catalogue would replace that of the installed package.
        StoreError: when the store of the service cannot be read or written.
        OSError: when a file cannot be read or written; each file is then whole, old or new.
    """
    with naming(settings.var), scratch(settings.var) as folder:
        contents = _extract(backup, folder)
        store = open_store(settings, PATIENCE_S)
        newer = [] if replace else list(_newer(settings, contents, store, folder))
        if newer:
            raise BackupError(
                f"Plus récent que la sauvegarde : {', '.join(newer)}. "
                "Avec --remplacer, ce qui a changé depuis est perdu."
            )
        records = contents.files.get(RECORDS)
        if records and settings.actors.exists() and digest(settings.actors) != records:
            check_writable(settings.data)
        _check_room(settings.var, contents)
        changed = [name for name in _files(contents) if _place(folder, name, settings)]
        if STORE in contents.files:
            _put_store(folder / STORE, store)
            changed.append(STORE)
        index, left_out = _put_index(folder, contents, settings.index_home)
        left = tuple(_left(settings, contents))
        return Restored(contents, tuple(changed), index, left, left_out)


def _files(contents: Contents) -> list[str]:
    """Return the names of the parts that replace a file each."""
    return [name for name in contents.files if name != STORE and not name.startswith(f"{INDEX}/")]


@contextmanager
def _damage_reported(backup: Path) -> Iterator[None]:
    """Raise the errors that a damaged backup causes as `BackupError`."""
    try:
        yield
    except _UNREADABLE as error:
        raise BackupError(f"{backup} n'est pas une sauvegarde, ou est abîmée.") from error
    except (FileChanged, ArtefactError, sqlite3.Error) as error:
        raise BackupError(f"{backup} est abîmée : {error}") from error


@contextmanager
def _bad_numbers() -> Iterator[None]:
    """Raise as `tarfile.ReadError` what tarfile lets through for a bad number in a header.

    Nothing of ours runs inside: these two are what programming errors raise as well.
    """
    try:
        yield
    except (ValueError, OverflowError) as error:
        raise tarfile.ReadError(str(error)) from error


@_bad_numbers()
def _open(stream: gzip.GzipFile) -> tarfile.TarFile:
    """Open an archive, which reads its first header."""
    return tarfile.open(fileobj=stream, mode="r|")


@_bad_numbers()
def _next(archive: tarfile.TarFile) -> tarfile.TarInfo | None:
    """Return the next member of an archive, None after the last."""
    return archive.next()


@_bad_numbers()
def _write(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """Write a member of an archive into a folder, never above it."""
    archive.extract(member, folder, filter="data")


def _extract(backup: Path, folder: Path) -> Contents:
    """Extract a backup into a folder, and verify everything."""
    with _damage_reported(backup):
        with gzip.open(backup, "rb") as stream, _open(stream) as archive:
            contents = _contents(archive, backup)
            _check_room(folder, contents)
            while (member := _next(archive)) is not None:
                expected = contents.files.get(member.name)
                if expected is None or not member.isreg() or member.size != expected.size:
                    raise BackupError(f"{backup} est abîmée : {member.name} n'y a pas sa place.")
                _write(archive, member, folder)
            while stream.read(CHUNK_BYTES):
                """Read to the end, where the CRC is."""
        verify(folder, contents.files)
        if STORE in contents.files:
            _check_store(folder / STORE)
        if contents.version:
            with suppress(ArtefactMismatch):  # an older format: reported when it is put back
                manifest.read(folder / INDEX / contents.version, contents.version)
    return contents


def _contents(archive: tarfile.TarFile, backup: Path) -> Contents:
    """Read the list of contents, the first member, and check the names of the parts."""
    first = _next(archive)
    stream = archive.extractfile(first) if first is not None and first.isreg() else None
    if first is None or stream is None or first.name != CONTENTS or first.size > MAX_CONTENTS_BYTES:
        raise BackupError(f"{backup} n'est pas une sauvegarde d'OrientESS.")
    contents = Contents.model_validate_json(stream.read())
    if contents.format != FORMAT:
        raise BackupError(f"{backup} a le format {contents.format}, attendu {FORMAT}.")
    for name in contents.files:
        if not _PART.fullmatch(name):
            raise BackupError(f"{backup} contient {name!r}, qui n'est pas d'une sauvegarde.")
        if name.startswith(f"{INDEX}/") and name.split("/")[1] != contents.version:
            raise BackupError(f"{backup} contient {name!r}, qui n'est pas de son index.")
    if contents.version and not any(name.startswith(f"{INDEX}/") for name in contents.files):
        raise BackupError(f"{backup} ne contient pas l'index {contents.version!r} qu'elle annonce.")
    return contents


def _check_store(path: Path) -> None:
    """Refuse a store that is damaged, or of a newer version."""
    if not is_sound(path):
        raise BackupError(f"{path.name} est abîmé dans la sauvegarde.")
    if revision_of(path) > REVISION:
        raise BackupError(f"{path.name} vient d'une version plus récente d'OrientESS.")


def _target(name: str, settings: Settings) -> Path:
    """Return the path that a part is restored to."""
    if name == RECORDS:
        return settings.actors
    folder, _, file = name.partition("/")
    return {IMPORTS: settings.imports, OCCUPATIONS: settings.occupation_imports}[folder] / file


def _newer(settings: Settings, contents: Contents, store: Store, folder: Path) -> Iterator[str]:
    """Yield what changed here since a backup was made, which is extracted in a folder."""
    created = contents.created.timestamp()
    for name in _files(contents):
        path = _target(name, settings)
        is_later = path.exists() and path.stat().st_mtime > created
        if is_later and digest(path) != contents.files[name]:
            yield str(path)
    if STORE in contents.files and store.is_newer(folder / STORE, contents.created):
        yield store.place
    version = versions.current_version(settings.index_home) or ""
    if contents.version and version > contents.version:
        yield str(settings.index_home / version)


def _check_room(folder: Path, contents: Contents) -> None:
    """Raise OSError when the disk has no room for the restoration."""
    needed = sum(file.size for file in contents.files.values()) + OVERHEAD_BYTES
    if shutil.disk_usage(folder).free < needed:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))


def _place(folder: Path, name: str, settings: Settings) -> bool:
    """Replace a file in one step; return whether it differed."""
    target = _target(name, settings)
    if target.is_file() and digest(target) == digest(folder / name):
        return False
    copy_atomically(folder / name, target)
    return True


def _put_store(restored: Path, store: Store) -> None:
    """Restore a store, in one transaction that its other users wait for.

    A store that cannot be read is set aside first: the service must be stopped then.
    """
    saved = SqliteStore(restored, is_lasting=False)
    try:
        _replace_rows(saved, store)
    except StoreError as error:
        if not store.set_aside(error):
            raise
        _replace_rows(saved, store)


def _replace_rows(saved: Store, store: Store) -> None:
    """Copy all rows; a key that was revoked, or made to expire, since the backup stays so."""
    ends = select(API_KEY.c.id, API_KEY.c.revoked, API_KEY.c.expires)
    with saved.reading() as rows, store.writing() as live:
        before = live.execute(ends).all()
        copy_rows(rows, live)
        for identifier, revoked, expires in before:
            key = live.execute(ends.where(API_KEY.c.id == identifier)).first()
            if key is None:
                continue
            days = [day for day in (key.expires, expires) if day is not None]
            changed = {"revoked": key.revoked or revoked, "expires": min(days, default=None)}
            live.execute(update(API_KEY).where(API_KEY.c.id == identifier).values(changed))


def _put_index(folder: Path, contents: Contents, home: Path) -> tuple[str, str]:
    """Restore the index.

    Returns the version in service and "", or "" and why the index cannot be used: another format,
    or an engine that is not registered. The rest of the backup is sound all the same.
    """
    if not contents.version:
        return "", ""
    if versions.current_version(home) == contents.version:
        with suppress(ArtefactError):
            version = versions.read(home, contents.version).manifest.version
            versions.tidy(home)  # an earlier restoration was perhaps stopped right before
            return version, ""
    path = folder / INDEX / contents.version
    try:
        manifest.read_manifest(path)
    except ArtefactMismatch as error:
        return "", str(error)
    return versions.adopt(path, home).version, ""


def _left(settings: Settings, contents: Contents) -> Iterator[str]:
    """Yield the imports that are here and not in the backup."""
    for name, home in ((IMPORTS, settings.imports), (OCCUPATIONS, settings.occupation_imports)):
        for path in sorted(home.glob("*.jsonl")):
            if f"{name}/{path.name}" not in contents.files:
                yield str(path)

"""Backup: data that cannot be rebuilt, in one archive that is verified whole before it is used.

    sauvegarde.json        list of the parts, with their size and SHA-256
    orientess.sqlite3      keys, counters, reports, opinions, proposals, at one moment: a SQLite
                           file, whether the store is one or a PostgreSQL database
    fiches/actors.jsonl    our catalogue, which `orientess import` adds to
    imports/, metiers/     open data as it was imported
    index/<version>/       the current index, so that a restored service answers at once

The rest of `data/` comes with the code, and the encoder is prepared again (`orientess prepare`).
The archive holds personal data: only its owner can read it.
"""

from __future__ import annotations

import gzip
import os
import tarfile
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BufferedIOBase, BytesIO
from pathlib import Path

from pydantic import AwareDatetime

from index.artefact import versions
from index.errors import ArtefactError, BackupError
from index.files import FileDigest, digest_of, locked, naming, scratch, sync
from index.frozen_model import FrozenModel
from service.settings import Settings
from service.storage.store import open_store

FORMAT = 1
CONTENTS = "sauvegarde.json"
STORE, RECORDS, IMPORTS, OCCUPATIONS, INDEX = (
    "orientess.sqlite3",
    "fiches/actors.jsonl",
    "imports",
    "metiers",
    "index",
)
SNAPSHOT = ".copie.sqlite3"
"""Name of the copy of the store in the temporary folder of a backup."""
ARCHIVES = (".gz", ".tgz")
"""Ends of the names of archives; any other target is a folder."""
COMPRESSION = 6
OWNER_ONLY, READABLE = 0o600, 0o644


class Contents(FrozenModel):
    """List of the files in a backup, stored as the first member of the archive.

    format: version number of the format of the archive; created: time when the backup was begun;
    version: name of the version of the search index in the archive, "" when it has none; files:
    name of a file in the archive, such as "fiches/actors.jsonl" -> its size in bytes and its
    SHA-256.
    """

    format: int
    created: AwareDatetime
    version: str
    files: dict[str, FileDigest]


@dataclass(frozen=True)
class Saved:
    """Outcome of a backup.

    path: of the archive written; size: of the archive, in bytes; contents: list of the files in it;
    left_out: when the search index is damaged and so is not in the archive, the reason, in French;
    "" when the index is in it, was not requested, or does not exist.
    """

    path: Path
    size: int
    contents: Contents
    left_out: str = ""


def save(settings: Settings, target: Path, with_index: bool = True) -> Saved:
    """Write a backup of the data of the service, in one archive; the service may run meanwhile.

    Args:
        settings: the folders of the service.
        target: the path of the archive to write, or a folder, made when it is absent, in which the
            archive is named after the date.
        with_index: True to add the current version of the search index.

    Returns:
        The path of the archive and the list of its contents.

    Raises:
        BackupError: when the archive already exists, or there is no data to save.
        StoreError: when the store of the service cannot be read; nothing is written.
        OSError: when a file cannot be read or written; no partial archive is left.
    """
    created = datetime.now(UTC)
    is_folder = target.is_dir() or not target.name.endswith(ARCHIVES)
    path = target / f"orientess-{created:%Y%m%dT%H%M%S}.tar.gz" if is_folder else target
    if path.exists():
        raise BackupError(f"{path} existe déjà : donnez un autre nom.")
    with (
        locked(settings.index_home),
        naming(path),
        scratch(path.parent) as folder,
        ExitStack() as opened,
    ):
        version, left_out = _sound_version(settings.index_home) if with_index else ("", "")
        streams = _streams(settings, version, opened)
        if (store := open_store(settings)).exists():
            store.save(folder / SNAPSHOT)
            streams[STORE] = opened.enter_context((folder / SNAPSHOT).open("rb"))
        if not streams:
            raise BackupError(f"Rien à sauvegarder dans {settings.var} ni {settings.data}.")
        digests = {name: digest_of(stream) for name, stream in streams.items()}
        contents = Contents(format=FORMAT, created=created, version=version, files=digests)
        partial = folder / path.name
        _write(partial, contents, streams)
        partial.replace(path)
        sync(path.parent)
    return Saved(path, path.stat().st_size, contents, left_out)


def _sound_version(home: Path) -> tuple[str, str]:
    """Return the current version of the index and "", or "" and why it is left out.

    A damaged index must not prevent the backup of the rest. Before any build, both are "".
    """
    version = versions.current_version(home)
    if version is None:
        return "", ""
    try:
        versions.read(home, version)
    except ArtefactError as error:
        return "", str(error)
    return version, ""


def _streams(settings: Settings, version: str, opened: ExitStack) -> dict[str, BufferedIOBase]:
    """Open the parts: name -> stream. Files replaced meanwhile are read as they were."""
    folders = {IMPORTS: settings.imports, OCCUPATIONS: settings.occupation_imports}
    if version:
        folders[f"{INDEX}/{version}"] = settings.index_home / version
    paths = {RECORDS: settings.actors} if settings.actors.exists() else {}
    for name, folder in folders.items():
        paths |= {f"{name}/{path.name}": path for path in sorted(folder.glob("[!.]*"))}
    streams: dict[str, BufferedIOBase] = {
        name: opened.enter_context(path.open("rb")) for name, path in paths.items()
    }
    return streams


def _write(path: Path, contents: Contents, streams: dict[str, BufferedIOBase]) -> None:
    """Write the archive, the list of its contents first, and sync it."""
    listed = contents.model_dump_json(indent=2).encode()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with (
        os.fdopen(descriptor, "wb") as raw,
        gzip.GzipFile("", "wb", COMPRESSION, raw) as compressed,
        tarfile.open(fileobj=compressed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for name, stream in {CONTENTS: BytesIO(listed), **streams}.items():
            stream.seek(0)
            member = tarfile.TarInfo(name)
            member.size = len(listed) if name == CONTENTS else contents.files[name].size
            member.mtime = int(contents.created.timestamp())
            member.mode = OWNER_ONLY if name == STORE else READABLE
            archive.addfile(member, stream)
    sync(path)

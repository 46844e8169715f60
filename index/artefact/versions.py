"""Versions of the index on disk, and which one is current: publication, rollback, removal.

    var/index/<version>/           one version
    var/index/current -> <version> link to the version in use, replaced in one step
    var/index/history              versions that were current, in order, for rollback
    var/index/.lock                held by the process that changes any of this

The build keeps its own folders beside these: `vectors`, and `.building` while it runs.

A version is written in a staging folder, flushed to the disk, renamed, and only then made current:
a reader always sees a whole version, and a build that stops at any moment leaves the current one as
it was. The staging folder that it leaves is removed by the next build.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp

from index.artefact import manifest as artefact
from index.artefact.content import CHANGES, CONFIDENCE, ArtefactContent
from index.artefact.journal import journal_after
from index.artefact.manifest import MANIFEST, Artefact, EncoderIdentity, Manifest
from index.engines.base import DEFAULT_ENGINE, EngineServer
from index.engines.registry import open_engine, write_engine
from index.errors import (
    ArtefactCorrupt,
    ArtefactError,
    ArtefactMismatch,
    ArtefactMissing,
    FileChanged,
)
from index.files import locked, naming, scratch, sweep, sync, verify, write_atomically

CURRENT, HISTORY = "current", "history"
RETAINED_VERSIONS = 3
STAGING = ".staging-"
"""Start of the name of the temporary folder where a version is written before it is renamed."""
Export = Callable[[ArtefactContent, str, Path], None]
"""Writes the exports of a version: its content, its name, and the folder where to write them."""


def publish(
    content: ArtefactContent,
    identity: EncoderIdentity,
    home: Path,
    engine: str = DEFAULT_ENGINE,
    server: EngineServer | None = None,
    fit: Callable[[Artefact], str] | None = None,
    export: Export | None = None,
) -> Manifest:
    """Write a new version of the search index and make it the current one, which is searched.

    Versions older than the last `RETAINED_VERSIONS` are removed. When the current version has
    the same content, it stays and no version is added.

    Args:
        content: records, passages, vectors and all else that the version holds.
        identity: the encoder that made its vectors, and the version of the rules that cut passages.
        home: folder of all the versions; created when absent.
        engine: name of the engine that it is published for, which is filled and checked before the
            version is current.
        server: where this engine is reached when it is a server.
        fit: returns the confidence fitted for the version, which it searches before it is
            published; None to keep none.
        export: writes the exports of the version in its folder; None for none.

    Returns:
        The manifest of the version that is current afterwards.

    Raises:
        ArtefactCorrupt: when the new version cannot be read back, or `current` in `home` is a
            folder instead of a link; the current version stays.
        EngineError: when no engine has this name, or it cannot hold the version; the current one
            stays.
        OSError: when a file cannot be written; the current version stays, and no partial file
            remains.
    """
    with _staging(home) as folder:
        manifest = artefact.write(content, identity, folder, engine)
        if fit is not None:
            with _searchable(artefact.read(folder)) as unpublished:
                confidence = fit(unpublished)
            manifest = artefact.add_file(CONFIDENCE, confidence, manifest, folder)
        journal = journal_after(home / CURRENT, folder, manifest.version)
        if journal and not _went_back(home):
            manifest = artefact.add_file(CHANGES, journal, manifest, folder)
        same = _already_current(manifest, home)
        if same is not None:
            read(home, same.version, server).engine.publish()
            return same
        if export is not None:
            export(content, manifest.version, folder)
            manifest = artefact.add_exports(manifest, folder)
        artefact.read(folder, server=server).engine.publish()
        _put_in_service(folder, manifest.version, home)
    return manifest


@contextmanager
def _searchable(unpublished: Artefact) -> Iterator[Artefact]:
    """Give a version that is not published, searched here even if its engine is a server."""
    if unpublished.manifest.engine == DEFAULT_ENGINE:
        yield unpublished
        return
    content, version = unpublished.content, unpublished.manifest.version
    with scratch() as folder:
        write_engine(DEFAULT_ENGINE, content.vectors, folder)
        engine = open_engine(DEFAULT_ENGINE, folder, version, content.searched)
        yield replace(unpublished, engine=engine)


def adopt(folder: Path, home: Path) -> Manifest:
    """Copy a version of the search index built elsewhere, such as in a backup; make it current.

    Args:
        folder: the folder of the version; it is copied and left as it is.
        home: folder of all the versions; created when absent.

    Returns:
        The manifest of the version.

    Raises:
        ArtefactError: when the copy is damaged or of another format; the current version stays.
        OSError: when a file cannot be written; the current version stays, and no partial file
            remains.
    """
    with _staging(home) as copy:
        shutil.copytree(folder, copy, dirs_exist_ok=True)
        for path in (*copy.iterdir(), copy):
            sync(path)
        manifest = artefact.read(copy).manifest
        _put_in_service(copy, manifest.version, home)
    return manifest


def install(folder: Path, home: Path) -> Manifest:
    """Give its place among the versions to one that was fetched, and make it current.

    Args:
        folder: the folder of the version, on the disk of `home`; it is renamed, or left as it is
            when the same version is already there and sound.
        home: folder of all the versions.

    Returns:
        The manifest of the version.

    Raises:
        ArtefactError: when the version is damaged or cannot be read here; the current one stays.
        OSError: when the disk cannot be written; the current version stays.
    """
    with locked(home), naming(home):
        _check_current(home)
        manifest = artefact.read(folder).manifest
        _put_in_service(folder, manifest.version, home)
        _tidy(home)
    return manifest


def choose(version: str, home: Path) -> Manifest:
    """Make current a version of the search index that is already on disk.

    Args:
        version: name of the version.
        home: folder of all the versions.

    Returns:
        The manifest of the version.

    Raises:
        ArtefactError: when the version is absent, damaged or cannot be read here; the current one
            stays.
        OSError: when the disk cannot be written; the current version stays.
    """
    with locked(home), naming(home):
        _check_current(home)
        manifest = read(home, version).manifest
        _put_in_service(home / version, version, home)
        _tidy(home)
    return manifest


def tidy(home: Path) -> None:
    """Remove what stopped processes left, and all but the last versions; home: their folder."""
    with locked(home), naming(home):
        _tidy(home)


@contextmanager
def _staging(home: Path) -> Iterator[Path]:
    """Hold the lock and give an empty folder to make a version in, removed at the end."""
    with locked(home), naming(home):
        _check_current(home)
        _tidy(home)
        try:
            yield Path(mkdtemp(dir=home, prefix=STAGING))
        finally:
            _tidy(home)


def _put_in_service(folder: Path, version: str, home: Path) -> None:
    """Give its name to a version made in the staging folder, and make it current.

    The history comes first: a version that it names and that is not there, or not yet current, is
    passed over; one that is current and that it does not name would have no version before it. A
    version that was in service already is named twice until it is current.
    """
    history = _history(home)
    write_atomically(home / HISTORY, "\n".join([*history, version]) + "\n")
    if not _is_sound(home, version):
        if (home / version).exists():  # it was damaged: nothing is lost
            _remove(home / version)
        folder.chmod(0o755)
        folder.rename(home / version)
        sync(home)
    _make_current(home, version)
    if version in history:
        write_atomically(home / HISTORY, "\n".join(_history(home)) + "\n")


def _is_sound(home: Path, version: str) -> bool:
    """Return whether a version is on disk and can be used."""
    try:
        read(home, version)
    except ArtefactError:
        return False
    return True


def _already_current(manifest: Manifest, home: Path) -> Manifest | None:
    """Return the manifest of the current version when it is sound and has the same content."""
    try:
        current = artefact.read_manifest(home / CURRENT)
        verify(home / CURRENT, current.files)
    except (ArtefactError, FileChanged):
        return None
    own = artefact.without_exports(current.files)
    told = {"version": manifest.version, "files": own, "inputs": manifest.inputs}
    return current if current.model_copy(update=told) == manifest else None


def versions(home: Path) -> list[str]:
    """Return the names of the versions of the search index on disk, oldest first.

    home: folder of the versions. A name starts with the UTC time of the build.
    """
    folders = (path.parent for path in home.glob(f"*/{MANIFEST}"))
    return sorted(
        folder.name
        for folder in folders
        if not folder.is_symlink() and not folder.name.startswith(".")
    )


def current_version(home: Path) -> str | None:
    """Return the name of the current version of the search index; None before the first build.

    home: folder of the versions. It takes one system call: callers may call it often.
    """
    try:
        return os.readlink(home / CURRENT)
    except OSError:
        return None


def earlier_versions(home: Path) -> list[str]:
    """Return the names of the versions that were current before the current one, the latest first.

    home: folder of the versions of the search index. Versions removed from disk are left out.
    """
    current = current_version(home)
    return [version for version in reversed(_history(home)) if version != current]


def read(home: Path, version: str, server: EngineServer | None = None) -> Artefact:
    """Read one version of the search index, each of its files verified.

    Args:
        home: folder of the versions.
        version: name of the version and of its folder.
        server: where its engine is reached when it is a server; None to ask nothing of it.

    Returns:
        The artefact: manifest, content and engine.

    Raises:
        ArtefactError: when the version does not exist, is damaged, is of another format, or is
            not the one that its folder is named after.
    """
    return artefact.read(home / version, version, server)


def rollback(home: Path, server: EngineServer | None = None) -> str:
    """Go back to the version of the search index that was current just before the current one.

    Args:
        home: folder of the versions.
        server: where its engine is reached when it is a server.

    Returns:
        The name of the version that is current afterwards.

    Raises:
        ArtefactMissing: when no earlier version is on disk.
        ArtefactCorrupt: when the earlier version is damaged; the current one stays.
        ArtefactMismatch: when the earlier version is of another format or of an unknown engine;
            the current one stays.
        EngineError: when its engine cannot hold it again: it is current, and searched by words.
        OSError: when the link cannot be written; the current one stays.
    """
    with locked(home), naming(home):
        _check_current(home)
        earlier = earlier_versions(home)
        if not earlier:
            raise ArtefactMissing(f"Aucune version plus ancienne dans {home}.")
        try:
            opened = read(home, earlier[0], server)
        except ArtefactMismatch as error:
            raise ArtefactMismatch(
                f"Pas de retour en arrière, l'index en service le reste. {error}"
            ) from error
        _make_current(home, earlier[0])
        opened.engine.publish()
        return earlier[0]


def _history(home: Path) -> list[str]:
    """Return the versions made current and not rolled back from, the current one last.

    When the file was lost, or does not name the current version, they are the versions on disk.
    When no version is current, all of them are returned.
    """
    on_disk, current = versions(home), current_version(home)
    history = [each for each in reversed(_listed(home)) if each in on_disk]
    if not history or (current in on_disk and current not in history):
        history = on_disk[::-1]
    until = history[history.index(current) :] if current in history else history
    return list(dict.fromkeys(until))[::-1]


def _listed(home: Path) -> list[str]:
    """Return the versions that the file of the history names, those removed from disk too."""
    try:
        return (home / HISTORY).read_text(encoding="utf-8", errors="replace").split()
    except OSError:
        return []


def _went_back(home: Path) -> bool:
    """Return whether a version later than the current one was in service.

    The journal of the current one does not tell what it took back: the next one begins anew.
    """
    current = current_version(home)
    return current is not None and any(version > current for version in _listed(home))


def _check_current(home: Path) -> None:
    """Refuse a folder where the link should be, as some copies leave: nothing replaces it."""
    link = home / CURRENT
    if link.is_dir() and not link.is_symlink():
        raise ArtefactCorrupt(f"{link} n'est pas un lien mais un dossier : déplacez-le d'abord.")


def _make_current(home: Path, version: str) -> None:
    """Swap the symbolic link to a version; other links are of stopped processes: a lock is held."""
    _remove_links(home)
    link = home / f".{CURRENT}-{os.getpid()}"
    link.symlink_to(version)
    link.replace(home / CURRENT)
    sync(home)


def _remove_links(home: Path) -> None:
    """Remove the links that stopped processes did not put in the place of the current one."""
    for left in home.glob(f".{CURRENT}-*"):
        left.unlink(missing_ok=True)


def _tidy(home: Path) -> None:
    """Remove all but the last versions, and the files of stopped builds. The lock is held."""
    for left in home.glob(f"{STAGING}*"):
        shutil.rmtree(left, ignore_errors=True)
    _remove_links(home)
    sweep(home)
    retained = _history(home)[-RETAINED_VERSIONS:]
    for version in versions(home):
        if version not in retained:
            _remove(home / version)


def _remove(folder: Path) -> None:
    """Remove a version, renamed first: were that stopped half-way, no half would look whole."""
    renamed = folder.rename(folder.with_name(f"{STAGING}{folder.name}"))
    shutil.rmtree(renamed, ignore_errors=True)

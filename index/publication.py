"""Publication: the versions of the index on disk, and which one is current.

    var/index/<version>/           an artefact
    var/index/current -> <version> swapped in one step
    var/index/history              what was current, for rollback

A version is built aside, synced, renamed, and only then made current: a reader always finds a
whole one, and a build that stops at any moment leaves what was current as it was.
"""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

from index import artefact
from index.artefact import MANIFEST, EncoderIdentity, Manifest
from index.content import Content
from index.errors import ArtefactError, ArtefactMissing, FileChanged
from index.files import verify, write_atomically

CURRENT, HISTORY = "current", "history"
KEPT_VERSIONS = 3
ASIDE = ".construction-"
ABANDONED_AFTER_S = 24 * 3600.0
"""A build aside that is older was stopped: the next publication removes it."""


def publish(content: Content, identity: EncoderIdentity, home: Path) -> Manifest:
    """Write a new version and make it current; the last `KEPT_VERSIONS` are kept.

    Nothing is published when the current version already holds the same.

    Args:
        content: what to publish.
        identity: the encoder that made its vectors.
        home: folder of the versions; created when absent.

    Returns:
        The manifest of what is current afterwards.

    Raises:
        ArtefactCorrupt: when what was written cannot be read back; the current version stays.
        EngineError: when the vectors cannot be written; the current version stays.
        OSError: when the disk refuses; the current version stays and nothing partial is left.
    """
    home.mkdir(parents=True, exist_ok=True)
    aside = Path(mkdtemp(dir=home, prefix=ASIDE))
    try:
        manifest = artefact.write(content, identity, aside)
        same = _already_current(manifest, home)
        if same is not None:
            return same
        artefact.read(aside)
        aside.chmod(0o755)
        aside.rename(home / manifest.version)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    _make_current(home, [*_history(home), manifest.version])
    _forget_old(home)
    return manifest


def _already_current(manifest: Manifest, home: Path) -> Manifest | None:
    """The manifest of the current version when it is sound and holds the same content."""
    try:
        current = artefact.read_manifest(home / CURRENT)
        verify(home / CURRENT, current.files)
    except (ArtefactError, FileChanged):
        return None
    return current if current.model_copy(update={"version": manifest.version}) == manifest else None


def versions(home: Path) -> list[str]:
    """The versions on disk, oldest first."""
    folders = (path.parent for path in home.glob(f"*/{MANIFEST}"))
    return sorted(
        folder.name
        for folder in folders
        if not folder.is_symlink() and not folder.name.startswith(".")
    )


def current_version(home: Path) -> str | None:
    """The version that is current, or None; one system call, so it can be asked often."""
    try:
        return os.readlink(home / CURRENT)
    except OSError:
        return None


def rollback(home: Path) -> str:
    """Make current again the version that was so before the current one.

    Args:
        home: folder of the versions.

    Returns:
        The name of the version that is current afterwards.

    Raises:
        ArtefactMissing: when no earlier version is kept.
        ArtefactCorrupt: when the earlier version was damaged; the current one stays.
        ArtefactMismatch: when another format wrote it; the current one stays.
    """
    earlier = _history(home)[:-1]
    if not earlier:
        raise ArtefactMissing(f"Aucune version plus ancienne dans {home}.")
    artefact.read(home / earlier[-1])
    _make_current(home, earlier)
    return earlier[-1]


def _history(home: Path) -> list[str]:
    """The versions made current and not rolled back from, oldest first, the current one last."""
    try:
        listed = (home / HISTORY).read_text(encoding="utf-8").split()
    except OSError:
        listed = versions(home)
    current = current_version(home)
    kept = [each for each in listed if (home / each / MANIFEST).is_file()]
    return kept[: kept.index(current) + 1] if current in kept else []


def _make_current(home: Path, history: list[str]) -> None:
    """Swap the symbolic link to the last version of a history, then write that history."""
    link = home / f".{CURRENT}-{os.getpid()}"
    link.unlink(missing_ok=True)
    try:
        link.symlink_to(history[-1])
        link.replace(home / CURRENT)
    finally:
        link.unlink(missing_ok=True)
    write_atomically(home / HISTORY, "\n".join(history) + "\n")


def _forget_old(home: Path) -> None:
    """Remove all but the last versions of the history, and what stopped builds left long ago."""
    kept = _history(home)[-KEPT_VERSIONS:]
    for version in versions(home):
        if version not in kept:
            shutil.rmtree(home / version, ignore_errors=True)
    for aside in home.glob(f"{ASIDE}*"):
        with suppress(FileNotFoundError):  # another build may be renaming it
            if time.time() - aside.stat().st_mtime > ABANDONED_AFTER_S:
                shutil.rmtree(aside, ignore_errors=True)

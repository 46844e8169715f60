"""Publication: the versions of the index on disk, and which one is current.

    var/index/<version>/           an artefact
    var/index/current -> <version> swapped in one step

A version is built aside, synced, renamed, and only then made current: a reader always finds a
whole one, and a build that stops at any moment leaves what was current as it was.
"""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from tempfile import mkdtemp

from index import artefact
from index.artefact import MANIFEST, Content, EncoderIdentity, Manifest
from index.errors import ArtefactMissing
from index.files import sync

CURRENT = "current"
KEPT_VERSIONS = 3
ASIDE = ".construction-"
ABANDONED_AFTER_S = 24 * 3600.0
"""A build aside that is older was stopped: the next publication removes it."""


def publish(content: Content, identity: EncoderIdentity, home: Path) -> Manifest:
    """Write a new version and make it current; the last `KEPT_VERSIONS` are kept.

    Args:
        content: all that the version will hold.
        identity: the encoder that made the vectors.
        home: folder of the versions; made if absent.

    Returns:
        The manifest of the new version.

    Raises:
        EngineError: when the vectors cannot be written; the current version stays.
        OSError: when the disk refuses; the current version stays and nothing partial is left.
    """
    home.mkdir(parents=True, exist_ok=True)
    aside = Path(mkdtemp(dir=home, prefix=ASIDE))
    try:
        manifest = artefact.write(content, identity, aside)
        aside.chmod(0o755)
        aside.rename(home / manifest.version)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    _make_current(home, manifest.version)
    _forget_old(home)
    return manifest


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
    """Make the version before the current one current again.

    Args:
        home: folder of the versions.

    Returns:
        The name of the version that is now current.

    Raises:
        ArtefactMissing: when no older version is kept.
        ArtefactCorrupt: when the older version was damaged; the current one stays.
        ArtefactMismatch: when another format wrote it; the current one stays.
    """
    current = current_version(home)
    older = [version for version in versions(home) if current is not None and version < current]
    if not older:
        raise ArtefactMissing(f"Aucune version plus ancienne dans {home}.")
    artefact.read(home / older[-1])
    _make_current(home, older[-1])
    return older[-1]


def _make_current(home: Path, version: str) -> None:
    link = home / f".{CURRENT}-{os.getpid()}"
    link.unlink(missing_ok=True)
    try:
        link.symlink_to(version)
        link.replace(home / CURRENT)
    finally:
        link.unlink(missing_ok=True)
    sync(home)


def _forget_old(home: Path) -> None:
    """Remove the oldest versions, never the current one, and what stopped builds left long ago."""
    current = current_version(home)
    for version in versions(home)[:-KEPT_VERSIONS]:
        if version != current:
            shutil.rmtree(home / version, ignore_errors=True)
    for aside in home.glob(f"{ASIDE}*"):
        if time.time() - aside.stat().st_mtime > ABANDONED_AFTER_S:
            shutil.rmtree(aside, ignore_errors=True)

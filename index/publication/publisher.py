"""Publisher: sends the current version of an index to a place, from which replicas fetch it.

The files come first, then the manifest, then the pointer: a replica that looks at any moment finds
a whole version, the one before or the new one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from index.artefact import versions
from index.artefact.manifest import MANIFEST, Manifest
from index.engines.base import EngineServer
from index.errors import ArtefactMissing, PublicationError
from index.files import digest, scratch
from index.publication.place import Place
from index.publication.pointer import POINTER, Pointer, is_version, read_pointer

RETAINED = 3
"""Versions that a place retains, the published one among them."""

Progress = Callable[[int, int], None]
"""Called with the bytes done so far, and the total."""


@dataclass(frozen=True)
class Publication:
    """Outcome of a publication.

    version: name of the version; sent: bytes that were sent, 0 when its files were already there;
    removed: older versions removed from the place.
    """

    version: str
    sent: int
    removed: tuple[str, ...]


def publish(
    home: Path,
    place: Place,
    whole: bool = False,
    progress: Progress = lambda _done, _total: None,
    server: EngineServer | None = None,
) -> Publication:
    """Send the current version of an index to a place, and point to it.

    Files that are already there with the right size are not sent again: a publication that was
    interrupted goes on.

    Args:
        home: folder of the versions on this machine.
        place: where to publish.
        whole: True to send every file, even those that seem to be there.
        progress: called after each file.
        server: where the engine of the index is reached when it is a server: it must hold the
            version before the place points to it.

    Returns:
        What was published.

    Raises:
        ArtefactError: when no version is current, or it is damaged: nothing is sent.
        EngineError: when its engine does not answer, or cannot hold it: nothing is sent.
        PublicationError: when the place refuses a file; the version that it points to stays.
        OSError: when the version cannot be read.
    """
    version = versions.current_version(home)
    if version is None:
        raise ArtefactMissing(f"Aucun index publié dans {home} : lancez « orientess build ».")
    opened = versions.read(home, version, server)
    manifest = opened.manifest
    opened.engine.publish()
    sent = _send(home / version, manifest, place, whole, progress)
    _point(home / version, version, place)
    return Publication(version, sent, _tidy(place, version))


def _send(folder: Path, manifest: Manifest, place: Place, whole: bool, progress: Progress) -> int:
    """Send the files of a version, the manifest last; return the number of bytes sent."""
    sizes = {name: file.size for name, file in manifest.files.items()}
    total, done, sent = sum(sizes.values()), 0, 0
    for name, size in (*sizes.items(), (MANIFEST, (folder / MANIFEST).stat().st_size)):
        path = f"{manifest.version}/{name}"
        if whole or not _is_there(folder / name, path, size, place):
            place.put(folder / name, path)
            if place.size(path) != size:
                raise PublicationError(f"{path} n'est pas arrivé entier dans {place}.")
            sent += size
        done += size
        progress(min(done, total), total)
    return sent


def _is_there(file: Path, path: str, size: int, place: Place) -> bool:
    """Return whether a place has a file; a manifest may be written again with the same size."""
    if place.size(path) != size:
        return False
    return file.name != MANIFEST or place.read(path, size) == file.read_bytes()


def _point(folder: Path, version: str, place: Place) -> None:
    """Make the place point to a version, all the files of which are there."""
    pointer = Pointer(version=version, manifest=digest(folder / MANIFEST))
    with scratch() as temporary:
        written = temporary / POINTER
        written.write_text(pointer.model_dump_json(indent=2) + "\n", encoding="utf-8")
        place.put(written, POINTER)
    if read_pointer(place) != pointer:
        raise PublicationError(f"{place} ne dit pas encore {version} : un autre y publie-t-il ?")


def _tidy(place: Place, version: str) -> tuple[str, ...]:
    """Remove all but the last versions of a place; return their names."""
    others = sorted(name for name in place.folders() if is_version(name) and name != version)
    removed = tuple(others[: max(len(others) - RETAINED + 1, 0)])
    for name in removed:
        place.remove(name)
    return removed

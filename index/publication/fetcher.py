"""Fetcher: brings the published version of an index to a replica, and makes it current there.

The files are written in a folder beside the versions, under names that start with a dot until they
have the size and SHA-256 of the manifest. What was fetched when a fetch stopped is not fetched
again; nothing is opened, nor current, before all of it is verified.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index.artefact import versions
from index.artefact.manifest import MANIFEST, Manifest
from index.errors import ArtefactCorrupt, ArtefactError, PublicationError
from index.files import FileDigest, digest, locked, naming, sync, write_atomically
from index.publication.place import Place
from index.publication.pointer import MEGABYTE, Pointer, read_pointer, read_published

INCOMING = ".incoming"
"""Folder, beside the versions, of those that are being fetched."""
TAKEN = "taken"
"""File of that folder: the name of the published version that was taken up last."""
FREE_BYTES = 64 * MEGABYTE
"""Bytes left free on the disk."""

Progress = Callable[[int, int], None]
"""Called with the bytes done so far, and the total."""


class _Stopped(Exception):
    """Raised in the middle of a fetch that must stop."""


@dataclass(frozen=True)
class Fetch:
    """Outcome of a fetch.

    version: name of the version that is published, and current here from now on; received: bytes
    that were fetched; is_new: False when it was current already.
    """

    version: str
    received: int = 0
    is_new: bool = True


class Fetcher:
    """Fetches the published version of an index: call `fetch` again at every look.

    place: where it is published; home: folder of the versions on this machine; max_bytes: greatest
    size of a version; progress: called after each piece; is_stopping: called before each piece,
    True to stop there.
    """

    def __init__(
        self,
        place: Place,
        home: Path,
        max_bytes: int,
        progress: Progress = lambda _done, _total: None,
        is_stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self._place, self._home, self._max_bytes = place, home, max_bytes
        self._progress, self._is_stopping = progress, is_stopping
        self._received = 0

    def fetch(self, verify: bool = False, only_new: bool = False) -> Fetch | None:
        """Fetch the published version unless it is current, and make it current.

        Processes that fetch into one folder wait for each other.

        Args:
            verify: True to read the current version again, and to replace it if it is damaged.
            only_new: True to leave current a version that was built, or gone back to, on this
                machine since the published one was taken up.

        Returns:
            What was fetched; None when it had to stop, which loses nothing.

        Raises:
            PublicationError: when the place does not answer, nothing is published there, or what is
                there is not what it states; the current version stays.
            ArtefactError: when the version is of another format or engine; the current one stays.
            OSError: when the disk cannot be written; the current version stays.
        """
        with locked(self._home / INCOMING), naming(self._home):
            try:
                return self._fetch(verify, only_new)
            except _Stopped:
                return None

    def _fetch(self, verify: bool, only_new: bool) -> Fetch:
        if self._is_stopping():
            raise _Stopped
        pointer, self._received = read_pointer(self._place), 0
        is_current = versions.current_version(self._home) == pointer.version
        if is_current:
            is_new = verify and self._is_damaged(pointer.version)
        else:
            is_new = not (only_new and self._taken() == pointer.version)
        if is_new and (is_current or not self._choose(pointer.version)):
            self._bring(pointer)
        elif is_current:
            versions.tidy(self._home)  # an earlier fetch was perhaps stopped right before
        self._tidy()
        if self._taken() != pointer.version:
            write_atomically(self._home / INCOMING / TAKEN, pointer.version)
        return Fetch(pointer.version, self._received, is_new)

    def _taken(self) -> str:
        """Return the published version that was taken up last, "" when none is known."""
        try:
            return (self._home / INCOMING / TAKEN).read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""

    def _is_damaged(self, version: str) -> bool:
        try:
            versions.read(self._home, version)
        except ArtefactCorrupt:
            return True
        return False

    def _choose(self, version: str) -> bool:
        """Make current a version that is already on disk; return False when it is not."""
        if version not in versions.versions(self._home):
            return False
        try:
            versions.choose(version, self._home)
        except ArtefactCorrupt:
            return False
        return True

    def _bring(self, pointer: Pointer) -> None:
        """Fetch the files of a version, verify them, and make it current."""
        content, manifest = read_published(self._place, pointer, self._max_bytes)
        folder = self._home / INCOMING / pointer.version
        self._tidy(pointer.version)
        folder.mkdir(exist_ok=True)
        self._check_room(folder, manifest)
        total = sum(file.size for file in manifest.files.values())
        for name, expected in manifest.files.items():
            self._file(folder, f"{pointer.version}/{name}", expected, total)
        write_atomically(folder / MANIFEST, content)
        try:
            versions.install(folder, self._home)
        except ArtefactError:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def _check_room(self, folder: Path, manifest: Manifest) -> None:
        """Refuse a version that the disk cannot hold, before anything is fetched."""
        here = sum(path.stat().st_size for path in folder.iterdir())
        needed = sum(file.size for file in manifest.files.values()) - here + FREE_BYTES
        free = shutil.disk_usage(folder).free
        if needed > free:
            raise PublicationError(
                f"L'index {manifest.version} demande {needed // MEGABYTE} Mo, et le disque de "
                f"{self._home} en a {free // MEGABYTE}."
            )

    def _file(self, folder: Path, path: str, expected: FileDigest, total: int) -> None:
        """Fetch one file, from where an earlier fetch stopped, and verify it."""
        name = path.rpartition("/")[2]
        target, partial = folder / name, folder / f".{name}"
        if not (target.is_file() and digest(target) == expected):
            target.unlink(missing_ok=True)
            self._receive(partial, path, expected, total)
            if digest(partial) != expected:
                partial.unlink()
                raise PublicationError(
                    f"{path} n'a pas l'empreinte de son manifeste : il sera repris du début."
                )
            sync(partial)
            partial.rename(target)

    def _receive(self, partial: Path, path: str, expected: FileDigest, total: int) -> None:
        """Write the bytes of a file that are not there yet; no more than its manifest states."""
        with partial.open("ab") as stream:
            done = stream.tell()
            if done > expected.size:
                stream.truncate(0)
                done = 0
            if done == expected.size:
                return
            with closing(self._place.chunks(path, done)) as chunks:
                for chunk in chunks:
                    done += len(chunk)
                    if done > expected.size:
                        stream.truncate(0)
                        raise PublicationError(f"{path} est plus long que son manifeste ne le dit.")
                    stream.write(chunk)
                    self._received += len(chunk)
                    self._progress(self._received, total)
                    if self._is_stopping():
                        raise _Stopped
        if done < expected.size:
            raise PublicationError(f"{path} est arrivé coupé : la suite viendra au prochain essai.")

    def _tidy(self, wanted: str = "") -> None:
        """Remove what was fetched of other versions."""
        for folder in (self._home / INCOMING).iterdir():
            if folder.is_dir() and folder.name != wanted:
                shutil.rmtree(folder, ignore_errors=True)

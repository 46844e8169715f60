"""Files on disk: digests, verification, atomic writing, temporary ones, a lock of processes."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import file_digest, sha256
from io import BufferedIOBase
from pathlib import Path
from tempfile import gettempdir, mkdtemp
from typing import Any, TextIO

import numpy as np
from filelock import FileLock
from numpy.typing import DTypeLike, NDArray

from index.errors import FileChanged
from index.frozen_model import FrozenModel
from index.messages import counted

LOCK = ".lock"
LOCK_POLL_S = 0.01
"""Seconds between two attempts of a process that waits for a lock."""
TEMPORARY = ".orientess-tmp-"
"""Start of the names of temporary files and folders; those that nobody holds are removed."""


class FileDigest(FrozenModel):
    """Fingerprint of a file: its size in bytes, and its SHA-256 in hexadecimal."""

    size: int
    sha256: str


def digest(path: Path) -> FileDigest:
    """Return the size in bytes and the SHA-256 of a file."""
    with path.open("rb") as stream:
        return digest_of(stream)


def digest_of(stream: BufferedIOBase) -> FileDigest:
    """Return the size in bytes and the SHA-256 of an open binary file, read from its start."""
    stream.seek(0)
    hexadecimal = file_digest(stream, "sha256").hexdigest()
    return FileDigest(size=stream.seek(0, os.SEEK_END), sha256=hexadecimal)


def digest_of_bytes(content: bytes) -> FileDigest:
    """Return the size in bytes and the SHA-256 of a content in memory."""
    return FileDigest(size=len(content), sha256=sha256(content).hexdigest())


def verify(folder: Path, files: Mapping[str, FileDigest]) -> None:
    """Check that the files of a folder are those whose sizes and SHA-256 were recorded.

    Sizes are compared first, since they take no time.

    Args:
        folder: the folder.
        files: name of a file in the folder -> its recorded size and SHA-256.

    Raises:
        FileChanged: when a file is absent, truncated or changed; the message names the first one.
    """
    for name, expected in files.items():
        path = folder / name
        size = path.stat().st_size if path.is_file() else None
        if size is None:
            raise FileChanged(f"{name} est absent de {folder}.")
        if size != expected.size:
            length = counted(size, "octet", "octets")
            raise FileChanged(f"{name} fait {length} au lieu de {expected.size}.")
    for name, expected in files.items():
        actual = digest(folder / name).sha256
        if actual != expected.sha256:
            raise FileChanged(f"{name} a l'empreinte {actual}, attendu {expected.sha256}.")


def map_values(path: Path, dtype: DTypeLike) -> NDArray[Any]:
    """Map the values of a file in memory: (n,) of a dtype; nothing else is in the file."""
    if not path.stat().st_size:
        return np.zeros(0, dtype=dtype)  # an empty file cannot be mapped
    return np.memmap(path, dtype, mode="r")


def link(source: Path, target: Path) -> None:
    """Give a file a second name, or make a copy of it where the disk allows no link.

    Raises OSError when neither can be made.
    """
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)


def sync(path: Path) -> None:
    """Wait until the content of a file, or the list of files of a folder, is on disk (fsync)."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder: other processes and threads wait for it until it is released.

    The system releases it when a process ends, however it ends (SIGKILL too). A partial file that
    is in the folder while the lock is held was thus left by a process that was stopped.

    Args:
        folder: the folder, created when absent; its file ".lock" stays there.

    Yields:
        Nothing, once the lock is held.

    Raises:
        OSError: when the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / LOCK).acquire(poll_interval=LOCK_POLL_S):
        yield


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Add a path to the operating system errors that name no file, such as that of a full disk.

    Args:
        path: the file that is being written in the context.

    Yields:
        Nothing.

    Raises:
        OSError: raised again from the context, its attribute `filename` set.
    """
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


@contextmanager
def _held(path: Path, opened: Callable[[], int]) -> Iterator[None]:
    """Hold a temporary file or folder, that `sweep` then leaves, however long it takes.

    The system lets it go when the process ends, however it ends. opened: makes it when it is
    absent, and returns its descriptor.
    """
    while True:
        descriptor = opened()
        with suppress(OSError):  # a disk without locks: nothing is swept there either
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        if _is_at(descriptor, path):
            break
        os.close(descriptor)  # swept just before it was held
    try:
        yield
    finally:
        os.close(descriptor)


def _is_at(descriptor: int, path: Path) -> bool:
    """Return whether an open file or folder is the one at a path."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.lstat())
    except FileNotFoundError:
        return False


def sweep(folder: Path) -> None:
    """Remove the temporary files and folders of processes that were stopped, even by SIGKILL.

    Those that a process or a thread still writes stay.

    Args:
        folder: where they are; nothing is done when it is absent.
    """
    for left in folder.glob(f"{TEMPORARY}*"):
        with suppress(OSError):
            descriptor = os.open(left, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if _is_at(descriptor, left):
                    _remove(left)
            finally:
                os.close(descriptor)


def _remove(left: Path) -> None:
    if left.is_dir():
        shutil.rmtree(left, ignore_errors=True)
    else:
        left.unlink()


@contextmanager
def scratch(home: Path | None = None) -> Iterator[Path]:
    """Make a temporary folder that only its owner can read, removed at the end of the block.

    Those that stopped processes left in the same place are removed first.

    Args:
        home: its parent, created when absent; None for that of the temporary files of the system.

    Yields:
        The folder, empty.

    Raises:
        OSError: when it cannot be made.
    """
    home = home or Path(gettempdir())
    home.mkdir(parents=True, exist_ok=True)
    sweep(home)
    folder = Path(mkdtemp(dir=home, prefix=TEMPORARY))

    def opened() -> int:
        while True:
            folder.mkdir(0o700, exist_ok=True)
            with suppress(FileNotFoundError):  # swept in between
                return os.open(folder, os.O_RDONLY)

    try:
        with _held(folder, opened):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def replacing_file(path: Path) -> Iterator[Path]:
    """Yield a path to write to, which then replaces `path`; leave `path` as it was on an error.

    Partial files that stopped processes left in the same folder are removed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    sweep(path.parent)
    partial = path.with_name(f"{TEMPORARY}{os.getpid()}-{path.name}.partial")
    with (
        naming(path),
        _held(partial, lambda: os.open(partial, os.O_WRONLY | os.O_CREAT, 0o666)),
    ):
        try:
            yield partial
            sync(partial)
            partial.replace(path)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
        sync(path.parent)


@contextmanager
def replacing(path: Path) -> Iterator[TextIO]:
    """Open a text stream whose content replaces a file in one step when the context ends.

    When the context raises an error, the file is left as it was.

    Args:
        path: the file; its folder is created when absent.

    Yields:
        The stream to write to, in UTF-8.
    """
    with replacing_file(path) as partial, partial.open("w", encoding="utf-8", newline="") as stream:
        yield stream


def write_atomically(path: Path, content: str | bytes) -> None:
    """Replace the content of a file in one step; a text is written in UTF-8.

    A reader sees the old content or the new one, never a part.
    """
    with replacing_file(path) as partial:
        partial.write_bytes(content.encode() if isinstance(content, str) else content)


def copy_atomically(source: Path, path: Path) -> None:
    """Replace the content of a file by that of another, in one step.

    Raises OSError when the source cannot be read or the file be written; it stays as it was.
    """
    with replacing_file(path) as partial:
        shutil.copyfile(source, partial)


def save_array(path: Path, array: NDArray[Any]) -> None:
    """Write an array as `np.save` does, whose errors of the disk do not say what failed."""
    whole = array if array.flags.forc else np.ascontiguousarray(array)
    header = np.lib.format.header_data_from_array_1_0(whole)
    with path.open("wb") as stream:
        np.lib.format.write_array_header_1_0(stream, header)
        stream.write((whole if whole.flags.c_contiguous else whole.T).data)


def open_array(path: Path) -> NDArray[Any]:
    """Open an array, mapped in memory so that the processes that serve share its pages."""
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))

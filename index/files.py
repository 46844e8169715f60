"""Files that must not change unseen: digests, verification, and writing that survives a stop."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import file_digest
from io import BufferedIOBase
from pathlib import Path
from typing import TextIO

from pydantic import BaseModel, ConfigDict

from index.errors import FileChanged
from index.messages import counted


class FileDigest(BaseModel):
    """Size, in bytes, and SHA-256, in hexadecimal, of a file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    size: int
    sha256: str


def digest(path: Path) -> FileDigest:
    """The size and SHA-256 of a file."""
    with path.open("rb") as stream:
        return digest_of(stream)


def digest_of(stream: BufferedIOBase) -> FileDigest:
    """The size and SHA-256 of a whole stream, which is read to its end."""
    stream.seek(0)
    sha256 = file_digest(stream, "sha256").hexdigest()
    return FileDigest(size=stream.seek(0, os.SEEK_END), sha256=sha256)


def verify(folder: Path, files: Mapping[str, FileDigest]) -> None:
    """Check every file of a folder against its digest, sizes first since they cost nothing.

    Args:
        folder: where the files are.
        files: name of each file -> the digest expected.

    Raises:
        FileChanged: naming the first file that is absent, truncated or changed.
    """
    for name, expected in files.items():
        path = folder / name
        size = path.stat().st_size if path.is_file() else None
        if size is None:
            raise FileChanged(f"{name} est absent de {folder}.")
        if size != expected.size:
            told = counted(size, "octet", "octets")
            raise FileChanged(f"{name} fait {told} au lieu de {expected.size}.")
    for name, expected in files.items():
        found = digest(folder / name)
        if found.sha256 != expected.sha256:
            raise FileChanged(f"{name} a l'empreinte {found.sha256}, attendu {expected.sha256}.")


def sync(path: Path) -> None:
    """Have the disk keep a file, or the names of a folder, before going on (fsync)."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Have faults of the system say which path they are about: that of a full disk does not.

    Args:
        path: what is being written, said when the fault names nothing.

    Yields:
        Nothing.

    Raises:
        OSError: those of what is done inside, with their `filename`.
    """
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


@contextmanager
def replacing(path: Path) -> Iterator[TextIO]:
    """A text stream that takes the place of a file in one step, when nothing failed meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partiel")
    try:
        with naming(path):
            with partial.open("w", encoding="utf-8", newline="") as stream:
                yield stream
            sync(partial)
            partial.replace(path)
            sync(path.parent)
    finally:
        partial.unlink(missing_ok=True)


def write_atomically(path: Path, text: str) -> None:
    """Replace a text file in one step: a reader sees the old content or the new one, whole."""
    with replacing(path) as stream:
        stream.write(text)

"""Place where an index is published: a folder that machines share, or an object store, by URL.

The protocols are those of fsspec. A local folder needs nothing else; an object store needs the
package of its protocol, imported when it is used.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from index.errors import OrientessError, PublicationError
from index.files import sync
from index.messages import in_french

LOCAL = "file"
PACKAGES = {
    LOCAL: "",
    "memory": "",
    "s3": "s3fs",
    "gs": "gcsfs",
    "abfs": "adlfs",
    "sftp": "paramiko",
    "https": "aiohttp et requests",
}
"""Protocol -> package that it needs beside fsspec. "memory" is for tests."""
READ_ONLY = frozenset({"https"})
SHOWS_PARTS = frozenset({LOCAL, "memory", "sftp"})
"""Protocols where others see a file while it is being written: it is written beside, and renamed.

An object of an object store appears once it is whole.
"""
CHUNK_BYTES, BLOCK_BYTES = 1 << 20, 8 << 20
"""Bytes read at once, and bytes that one request to an object store brings."""


def protocol_of(url: str) -> str:
    """Return the protocol of an address: "s3" for "s3://bucket/index", "file" for a folder.

    Args:
        url: address of the place, or path of a folder.

    Returns:
        One of the keys of `PACKAGES`.

    Raises:
        ValueError: when there is no such protocol, or the address lacks a host or a path; the
            message, in French, lists the protocols.
    """
    protocol, separator, rest = url.partition("://")
    if not separator:
        protocol, rest = LOCAL, url
    if protocol not in PACKAGES or not rest.strip("/") or "::" in url or not url.isprintable():
        listed = ", ".join(f"{name}://" for name in PACKAGES if name != "memory")
        raise ValueError(f"un dossier, ou une adresse comme « s3://seau/index » ({listed})")
    return protocol


class Place:
    """Files of a place, named by their path in it, such as "20260115T080000000000-0a1b2c3d/a.npy".

    Every error is a `PublicationError`, whatever the protocol.
    """

    def __init__(self, url: str) -> None:
        """Open the place; nothing is read yet.

        url: its address, or the path of a folder. A `PublicationError` is raised when its protocol
        does not exist, or needs a package that is not installed.
        """
        try:
            self._protocol = protocol_of(url)
        except ValueError as error:
            raise PublicationError(f"Lieu de publication : attendu {error}.") from error
        self._shown = shown(url)
        self._files, root = self._open(url)
        self._root = root.rstrip("/")

    def __str__(self) -> str:
        return self._shown

    def _open(self, url: str) -> tuple[Any, str]:
        from fsspec.core import url_to_fs  # only those who publish or fetch need it

        # what another machine published a moment ago must be seen
        options = {"use_listings_cache": False, "skip_instance_cache": True}
        if self._protocol in READ_ONLY:
            options["allow_redirects"] = False  # what answers there may not choose another place
        try:
            opened: tuple[Any, str] = url_to_fs(url, **options)
        except ImportError as error:
            raise PublicationError(
                f"{self} demande le paquet {PACKAGES[self._protocol]}, qui n'est pas installé."
            ) from error
        except Exception as error:  # each protocol refuses an address in its own way
            raise PublicationError(f"{self} ne s'ouvre pas : {_reason(error)}.") from error
        return opened

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"

    @contextmanager
    def _reaching(self, name: str) -> Iterator[None]:
        """Raise the errors of a protocol as PublicationError."""
        try:
            yield
        except OrientessError:
            raise
        except FileNotFoundError as error:
            raise PublicationError(f"{name} est absent de {self}.") from error
        except Exception as error:  # each protocol has its own, which are no OSError
            raise PublicationError(f"{self} ne répond pas : {_reason(error)}.") from error

    def read(self, name: str, max_bytes: int) -> bytes:
        """Return the content of a small file.

        Args:
            name: path of the file in the place.
            max_bytes: greatest size that is read.

        Returns:
            Its content.

        Raises:
            PublicationError: when it is absent, longer than that, or cannot be read.
        """
        with self._reaching(name), self._reader(name) as stream:
            content: bytes = stream.read(max_bytes + 1)
        if len(content) > max_bytes:
            raise PublicationError(f"{name} de {self} dépasse {max_bytes} octets.")
        return content

    def chunks(self, name: str, start: int = 0) -> Generator[bytes, None, None]:
        """Read a file piece by piece.

        Args:
            name: path of the file in the place.
            start: rank of the first byte wanted. When the protocol cannot begin there, the bytes
                before are read, and dropped.

        Yields:
            Pieces of at most `CHUNK_BYTES` bytes.

        Raises:
            PublicationError: when it is absent or cannot be read.
        """
        with self._reaching(name), self._reader(name) as stream:
            _go_to(stream, start)
            while chunk := stream.read(CHUNK_BYTES):
                yield chunk

    def _reader(self, name: str) -> IO[bytes]:
        stream: IO[bytes] = self._files.open(self._path(name), "rb", block_size=BLOCK_BYTES)
        return stream

    def size(self, name: str) -> int | None:
        """Return the size of a file in bytes, None when it is absent.

        name: path of the file in the place.
        """
        with self._reaching(name):
            try:
                return int(self._files.size(self._path(name)))
            except FileNotFoundError:
                return None

    def put(self, source: Path, name: str) -> None:
        """Copy a file of this machine to the place, in one step for those who read it.

        Args:
            source: the file.
            name: its path in the place; a file of this name is replaced.

        Raises:
            PublicationError: when the place can only be read, or refuses the file.
        """
        if self._protocol in READ_ONLY:
            raise PublicationError(f"{self} se lit seulement : publiez par un autre protocole.")
        path, (folder, _, last) = self._path(name), self._path(name).rpartition("/")
        with self._reaching(name):
            if self._protocol not in SHOWS_PARTS:
                self._files.put_file(str(source), path)
                return
            self._files.makedirs(folder, exist_ok=True)
            partial = f"{folder}/.{last}.partial"
            try:
                self._files.put_file(str(source), partial)
                if self._protocol == LOCAL:
                    sync(Path(partial))
                self._files.mv(partial, path)
            except Exception:
                if self._files.exists(partial):
                    self._files.rm_file(partial)
                raise

    def folders(self) -> list[str]:
        """Return the names of what is at the top of the place: versions, and other files."""
        with self._reaching("le dossier"):
            listed = self._files.ls(self._root, detail=False)
        return [str(path).rstrip("/").rpartition("/")[2] for path in listed]

    def remove(self, folder: str) -> None:
        """Remove a folder of the place and its files.

        folder: its name.
        """
        with self._reaching(folder):
            self._files.rm(self._path(folder), recursive=True)


def shown(url: str) -> str:
    """Return an address without the name and password that it may hold, for messages."""
    parts = urlsplit(url)
    return url.replace(f"{parts.netloc}", parts.netloc.rpartition("@")[2], 1)


def _reason(error: Exception) -> str:
    """Return the cause of an error: in words when it is one of files, else the kind of the error.

    The messages of the libraries of protocols may hold addresses signed for one request.
    """
    if isinstance(error, OSError) and error.errno:
        return in_french(error)
    return type(error).__name__


def _go_to(stream: IO[bytes], start: int) -> None:
    """Go to a byte of a file, by reading what is before when its protocol cannot."""
    if not start:
        return
    try:
        stream.seek(start)
    except (OSError, ValueError, NotImplementedError):
        while start and (dropped := stream.read(min(CHUNK_BYTES, start))):
            start -= len(dropped)

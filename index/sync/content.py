"""Content of a fetched file: gzip expanded within a limit, and what is no data refused."""

from __future__ import annotations

import codecs
import gzip
import zlib
from pathlib import Path

from index.errors import DownloadError
from index.messages import counted

GZIP = b"\x1f\x8b"
MAX_LAYERS = 2
"""Most times that a file is compressed: in itself, then by the server that sends it."""
CHUNK_BYTES = 1 << 18
MEGA = 1_000_000
_NO_DATA = {
    b"<": "une page web ou du XML",
    b"PK\x03\x04": "un fichier ZIP ou Excel",
    b"%PDF": "un PDF",
    b"PAR1": "un fichier Parquet",
    b"{\\rtf": "un texte RTF",
}
"""First bytes of a file -> what it is, in French: neither CSV nor JSON."""


def too_large(max_bytes: int) -> DownloadError:
    """Return the error of a file that is larger than the limit of its source, in bytes."""
    limit = counted(max_bytes // MEGA, "Mo", "Mo") if max_bytes >= MEGA else f"{max_bytes} octets"
    return DownloadError(f"le fichier dépasse {limit} (taille_max_mo)")


def expand(path: Path, max_bytes: int) -> None:
    """Replace a file compressed by gzip, once or twice, with its content; leave another as it is.

    Args:
        path: the file.
        max_bytes: greatest size of the content, in bytes.

    Raises:
        DownloadError: when the content is larger, or when the file is truncated or damaged.
    """
    expanded = path.with_name(f"{path.name}.expanded")
    try:
        for _ in range(MAX_LAYERS):
            if not _is_gzip(path):
                return
            _gunzip(path, expanded, max_bytes)
            expanded.replace(path)
        if _is_gzip(path):
            raise DownloadError(f"le fichier est compressé plus de {MAX_LAYERS} fois")
    finally:
        expanded.unlink(missing_ok=True)


def _is_gzip(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(len(GZIP)) == GZIP


def _gunzip(source: Path, target: Path, max_bytes: int) -> None:
    """Write what a gzip file holds; stop as soon as there is too much of it."""
    written = 0
    try:
        with gzip.open(source) as content, target.open("wb") as stream:
            while chunk := content.read(CHUNK_BYTES):
                written += len(chunk)
                if written > max_bytes:
                    raise too_large(max_bytes)
                stream.write(chunk)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DownloadError("le fichier compressé est tronqué ou abîmé") from error


def check_is_data(path: Path) -> None:
    """Check that a file may be CSV or JSON, from its first bytes: the import reads it whole.

    Args:
        path: the file, expanded.

    Raises:
        DownloadError: when it is empty, or plainly something else, such as a web page.
    """
    with path.open("rb") as stream:
        start = stream.read(CHUNK_BYTES).removeprefix(codecs.BOM_UTF8).lstrip()
    if not start:
        raise DownloadError("le fichier est vide")
    for signature, kind in _NO_DATA.items():
        if start.startswith(signature):
            raise DownloadError(f"trouvé {kind} ; attendu un fichier CSV ou JSON")

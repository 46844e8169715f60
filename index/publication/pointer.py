"""Pointer of a place: the version that is published there, and what is refused of it.

    <place>/published.json          version in use, size and SHA-256 of its manifest; written last
    <place>/<version>/manifest.json size and SHA-256 of each file of the version
    <place>/<version>/…             its files

Nothing read from a place is trusted: names, numbers and sizes are checked before a file is fetched,
and the digests of all the files before one of them is opened.
"""

from __future__ import annotations

import re

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from index.artefact.manifest import MANIFEST, Manifest, parse_manifest
from index.errors import PublicationError
from index.files import FileDigest, digest_of_bytes
from index.publication.place import Place

POINTER = "published.json"
POINTER_MAX_BYTES, MANIFEST_MAX_BYTES, FILES_MAX = 4096, 1 << 20, 500
"""Most bytes read of the pointer and of a manifest, and most files of a version."""
MEGABYTE = 1_000_000

_VERSION = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
"""Names of files: no folder, no hidden file, nothing that a file system reads otherwise."""
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Pointer(BaseModel):
    """Content of `published.json`: the version in use, size and SHA-256 of its manifest."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    version: str = Field(max_length=100)
    manifest: FileDigest


def is_version(name: str) -> bool:
    """Return whether a name is that of a version of an index."""
    return _VERSION.fullmatch(name) is not None


def read_pointer(place: Place) -> Pointer:
    """Read which version is published in a place.

    Args:
        place: the place.

    Returns:
        The pointer, whose version has the form of a name of version.

    Raises:
        PublicationError: when nothing is published there, or the pointer is not what it should be.
    """
    content = place.read(POINTER, POINTER_MAX_BYTES)
    try:
        pointer = Pointer.model_validate_json(content)
    except ValidationError as error:
        raise PublicationError(f"{POINTER} de {place} est illisible.") from error
    if not is_version(pointer.version):
        raise PublicationError(f"{POINTER} de {place} ne nomme pas une version.")
    return pointer


def read_published(place: Place, pointer: Pointer, max_bytes: int) -> tuple[bytes, Manifest]:
    """Read the manifest of the published version, and refuse one that cannot be served here.

    Args:
        place: where the version is published.
        pointer: its name, and the digest of its manifest.
        max_bytes: greatest size of all its files together.

    Returns:
        The content of the manifest, and the manifest.

    Raises:
        PublicationError: when it is absent, is not the one of the pointer, names files that are not
            in its folder, or is larger than allowed.
        ArtefactError: when it is of another format or engine, or was changed.
    """
    name = f"{pointer.version}/{MANIFEST}"
    content = place.read(name, MANIFEST_MAX_BYTES)
    if digest_of_bytes(content) != pointer.manifest:
        raise PublicationError(f"{name} n'a pas l'empreinte que dit {POINTER}.")
    manifest = parse_manifest(content, f"{place}/{name}")
    if manifest.version != pointer.version:
        raise PublicationError(f"{name} décrit une autre version.")
    _check_files(manifest, max_bytes)
    return content, manifest


def _check_files(manifest: Manifest, max_bytes: int) -> None:
    """Refuse a manifest whose files are too many, too large, or outside its folder."""
    if len(manifest.files) > FILES_MAX:
        raise PublicationError(f"L'index {manifest.version} nomme plus de {FILES_MAX} fichiers.")
    for name, file in manifest.files.items():
        if not _NAME.fullmatch(name) or name == MANIFEST:
            raise PublicationError(
                f"L'index {manifest.version} nomme un fichier qui n'est pas un nom : {name[:60]!r}."
            )
        if file.size < 0 or not _SHA256.fullmatch(file.sha256):
            raise PublicationError(f"L'index {manifest.version} décrit mal {name}.")
    total = sum(file.size for file in manifest.files.values())
    if total > max_bytes:
        raise PublicationError(
            f"L'index {manifest.version} pèse {total // MEGABYTE} Mo, plus que les "
            f"{max_bytes // MEGABYTE} Mo permis (ORIENTESS_INDEX_MAX_MB)."
        )

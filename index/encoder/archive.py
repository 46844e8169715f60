"""Archive of a prepared encoder, to serve by meaning on a machine that cannot prepare one.

It is a tar file, not compressed (weights hardly shrink), the manifest `encoder.json` first, then
the files that it lists. It is made the same, byte for byte, from the same encoder: its SHA-256 can
be published beside it.
"""

from __future__ import annotations

import re
import shutil
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import ValidationError

from index.encoder.onnx import SERVING_FILE, ServingManifest, read_manifest
from index.errors import EncoderUnavailable, FileChanged
from index.files import FileDigest, digest, naming, sync, verify

MAX_BYTES = 4_000_000_000
"""Greatest size, in bytes, of an archive and of what it holds."""
MAX_MANIFEST_BYTES = 65_536
_NAME = re.compile(r"[a-z][a-z0-9_-]*\.[a-z]+")
"""Name of a file of an encoder: no folder, nothing hidden."""


def pack(folder: Path, archive: Path) -> FileDigest:
    """Write the prepared encoder of a folder in one archive.

    Args:
        folder: the folder that the encoder was exported to.
        archive: the file to write, replaced when it is there.

    Returns:
        The size of the archive and its SHA-256.

    Raises:
        EncoderUnavailable: when the folder holds no encoder, or a damaged one.
        OSError: when the archive cannot be written; what was there stays.
    """
    manifest = read_manifest(folder)
    try:
        verify(folder, manifest.files)
    except FileChanged as error:
        raise EncoderUnavailable(f"Encodeur abîmé : {error} Préparez-le à nouveau.") from error
    archive.parent.mkdir(parents=True, exist_ok=True)
    with naming(archive), TemporaryDirectory(dir=archive.parent, prefix=".archive-") as scratch:
        partial = Path(scratch) / "encoder.tar"
        with tarfile.open(partial, "w", format=tarfile.USTAR_FORMAT) as written:
            for name in (SERVING_FILE, *sorted(manifest.files)):
                member = tarfile.TarInfo(name)
                member.size, member.mode = (folder / name).stat().st_size, 0o644
                with (folder / name).open("rb") as stream:
                    written.addfile(member, stream)
        sync(partial)
        partial.replace(archive)
    return digest(archive)


def unpack(archive: Path, sha256: str, source: str, folder: Path) -> ServingManifest:
    """Install the prepared encoder of an archive; the one in place stays when anything is wrong.

    Args:
        archive: the file, as `pack` wrote it.
        sha256: the SHA-256 that it must have, in hexadecimal.
        source: name of the model that the encoder must come from.
        folder: where to put the files, replaced if it exists. When its parent is a link, to the
            encoder of an image that nobody may write, a folder takes the place of the link.

    Returns:
        The manifest of the encoder.

    Raises:
        EncoderUnavailable: when the archive has another SHA-256, holds anything else than a sound
            encoder of this version, or that of another model.
        OSError: when a file cannot be read or written.
    """
    found = digest(archive)
    if found.sha256 != sha256.strip().lower():
        raise EncoderUnavailable(
            f"{archive.name} a l'empreinte {found.sha256}, attendu {sha256} : rien n'est installé."
        )
    home = folder.parent
    aside = home.parent if home.is_symlink() else home
    aside.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=aside, prefix=".encodeur-") as scratch:
        staging = Path(scratch) / folder.name
        staging.mkdir()
        try:
            with tarfile.open(archive, "r|") as opened:
                _extract(opened, staging)
            manifest = read_manifest(staging)
            verify(staging, manifest.files)
        except (tarfile.TarError, FileChanged, ValidationError, ValueError, OverflowError) as error:
            raise _not_an_encoder(archive) from error
        if manifest.source != source:
            raise EncoderUnavailable(
                f"{archive.name} contient l'encodeur « {manifest.source} », et les données "
                f"demandent « {source} » (ENCODER) : rien n'est installé."
            )
        sync(staging)
        if home.is_symlink():
            home.unlink()
            home.mkdir()
        shutil.rmtree(folder, ignore_errors=True)
        staging.rename(folder)
        sync(home)
    return manifest


def _not_an_encoder(archive: Path) -> EncoderUnavailable:
    return EncoderUnavailable(f"{archive.name} n'est pas l'archive d'un encodeur préparé.")


def _extract(opened: tarfile.TarFile, staging: Path) -> None:
    """Write the files of an archive: those that its manifest lists, at the size that it states."""
    first = opened.next()
    stream = opened.extractfile(first) if first is not None and first.isreg() else None
    if first is None or stream is None or first.name != SERVING_FILE:
        raise tarfile.ReadError(SERVING_FILE)
    if first.size > MAX_MANIFEST_BYTES:
        raise tarfile.ReadError("size")
    content = stream.read()
    files = ServingManifest.model_validate_json(content).files
    if sum(file.size for file in files.values()) > MAX_BYTES:
        raise tarfile.ReadError("size")
    if SERVING_FILE in files or not all(map(_NAME.fullmatch, files)):
        raise tarfile.ReadError("names")
    (staging / SERVING_FILE).write_bytes(content)
    while (member := opened.next()) is not None:
        listed = files.get(member.name)
        if listed is None or not member.isreg() or member.size != listed.size:
            raise tarfile.ReadError(member.name)
        opened.extract(member, staging, filter="data")

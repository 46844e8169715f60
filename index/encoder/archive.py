"""Archive of a prepared encoder, to serve by meaning on a machine that cannot prepare one.

It is a tar file, not compressed (weights hardly shrink), the manifest `encoder.json` first, then
the files that it lists; then those of its student and of the encoder of dangers, if it has them,
under `student/` and `dangers/`, less what they share with it. It is made the same, byte for byte,
from the same encoder: its SHA-256 can be published beside it.
"""

from __future__ import annotations

import re
import shutil
import tarfile
from pathlib import Path

from pydantic import ValidationError

from index.encoder.onnx import (
    SERVING_DANGERS,
    SERVING_FILE,
    SERVING_MARKS,
    SERVING_STUDENT,
    ServingManifest,
    read_manifest,
    read_verified,
)
from index.errors import EncoderUnavailable, FileChanged
from index.files import FileDigest, digest, link, naming, scratch, sync, verify

MAX_BYTES = 4_000_000_000
"""Greatest size, in bytes, of an archive and of what it holds."""
MAX_MANIFEST_BYTES = 65_536
MADE_FROM_IT = (SERVING_STUDENT, SERVING_DANGERS, SERVING_MARKS)
"""Folders of the encoders made from the whole one, in the order of an archive."""
_NAME = re.compile(r"[a-z][a-z0-9_-]*\.[a-z]+")
"""Name of a file of an encoder: no folder, nothing hidden."""


def pack(folder: Path, archive: Path) -> FileDigest:
    """Write the prepared encoder of a folder in one archive, with those made from it.

    Args:
        folder: the folder that the encoder was exported to; its student is beside it, and so is the
            encoder of dangers.
        archive: the file to write, replaced when it is there.

    Returns:
        The size of the archive and its SHA-256.

    Raises:
        EncoderUnavailable: when the folder holds no encoder, or a damaged one.
        OSError: when the archive cannot be written; what was there stays.
    """
    whole = read_verified(folder)
    members = [(name, folder / name) for name in (SERVING_FILE, *sorted(whole.files))]
    for beside in (folder.parent / name for name in MADE_FROM_IT):
        made = read_verified(beside) if (beside / SERVING_FILE).exists() else None
        if made is not None and made.teacher == whole.fingerprint:
            own = set(made.files) - _common(made, whole).keys()
            names = (SERVING_FILE, *sorted(own))
            members += [(f"{beside.name}/{name}", beside / name) for name in names]
    with naming(archive), scratch(archive.parent) as aside:
        partial = aside / "encoder.tar"
        with tarfile.open(partial, "w", format=tarfile.USTAR_FORMAT) as written:
            for name, path in members:
                member = tarfile.TarInfo(name)
                member.size, member.mode = path.stat().st_size, 0o644
                with path.open("rb") as stream:
                    written.addfile(member, stream)
        sync(partial)
        partial.replace(archive)
    return digest(archive)


def _common(made: ServingManifest, whole: ServingManifest) -> dict[str, str]:
    """Return the files that an encoder shares with the whole one: name -> name in the latter."""
    names = {each.sha256: name for name, each in whole.files.items()}
    files = made.files.items()
    return {name: names[each.sha256] for name, each in files if each.sha256 in names}


def unpack(archive: Path, sha256: str, source: str, folder: Path) -> ServingManifest:
    """Install the prepared encoder of an archive; the one in place stays when anything is wrong.

    Args:
        archive: the file, as `pack` wrote it.
        sha256: the SHA-256 that it must have, in hexadecimal.
        source: name of the model that the encoder must come from.
        folder: where to put the files, replaced if it exists; others go beside it. When its
            parent is a link, to the encoder of an image that nobody may write, a folder takes the
            place of the link.

    Returns:
        The manifest of the encoder.

    Raises:
        EncoderUnavailable: when the archive has another SHA-256, holds anything else than a sound
            encoder of this version and those made from it, or that of another model.
        OSError: when a file cannot be read or written.
    """
    found = digest(archive)
    if found.sha256 != sha256.strip().lower():
        raise EncoderUnavailable(
            f"{archive.name} a l'empreinte {found.sha256}, attendu {sha256} : rien n'est installé."
        )
    home = folder.parent
    aside = home.parent if home.is_symlink() else home
    with scratch(aside) as extracted:
        staging = extracted / folder.name
        manifest = _extracted(archive, staging)
        if manifest.source != source:
            raise EncoderUnavailable(
                f"{archive.name} contient l'encodeur « {manifest.source} », et les données "
                f"demandent « {source} » (ENCODER) : rien n'est installé."
            )
        if home.is_symlink():
            home.unlink()
            home.mkdir()
        for made in (staging, *(extracted / name for name in MADE_FROM_IT)):
            if made.exists():
                sync(made)
                shutil.rmtree(home / made.name, ignore_errors=True)
                made.rename(home / made.name)
        sync(home)
    return manifest


def _extracted(archive: Path, staging: Path) -> ServingManifest:
    """Write the encoder of an archive in a folder, others beside it; verify them all."""
    try:
        with tarfile.open(archive, "r|") as opened:
            after = _extract(opened, opened.next(), staging, "")
            for name in MADE_FROM_IT:
                if after is not None and after.name.startswith(f"{name}/"):
                    after = _extract(opened, after, staging.parent / name, f"{name}/")
            if after is not None:
                raise tarfile.ReadError("names")
        whole = read_manifest(staging)
        verify(staging, whole.files)
        for beside in (staging.parent / name for name in MADE_FROM_IT):
            if beside.exists():
                _complete(beside, staging, whole)
    except (tarfile.TarError, FileChanged, ValidationError, ValueError, OverflowError) as error:
        raise EncoderUnavailable(
            f"{archive.name} n'est pas l'archive d'un encodeur préparé."
        ) from error
    return whole


def _complete(beside: Path, staging: Path, whole: ServingManifest) -> None:
    """Give an encoder made from the whole one the files that they share, and verify it."""
    made = read_manifest(beside)
    for name, same in _common(made, whole).items():
        if not (beside / name).exists():
            link(staging / same, beside / name)
    verify(beside, made.files)
    if made.teacher != whole.fingerprint:
        raise tarfile.ReadError("teacher")


def _extract(
    opened: tarfile.TarFile, first: tarfile.TarInfo | None, staging: Path, prefix: str
) -> tarfile.TarInfo | None:
    """Write the files of one encoder: those that its manifest lists, at the size that it states.

    Args:
        opened: the archive, after its member `first`.
        first: the manifest of the encoder.
        staging: folder to make.
        prefix: what the names of its members begin with.

    Returns:
        The first member after them that is in a folder, None at the end of the archive.
    """
    stream = opened.extractfile(first) if first is not None and first.isreg() else None
    if first is None or stream is None or first.name != prefix + SERVING_FILE:
        raise tarfile.ReadError(SERVING_FILE)
    if first.size > MAX_MANIFEST_BYTES:
        raise tarfile.ReadError("size")
    content = stream.read()
    files = ServingManifest.model_validate_json(content).files
    if sum(file.size for file in files.values()) > MAX_BYTES:
        raise tarfile.ReadError("size")
    if SERVING_FILE in files or not all(map(_NAME.fullmatch, files)):
        raise tarfile.ReadError("names")
    staging.mkdir()
    (staging / SERVING_FILE).write_bytes(content)
    while (member := opened.next()) is not None:
        name = member.name.removeprefix(prefix)
        if "/" in name:
            return member
        listed = files.get(name) if member.name == prefix + name else None
        if listed is None or not member.isreg() or member.size != listed.size:
            raise tarfile.ReadError(member.name)
        opened.extract(member.replace(name=name, deep=False), staging, filter="data")
    return None

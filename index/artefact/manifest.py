"""The artefact: one version of the index, a folder that is verified whole before it is read.

`manifest.json` describes it: format, encoder, engine, counts, size and SHA-256 of each file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from index.artefact.content import ArtefactContent
from index.engines.base import DEFAULT_ENGINE, Engine
from index.engines.registry import build_engine, check_engine, open_engine
from index.errors import (
    ArtefactCorrupt,
    ArtefactMismatch,
    ArtefactMissing,
    EngineError,
    FileChanged,
    InvalidRecords,
    UnknownEngine,
)
from index.files import FileDigest, digest, sync, verify
from index.messages import in_french

FORMAT = 11
"""Raised when the files of an artefact change name or meaning: an older index is built again."""
MANIFEST = "manifest.json"


class _Heading(BaseModel):
    """The fields that the manifests of all formats have."""

    format: int
    version: str


class Manifest(BaseModel):
    """Description of an artefact, stored beside its files.

    format: of the artefact; version: UTC time of the build, and start of the digest of the content;
    encoder, fingerprint: of the encoder of the vectors; template: version of the passage template;
    dimension: of the vectors; records, passages: their numbers; engine: name, in the registry, of
    the engine whose index is among the files; files: name -> size in bytes and SHA-256.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    version: str
    encoder: str
    fingerprint: str
    template: int
    dimension: int
    records: int
    passages: int
    engine: str
    files: dict[str, FileDigest]


@dataclass(frozen=True)
class EncoderIdentity:
    """The encoder that made the vectors: name, fingerprint, version of the passage template."""

    name: str
    fingerprint: str
    template: int


@dataclass(frozen=True)
class Artefact:
    """An artefact that was read and verified."""

    manifest: Manifest
    content: ArtefactContent
    engine: Engine


def write(
    content: ArtefactContent, identity: EncoderIdentity, folder: Path, engine: str = DEFAULT_ENGINE
) -> Manifest:
    """Write an artefact into an empty folder, its manifest last, everything synced.

    Args:
        content: all that the artefact will hold.
        identity: the encoder that made the vectors.
        folder: where to write; it exists and is empty.
        engine: name of the engine that indexes the vectors of the passages.

    Returns:
        The manifest as written.

    Raises:
        EngineError: when no engine has this name, or it cannot write its index.
        OSError: when the disk refuses.
    """
    content.write(folder)
    build_engine(engine, content.vectors).write(folder)
    files = {path.name: digest(path) for path in sorted(folder.iterdir())}
    manifest = _manifest(content, identity, engine, files)
    (folder / MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
    for path in folder.iterdir():
        sync(path)
    sync(folder)
    return manifest


def _state(identity: EncoderIdentity, engine: str, files: Mapping[str, FileDigest]) -> str:
    """Return the start of the digest of what decides the content; a version ends with it."""
    digests = {name: file.sha256 for name, file in files.items()}
    state = json.dumps([asdict(identity), engine, digests])
    return sha256(state.encode()).hexdigest()[:8]


def _manifest(
    content: ArtefactContent, identity: EncoderIdentity, engine: str, files: dict[str, FileDigest]
) -> Manifest:
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    return Manifest(
        format=FORMAT,
        version=f"{moment}-{_state(identity, engine, files)}",
        encoder=identity.name,
        fingerprint=identity.fingerprint,
        template=identity.template,
        dimension=content.vectors.shape[1],
        records=len(content.records),
        passages=len(content.passages),
        engine=engine,
        files=files,
    )


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a version.

    Args:
        folder: the folder of the version.

    Returns:
        The manifest, of the format that this code reads.

    Raises:
        ArtefactMissing: when there is none.
        ArtefactCorrupt: when it cannot be read, or was changed.
        ArtefactMismatch: when it is of another format, or of an engine that is not registered.
    """
    try:
        text = (folder / MANIFEST).read_bytes()
        heading = _Heading.model_validate_json(text)
        if heading.format != FORMAT:
            raise ArtefactMismatch(
                f"L'index {heading.version} a le format {heading.format}, et cette version "
                f"d'OrientESS lit le format {FORMAT} : lancez « orientess build »."
            )
        manifest = Manifest.model_validate_json(text)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ArtefactMissing(
            f"Aucun index publié dans {folder} : lancez « orientess build »."
        ) from error
    except (OSError, ValidationError) as error:
        raise ArtefactCorrupt(f"{folder / MANIFEST} est illisible : reconstruisez.") from error
    state = _state(identity_of(manifest), manifest.engine, manifest.files)
    if not manifest.version.endswith(f"-{state}"):
        raise ArtefactCorrupt(f"{folder / MANIFEST} a été changé : reconstruisez.")
    try:
        check_engine(manifest.engine)
    except UnknownEngine as error:
        raise ArtefactMismatch(
            f"L'index {manifest.version} ne peut pas s'ouvrir : {in_french(error)} "
            "Lancez « orientess build »."
        ) from error
    return manifest


def identity_of(manifest: Manifest) -> EncoderIdentity:
    """Return the encoder that made the vectors of an artefact."""
    return EncoderIdentity(manifest.encoder, manifest.fingerprint, manifest.template)


def read(folder: Path, version: str | None = None) -> Artefact:
    """Read a version, after verifying every file that its manifest lists.

    This guards against accidents: a person who can write there can write an artefact that is
    consistent with itself.

    Args:
        folder: the folder of the version, or a link to it.
        version: the one expected; None for any.

    Returns:
        The artefact, its arrays mapped in memory and its engine open.

    Raises:
        ArtefactMissing: when there is none.
        ArtefactCorrupt: when a file is absent, truncated, changed or not listed, files disagree,
            or the version is another.
        ArtefactMismatch: when it is of another format, or of an engine that is not registered.
    """
    folder = Path(os.path.realpath(folder))
    manifest = read_manifest(folder)
    if version not in {None, manifest.version}:
        raise ArtefactCorrupt(f"{folder} contient l'index {manifest.version} : reconstruisez.")
    try:
        _check_names(folder, manifest)
        verify(folder, manifest.files)
        content = ArtefactContent.read(folder, manifest.passages)
        engine = open_engine(manifest.engine, folder)
    except (FileChanged, InvalidRecords, EngineError, OSError, ValueError) as error:
        raise ArtefactCorrupt(f"Index {manifest.version} abîmé : {in_french(error)}") from error
    if not _agree(manifest, content, engine):
        raise ArtefactCorrupt(f"Index {manifest.version} : ses fichiers ne s'accordent pas.")
    return Artefact(manifest, content, engine)


def _check_names(folder: Path, manifest: Manifest) -> None:
    """Refuse a file without a digest; hidden ones, which some file systems make, are not read."""
    names = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    unlisted = sorted(names - {MANIFEST, *manifest.files})
    if unlisted:
        raise FileChanged(f"{unlisted[0]} n'est pas de cette version.")
    if any(Path(name).name != name for name in manifest.files):
        raise FileChanged(f"{MANIFEST} nomme des fichiers d'ailleurs.")


def _agree(manifest: Manifest, content: ArtefactContent, engine: Engine) -> bool:
    """Return whether the counts of a manifest are those of its files and of the engine."""
    expected = (manifest.records, manifest.passages, manifest.dimension)
    counted = (len(content.records), len(content.passages), engine.dimension)
    return expected == counted and content.vectors.shape == (len(engine), engine.dimension)

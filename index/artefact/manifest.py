"""The artefact: one version of the index, a folder on disk that is read only once verified.

`manifest.json` says what the content is made of, with the size and SHA-256 of each file.
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

from index.artefact.content import ENGINE, Content
from index.engines.faiss import EmbeddedEngine, factory_string
from index.errors import (
    ArtefactCorrupt,
    ArtefactMismatch,
    ArtefactMissing,
    EngineError,
    FileChanged,
    InvalidRecords,
)
from index.files import FileDigest, digest, sync, verify
from index.messages import in_french

FORMAT = 10
MANIFEST = "manifest.json"


class Manifest(BaseModel):
    """What an artefact says of itself.

    version: UTC time of the build and start of the digest of its content; counts: records and
    passages; factory: the FAISS index; files: size in bytes and SHA-256 of each one.
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
    factory: str
    files: dict[str, FileDigest]


@dataclass(frozen=True)
class EncoderIdentity:
    """The encoder that made the vectors: its name, its fingerprint, the passage template."""

    name: str
    fingerprint: str
    template: int


@dataclass(frozen=True)
class Artefact:
    """An artefact that was read and verified."""

    manifest: Manifest
    content: Content
    engine: EmbeddedEngine


def write(content: Content, identity: EncoderIdentity, folder: Path) -> Manifest:
    """Write an artefact into an empty folder, its manifest last, everything synced.

    Args:
        content: all that the artefact will hold.
        identity: the encoder that made the vectors.
        folder: where to write; it exists and is empty.

    Returns:
        The manifest as written.

    Raises:
        EngineError: when the vectors cannot be written.
        OSError: when the disk refuses.
    """
    content.write(folder)
    files = {path.name: digest(path) for path in sorted(folder.iterdir())}
    manifest = _manifest(content, identity, files)
    (folder / MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
    for path in folder.iterdir():
        sync(path)
    sync(folder)
    return manifest


def _state(identity: EncoderIdentity, files: Mapping[str, FileDigest]) -> str:
    """The start of the digest of what decides the content; a version ends with it."""
    state = json.dumps([asdict(identity), {name: each.sha256 for name, each in files.items()}])
    return sha256(state.encode()).hexdigest()[:8]


def _manifest(
    content: Content, identity: EncoderIdentity, files: dict[str, FileDigest]
) -> Manifest:
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    return Manifest(
        format=FORMAT,
        version=f"{moment}-{_state(identity, files)}",
        encoder=identity.name,
        fingerprint=identity.fingerprint,
        template=identity.template,
        dimension=content.vectors.shape[1],
        records=len(content.records),
        passages=len(content.passages),
        factory=factory_string(len(content.passages)),
        files=files,
    )


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a version.

    Args:
        folder: the folder of the version.

    Returns:
        The manifest, of the format that this code reads.

    Raises:
        ArtefactMissing: when there is none.
        ArtefactCorrupt: when it cannot be read, or was changed.
        ArtefactMismatch: when another format wrote it.
    """
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ArtefactMissing(
            f"Aucun index publié dans {folder} : lancez « orientess build »."
        ) from error
    except (OSError, ValidationError) as error:
        raise ArtefactCorrupt(f"{folder / MANIFEST} est illisible : reconstruisez.") from error
    if manifest.format != FORMAT:
        raise ArtefactMismatch(
            f"{folder} a le format {manifest.format}, attendu {FORMAT} : reconstruisez l'index."
        )
    made_by = EncoderIdentity(manifest.encoder, manifest.fingerprint, manifest.template)
    if not manifest.version.endswith(f"-{_state(made_by, manifest.files)}"):
        raise ArtefactCorrupt(f"{folder / MANIFEST} a été changé : reconstruisez.")
    return manifest


def read(folder: Path, version: str | None = None) -> Artefact:
    """Read a version, after verifying every file that its manifest lists.

    What this guards against is accident: who can write there can write a whole artefact that
    agrees with itself.

    Args:
        folder: the folder of the version, or a link to it.
        version: that it should be; None for whichever it is.

    Returns:
        The artefact, its arrays mapped in memory and its engine open.

    Raises:
        ArtefactMissing: when there is none.
        ArtefactCorrupt: when a file is absent, truncated, changed or not listed, files disagree,
            or the version is another.
        ArtefactMismatch: when another format wrote it.
    """
    folder = Path(os.path.realpath(folder))
    manifest = read_manifest(folder)
    if version not in {None, manifest.version}:
        raise ArtefactCorrupt(f"{folder} contient l'index {manifest.version} : reconstruisez.")
    try:
        _check_names(folder, manifest)
        verify(folder, manifest.files)
        content = Content.read(folder, manifest.passages)
        engine = EmbeddedEngine.read(folder / ENGINE)
    except (FileChanged, InvalidRecords, EngineError, OSError, ValueError) as error:
        raise ArtefactCorrupt(f"Index {manifest.version} abîmé : {in_french(error)}") from error
    if not _agree(manifest, content, engine):
        raise ArtefactCorrupt(f"Index {manifest.version} : ses fichiers ne s'accordent pas.")
    return Artefact(manifest, content, engine)


def _check_names(folder: Path, manifest: Manifest) -> None:
    """Refuse a file that no digest guards; hidden ones, which some disks make, are never read."""
    found = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    unlisted = sorted(found - {MANIFEST, *manifest.files})
    if unlisted:
        raise FileChanged(f"{unlisted[0]} n'est pas de cette version.")
    if any(Path(name).name != name for name in manifest.files):
        raise FileChanged(f"{MANIFEST} nomme des fichiers d'ailleurs.")


def _agree(manifest: Manifest, content: Content, engine: EmbeddedEngine) -> bool:
    """Whether a manifest counts what is in its files, and the engine holds their vectors."""
    told = (manifest.records, manifest.passages, manifest.dimension, manifest.factory)
    found = (len(content.records), len(content.passages), engine.dimension, engine.factory)
    return told == found and content.vectors.shape == (len(engine), engine.dimension)

"""The artefact: one version of the search index, a folder whose files are all verified when read.

`manifest.json` describes it: format, encoder, engine, counts, size and SHA-256 of each file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel, ValidationError

from index.artefact.content import ArtefactContent
from index.engines.base import DEFAULT_ENGINE, Engine, EngineServer
from index.engines.registry import check_engine, open_engine, write_engine
from index.errors import (
    ArtefactCorrupt,
    ArtefactMismatch,
    ArtefactMissing,
    EngineError,
    EngineMissing,
    FileChanged,
    InvalidRecords,
    UnknownEngine,
)
from index.files import FileDigest, digest, sync, verify, write_atomically
from index.frozen_model import FrozenModel
from index.messages import in_french

FORMAT = 24
"""Number of the format of an artefact, one more whenever its files change name or meaning.

An index of another format is not read: it must be built again.
"""
MANIFEST = "manifest.json"
EXPORTED = "export-"
"""Start of the names of files made of the others, for others to download: they do not name the
version, which they hold."""


class _Heading(BaseModel):
    """The fields that the manifests of all formats have."""

    format: int
    version: str


class Manifest(FrozenModel):
    """Description of an artefact (one built version of the search index), in its `manifest.json`.

    format: version number of the format of the files; version: name, made of the UTC time of the
    build and of the start of a SHA-256 of the content; encoder, fingerprint: name of the encoder
    that made the vectors, and SHA-256 of its files and settings; template: version of the rules
    that cut passages (texts) from records; dimension: length of a vector; records, passages: their
    numbers; engine: name of the engine that it was published for; files: name of a file -> its size
    in bytes and its SHA-256; inputs: SHA-256 of the code and of the data that it was built from
    (`index.indexing.inputs`), "" when it is not known.
    """

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
    inputs: str = ""


@dataclass(frozen=True)
class EncoderIdentity:
    """Identity of what the vectors of an index depend on, besides the texts of its records.

    name, fingerprint: of the encoder; the fingerprint is a SHA-256 of its files and settings;
    template: version of the rules that cut passages (texts) from records.
    """

    name: str
    fingerprint: str
    template: int


@dataclass(frozen=True)
class Artefact:
    """One version of the search index, read from disk and verified.

    manifest: its description; content: records, passages, vectors…; engine: proposes passages,
    opened over those of this version.
    """

    manifest: Manifest
    content: ArtefactContent
    engine: Engine


def write(
    content: ArtefactContent, identity: EncoderIdentity, folder: Path, engine: str = DEFAULT_ENGINE
) -> Manifest:
    """Write an artefact (one version of the search index) and its manifest into an empty folder.

    The manifest is written last, and all files are flushed to the disk (fsync).

    Args:
        content: records, passages, vectors and all else that the artefact holds.
        identity: the encoder that made the vectors, and the version of the rules that cut passages.
        folder: where to write; it exists and is empty.
        engine: name of the vector engine that indexes the vectors of the passages.

    Returns:
        The manifest as written.

    Raises:
        EngineError: when no engine has this name, or it cannot write its index.
        OSError: when a file cannot be written.
    """
    content.write(folder)
    write_engine(engine, content.vectors, folder)
    files = {path.name: digest(path) for path in sorted(folder.iterdir())}
    manifest = _manifest(content, identity, engine, files)
    _write_manifest(manifest, folder)
    for path in folder.iterdir():
        sync(path)
    sync(folder)
    return manifest


def add_file(name: str, text: str, manifest: Manifest, folder: Path) -> Manifest:
    """Add to a version that is not published what only the others of its files tell; rename it.

    Args:
        name: of the file, as `confidence.json`.
        text: its content.
        manifest: of the version, as written.
        folder: of the version.

    Returns:
        The manifest as written again.

    Raises:
        OSError: when a file cannot be written.
    """
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return _with_files([path], manifest, folder)


def add_exports(manifest: Manifest, folder: Path) -> Manifest:
    """Add to a version that is not published the files of its exports, which are in its folder.

    Args:
        manifest: of the version, as written; its name stays.
        folder: of the version.

    Returns:
        The manifest as written again.

    Raises:
        OSError: when a file cannot be read or written.
    """
    return _with_files(sorted(folder.glob(f"{EXPORTED}*")), manifest, folder)


def _with_files(paths: Sequence[Path], manifest: Manifest, folder: Path) -> Manifest:
    """Write again a manifest with more files, and the name of the version that they make."""
    added = {path.name: digest(path) for path in paths}
    files = dict(sorted({**manifest.files, **added}.items()))
    moment = manifest.version.rpartition("-")[0]
    version = f"{moment}-{_state(identity_of(manifest), manifest.engine, files)}"
    manifest = manifest.model_copy(update={"files": files, "version": version})
    _write_manifest(manifest, folder)
    for each in (*paths, folder / MANIFEST, folder):
        sync(each)
    return manifest


def keep_inputs(manifest: Manifest, inputs: str, folder: Path) -> None:
    """Write in the manifest of a version what the same version would be built from now.

    Args:
        manifest: of the version, as it is.
        inputs: SHA-256 of the code and of the data.
        folder: of the version.

    Raises:
        OSError: when it cannot be written; it stays as it was.
    """
    _write_manifest(manifest.model_copy(update={"inputs": inputs}), folder)


def without_exports(files: Mapping[str, FileDigest]) -> dict[str, FileDigest]:
    """Return the files that decide the content of a version: all but its exports."""
    return {name: file for name, file in files.items() if not name.startswith(EXPORTED)}


def _write_manifest(manifest: Manifest, folder: Path) -> None:
    write_atomically(folder / MANIFEST, manifest.model_dump_json(indent=2) + "\n")


def _state(identity: EncoderIdentity, engine: str, files: Mapping[str, FileDigest]) -> str:
    """Return the start of the digest of what decides the content; a version ends with it."""
    digests = {name: file.sha256 for name, file in without_exports(files).items()}
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
    """Read the manifest of one version of the search index; its other files are not verified.

    Args:
        folder: the folder of the version.

    Returns:
        The manifest; its format is `FORMAT`.

    Raises:
        ArtefactMissing: when the folder or its `manifest.json` does not exist.
        ArtefactCorrupt: when `manifest.json` cannot be read, or was changed since it was written.
        ArtefactMismatch: when the format is not `FORMAT`, or no vector engine has the name that the
            manifest states.
    """
    try:
        text = (folder / MANIFEST).read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ArtefactMissing(
            f"Aucun index publié dans {folder} : lancez « orientess build »."
        ) from error
    except OSError as error:
        raise ArtefactCorrupt(f"{folder / MANIFEST} est illisible : reconstruisez.") from error
    return parse_manifest(text, str(folder / MANIFEST))


def parse_manifest(text: bytes, path: str) -> Manifest:
    """Parse the content of the `manifest.json` of one version of the search index.

    Args:
        text: the content of the file, as it was read.
        path: path or address of the file, for the messages.

    Returns:
        The manifest; its format is `FORMAT`.

    Raises:
        ArtefactCorrupt: when it is no manifest, or was changed since it was written.
        ArtefactMismatch: when the format is not `FORMAT`, or the engine that the manifest states is
            unknown, or cannot be used here.
    """
    try:
        heading = _Heading.model_validate_json(text)
        if heading.format != FORMAT:
            raise ArtefactMismatch(
                f"L'index {heading.version} a le format {heading.format}, et cette version "
                f"d'OrientESS lit le format {FORMAT} : lancez « orientess build »."
            )
        manifest = Manifest.model_validate_json(text)
    except ValidationError as error:
        raise ArtefactCorrupt(f"{path} est illisible : reconstruisez.") from error
    state = _state(identity_of(manifest), manifest.engine, manifest.files)
    if not manifest.version.endswith(f"-{state}"):
        raise ArtefactCorrupt(f"{path} a été changé : reconstruisez.")
    try:
        check_engine(manifest.engine)
    except UnknownEngine as error:
        raise ArtefactMismatch(
            f"L'index {manifest.version} ne peut pas s'ouvrir : {in_french(error)} "
            "Lancez « orientess build »."
        ) from error
    except EngineMissing as error:
        raise ArtefactMismatch(_not_served_here(manifest, error)) from error
    return manifest


def _not_served_here(manifest: Manifest, error: EngineMissing) -> str:
    """Return why an index that is sound cannot be served on this machine."""
    return f"L'index {manifest.version} ne peut pas être servi ici. {error}"


def identity_of(manifest: Manifest) -> EncoderIdentity:
    """Return the identity (name, fingerprint…) of the encoder that an index was built with.

    manifest: that of the index.
    """
    return EncoderIdentity(manifest.encoder, manifest.fingerprint, manifest.template)


def read(folder: Path, version: str | None = None, server: EngineServer | None = None) -> Artefact:
    """Read one version of the search index, after verifying the SHA-256 of each of its files.

    This guards against accidents only: a person who can write in the folder can also write a
    manifest that agrees with changed files.

    Args:
        folder: the folder of the version, or a link to it.
        version: name of the version expected; None to accept any.
        server: where its engine is reached when it is a server; None to ask nothing of it.

    Returns:
        The artefact, its arrays mapped in memory and its engine open.

    Raises:
        ArtefactMissing: when the folder or its manifest does not exist.
        ArtefactCorrupt: when a file is absent, truncated, changed or not in the manifest, when
            files disagree on a count, or when the version is not the one expected.
        ArtefactMismatch: when the format is not `FORMAT`, or the engine that the manifest states is
            unknown, or cannot be used here.
    """
    folder = Path(os.path.realpath(folder))
    manifest = read_manifest(folder)
    if version not in {None, manifest.version}:
        raise ArtefactCorrupt(f"{folder} contient l'index {manifest.version} : reconstruisez.")
    try:
        _check_names(folder, manifest)
        verify(folder, manifest.files)
        content = ArtefactContent.read(folder, manifest.passages)
        passages = content.searched
        engine = open_engine(manifest.engine, folder, manifest.version, passages, server)
    except EngineMissing as error:
        raise ArtefactMismatch(_not_served_here(manifest, error)) from error
    except (FileChanged, InvalidRecords, EngineError, OSError, ValueError) as error:
        raise ArtefactCorrupt(f"Index {manifest.version} abîmé : {in_french(error)}") from error
    if not _agree(manifest, content):
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


def _agree(manifest: Manifest, content: ArtefactContent) -> bool:
    """Return whether the counts of a manifest are those of its files."""
    counted = (len(content.records), len(content.passages), content.vectors.shape)
    vectors = (manifest.passages, manifest.dimension)
    return counted == (manifest.records, manifest.passages, vectors)

"""The artefact: one version of the index, a folder on disk that is read only once verified.

    var/index/<version>/manifest.json and the files that it lists
    var/index/current -> <version>         swapped in one step at publication

A version is built aside, synced, renamed, and only then made current: a reader always finds a
whole one. Nothing in it is pickled. Row i is the same passage in every file.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError
from scipy.sparse import csc_array

from index.engines.base import Matrix
from index.engines.embedded import EmbeddedEngine, factory_string
from index.errors import ArtefactCorrupt, ArtefactMismatch, ArtefactMissing, FileChanged
from index.files import FileDigest, digest, sync, verify
from index.lexical import SparseMatrix
from index.passages import Kind, Passage
from index.records import AnyRecord, parse_record, to_json
from index.spelling import Entry, parse_vocabulary, vocabulary_lines

FORMAT = 1
KEPT_VERSIONS = 3
MANIFEST, CURRENT = "manifest.json", "current"
RECORDS, PASSAGES = "records.jsonl", "passages.jsonl"
VECTORS, ENGINE = "vectors.npy", "faiss.index"
STEMS, SPELLING = "stems.txt", "spelling.tsv"
_SPARSE_PARTS = ("data", "indices", "indptr", "idf")


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
class Content:
    """All that an artefact holds.

    vectors: (n passages, d) float32, unit norm; words, ngrams: one row a passage; stems: the
    stem of each column of `words`; spelling: folded word -> entry.
    """

    records: tuple[AnyRecord, ...]
    passages: tuple[Passage, ...]
    vectors: Matrix
    words: SparseMatrix
    ngrams: SparseMatrix
    stems: tuple[str, ...]
    spelling: dict[str, Entry]


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


def publish(content: Content, identity: EncoderIdentity, home: Path) -> Manifest:
    """Write a new version and make it current; older ones are kept, up to `KEPT_VERSIONS`.

    Raises:
        EngineError: when the vectors cannot be written; the current version stays.
        OSError: when the disk refuses; the current version stays and nothing partial is left.
    """
    home.mkdir(parents=True, exist_ok=True)
    aside = Path(mkdtemp(dir=home, prefix=".construction-"))
    try:
        _write(content, aside)
        files = {path.name: digest(path) for path in sorted(aside.iterdir())}
        manifest = _manifest(content, identity, files)
        (aside / MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
        for path in aside.iterdir():
            sync(path)
        sync(aside)
        aside.chmod(0o755)
        aside.rename(home / manifest.version)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    _make_current(home, manifest.version)
    _forget_old(home)
    return manifest


def _manifest(
    content: Content, identity: EncoderIdentity, files: dict[str, FileDigest]
) -> Manifest:
    state = json.dumps([asdict(identity), {name: each.sha256 for name, each in files.items()}])
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    return Manifest(
        format=FORMAT,
        version=f"{moment}-{sha256(state.encode()).hexdigest()[:8]}",
        encoder=identity.name,
        fingerprint=identity.fingerprint,
        template=identity.template,
        dimension=content.vectors.shape[1],
        records=len(content.records),
        passages=len(content.passages),
        factory=factory_string(len(content.passages)),
        files=files,
    )


def _write(content: Content, folder: Path) -> None:
    records = "".join(to_json(record) + "\n" for record in content.records)
    (folder / RECORDS).write_text(records, encoding="utf-8")
    (folder / PASSAGES).write_text("".join(_passage_lines(content)), encoding="utf-8")
    (folder / STEMS).write_text("\n".join(content.stems), encoding="utf-8")
    (folder / SPELLING).write_text(vocabulary_lines(content.spelling), encoding="utf-8")
    np.save(folder / VECTORS, content.vectors, allow_pickle=False)
    for name, sparse in (("words", content.words), ("ngrams", content.ngrams)):
        arrays = (sparse.matrix.data, sparse.matrix.indices, sparse.matrix.indptr, sparse.idf)
        for part, array in zip(_SPARSE_PARTS, arrays, strict=True):
            np.save(folder / f"{name}-{part}.npy", array, allow_pickle=False)
    EmbeddedEngine.build(content.vectors).write(folder / ENGINE)


def _passage_lines(content: Content) -> Iterator[str]:
    for passage in content.passages:
        fields = [passage.row, passage.kind.name, passage.text, passage.context]
        yield json.dumps(fields, ensure_ascii=False) + "\n"


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a version.

    Raises:
        ArtefactMissing: when there is none.
        ArtefactCorrupt: when it cannot be read.
        ArtefactMismatch: when another format wrote it.
    """
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ArtefactMissing(
            f"Aucun index publié dans {folder} : lancez « orientess build »."
        ) from error
    except ValidationError as error:
        raise ArtefactCorrupt(f"{folder / MANIFEST} est illisible : reconstruisez.") from error
    if manifest.format != FORMAT:
        raise ArtefactMismatch(
            f"{folder} a le format {manifest.format}, attendu {FORMAT} : reconstruisez l'index."
        )
    return manifest


def read(folder: Path) -> Artefact:
    """Read a version, after verifying every file that its manifest lists.

    Raises:
        ArtefactMissing: when there is none.
        ArtefactCorrupt: when a file is absent, truncated or changed, or files disagree.
        ArtefactMismatch: when another format wrote it.
    """
    folder = folder.resolve()
    manifest = read_manifest(folder)
    try:
        verify(folder, manifest.files)
        content = _read_content(folder, manifest)
    except (FileChanged, OSError, ValueError) as error:
        raise ArtefactCorrupt(f"Index {manifest.version} abîmé : {error}") from error
    engine = EmbeddedEngine.read(folder / ENGINE)
    if {len(engine), len(content.vectors), len(content.passages)} != {manifest.passages}:
        raise ArtefactCorrupt(f"Index {manifest.version} : ses fichiers ne s'accordent pas.")
    return Artefact(manifest, content, engine)


def _read_content(folder: Path, manifest: Manifest) -> Content:
    lines = (folder / RECORDS).read_text(encoding="utf-8").splitlines()
    rows = (folder / PASSAGES).read_text(encoding="utf-8").splitlines()
    stems = (folder / STEMS).read_text(encoding="utf-8")
    shape = (manifest.passages, stems.count("\n") + 1 if stems else 0)
    ngram_width = len(_array(folder / "ngrams-idf.npy"))
    return Content(
        records=tuple(parse_record(line) for line in lines),
        passages=tuple(_passage(line) for line in rows),
        vectors=_array(folder / VECTORS),
        words=_sparse(folder, "words", shape),
        ngrams=_sparse(folder, "ngrams", (manifest.passages, ngram_width)),
        stems=tuple(stems.split("\n")) if stems else (),
        spelling=parse_vocabulary((folder / SPELLING).read_text(encoding="utf-8")),
    )


def _passage(line: str) -> Passage:
    row, kind, text, context = json.loads(line)
    return Passage(row, Kind[kind], text, context)


def _array(path: Path) -> NDArray[np.float32]:
    """An array mapped in memory, so that workers share its pages."""
    return np.load(path, mmap_mode="r", allow_pickle=False)  # type: ignore[no-any-return]


def _sparse(folder: Path, name: str, shape: tuple[int, int]) -> SparseMatrix:
    data, indices, indptr, idf = (_array(folder / f"{name}-{part}.npy") for part in _SPARSE_PARTS)
    return SparseMatrix(csc_array((data, indices, indptr), shape=shape, copy=False), idf)


def versions(home: Path) -> list[str]:
    """The versions on disk, oldest first."""
    if not home.is_dir():
        return []
    return sorted(path.parent.name for path in home.glob(f"[!.]*/{MANIFEST}") if path.parent.name != CURRENT)


def current_version(home: Path) -> str | None:
    """The version that is current, or None; one system call, so it can be asked often."""
    try:
        return os.readlink(home / CURRENT)
    except OSError:
        return None


def rollback(home: Path) -> str:
    """Make the version before the current one current again, and return its name.

    Raises:
        ArtefactMissing: when no older version is kept.
        ArtefactCorrupt: when the older version was damaged; the current one stays.
        ArtefactMismatch: when another format wrote it; the current one stays.
    """
    current = current_version(home)
    older = [version for version in versions(home) if current is not None and version < current]
    if not older:
        raise ArtefactMissing(f"Aucune version plus ancienne dans {home}.")
    read(home / older[-1])
    _make_current(home, older[-1])
    return older[-1]


def _make_current(home: Path, version: str) -> None:
    with _scratch_link(home) as link:
        link.symlink_to(version)
        link.replace(home / CURRENT)
    sync(home)


@contextmanager
def _scratch_link(home: Path) -> Iterator[Path]:
    link = home / f".{CURRENT}-{os.getpid()}"
    link.unlink(missing_ok=True)
    try:
        yield link
    finally:
        link.unlink(missing_ok=True)


def _forget_old(home: Path) -> None:
    """Remove the oldest versions, never the current one."""
    current = current_version(home)
    for version in versions(home)[:-KEPT_VERSIONS]:
        if version != current:
            shutil.rmtree(home / version, ignore_errors=True)

"""The artefact: one version of the index, a folder on disk that is read only once verified.

    manifest.json       what follows, with the size and SHA-256 of each file
    records.jsonl       the records, as they were read
    passages.jsonl      [row of the record, kind, text, context]
    vectors.npy         (n passages, d) float32, unit norm
    faiss.index         the same, for FAISS: derived, like any other engine's copy
    words-*, ngrams-*   sparse weights by column, and their inverse document frequencies
    stems.txt           the stem of each column of words
    spelling.tsv        the words that others are mended into
    lexicon.npy         the words that exist in French, by their CRC-32, uint32, sorted
    besoins.jsonl       what says the needs of the thesaurus: [identifier, text]
    besoins.npy         (m texts, d) float32, unit norm, their vectors
    doublons.json       groups of rows of records that are likely the same place

Nothing is pickled. Row i is the same passage in every file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError
from scipy.sparse import csc_array

from index.engines.base import Matrix
from index.engines.embedded import EmbeddedEngine, factory_string
from index.errors import (
    ArtefactCorrupt,
    ArtefactMismatch,
    ArtefactMissing,
    EngineError,
    FileChanged,
    InvalidRecords,
)
from index.files import FileDigest, digest, sync, verify
from index.french import in_french
from index.jsonl import parse_record, to_json
from index.lexical import SparseMatrix
from index.lexicon import Lexicon
from index.needs import Needs
from index.passages import Kind, Passage
from index.records import AnyRecord
from index.vocabulary import Entry, parse_vocabulary, vocabulary_lines

FORMAT = 4
MANIFEST = "manifest.json"
RECORDS, PASSAGES = "records.jsonl", "passages.jsonl"
VECTORS, ENGINE = "vectors.npy", "faiss.index"
STEMS, SPELLING, LEXICON = "stems.txt", "spelling.tsv", "lexicon.npy"
GROUPS = "doublons.json"
NEEDS, NEED_VECTORS = "besoins.jsonl", "besoins.npy"
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
    stem of each column of `words`; spelling: folded word -> entry; lexicon: the words that exist
    in French; needs: the thesaurus and its vectors; groups: rows of records that are likely the
    same place.
    """

    records: tuple[AnyRecord, ...]
    passages: tuple[Passage, ...]
    vectors: Matrix
    words: SparseMatrix
    ngrams: SparseMatrix
    stems: tuple[str, ...]
    spelling: dict[str, Entry]
    lexicon: Lexicon = field(default_factory=Lexicon)
    needs: Needs = field(default_factory=Needs)
    groups: tuple[tuple[int, ...], ...] = ()


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
    _write_content(content, folder)
    files = {path.name: digest(path) for path in sorted(folder.iterdir())}
    manifest = _manifest(content, identity, files)
    (folder / MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
    for path in folder.iterdir():
        sync(path)
    sync(folder)
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


def _write_content(content: Content, folder: Path) -> None:
    records = "".join(to_json(record) + "\n" for record in content.records)
    (folder / RECORDS).write_text(records, encoding="utf-8")
    (folder / PASSAGES).write_text("".join(_passage_lines(content)), encoding="utf-8")
    (folder / STEMS).write_text("\n".join(content.stems), encoding="utf-8")
    (folder / SPELLING).write_text(vocabulary_lines(content.spelling), encoding="utf-8")
    np.save(folder / LEXICON, content.lexicon.codes, allow_pickle=False)
    (folder / NEEDS).write_text("".join(_need_lines(content.needs)), encoding="utf-8")
    np.save(folder / NEED_VECTORS, content.needs.vectors, allow_pickle=False)
    (folder / GROUPS).write_text(json.dumps(content.groups), encoding="utf-8")
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


def _need_lines(needs: Needs) -> Iterator[str]:
    for text in needs.texts:
        yield json.dumps([needs.identifiers[text.row], text.text], ensure_ascii=False) + "\n"


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a version.

    Args:
        folder: the folder of the version.

    Returns:
        The manifest, of the format that this code reads.

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
    except (OSError, ValidationError) as error:
        raise ArtefactCorrupt(f"{folder / MANIFEST} est illisible : reconstruisez.") from error
    if manifest.format != FORMAT:
        raise ArtefactMismatch(
            f"{folder} a le format {manifest.format}, attendu {FORMAT} : reconstruisez l'index."
        )
    return manifest


def read(folder: Path) -> Artefact:
    """Read a version, after verifying every file that its manifest lists.

    Args:
        folder: the folder of the version, or a link to it.

    Returns:
        The artefact, its arrays mapped in memory and its engine open.

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
        engine = EmbeddedEngine.read(folder / ENGINE)
    except (FileChanged, InvalidRecords, EngineError, OSError, ValueError) as error:
        raise ArtefactCorrupt(f"Index {manifest.version} abîmé : {in_french(error)}") from error
    if {len(engine), len(content.vectors), len(content.passages)} != {manifest.passages}:
        raise ArtefactCorrupt(f"Index {manifest.version} : ses fichiers ne s'accordent pas.")
    return Artefact(manifest, content, engine)


def _read_content(folder: Path, manifest: Manifest) -> Content:
    lines = _lines(folder / RECORDS)
    rows = _lines(folder / PASSAGES)
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
        lexicon=Lexicon.of_codes(np.load(folder / LEXICON, allow_pickle=False)),
        needs=_needs(folder),
        groups=tuple(map(tuple, json.loads((folder / GROUPS).read_text(encoding="utf-8")))),
    )


def _lines(path: Path) -> list[str]:
    """The lines of a file, cut at line feeds alone: texts may hold other separators."""
    return path.read_text(encoding="utf-8").split("\n")[:-1]


def _passage(line: str) -> Passage:
    row, kind, text, context = json.loads(line)
    return Passage(row, Kind[kind], text, context)


def _needs(folder: Path) -> Needs:
    pairs = [json.loads(line) for line in _lines(folder / NEEDS)]
    place = {need: row for row, need in enumerate(dict.fromkeys(need for need, _ in pairs))}
    texts = tuple(Passage(place[need], Kind.NEED, text) for need, text in pairs)
    return Needs(tuple(place), texts, _array(folder / NEED_VECTORS))


def _array(path: Path) -> NDArray[np.float32]:
    """An array mapped in memory, so that workers share its pages."""
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))


def _sparse(folder: Path, name: str, shape: tuple[int, int]) -> SparseMatrix:
    data, indices, indptr, idf = (_array(folder / f"{name}-{part}.npy") for part in _SPARSE_PARTS)
    parts: tuple[Any, Any, Any] = (data, indices, indptr)
    return SparseMatrix(csc_array(parts, shape=shape, copy=False), idf)

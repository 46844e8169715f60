"""Build of an index: records to passages, vectors and sparse weights, published as an artefact.

Records, texts, weights and vectors go through files of a scratch folder, block by block: a million
records are built in little memory (`docs/decisions/0045-build-in-parts.md`). Only texts that the
same encoder never encoded are encoded: the others take their vector from the cache of vectors
(`index.indexing.vector_cache`), so that a build that was stopped goes on.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.lib.format import open_memmap
from numpy.typing import NDArray

from index.arrays import Matrix, Progress, Rows
from index.artefact import versions
from index.artefact.content import KINDS, ArtefactContent, facts_of
from index.artefact.manifest import Artefact, EncoderIdentity, Manifest
from index.artefact.need_heads import need_heads
from index.artefact.projection import Plane, fit_plane
from index.artefact.record_table import RecordTable
from index.artefact.suggestion_index import SuggestionIndex
from index.encoder.onnx import Encoder, OnnxEncoder
from index.encoder.query_encoders import is_taught
from index.engines.base import DEFAULT_ENGINE, EngineServer
from index.engines.sparse import SparseWeights, sparse_matrices
from index.engines.sparse_rows import BY_TERM_PASSAGES, SparseRows
from index.files import naming
from index.indexing.deduplication import distinct
from index.indexing.encoding import Share, encode
from index.indexing.forked import Forked
from index.indexing.passage_files import IndexedTexts, PassageFiles
from index.indexing.record_lines import RecordLines
from index.indexing.shipped_vectors import ShippedVectors
from index.indexing.sparse_files import sparse_rows
from index.indexing.text_parts import TextParts
from index.indexing.vector_cache import VectorCache, vector_cache
from index.locations.models import Location
from index.places.communes import Commune
from index.records.models import AnyRecord
from index.records.passages import TEMPLATE_VERSION, Kind, Passage
from index.taxonomy import need_vectors, occupation_vectors
from index.taxonomy.need_vectors import NeedVectors
from index.taxonomy.occupation_vectors import OccupationVectors
from index.taxonomy.occupations import Occupation
from index.taxonomy.thesaurus import Thesaurus
from index.text.analysis import content_words
from index.text.word_set import WordSet

FITTED_RECORDS = 20_000
"""Number of records, drawn by a seed, that the plane of the map is fitted to when they are more."""

BUILT_IN_MEMORY = 5_000
"""Number of records up to which weights are made in memory; beyond, in files."""

SCRATCH = ".building"
"""Folder of the files of a build that is being made, in that of the versions."""


@dataclass(frozen=True)
class BuildReport:
    """Outcome of a build of the search index.

    manifest: description of the version that is current afterwards; encoded: number of texts
    encoded, the vectors of the others being reused; merged: number of records merged into another
    that is certainly the same; grouped: number of records that are likely the same as another.
    """

    manifest: Manifest
    encoded: int
    merged: int = 0
    grouped: int = 0


@dataclass(frozen=True)
class Shortcuts:
    """Options that shorten the encoding of a catalogue.

    shipped: vectors by the same encoder that come with the data, None for none; student: a smaller
    encoder, which encodes some questions of records in a third of the time, None for none.
    """

    shipped: ShippedVectors | None = None
    student: OnnxEncoder | None = None


class _Encoded(NamedTuple):
    """Vectors of texts, (n, d) float32, mapped from a file, and how many were encoded."""

    vectors: Matrix
    encoded: int


def build(
    records: Iterable[AnyRecord],
    encoder: Encoder,
    encoder_name: str,
    home: Path,
    *,
    thesaurus: Thesaurus | None = None,
    lexicon: WordSet | None = None,
    pairs: Mapping[str, int] | None = None,
    occupations: Sequence[Occupation] = (),
    locations: Iterable[Location] = (),
    communes: Sequence[Commune] = (),
    engine: str = DEFAULT_ENGINE,
    server: EngineServer | None = None,
    progress: Progress | None = None,
    fit: Callable[[Artefact], str] | None = None,
    export: versions.Export | None = None,
    shortcuts: Shortcuts | None = None,
) -> BuildReport:
    """Build a version of the search index from records, and make it the current one.

    Args:
        records: organisations and programmes to index, read once; their order is that of the index.
        encoder: makes the vectors of the texts that it never encoded before.
        encoder_name: name of the encoder, stored in the manifest of the version.
        home: folder of the versions of the index.
        thesaurus: the needs that records may serve; None for no need.
        lexicon: the words that exist in French; None for none.
        pairs: counts of pairs of words that follow each other in French ("j' arrive"), to which
            those of the catalogue are added; None for none.
        occupations: jobs and volunteer roles, which skills are matched with.
        locations: places of the records, read after them; those of no record are left out.
        communes: rows of the table of places, for the gazetteer of the index; empty for none.
        engine: name of the engine to build for, such as "faiss".
        server: where this engine is reached when it is a server, such as "milvus".
        progress: called with (done, total) texts as they are encoded; None for no report.
        fit: returns the confidence fitted for the version before it is published; None for none.
        export: writes the exports of the version in its folder; None for none.
        shortcuts: what makes the encoding shorter; None for nothing.

    Returns:
        The manifest of the version, and the numbers of texts encoded and of records merged and
        grouped.

    Raises:
        EngineError: when no engine has this name, or it cannot hold the index; the current version
            stays.
        OSError: when a file cannot be written; the current version stays.
    """
    identity = EncoderIdentity(encoder_name, encoder.fingerprint, TEMPLATE_VERSION)
    thesaurus, occupations = thesaurus or Thesaurus({}, {}), tuple(occupations)
    needs, skills = need_vectors.texts_of(thesaurus), occupation_vectors.texts_of(occupations)
    with (
        vector_cache(home, encoder.fingerprint, encoder.dimension) as cached,
        _scratch(home) as scratch,
        RecordLines(scratch / "read.jsonl") as lines,
    ):
        found = distinct(records, lines)
        files = PassageFiles.write(lines, thesaurus.label, [*needs, *skills], scratch)
        read = files.records, files.passages
        parts = Forked(partial(TextParts.of, *read, lexicon, locations, communes, pairs))
        made = _encoded(files, encoder, shortcuts or Shortcuts(), cached, scratch, progress)
        own, others = np.split(made.vectors, [len(files.passages)])
        suggestions = SuggestionIndex.of(thesaurus, communes)
        taxonomies = _taxonomies(thesaurus, needs, occupations, skills, others)
        content = content_of(
            *read, own, parts.result, *taxonomies, found.groups, scratch, suggestions
        )
        manifest = versions.publish(content, identity, home, engine, server, fit, export)
    return BuildReport(manifest, made.encoded, found.merged, sum(map(len, found.groups)))


def _taxonomies(
    thesaurus: Thesaurus,
    needs: Sequence[Passage],
    occupations: tuple[Occupation, ...],
    skills: Sequence[Passage],
    vectors: Matrix,
) -> tuple[NeedVectors, OccupationVectors]:
    """Return the needs and the occupations, with their texts and the vectors of these, in order."""
    own, others = np.split(vectors, [len(needs)])
    return (
        NeedVectors(tuple(thesaurus.needs), tuple(needs), own),
        OccupationVectors(occupations, tuple(each.text for each in skills), others),
    )


def _encoded(
    files: PassageFiles,
    encoder: Encoder,
    shortcuts: Shortcuts,
    cached: VectorCache,
    scratch: Path,
    progress: Progress | None,
) -> _Encoded:
    """Return the vectors of texts, mapped from a scratch file, and how many were encoded.

    Questions are written as queries are: the student, if there is one, encodes those that it would
    encode as queries.
    """
    if shortcuts.shipped is not None:
        shortcuts.shipped.fill(cached)
    student = shortcuts.student
    vectors = _empty_vectors(scratch / "vectors.npy", len(files.texts), encoder.dimension)
    shares = [Share(encoder.encode_passages)]
    if student is not None:
        known = [_is_known_question(each, student.taught) for each in files.texts]
        by_student = np.array(known, dtype=np.bool_)
        fingerprint = student.manifest.fingerprint
        shares = [
            Share(student.encode_queries, np.flatnonzero(by_student), fingerprint),
            Share(encoder.encode_passages, np.flatnonzero(~by_student)),
        ]
    encoded = encode(IndexedTexts(files.texts), vectors, shares, cached, progress)
    return _Encoded(vectors, encoded)


def _is_known_question(passage: Passage, taught: Container[str]) -> bool:
    """Return whether a passage is a question of words that a student was taught."""
    if passage.kind is not Kind.QUESTION:
        return False
    return is_taught([each.stem for each in content_words(passage.indexed_text)], True, taught)


def _empty_vectors(path: Path, rows: int, dimension: int) -> Matrix:
    """Return an array mapped from a new file, whose room on the disk is taken now.

    A disk that is full is then told as an error: it would end the process when a page is written.
    """
    vectors = open_memmap(path, "w+", np.float32, (rows, dimension))
    with naming(path), path.open("r+b") as stream:
        os.posix_fallocate(stream.fileno(), 0, path.stat().st_size)
    return vectors


@contextmanager
def _scratch(home: Path) -> Iterator[Path]:
    """Give an empty folder for the files of a build, removed at the end.

    The lock of the vectors is held: a folder that is there was left by a build that was stopped.
    """
    folder = home / SCRATCH
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        with naming(folder):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def content_of(
    records: Sequence[AnyRecord],
    passages: Sequence[Passage],
    vectors: Matrix,
    parts: Callable[[], TextParts],
    needs: NeedVectors | None = None,
    occupations: OccupationVectors | None = None,
    groups: tuple[tuple[int, ...], ...] = (),
    scratch: Path | None = None,
    suggestions: SuggestionIndex | None = None,
) -> ArtefactContent:
    """Compute the content of a search index from records, passages and vectors.

    Args:
        records: organisations and programmes, as they are shown.
        passages: the texts cut from the records, in the order of the records.
        vectors: (n passages, d) float32 of unit norm.
        parts: returns the parts made of texts alone; called last, since another process may still
            be making them.
        needs: the texts of the thesaurus and their vectors; None for no need.
        occupations: jobs and volunteer roles, their texts and their vectors; None for none.
        groups: positions in `records` of those that are likely the same.
        scratch: folder of the files of the weights of many records; None to hold them in memory.
        suggestions: needs and places that are suggested while a person types; None for none.

    Returns:
        The content. The sparse weights and the plane of the map of records are computed here.
    """
    facts, wholes = _facts(passages)
    needs = needs or NeedVectors()
    table = _table(records, needs, vectors, wholes)
    words, ngrams, stems = _weights(passages, facts["record"], len(records), scratch)
    own = parts()
    return ArtefactContent(
        records=records,
        table=table,
        passages=passages,
        passage_facts=facts,
        vectors=vectors,
        words=words,
        ngrams=ngrams,
        stems=stems,
        needs=needs,
        occupations=occupations or OccupationVectors(),
        plane=_plane(vectors, wholes, table),
        groups=groups,
        suggestions=suggestions or SuggestionIndex(),
        **{field.name: getattr(own, field.name) for field in fields(own)},
    )


def _facts(passages: Sequence[Passage]) -> tuple[NDArray[np.void], Rows]:
    """Return the columns of passages, and the positions of those that are whole texts."""
    facts = facts_of(passages)
    return facts, np.flatnonzero(facts["kind"] == KINDS.index(Kind.WHOLE))


def _table(
    records: Sequence[AnyRecord], needs: NeedVectors, vectors: Matrix, wholes: Rows
) -> RecordTable:
    """Return the table of records, with those nearest to each need."""
    table = RecordTable.of(records)
    return replace(table, heads=need_heads(table.needs, needs, vectors, wholes))


def _weights(
    passages: Sequence[Passage], rows: NDArray[np.int32], records: int, scratch: Path | None
) -> tuple[SparseWeights, SparseWeights, tuple[str, ...]]:
    """Return the weights of passages on words and n-grams, and the stem of each column of words.

    They are arranged by text when there are very many, by term otherwise; those of many records are
    made in files.
    """
    texts = IndexedTexts(passages)
    by_text = len(texts) > BY_TERM_PASSAGES
    if records > BUILT_IN_MEMORY and scratch is not None:
        made = sparse_rows(texts, rows, scratch)
        return made if by_text else (made[0].by_term(), made[1].by_term(), made[2])
    words, ngrams, stems = sparse_matrices(texts, rows)
    if by_text:
        return SparseRows.of(words), SparseRows.of(ngrams), stems
    return words, ngrams, stems


def _plane(vectors: Matrix, wholes: Rows, table: RecordTable) -> Plane:
    """Return the plane of the map of records, fitted to some of them when they are many."""
    rows = np.arange(len(wholes))
    if len(rows) > FITTED_RECORDS:
        rows = np.sort(np.random.default_rng(0).choice(rows, FITTED_RECORDS, replace=False))
    return fit_plane(vectors[wholes[rows]], [table.family(row) for row in rows.tolist()])

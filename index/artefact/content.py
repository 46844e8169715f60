"""Contents of an artefact (one built version of the search index), in memory and as files.

    records.jsonl           the records, as they were read, and where each starts (*-offsets.npy)
    record-*                what searches need of all the records (`index.artefact.record_table`)
    passages.jsonl          [row of the record, kind, text, context] of each passage, with offsets
    passage-facts.npy       (n passages,) of `PASSAGE_FACTS`: row of the record, kind
    vectors.npy             (n passages, d) float32, unit norm: vector engines are built from it
    words-*, ngrams-*       sparse weights (`index.engines.sparse`, `sparse_rows` for many records)
    stems.txt               the stem of each column of words
    spelling-*              the words that misspelt ones are corrected to (`index.spelling.table`)
    lexicon-*.marisa        the words of a language, as a trie (`index.text.word_set`)
    pairs.marisa            counts of pairs of words that follow each other, as a trie
    need*                   the texts of the thesaurus (`index.artefact.need_files`)
    occupations.jsonl       the occupations, as they were read
    occupation-vectors.npy  (m texts, d) float32, unit norm: each distinct text of them once
    projection-*.npy        axes (d, 2) float32 and centre (2,) of the map of the records
    census.json             numbers of records (`index.artefact.census`)
    duplicates.json         groups of rows of records that are likely the same place
    confidence.json         confidence fitted for this catalogue at its build, absent without it
    listing-*               what lists of records are made from (`index.artefact.listing_table`)
    changes.jsonl           what changed over versions (`index.artefact.journal`), if anything
    location-*              the locations of the records (`index.locations.table`)
    place-*                 the places of the gazetteer (`index.places.table`)
    name-*                  names of records and locations (`index.names.table`)
    suggested-*             needs and places to suggest (`index.artefact.suggestion_index`)

A passage is a text cut from a record; row i is the same passage in every file. Nothing is pickled.
`index.table_files` says how the fields of a table are files.
The files of the vector engine are written beside these by the engine that the manifest names.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from index.arrays import Matrix
from index.artefact.census import Census
from index.artefact.listing_table import ListingTable
from index.artefact.need_files import read_needs, write_needs
from index.artefact.projection import Plane
from index.artefact.record_table import RecordTable
from index.artefact.suggestion_index import SuggestionIndex
from index.engines.base import Passages
from index.engines.sparse import SparseMatrix, SparseWeights
from index.engines.sparse_rows import SparseRows
from index.files import open_array, save_array
from index.line_file import LineFile, LineWriter, ParsedLines
from index.locations.table import LocationTable
from index.names.table import NameTable
from index.places.table import PlaceTable
from index.records.jsonl import parse_record, to_json
from index.records.models import AnyRecord
from index.records.passages import Kind, Passage
from index.spelling.table import SpellingTable
from index.spelling.word_pairs import WordPairs
from index.table_files import read_table, write_table
from index.taxonomy.need_vectors import NeedVectors
from index.taxonomy.occupation_vectors import OccupationVectors, texts_of
from index.taxonomy.occupations import Occupation
from index.text.word_set import WordSet

RECORDS, RECORD_OFFSETS = "records.jsonl", "record-offsets.npy"
PASSAGES, PASSAGE_OFFSETS = "passages.jsonl", "passage-offsets.npy"
PASSAGE_FACTS_FILE = "passage-facts.npy"
VECTORS = "vectors.npy"
STEMS, LEXICON = "stems.txt", "lexicon"
PAIRS = "pairs.marisa"
GROUPS = "duplicates.json"
CONFIDENCE = "confidence.json"
CHANGES = "changes.jsonl"
RECORD, LISTING, LOCATION, PLACE = "record", "listing", "location", "place"
NAME, SPELLING, SUGGESTED, PLANE = "name", "spelling", "suggested", "projection"
"""Start of the names of the files of each table."""
OCCUPATIONS, OCCUPATION_VECTORS = "occupations.jsonl", "occupation-vectors.npy"
KINDS = tuple(Kind)
PASSAGE_FACTS = np.dtype([("record", "i4"), ("kind", "i1")])
"""Columns of a passage: row of its record, position of its kind in `KINDS`."""
READ_AT_ONCE = 50
"""Number of records that are read when an artefact is opened, to see that they still can be."""
Item = TypeVar("Item")
_SPARSE_PARTS = ("data", "indices", "indptr", "idf")


@dataclass(frozen=True)
class ArtefactContent:
    """Everything that an artefact (one built version of the search index) holds.

    records: the organisations, programmes and open needs of the catalogue; table: what searches
    need of all of them; passages: the texts cut from them; passage_facts: (n passages,) of
    `PASSAGE_FACTS`; vectors: (n passages, d) float32, unit norm; words, ngrams: weights of passages
    on stems and on character n-grams, one row a passage; stems: the stem of each column of `words`;
    spelling: the words that corrections come from; lexicons: ISO 639-1 code of a language -> its
    words; pairs: counts of pairs of words that follow each other; needs: the texts of the thesaurus
    and their vectors; occupations: jobs and volunteer roles, and their vectors; plane: projection
    of the map of records; groups: each a group of positions in `records` of those that are likely
    the same place; locations: the places of the records; places: those of the gazetteer, none when
    the build was given none; census: numbers of records; confidence: text of `confidence.json`,
    which searches read, empty without it; listing: what lists of records are made from, None when
    the index was built without it; changes: text of `changes.jsonl`, empty without it; suggestions:
    needs and places that are suggested while a person types; names: of records and locations.
    """

    records: Sequence[AnyRecord]
    table: RecordTable
    passages: Sequence[Passage]
    passage_facts: NDArray[Any]
    vectors: Matrix
    words: SparseWeights
    ngrams: SparseWeights
    stems: tuple[str, ...]
    spelling: SpellingTable
    lexicons: Mapping[str, WordSet] = field(default_factory=dict)
    pairs: WordPairs = field(default_factory=WordPairs)
    needs: NeedVectors = field(default_factory=NeedVectors)
    occupations: OccupationVectors = field(default_factory=OccupationVectors)
    plane: Plane = field(default_factory=Plane)
    groups: tuple[tuple[int, ...], ...] = ()
    locations: LocationTable = field(default_factory=LocationTable)
    places: PlaceTable = field(default_factory=lambda: PlaceTable.of(()))
    census: Census = field(default_factory=Census)
    confidence: str = ""
    listing: ListingTable | None = None
    changes: str = ""
    suggestions: SuggestionIndex = field(default_factory=SuggestionIndex)
    names: NameTable = field(default_factory=NameTable)

    @cached_property
    def wholes(self) -> NDArray[np.int64]:
        """Position in `passages` of the whole text of each record: (n records,) int64."""
        return self.passages_of_kind(Kind.WHOLE)

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """First passage of each record: (n records,) int64."""
        return np.searchsorted(self.passage_facts["record"], np.arange(len(self.table)))

    @cached_property
    def ends(self) -> NDArray[np.int64]:
        """First passage after those of each record: (n records,) int64."""
        return np.append(self.starts[1:], len(self.passage_facts))

    def passages_of(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the passages of some records, in their order: (k,) int64.

        rows: those of the records, in increasing order.
        """
        ends = self.ends[rows]
        counts = ends - self.starts[rows]
        last = np.cumsum(counts)
        return np.repeat(ends - last, counts) + np.arange(last[-1] if len(last) else 0)

    def passages_of_kind(self, kind: Kind) -> NDArray[np.int64]:
        """Return the positions in `passages` of those of a kind: (k,) int64."""
        return np.flatnonzero(self.passage_facts["kind"] == KINDS.index(kind))

    @cached_property
    def searched(self) -> Passages:
        """Passages that engines search, with the codes of their records."""
        records = self.passage_facts["record"]
        return Passages(self.vectors, self.words, self.ngrams, records, self.table.codes)

    @cached_property
    def location_counts(self) -> NDArray[np.int64]:
        """Number of locations of each record: (n records,) int64."""
        return self.locations.counts(len(self.table))

    @cached_property
    def need_places(self) -> NDArray[np.int64]:
        """Position in the thesaurus of each need that records declare, -1 for an unknown one.

        (number of distinct needs,) int64, in the order of the keys of `table.needs`.
        """
        place = {need: at for at, need in enumerate(self.needs.identifiers)}
        return np.array([place.get(need, -1) for need in self.table.needs.keys], dtype=np.int64)

    def write(self, folder: Path) -> None:
        """Write the artefact as files, such as `records.jsonl` and `vectors.npy`.

        Args:
            folder: an existing folder.

        Raises:
            OSError: when a file cannot be written.
        """
        _save_lines(folder / RECORDS, folder / RECORD_OFFSETS, self.records, to_json)
        write_table(self.table, folder, RECORD)
        _save_lines(folder / PASSAGES, folder / PASSAGE_OFFSETS, self.passages, passage_line)
        save_array(folder / PASSAGE_FACTS_FILE, self.passage_facts)
        (folder / STEMS).write_text("\n".join(self.stems), encoding="utf-8")
        write_table(self.spelling, folder, SPELLING)
        for code, lexicon in self.lexicons.items():
            lexicon.write(folder / f"{LEXICON}-{code}.marisa")
        self.pairs.write(folder / PAIRS)
        write_needs(self.needs, folder, save_array)
        occupations = "".join(f"{to_json(each)}\n" for each in self.occupations.occupations)
        (folder / OCCUPATIONS).write_text(occupations, encoding="utf-8")
        save_array(folder / OCCUPATION_VECTORS, self.occupations.vectors)
        write_table(self.plane, folder, PLANE)
        (folder / GROUPS).write_text(json.dumps(self.groups), encoding="utf-8")
        save_array(folder / VECTORS, self.vectors)
        write_table(self.locations, folder, LOCATION)
        write_table(self.places, folder, PLACE)
        write_table(self.suggestions, folder, SUGGESTED)
        write_table(self.names, folder, NAME)
        self.census.write(folder)
        if self.listing is not None:
            write_table(self.listing, folder, LISTING)
        if self.confidence:
            (folder / CONFIDENCE).write_text(self.confidence, encoding="utf-8")
        for name, weights in (("words", self.words), ("ngrams", self.ngrams)):
            _write_sparse(weights, folder, name)

    @classmethod
    def read(cls, folder: Path, passages: int) -> ArtefactContent:
        """Read an artefact from the files that `write` made, its arrays mapped in memory.

        Args:
            folder: the folder of the files; the caller has verified their SHA-256.
            passages: number of passages of the artefact, as its manifest states it.

        Returns:
            The records, passages, vectors and all else that the artefact holds.

        Raises:
            InvalidRecords: when a line of records.jsonl is no valid record.
            OSError: when a file is absent or unreadable.
            ValueError: when a file is not in the format expected of its name.
        """
        lines = LineFile.open(folder / RECORDS, open_array(folder / RECORD_OFFSETS))
        rows = LineFile.open(folder / PASSAGES, open_array(folder / PASSAGE_OFFSETS))
        stems = (folder / STEMS).read_text(encoding="utf-8")
        shape = (passages, stems.count("\n") + 1 if stems else 0)
        listed = (folder / f"{LISTING}-facts.npy").exists()
        ngram_width = len(open_array(folder / "ngrams-idf.npy"))
        records = ParsedLines(lines, _record)
        for row in range(0, len(records), max(len(records) // READ_AT_ONCE, 1)):
            records[row]  # a model that changed since is seen now, and not when one is shown
        return cls(
            records=records,
            table=read_table(RecordTable, folder, RECORD),
            passages=ParsedLines(rows, parse_passage),
            passage_facts=open_array(folder / PASSAGE_FACTS_FILE),
            vectors=open_array(folder / VECTORS),
            words=_sparse(folder, "words", shape),
            ngrams=_sparse(folder, "ngrams", (passages, ngram_width)),
            stems=tuple(stems.split("\n")) if stems else (),
            spelling=read_table(SpellingTable, folder, SPELLING),
            lexicons={
                path.stem.removeprefix(f"{LEXICON}-"): WordSet.open(path)
                for path in sorted(folder.glob(f"{LEXICON}-*.marisa"))
            },
            pairs=WordPairs.open(folder / PAIRS),
            needs=read_needs(folder, open_array),
            occupations=_occupations(folder),
            plane=read_table(Plane, folder, PLANE),
            groups=tuple(map(tuple, json.loads((folder / GROUPS).read_text(encoding="utf-8")))),
            locations=read_table(LocationTable, folder, LOCATION),
            places=read_table(PlaceTable, folder, PLACE),
            census=Census.read(folder),
            confidence=_text(folder / CONFIDENCE),
            listing=read_table(ListingTable, folder, LISTING) if listed else None,
            changes=_text(folder / CHANGES),
            suggestions=read_table(SuggestionIndex, folder, SUGGESTED),
            names=read_table(NameTable, folder, NAME),
        )


def facts_of(passages: Iterable[Passage]) -> NDArray[Any]:
    """Return the columns of passages: (n,) of `PASSAGE_FACTS`."""
    rows = ((passage.row, KINDS.index(passage.kind)) for passage in passages)
    return np.fromiter(rows, dtype=PASSAGE_FACTS)


def _save_lines(
    path: Path, offsets: Path, items: Sequence[Item], serialize: Callable[[Item], str]
) -> None:
    """Write items, one a line, and where each starts; those of a file are copied as they are."""
    with path.open("wb") as stream:
        if isinstance(items, ParsedLines):
            items.lines.copy(stream)
            starts = items.lines.offsets
        else:
            writer = LineWriter(stream)
            for item in items:
                writer.write(serialize(item))
            starts = writer.offsets
    save_array(offsets, starts)


def passage_line(passage: Passage) -> str:
    """Return the line of passages.jsonl that holds a passage; `parse_passage` reads it back."""
    fields = [passage.row, passage.kind.name, passage.text, passage.context]
    return json.dumps(fields, ensure_ascii=False)


def parse_passage(line: bytes) -> Passage:
    """Return the passage of a line that `passage_line` made."""
    row, kind, text, context = json.loads(line)
    return Passage(row, Kind[kind], text, context)


def _record(line: bytes) -> AnyRecord:
    return parse_record(line.decode())


def _text(path: Path) -> str:
    """Return the text of a file, empty when it does not exist."""
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _lines(path: Path) -> list[str]:
    """Return the lines of a file, split at line feeds only: texts may hold other separators."""
    return path.read_text(encoding="utf-8").split("\n")[:-1]


def _occupations(folder: Path) -> OccupationVectors:
    occupations = tuple(
        Occupation.model_validate_json(line) for line in _lines(folder / OCCUPATIONS)
    )
    texts = tuple(text.text for text in texts_of(occupations))
    return OccupationVectors(occupations, texts, open_array(folder / OCCUPATION_VECTORS))


def _write_sparse(weights: SparseWeights, folder: Path, name: str) -> None:
    if isinstance(weights, SparseRows):
        write_table(weights, folder, name)
    elif isinstance(weights, SparseMatrix):
        matrix = weights.matrix
        parts = (matrix.data, matrix.indices, matrix.indptr, weights.idf)
        for end, values in zip(_SPARSE_PARTS, parts, strict=True):
            save_array(folder / f"{name}-{end}.npy", values)


def _sparse(folder: Path, name: str, shape: tuple[int, int]) -> SparseWeights:
    """Read sparse weights, by passage when they were written so, by term otherwise."""

    def part(end: str) -> NDArray[Any]:
        return open_array(folder / f"{name}-{end}.npy")

    if (folder / f"{name}-head_starts.npy").exists():
        return read_table(SparseRows, folder, name)
    data, indices, indptr, idf = map(part, _SPARSE_PARTS)
    parts: tuple[Any, Any, Any] = (data, indices, indptr)
    return SparseMatrix(csc_array(parts, shape=shape, copy=False), idf)

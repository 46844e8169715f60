"""Collections in BEIR form: documents and queries that others judged, to measure the search.

A folder holds `corpus.jsonl` (_id, title, text), `queries.jsonl` (_id, text), any
`queries.VARIANT.jsonl` with the same ids, and `qrels.tsv` (Thakur et al., "BEIR", 2021).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from index.arrays import Progress
from index.artefact import manifest
from index.artefact.manifest import Artefact
from index.encoder.onnx import Encoder
from index.errors import EvaluationError
from index.evaluation.metrics import json_lines
from index.indexing.build import content_of
from index.indexing.text_parts import TextParts
from index.records.models import Programme
from index.records.passages import TEMPLATE_VERSION, Kind, Passage, chunks
from index.search.calibration import Calibration
from index.search.retriever import Retriever
from index.search.searcher import Searcher
from index.taxonomy.need_vectors import NeedVectors
from index.text.synonyms import Synonyms
from index.text.word_set import WordSet

NAME_CHARS, TEXT_CHARS = (3, 150), (5, 10_000)
"""Fewest and most characters of the name, then of the description, of a record of the catalogue."""


@dataclass(frozen=True)
class Document:
    """A document to search; its title or its text may be empty, not both.

    identifier: the `_id` of the document in its collection.
    """

    identifier: str
    title: str
    text: str


def read_corpus(folder: Path) -> list[Document]:
    """Read the documents of a collection in BEIR form.

    Args:
        folder: where `corpus.jsonl` is: one JSON object a line, with _id, title and text.

    Returns:
        The documents, in the order of the file, without control characters.

    Raises:
        EvaluationError: when the file is absent or unreadable, a line is not such an object, or a
            document has no letter nor digit.
    """
    path = folder / "corpus.jsonl"
    try:
        rows = json_lines(path)
    except OSError as error:
        raise EvaluationError(f"{path} est illisible : {error.strerror}.") from error
    documents = [
        Document(row["_id"], _plain(str(row.get("title") or "")), _plain(row["text"]))
        for row in rows
    ]
    empty = next((each for each in documents if not _has_words(each.title + each.text)), None)
    if empty is not None:
        raise EvaluationError(f"{path.name} : le document « {empty.identifier} » est vide.")
    return documents


def _plain(text: str) -> str:
    """Return a text on one line, without control characters."""
    return " ".join(
        "".join(" " if unicodedata.category(char) == "Cc" else char for char in text).split()
    )


def _has_words(text: str) -> bool:
    return any(char.isalnum() for char in text)


def record_of(document: Document, row: int) -> Programme:
    """Return a record of the catalogue that stands for a document, so that it can be indexed.

    Its name and description are the title and the text, cut at the lengths that a record allows; a
    title or a text that is too short is replaced by "Document 12". Searches read the passages of
    the document (`passages`), not this record.

    Args:
        document: the one to index.
        row: its position in the collection, which gives the identifier "document-12".

    Returns:
        The record, of type "programme".
    """
    name = (document.title or document.text)[: NAME_CHARS[1]]
    if not _has_words(name) or len(name) < NAME_CHARS[0]:
        name = f"Document {row}"
    text = document.text[: TEXT_CHARS[1]]
    if not _has_words(text) or len(text) < TEXT_CHARS[0]:
        text = f"Document {row} : {name}"
    return Programme(type="programme", id=f"document-{row}", nom=name, description=text)


def passages(document: Document, row: int) -> Iterator[Passage]:
    """Yield the texts of a document to index: its title, parts of its text, then both in full.

    Args:
        document: the one to index. Its text is cut between sentences; an empty title is left out.
        row: its position in the collection, stored in the passages.

    Yields:
        The passages (texts that are searched).
    """
    if document.title:
        yield Passage(row, Kind.NAME, document.title)
    for chunk in chunks(document.text):
        yield Passage(row, Kind.PURPOSE, chunk, document.title)
    yield Passage(row, Kind.WHOLE, f"{document.title} {document.text}".strip())


@dataclass(frozen=True)
class Collection:
    """What opens a collection for search, its confidence fitted as for a catalogue.

    encoder: text embedding model; calibration: coefficients and thresholds of the judged catalogue;
    synonyms: groups of words of the same meaning, added to queries; lexicon: the words that exist
    in French, left uncorrected; pairs: counts of pairs of words that follow each other in French;
    out_of_scope: examples that a margin is measured with, and their vectors; fit: returns the
    confidence fitted for an index, None to serve the judged one.
    """

    encoder: Encoder
    calibration: Calibration
    synonyms: Synonyms
    lexicon: WordSet
    pairs: Mapping[str, int] = field(default_factory=dict)
    out_of_scope: NeedVectors = field(default_factory=NeedVectors)
    fit: Callable[[Artefact], str] | None = None

    def open(
        self, documents: Sequence[Document], home: Path, progress: Progress | None = None
    ) -> Searcher:
        """Index some documents in a folder, and open the index for search.

        Places are not looked for in the queries: documents serve no territory.

        Args:
            documents: the documents to search.
            home: an empty folder for the files of the index.
            progress: called with (passages encoded, passages in all); None to show nothing.

        Returns:
            The searcher; the record at row i of its index is document i.
        """
        texts = [each for row, doc in enumerate(documents) for each in passages(doc, row)]
        vectors = self.encoder.encode_passages([text.indexed_text for text in texts], progress)
        records = tuple(record_of(document, row) for row, document in enumerate(documents))
        parts = partial(TextParts.of, records, texts, self.lexicon, pairs=self.pairs)
        content = content_of(records, texts, vectors, parts, self.out_of_scope)
        identity = manifest.EncoderIdentity("", self.encoder.fingerprint, TEMPLATE_VERSION)
        manifest.write(content, identity, home)
        return self.searcher(manifest.read(home))

    def searcher(self, opened: Artefact) -> Searcher:
        """Open for search the index of a collection, its confidence fitted now."""
        if self.fit is not None:
            fitted = replace(opened.content, confidence=self.fit(opened))
            opened = replace(opened, content=fitted)
        return Searcher(Retriever(opened, self.encoder, self.calibration, synonyms=self.synonyms))

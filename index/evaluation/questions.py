"""Questions of records: whether they are new, and whether they find the record that they are of.

A question is a way of asking for what a record does. It is worth having when it says other words
than the record does, when it is not a text that judges the search, and when the search finds the
record by the rest of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.encoder.onnx import Encoder
from index.evaluation.metrics import CUTOFF
from index.records.models import AnyRecord
from index.records.passages import Kind
from index.search.query import MAX_CHARS, Query
from index.search.retriever import Retriever
from index.text.analysis import content_words, tokens

NEAR_COSINE = 0.95
"""Cosine, in [-1, 1], from which a question is too near a judged text."""
NEAR_WORDS = 0.8
"""Share of words in common, in [0, 1], from which a question is too near a judged text."""


@dataclass(frozen=True)
class QuestionReport:
    """How good the questions of a catalogue are.

    count: number of questions; other_words: mean share of the content words of a question that its
    record does not have, in [0, 1]; found: share of the questions that show their record among the
    first ten when they are left out of the index, in [0, 1]; answered: share that get an answer.
    """

    count: int
    other_words: float
    found: float
    answered: float


def too_near(
    questions: Sequence[str], judged: Sequence[str], encoder: Encoder
) -> Iterator[tuple[str, str]]:
    """Find the questions that are too near a judged text.

    Args:
        questions: at least one.
        judged: texts of the judged needs, at least one.
        encoder: encodes both as queries.

    Yields:
        Each of these questions, with that text.
    """
    words = [_words(text) for text in judged]
    texts = encoder.encode_queries(list(judged))
    for question, vector in zip(questions, encoder.encode_queries(list(questions)), strict=True):
        cosines = texts @ vector
        nearest = int(cosines.argmax())
        own = _words(question)
        shared = [len(own & other) / max(len(own), len(other), 1) for other in words]
        if cosines[nearest] >= NEAR_COSINE:
            yield question, judged[nearest]
        elif max(shared) >= NEAR_WORDS:
            yield question, judged[int(np.argmax(shared))]


def other_words(question: str, record: AnyRecord) -> float:
    """Return the share of the content words of a question that a record lacks, in [0, 1].

    Words are compared by their stems; the questions of the record do not count.
    """
    services = " ".join(f"{each.nom} {each.description or ''}" for each in record.services)
    text = " ".join((record.nom, record.sigle or "", record.description, services))
    own = {word.stem for word in content_words(text)}
    words = [word.stem for word in content_words(question)]
    return sum(word not in own for word in words) / len(words) if words else 1.0


def without_questions(record: AnyRecord, removed: Collection[str]) -> AnyRecord:
    """Return a record without some of its questions."""
    kept = tuple(question for question in record.questions if question not in removed)
    return record.model_copy(update={"questions": kept})


def measure(retriever: Retriever, records: Sequence[AnyRecord]) -> QuestionReport:
    """Search each question as if it were not in the index, and count those that find their record.

    Args:
        retriever: holds the open index, built from these records.
        records: those of the catalogue, with their questions.

    Returns:
        The means over all questions; zeros when there is none.
    """
    shares, found, answered = [], [], []
    by_id = {record.id: record for record in records}
    for row, place, question in _questions(retriever):
        record = by_id.get(retriever.records[row].id)
        if record is not None:
            shares.append(other_words(question, record))
        understood = retriever.understand(Query(question[:MAX_CHARS], anywhere=True))
        scored = retriever.score(
            understood, retriever.encode_query(understood), hidden=np.array([place])
        )
        first = np.argsort(-scored.order.scores, kind="stable")[:CUTOFF]
        found.append(row in first)
        answered.append(bool(retriever.likelihoods(scored).answering().any()))
    if not found:
        return QuestionReport(0, 0.0, 0.0, 0.0)
    means = (float(np.mean(values or [0.0])) for values in (shares, found, answered))
    return QuestionReport(len(found), *means)


def _words(text: str) -> frozenset[str]:
    return frozenset(token.word for token in tokens(text))


def _questions(retriever: Retriever) -> Iterator[tuple[int, int, str]]:
    """Yield the row of the record, the row of the passage and the text of each question."""
    for place, passage in enumerate(retriever.content.passages):
        if passage.kind is Kind.QUESTION:
            yield passage.row, place, passage.text

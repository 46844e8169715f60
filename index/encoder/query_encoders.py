"""Encoders of the queries of an index: the whole one, and its student for what it was taught."""

from __future__ import annotations

from collections.abc import Collection, Container, Sequence
from functools import partial
from typing import Protocol

from index.arrays import Matrix
from index.encoder.bounded import BoundedEncoder, VectorWait
from index.encoder.onnx import Encoder

TAUGHT_WORDS = 3
"""Least number of words, without stop words, of a query that the student encodes."""


class Student(Encoder, Protocol):
    """Encoder of queries alone, which was taught the words of some."""

    @property
    def taught(self) -> Container[str]:
        """Stems of the words that it was taught."""
        ...


def is_taught(stems: Collection[str], french: bool, taught: Container[str]) -> bool:
    """Return whether a student was taught such queries: French, of several words that it knows.

    stems: of the words of the query, without stop words; french: whether it is in French; taught:
    the stems of the words that the student was taught.
    """
    return french and len(stems) >= TAUGHT_WORDS and all(stem in taught for stem in stems)


class QueryEncoders:
    """Encoders whose vectors are compared with those of an index, each with its time limit.

    The student puts French queries of several words that it was taught where the whole encoder puts
    them, for less than half of the time (docs/decisions/0062-student.md). Shorter queries, other
    words and other languages, which it puts less well, are left to the whole encoder, and so is all
    that is not a search.
    """

    def __init__(
        self,
        whole: Encoder | None,
        student: Student | None = None,
        limit_s: float | None = None,
        kept: int = 0,
    ) -> None:
        """Start with empty queues.

        Args:
            whole: makes the vectors of an index; None to encode nothing.
            student: makes vectors of queries for the same index; None to leave all to the whole.
            limit_s: longest wait for a vector, in seconds; None to wait as long as it takes.
            kept: vectors that each keeps for texts that come again, 0 for none.
        """
        self._whole = None if whole is None else BoundedEncoder(whole, limit_s, kept=kept)
        self._student: BoundedEncoder | None = None
        self._taught: Container[str] = ()
        if whole is not None and student is not None:
            self._student = BoundedEncoder(student, limit_s, kept=kept)
            self._taught = student.taught

    def __bool__(self) -> bool:
        """Tell whether there is an encoder."""
        return self._whole is not None

    @property
    def waiting(self) -> int:
        """Number of texts in the queues at this moment, those being encoded included."""
        return sum(each.waiting for each in (self._whole, self._student) if each is not None)

    def encode(self, text: str) -> Matrix | None:
        """Return the vector of a text by the whole encoder: (1, d) float32, unit norm.

        None without an encoder, when its queue is full, or past the time limit.
        """
        return None if self._whole is None else self._whole.encode(text)

    def encode_all(self, texts: Sequence[str]) -> Matrix | None:
        """Return the vectors of n distinct texts by the whole encoder, in one turn: (n, d) float32.

        They have unit norm. None as for `encode`.
        """
        return None if self._whole is None else self._whole.encode_all(texts)

    def start_query(self, text: str, stems: Collection[str], french: bool) -> VectorWait:
        """Begin to encode a query, by the student if it was taught such queries.

        Args:
            text: of the query.
            stems: of its words, without stop words.
            french: whether it is in French.

        Returns:
            What waits for its vector: (1, d) float32, unit norm; None as for `encode`.
        """
        if self._student is not None and is_taught(stems, french, self._taught):
            return self._student.start(text)
        return partial(self.encode, text) if self._whole is None else self._whole.start(text)

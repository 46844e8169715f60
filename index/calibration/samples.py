"""Questions and requests scored over an index that is not published: what rules are fitted on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from index.arrays import Column, Matrix, Rows
from index.calibration.questions import Question
from index.calibration.requests import UnservedRequest
from index.errors import InvalidQuery
from index.search.likelihood import Likelihoods
from index.search.query import MAX_CHARS, Query
from index.search.retriever import Retriever
from index.search.scoring import Scored

DEPTH = 10
BY_WORDS = 2
"""One text in this number is also scored by words alone, which takes as long."""


@dataclass(frozen=True)
class Sample:
    """A scored question or request.

    served: True for a question, which a record answers; words: its number of words, without stop
    words; meaning, lexical: features of the best record by vectors and words, or by words alone,
    either of them empty when it was not scored; likelihood: that the record of a question answers
    it, None when it is not among the first ten; ranks: of that record from 0, in the fused order
    and in that of the search; field: number of the field of a request, -1 when
    unknown.
    """

    served: bool
    words: int
    meaning: Mapping[str, float]
    lexical: Mapping[str, float]
    likelihood: float | None = None
    ranks: tuple[int, int] | None = None
    field: int = -1


class Sampler:
    """Scores questions and requests as a search would."""

    def __init__(self, retriever: Retriever) -> None:
        """retriever: holds the index that is not published."""
        self._retriever = retriever

    def of_questions(self, questions: Iterable[Question]) -> Iterator[Sample]:
        """Yield the samples of questions, the passages that hold their words hidden."""
        for number, question in enumerate(questions):
            by_words = number % BY_WORDS == 0
            yield from self._sample(question.text, question.hidden, None, question.row, by_words)

    def of_requests(self, requests: Iterable[UnservedRequest]) -> Iterator[Sample]:
        """Yield the samples of requests that nothing serves, examples of their field hidden."""
        for number, request in enumerate(requests):
            by_words = number % BY_WORDS == 0
            for sample in self._sample(request.text, None, request.hidden, None, by_words):
                yield replace(sample, field=request.field)

    def _sample(
        self,
        text: str,
        hidden: Rows | None,
        examples: Rows | None,
        row: int | None,
        by_words: bool,
    ) -> Iterator[Sample]:
        """Yield the sample of a text; nothing when a search would refuse it, or holds no word."""
        retriever = self._retriever
        try:
            understood = retriever.understand(Query(text[:MAX_CHARS], anywhere=True))
        except InvalidQuery:
            return
        if not understood.terms:
            return
        vector = retriever.encode_query(understood)
        lexical: Mapping[str, float] = {}
        if by_words or vector is None:
            lexical = _best(retriever.likelihoods(retriever.score(understood, None, hidden)))
        meaning: Mapping[str, float] = {}
        likelihood = ranks = None
        if vector is not None and retriever.baseline is not None:
            scored = retriever.score(understood, vector, hidden)
            evidence = self._likelihoods(scored, vector, examples)
            meaning, likelihood = _best(evidence), _of_record(scored, evidence, row)
            if row is not None and scored.order.is_learned:
                fused, served = scored.fusion.scores, scored.order.scores
                ranks = _rank(scored, fused, row), _rank(scored, served, row)
        yield Sample(row is not None, len(understood.terms), meaning, lexical, likelihood, ranks)

    def _likelihoods(self, scored: Scored, vector: Matrix, examples: Rows | None) -> Likelihoods:
        """Return the evidence of a search, some out-of-scope examples left out of its margin."""
        retriever, margin = self._retriever, scored.margin
        if examples is not None and len(examples):
            cosines = retriever.content.needs.out_of_scope_cosines(vector)
            left = np.delete(cosines, examples)
            margin += float(cosines.max() - left.max()) if len(left) else 0.0
        return replace(retriever.likelihoods(scored), margin=margin, french=True)


def _best(evidence: Likelihoods) -> Mapping[str, float]:
    """Return the features of the best record; empty when no record was proposed."""
    return {name: float(column[0]) for name, column in evidence.of_query.items()}


def _of_record(scored: Scored, evidence: Likelihoods, row: int | None) -> float | None:
    """Return the likelihood of a record, None when it is not among the first ten."""
    first = np.argsort(-scored.order.scores, kind="stable")[:DEPTH]
    found = first[scored.view.rows[first] == row] if row is not None else first[:0]
    return float(evidence.records[found[0]]) if len(found) else None


def _rank(scored: Scored, scores: Column, row: int) -> int:
    """Return the rank of a record by some scores, from 0; that of the last one if not in view."""
    return int((scores > scores[scored.view.rows == row].max(initial=-1.0)).sum())

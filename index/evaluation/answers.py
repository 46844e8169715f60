"""Evaluation of « Répond à votre besoin », said where it is false and where it is true; contacts.

`data/evaluation/sans_reponse.txt` lists everyday requests that no record really answers, though
many share a word with one; those who answer judged needs are told by their grades.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from index.errors import EvaluationError
from index.evaluation.metrics import JudgedNeeds
from index.messages import in_french
from index.search.likelihood import Closeness
from index.search.query import MAX_CHARS, Query
from index.search.searcher import Searcher

FIRST = 3
"""Results, from the first, that must not be said to answer, or that should hold a contact."""
BEST_GRADE = 3
"""Grade of a record that answers a need wholly."""


def read_unanswered(path: Path) -> tuple[str, ...]:
    """Read the requests that no record answers.

    Args:
        path: a text file in UTF-8, one request a line; lines that begin with # say what they are.

    Returns:
        The requests, in the order of the file.

    Raises:
        EvaluationError: when the file cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path} : {in_french(error)}.") from error
    return tuple(line for line in lines if line and not line.startswith("#"))


def false_answer(searcher: Searcher, text: str) -> str:
    """Return the first record that is said to answer a request that none answers, "" if none is.

    searcher: of the catalogue; text: the request. It is the identifier of one of the first three
    results.
    """
    hits = searcher.search(Query(text, size=FIRST)).hits
    return next((hit.record.id for hit in hits if hit.closeness is Closeness.ANSWERS), "")


def told_answers(searcher: Searcher, needs: JudgedNeeds) -> Iterator[tuple[str, bool]]:
    """Yield the queries whose first record answers wholly, and whether it is said to answer.

    Args:
        searcher: of the catalogue that the needs were judged on.
        needs: judged needs; every writing counts, but the corrected one.

    Yields:
        (name of the writing, True when the first record is said to answer).
    """
    for variant, texts in needs.variants.items():
        if variant == "corrige":
            continue
        for need in needs.answerable:
            hits = searcher.search(Query(texts[need], size=1)).hits if need in texts else ()
            if hits and needs.qrels[need].get(hits[0].record.id, 0) == BEST_GRADE:
                yield variant, hits[0].closeness is Closeness.ANSWERS


def share_with_contact(searcher: Searcher, texts: Iterable[str]) -> float:
    """Return the share of searches whose first three answers hold a way to a person, in [0, 1].

    It is a telephone, a mail or a street of one of the three records; a site alone does not count.
    texts: the searches; 0 without any.
    """
    found = [_has_contact(searcher, text) for text in texts]
    return sum(found) / len(found) if found else 0.0


def _has_contact(searcher: Searcher, text: str) -> bool:
    hits = searcher.search(Query(text[:MAX_CHARS], size=FIRST)).hits
    records = (hit.record for hit in hits)
    return any(bool(each.telephone or each.courriel or each.adresse) for each in records)

"""Contacts of the first answers: whether a person who searches gets somebody to call or to see."""

from __future__ import annotations

from collections.abc import Iterable

from index.search.query import MAX_CHARS, Query
from index.search.searcher import Searcher

FIRST = 3
"""Number of first answers that are looked at."""


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

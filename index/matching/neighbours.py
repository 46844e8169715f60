"""Records near another record, or near a text."""

from __future__ import annotations

from dataclasses import dataclass

from index.records.models import AnyRecord


@dataclass(frozen=True)
class Neighbour:
    """A record near something else.

    similarity: a cosine in [-1, 1], or a part of the BM25 possible in [0, 1] when words are
    compared; shared: codes that both have in common, those of publics or identifiers of needs.
    """

    record: AnyRecord
    similarity: float
    shared: tuple[str, ...] = ()

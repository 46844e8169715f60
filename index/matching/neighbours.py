"""Records near another record, or near a text."""

from __future__ import annotations

from dataclasses import dataclass

from index.records.models import AnyRecord


@dataclass(frozen=True)
class Neighbour:
    """Record found near another record, or near a text.

    similarity: cosine of their embeddings, in [-1, 1], or, when words are compared, share of the
    highest BM25 score possible, in [0, 1]; shared: codes that both records have (audiences or
    families), or identifiers of needs that both declare; empty when not compared.
    """

    record: AnyRecord
    similarity: float
    shared: tuple[str, ...] = ()

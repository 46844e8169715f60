"""Records near another record, or near a text."""

from __future__ import annotations

from dataclasses import dataclass

from index.records.models import AnyRecord


@dataclass(frozen=True)
class Neighbour:
    """Record near another record, or near a text.

    similarity: cosine of the embeddings, in [-1, 1]; when only words are compared, BM25 score as a
    share of the highest possible, in [0, 1]; shared: codes (audiences or families) that both
    records have, or identifiers of needs that both declare; empty when these are not compared.
    """

    record: AnyRecord
    similarity: float
    shared: tuple[str, ...] = ()

"""Records near another record, or near a text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from index.records.models import AnyRecord
from index.search.retriever import Retriever


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


def neighbours_of(
    retriever: Retriever, row: int, open_needs: bool = False
) -> Iterator[tuple[AnyRecord, float]]:
    """Yield the other records and their cosines with a record, nearest first.

    Its likely duplicates are left out. When there are too many records to compare them all, only
    those of the passages nearest to the record are yielded.

    Args:
        retriever: an open index.
        row: of the record.
        open_needs: True for the open needs (records in which somebody seeks help) alone, False for
            the other records alone.

    Yields:
        A record, and the cosine of its embedding with that of the first one, in [-1, 1].
    """
    content, vector = retriever.content, retriever.whole.vector_of(row)
    kinds = content.table.facts["open_need"]
    near = retriever.near(vector[np.newaxis], np.flatnonzero(kinds) if open_needs else None)
    cosines = near.cosines(vector)
    apart = {row, *retriever.groups.others(row)}
    for position in np.argsort(-cosines, kind="stable").tolist():
        other = int(near.rows[position])
        if other not in apart and kinds[other] == open_needs:
            yield near.record(position), float(cosines[position])

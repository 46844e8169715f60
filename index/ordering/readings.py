"""Readings of a query that is not surely understood: needs that it may express, to choose from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.arrays import Column, softmax
from index.candidates.record_view import RecordView
from index.ordering.learned_order import Ordered
from index.taxonomy.need_vectors import Nearness

MOST = 4
"""Most readings of a query that are offered."""
VOTERS, VOTE_SHARPNESS = 10, 0.03
"""First records whose needs count, and the difference of score that divides a vote by e."""
VOTE = 4.0
"""Standard deviations of cosine that the votes of all the first records are worth: chosen on judged
needs, whose need is then among four for 78 % (75 % by cosines alone)."""


def readings_of(
    identifiers: Sequence[str], near: Nearness, view: RecordView, order: Ordered
) -> tuple[str, ...]:
    """Return the needs that a query likeliest expresses, likeliest first.

    A need is likely when the query is near its texts, and when the first records declare it.

    Args:
        identifiers: of the needs of the thesaurus, in order.
        near: nearness of the query to each.
        view: the records scored.
        order: their order.

    Returns:
        Four identifiers at most.
    """
    likely = near.standing + VOTE * _votes(len(identifiers), view, order)
    return tuple(identifiers[row] for row in np.argsort(-likely, kind="stable")[:MOST].tolist())


def _votes(needs: int, view: RecordView, order: Ordered) -> Column:
    """Return the share of the first records that declare each need: (needs,) float32."""
    first = np.argsort(-order.scores, kind="stable")[:VOTERS]
    votes = np.zeros(needs, dtype=np.float32)
    if len(first):
        shares = softmax(order.scores[first] / np.float32(VOTE_SHARPNESS))
        for position, share in zip(first.tolist(), shares.tolist(), strict=True):
            votes[view.served.of_record(position)] += share
    return votes

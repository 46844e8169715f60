"""Records about an occupation (hosts, trainings) with how far each is from a place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.places.models import Place
from index.places.proximity import DEFAULT_RADIUS_KM
from index.search.retriever import Retriever
from index.search.situation import Situations
from index.skills.recommender import Host


def nearby(retriever: Retriever, place: Place | None, rows: Sequence[int]) -> tuple[Host, ...]:
    """Return some records with their situation, those near a place first.

    Args:
        retriever: over the index that holds the records.
        place: the place looked for; None to keep the records as they come.
        rows: positions of the records, in order of preference.

    Returns:
        The records that are near the place, or that serve it, the nearest first; all of them
        without a place.
    """
    if not rows:
        return ()
    mask = np.zeros(len(retriever.records), dtype=np.bool_)
    mask[list(rows)] = True
    whole = retriever.whole
    nearest = whole.nearest(place)
    located = whole.locate(place, DEFAULT_RADIUS_KM, mask, nearest.distances)
    situations = Situations(retriever, whole, place, located, nearest)
    kept = [row for row in rows if located.allowed[row]]
    kept.sort(key=lambda row: -float(located.nearness[row]))
    return tuple(Host(retriever.records[row], **vars(situations.of(row))) for row in kept)

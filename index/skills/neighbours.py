"""Neighbours of an occupation: those that require the most alike skills."""

from __future__ import annotations

from itertools import islice

import numpy as np
from numpy.typing import NDArray

from index.taxonomy.occupation_vectors import OccupationVectors
from index.taxonomy.occupations import Occupation

COMPARED = 200
"""Occupations whose skills are compared with those of one, the nearest by name and description."""


def neighbours(
    occupations: OccupationVectors, occupation: Occupation, size: int
) -> list[Occupation]:
    """Return the occupations nearest to one by their skills, the nearest first.

    The nearness of two occupations is the mean of two shares: how near the skills of each are, on
    average, to the nearest skill of the other; essential skills count twice.

    Args:
        occupations: jobs and volunteer roles, with the embeddings of their texts.
        occupation: one of them.
        size: most occupations to return, at most `COMPARED`.

    Returns:
        The others, of the same author: ROME's occupations are not mixed with ours.
    """
    others = _others(occupations, occupation)
    if not len(others):
        return []
    skills, weights = occupations.skills, occupations.weights
    sizes = np.diff(skills.starts, append=len(skills.rows))
    first = skills.starts[occupations.rows[occupation.id]]
    mine = slice(first, first + len(occupation.competences))
    theirs = np.concatenate(
        [np.arange(skills.starts[row], skills.starts[row] + sizes[row]) for row in others]
    )
    starts = np.cumsum(sizes[others]) - sizes[others]
    cosines = occupations.vectors[skills.rows[mine]] @ occupations.vectors[skills.rows[theirs]].T
    met = np.add.reduceat(cosines.max(axis=0) * weights[theirs], starts)
    met /= np.add.reduceat(weights[theirs], starts)
    meeting = weights[mine] @ np.maximum.reduceat(cosines, starts, axis=1) / weights[mine].sum()
    nearest = np.argsort(-(met + meeting), kind="stable")[:size]
    return [occupations.occupations[others[place]] for place in nearest]


def _others(occupations: OccupationVectors, occupation: Occupation) -> NDArray[np.int64]:
    """Return the occupations to compare with one, of the same author, in the order of the index."""
    own = occupations.rows[occupation.id]
    summaries = occupations.vectors[occupations.summaries]
    nearest = (
        row
        for row in np.argsort(-(summaries @ summaries[own]), kind="stable")
        if row != own and occupations.occupations[row].source == occupation.source
    )
    return np.array(sorted(islice(nearest, COMPARED)), dtype=np.int64)

"""Neighbours of an occupation: those that require the most alike skills."""

from __future__ import annotations

import numpy as np

from index.taxonomy.occupation_vectors import OccupationVectors
from index.taxonomy.occupations import Occupation


def neighbours(
    occupations: OccupationVectors, occupation: Occupation, size: int
) -> list[Occupation]:
    """Return the occupations nearest to one by their skills, the nearest first.

    The nearness of two occupations is the mean of two shares: how near the skills of each are, on
    average, to the nearest skill of the other; essential skills count twice.

    Args:
        occupations: jobs and volunteer roles, with the embeddings of their texts.
        occupation: one of them.
        size: most occupations to return.

    Returns:
        The others, of the same author: ROME's occupations are not mixed with ours.
    """
    own = occupations.rows[occupation.id]
    rows, starts = occupations.skills.rows, occupations.skills.starts
    first = starts[own]
    mine = slice(first, first + len(occupation.competences))
    # each text once: the skills of ROME are asked for three times over
    cosines = (occupations.vectors[rows[mine]] @ occupations.vectors.T)[:, rows]
    weights = occupations.weights
    theirs = np.add.reduceat(cosines.max(axis=0) * weights, starts)
    theirs /= np.add.reduceat(weights, starts)
    ours = weights[mine] @ np.maximum.reduceat(cosines, starts, axis=1) / weights[mine].sum()
    others = [
        occupations.occupations[row]
        for row in np.argsort(-(theirs + ours), kind="stable")
        if row != own and occupations.occupations[row].source == occupation.source
    ]
    return others[:size]

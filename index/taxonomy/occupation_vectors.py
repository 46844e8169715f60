"""Embeddings of the occupations (jobs, volunteer roles): names, descriptions, required skills.

Many occupations require the same skill: each text is stored and encoded once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.arrays import Matrix
from index.errors import UnknownOccupation
from index.records.passages import Kind, Passage
from index.taxonomy.occupations import Occupation

ESSENTIAL, USEFUL = 1.0, 0.5
"""Weight of a skill that an occupation requires, by its level: essential or useful."""


def texts_of(occupations: Iterable[Occupation]) -> list[Passage]:
    """Return the texts of some occupations to embed, as passages, each distinct text once.

    For each occupation: its names, its name with its description, and its required skills. The
    `row` of these passages is always 0 and not used.
    """
    texts = dict.fromkeys(text for occupation in occupations for text in _texts(occupation))
    return [Passage(0, Kind.OCCUPATION, text) for text in texts]


def _texts(occupation: Occupation) -> Iterator[str]:
    """Yield the texts of an occupation: its names, its summary, its skills."""
    yield from _names(occupation)
    yield _summary(occupation)
    yield from (skill.libelle for skill in occupation.competences)


def _names(occupation: Occupation) -> tuple[str, ...]:
    """Return the name of an occupation, then its other names."""
    return (occupation.nom, *occupation.appellations)


def _summary(occupation: Occupation) -> str:
    """Return the name and the description together; the name alone without a description."""
    return ". ".join(filter(None, (occupation.nom, occupation.description)))


@dataclass(frozen=True)
class Runs:
    """Positions of texts of one kind (such as the names) of each occupation, in one array.

    rows: int64, positions in `OccupationVectors.texts` of the texts of the first occupation, then
    of the second…; starts: (occupations,) int64, for each occupation, the index in `rows` of its
    first text.
    """

    rows: NDArray[np.int64]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, groups: Sequence[Sequence[int]]) -> Runs:
        """Return the positions of the texts of all the occupations in one array.

        groups: for each occupation, in order, the positions of its texts, at least one.
        """
        sizes = [len(group) for group in groups]
        return cls(
            np.array([row for group in groups for row in group], dtype=np.int64),
            np.cumsum([0, *sizes[:-1]], dtype=np.int64),
        )

    def best(self, column: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the highest value among the texts of each occupation: (occupations,) float32.

        column: (m,) float32, one value for each text of all the occupations, such as its cosine
        with a query.
        """
        return np.asarray(np.maximum.reduceat(column[self.rows], self.starts))


@dataclass(frozen=True)
class OccupationVectors:
    """Occupations (jobs and volunteer roles), and the embeddings of their texts.

    texts: the m distinct texts of the occupations: names, descriptions, skills; vectors: (m, d)
    float32, unit norm, one for each text.
    """

    occupations: tuple[Occupation, ...] = ()
    texts: tuple[str, ...] = ()
    vectors: Matrix = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))

    def __len__(self) -> int:
        """Return the number of occupations."""
        return len(self.occupations)

    @cached_property
    def place(self) -> dict[str, int]:
        """Text -> its position in `texts`, which is also its row in `vectors`."""
        return {text: row for row, text in enumerate(self.texts)}

    @cached_property
    def rows(self) -> dict[str, int]:
        """Identifier of an occupation -> its position in `occupations`."""
        return {occupation.id: row for row, occupation in enumerate(self.occupations)}

    def occupation(self, identifier: str) -> Occupation:
        """Return the occupation that has an identifier.

        Raises UnknownOccupation when none has it.
        """
        row = self.rows.get(identifier)
        if row is None:
            raise UnknownOccupation(identifier)
        return self.occupations[row]

    @cached_property
    def names(self) -> Runs:
        """For each occupation, the rows in `vectors` of its name and its other names."""
        return Runs.of([[self.place[name] for name in _names(job)] for job in self.occupations])

    @cached_property
    def summaries(self) -> NDArray[np.int64]:
        """For each occupation, the row in `vectors` of its name and description: (n,) int64."""
        return np.array([self.place[_summary(job)] for job in self.occupations], dtype=np.int64)

    @cached_property
    def skills(self) -> Runs:
        """For each occupation, the rows in `vectors` of the skills that it requires."""
        return Runs.of(
            [[self.place[skill.libelle] for skill in job.competences] for job in self.occupations]
        )

    @cached_property
    def weights(self) -> NDArray[np.float32]:
        """Weight of each required skill, float32, in the order of `skills.rows`.

        1 for an essential skill, 0.5 for a useful one.
        """
        return np.array(
            [
                ESSENTIAL if skill.niveau == "essentielle" else USEFUL
                for job in self.occupations
                for skill in job.competences
            ],
            dtype=np.float32,
        )

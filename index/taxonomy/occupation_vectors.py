"""Vectors of occupations: their names, their text and the skills that they require.

Many occupations ask for the same skill: each text is kept and encoded once.
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
"""How much a skill counts, by its level."""


def texts_of(occupations: Iterable[Occupation]) -> list[Passage]:
    """All that says some occupations: names, what one does, skills; each text once."""
    texts = dict.fromkeys(text for each in occupations for text in _texts(each))
    return [Passage(0, Kind.OCCUPATION, text) for text in texts]


def _texts(occupation: Occupation) -> Iterator[str]:
    yield from _names(occupation)
    yield _summary(occupation)
    yield from (skill.libelle for skill in occupation.competences)


def _names(occupation: Occupation) -> tuple[str, ...]:
    return (occupation.nom, *occupation.appellations)


def _summary(occupation: Occupation) -> str:
    """The name and what one does together; the name alone when nothing more is said."""
    return ". ".join(filter(None, (occupation.nom, occupation.description)))


@dataclass(frozen=True)
class Runs:
    """Rows of the texts of each occupation, one after another.

    rows: of all of them; starts: where those of each occupation start.
    """

    rows: NDArray[np.int64]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, groups: Sequence[Sequence[int]]) -> Runs:
        """The runs of some groups of rows, none empty."""
        sizes = [len(group) for group in groups]
        return cls(
            np.array([row for group in groups for row in group], dtype=np.int64),
            np.cumsum([0, *sizes[:-1]], dtype=np.int64),
        )

    def best(self, column: NDArray[np.float32]) -> NDArray[np.float32]:
        """The highest of the values, (m texts,), of the texts of each occupation."""
        return np.asarray(np.maximum.reduceat(column[self.rows], self.starts))


@dataclass(frozen=True)
class OccupationVectors:
    """Occupations and the vectors of what says them.

    texts: m, each once; vectors: (m, d) float32, unit norm.
    """

    occupations: tuple[Occupation, ...] = ()
    texts: tuple[str, ...] = ()
    vectors: Matrix = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))

    def __len__(self) -> int:
        """How many occupations."""
        return len(self.occupations)

    @cached_property
    def place(self) -> dict[str, int]:
        """Text -> its row."""
        return {text: row for row, text in enumerate(self.texts)}

    @cached_property
    def rows(self) -> dict[str, int]:
        """Identifier -> row of the occupation."""
        return {each.id: row for row, each in enumerate(self.occupations)}

    def occupation(self, identifier: str) -> Occupation:
        """The occupation of an identifier; UnknownOccupation when there is none."""
        row = self.rows.get(identifier)
        if row is None:
            raise UnknownOccupation(identifier)
        return self.occupations[row]

    @cached_property
    def names(self) -> Runs:
        """The rows of the names of each occupation."""
        return Runs.of([[self.place[name] for name in _names(each)] for each in self.occupations])

    @cached_property
    def summaries(self) -> NDArray[np.int64]:
        """The row of what each occupation is about."""
        return np.array([self.place[_summary(each)] for each in self.occupations], dtype=np.int64)

    @cached_property
    def skills(self) -> Runs:
        """The rows of the skills of each occupation."""
        return Runs.of(
            [[self.place[skill.libelle] for skill in each.competences] for each in self.occupations]
        )

    @cached_property
    def weights(self) -> NDArray[np.float32]:
        """How much each skill of `skills` counts."""
        return np.array(
            [
                ESSENTIAL if skill.niveau == "essentielle" else USEFUL
                for each in self.occupations
                for skill in each.competences
            ],
            dtype=np.float32,
        )

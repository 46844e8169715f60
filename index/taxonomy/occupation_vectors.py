"""Embeddings of the occupations (jobs, volunteer roles): names, descriptions, required skills.

Many occupations require the same skill: each text is stored and encoded once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from index.arrays import Matrix
from index.errors import UnknownOccupation
from index.records.passages import Kind, Passage
from index.taxonomy.discriminant import Discriminant
from index.taxonomy.occupations import Occupation

ESSENTIAL, USEFUL = 1.0, 0.5
"""Weight of a skill that an occupation requires, by its level: essential or useful."""
SAID = 4.0
"""Weight, in the discriminant, of a text in the words of people; that of any other text is 1."""
SHRINKAGE = 0.8
"""Shrinkage of the discriminant: higher than for needs, as an occupation has far fewer texts."""
NEIGHBOURS = 5
"""Number of other occupations that are the neighbours of each."""


def texts_of(occupations: Iterable[Occupation]) -> list[Passage]:
    """Return the texts of some occupations to embed, as passages, each distinct text once.

    For each occupation: its names, its name with its description, and its required skills; then,
    after those of all occupations, what people whom each suits say. The `row` of these passages is
    always 0 and not used.
    """
    jobs = tuple(occupations)
    texts = dict.fromkeys(text for job in jobs for text in _texts(job))
    texts |= dict.fromkeys(text for job in jobs for text in job.paroles)
    return [Passage(0, Kind.OCCUPATION, text) for text in texts]


def _texts(occupation: Occupation) -> Iterator[str]:
    """Yield the texts of an occupation: its names, its summary, its skills."""
    yield from _names(occupation)
    yield _summary(occupation)
    yield from (skill.libelle for skill in occupation.competences)


def _names(occupation: Occupation) -> tuple[str, ...]:
    """Return the name of an occupation, then its other names."""
    return (occupation.nom, *occupation.appellations)


def _said(occupation: Occupation) -> tuple[str, ...]:
    """Return what people whom an occupation suits say; its names when nothing is known of it."""
    return occupation.paroles or _names(occupation)


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

    @property
    def owners(self) -> NDArray[np.int64]:
        """Position of the occupation of each text: (len(rows),) int64."""
        sizes = np.diff(self.starts, append=len(self.rows))
        return np.repeat(np.arange(len(self.starts), dtype=np.int64), sizes)


@dataclass(frozen=True)
class OccupationVectors:
    """Occupations (jobs and volunteer roles), and the embeddings of their texts.

    texts: the m distinct texts of the occupations: names, descriptions, skills, then what people
    say; vectors: (m, d) float32, unit norm, one for each text.
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

    def written_by(self, source: str) -> OccupationVectors:
        """Return the occupations of one author, with the embeddings of their texts.

        source: the author. The result is this very object when all the occupations are theirs, and
        has copies of their embeddings otherwise.
        """
        kept = tuple(job for job in self.occupations if job.source == source)
        if len(kept) == len(self):
            return self
        texts = tuple(passage.text for passage in texts_of(kept))
        rows = np.array([self.place[text] for text in texts], dtype=np.int64)
        return OccupationVectors(kept, texts, self.vectors[rows])

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

    @cached_property
    def said(self) -> Runs:
        """For each occupation, the rows in `vectors` of what people whom it suits say.

        They are those of its names when nothing is known of it.
        """
        return Runs.of([[self.place[text] for text in _said(job)] for job in self.occupations])

    @cached_property
    def described(self) -> int:
        """Number of texts that describe occupations: the first ones, before what people say."""
        return len({text for job in self.occupations for text in _texts(job)})

    @cached_property
    def discriminant(self) -> Discriminant:
        """Discriminant of the occupations, fitted on all of their texts."""
        rows, owners, worth = self._known
        return Discriminant.fit(self.vectors[rows], owners, len(self), SHRINKAGE, worth)

    @cached_property
    def neighbours(self) -> NDArray[np.int64]:
        """Positions of the occupations whose texts are nearest to those of each: (n, k) int64.

        k is 5, or less when there are fewer other occupations; the nearest come first.
        """
        rows, owners, worth = self._known
        shares = csr_array((worth, (owners, rows)), shape=(len(self), len(self.vectors)))
        means = shares @ self.vectors
        means /= np.bincount(owners, worth).astype(np.float32)[:, None]
        means -= means.mean(axis=0)
        means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-6)
        cosines = means @ means.T
        np.fill_diagonal(cosines, -np.inf)
        return np.argsort(-cosines, axis=1, kind="stable")[:, : min(NEIGHBOURS, len(self) - 1)]

    @property
    def _known(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
        """Rows in `vectors` of all the texts of each occupation, its position, and their weight."""
        runs = (self.names, self.skills, self.said)
        rows = np.concatenate([self.summaries, *(run.rows for run in runs)])
        owners = np.concatenate([np.arange(len(self)), *(run.owners for run in runs)])
        worth = np.ones(len(rows), dtype=np.float32)
        worth[len(rows) - len(self.said.rows) :] = SAID
        return rows, owners, worth

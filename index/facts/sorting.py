"""Sorting of what a person says: skills, conditions of a job, states that are kept out.

A linear classifier over the embedding of a clause and its letters, fitted by
`scripts/fit_sorting.py`, beside the words of `states`. Without the encoder that it was fitted for,
words alone decide.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.arrays import Matrix, softmax
from index.errors import CalibrationError
from index.facts.states import does_for_others, tells_state
from index.text.analysis import fold

_WORDS = re.compile(r"[^\W_]+")
STATE, CONDITION, SKILL = "etat", "condition", "competence"
KINDS = (STATE, CONDITION, SKILL)
OTHER = "autre"
"""Kind of what is neither a skill nor surely anything else."""
SHORT = 2
"""Words of a clause up to which it is taken for a skill more easily: lists are made of them."""
BUCKETS = 2048
"""Columns of the letters of a clause: groups of two to four letters, by a hash."""
LENGTHS = (2, 3, 4)
VECTOR_WEIGHT = 2.0
"""What the embedding weighs beside the letters."""
NO_SKILL_BELOW = 0.3
"""Probability of a skill below which a clause is none: fitted on `data/soi`."""
SURE_SKILL = 0.85
"""Probability of a skill from which even a word of a state is somebody else's."""


SURE_ASIDE = 0.6
"""Probability of a state from which one is said to have been read."""
ASKED_FROM = 0.4
"""Probability of a condition from which a wish or a denial is one."""


@dataclass(frozen=True)
class Sorted:
    """What a clause is: kind, one of `KINDS` or `OTHER`; condition: its code, "" for none."""

    kind: str
    condition: str = ""


def features(texts: Sequence[str], vectors: Matrix, middle: Matrix) -> NDArray[np.float32]:
    """Return what the classifier looks at: (n texts, d + `BUCKETS`) float32.

    texts: clauses; vectors: their embeddings, (n, d); middle: (d,), the mean of embeddings.
    """
    letters = np.zeros((len(texts), BUCKETS), dtype=np.float32)
    for row, text in enumerate(texts):
        plain = " ".join(["", *_WORDS.findall(fold(text)), ""])
        groups = {
            crc32(plain[at : at + size].encode()) % BUCKETS
            for size in LENGTHS
            for at in range(len(plain) - size + 1)
        }
        letters[row, sorted(groups)] = len(groups) ** -0.5
    return np.concatenate([(vectors - middle) * VECTOR_WEIGHT, letters], axis=1)


@dataclass(frozen=True, eq=False)
class Sorter:
    """A classifier of clauses.

    middle: mean of embeddings, (d,); kinds: weights, (1 + d + `BUCKETS`, 3), the first row being
    what is added; codes: of conditions; conditions: their weights, likewise; date: of the fit.
    """

    middle: Matrix
    kinds: NDArray[np.float32]
    codes: tuple[str, ...]
    conditions: NDArray[np.float32]
    date: str

    def sort(self, clauses: Sequence[str], vectors: Matrix) -> list[Sorted]:
        """Return what each clause is.

        clauses: as typed; vectors: their embeddings, (n, d) float32, unit norm; of another width
        than those of the fit, they are not looked at.
        """
        if not clauses:
            return []
        if vectors.shape[1] != len(self.middle):
            return [Sorted(STATE if tells_state(each) else SKILL) for each in clauses]
        looked = features(clauses, vectors, self.middle)
        shares = _shares(looked, self.kinds)
        best = _shares(looked, self.conditions).argmax(axis=1)
        return [
            self._sorted(clause, dict(zip(KINDS, map(float, share), strict=True)), self.codes[code])
            for clause, share, code in zip(clauses, shares, best.tolist(), strict=True)
        ]

    def conditions_of(self, clauses: Sequence[str], vectors: Matrix) -> list[str]:
        """Return the code of the condition that each clause tells; none by words alone.

        clauses, vectors: as for `sort`.
        """
        if not clauses or vectors.shape[1] != len(self.middle):
            return []
        looked = features(clauses, vectors, self.middle)
        return [self.codes[row] for row in _shares(looked, self.conditions).argmax(axis=1)]

    def sort_asides(self, clauses: Sequence[str], vectors: Matrix) -> list[Sorted]:
        """Return what clauses that say no skill are: a wish or a denial may be a condition.

        clauses, vectors: as for `sort`; what is neither a state nor a condition is `OTHER`.
        """
        if not clauses or vectors.shape[1] != len(self.middle):
            return self.sort(clauses, vectors)
        looked = features(clauses, vectors, self.middle)
        best = _shares(looked, self.conditions).argmax(axis=1).tolist()
        found = []
        for clause, share, code in zip(clauses, _shares(looked, self.kinds), best, strict=True):
            if tells_state(clause) or share[0] >= SURE_ASIDE > share[1] + ASKED_FROM / 2:
                found.append(Sorted(STATE))
            else:
                is_condition = share[1] >= ASKED_FROM
                found.append(Sorted(CONDITION, self.codes[code]) if is_condition else Sorted(OTHER))
        return found

    @staticmethod
    def _sorted(clause: str, share: dict[str, float], code: str) -> Sorted:
        if tells_state(clause) and share[SKILL] < SURE_SKILL:
            return Sorted(STATE)
        is_short = len(clause.split()) <= SHORT
        floor = NO_SKILL_BELOW / (3 if is_short or does_for_others(clause) else 1)
        if share[SKILL] >= floor:
            return Sorted(SKILL)
        if share[CONDITION] > share[STATE]:
            return Sorted(CONDITION, code)
        return Sorted(STATE if share[STATE] >= SURE_ASIDE else OTHER)

    @classmethod
    def read(cls, path: Path) -> Sorter:
        """Read the weights of a file; CalibrationError when it cannot be read."""
        try:
            with np.load(path, allow_pickle=False) as held:
                return cls(
                    held["middle"],
                    _real(held, "kinds"),
                    tuple(map(str, held["codes"])),
                    _real(held, "conditions"),
                    str(held["date"]),
                )
        except (OSError, ValueError, KeyError) as error:
            raise CalibrationError(
                f"{path} : poids illisibles, remettez le fichier livré."
            ) from error


WORDS_ALONE = Sorter(
    np.zeros(0, dtype=np.float32),
    np.zeros((1, 3), dtype=np.float32),
    (),
    np.zeros((1, 0), dtype=np.float32),
    "",
)
"""Sorter without weights: the words of `states` decide."""


def _real(held: Mapping[str, NDArray[np.float32]], name: str) -> NDArray[np.float32]:
    """Return weights from the small integers of a file, and the step between two."""
    return np.asarray(held[name] * held[f"{name}_step"], dtype=np.float32)


def _shares(looked: NDArray[np.float32], weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the probability of each class for each clause."""
    return softmax(looked @ weights[1:] + weights[0])

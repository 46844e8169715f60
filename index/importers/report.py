"""The report of an import: what was read, kept, mended, flagged and refused, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from index.messages import counted

MAX_PROBLEMS = 2_000
"""Problems kept with their row; beyond, they are only counted."""
SHOWN_MAX_CHARS = 80


class Outcome(StrEnum):
    """What became of a value or a row that has a fault."""

    MENDED = "corrigé"
    FLAGGED = "signalé"
    REFUSED = "refusé"


@dataclass(frozen=True)
class RowProblem:
    """One fault: file, row, column, value, reason.

    row: of a CSV, its line in the file as an editor shows it, the first when it spans several; of a
    JSON, its rank from 1.
    """

    file: str
    row: int
    column: str
    value: str
    reason: str
    outcome: Outcome

    def __str__(self) -> str:
        shown = self.value if len(self.value) <= SHOWN_MAX_CHARS else self.value[:79] + "…"
        return (
            f"{self.file}:{self.row}: colonne « {self.column} » : « {shown} » "
            f"{self.outcome.value} : {self.reason}"
        )


@dataclass
class ImportReport:
    """Counts of an import, and its first problems.

    read, kept, mended, flagged, refused: rows; orphans: services whose structure is unknown;
    reasons: (outcome, reason) -> how many values.
    """

    file: str
    read: int = 0
    kept: int = 0
    mended: int = 0
    flagged: int = 0
    refused: int = 0
    orphans: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    reasons: Counter[tuple[Outcome, str]] = field(default_factory=Counter)

    def add(self, problems: list[RowProblem], kept: bool) -> None:
        """Count one row and what was found in it."""
        self.read += 1
        self.kept += kept
        self.refused += not kept
        outcomes = {problem.outcome for problem in problems}
        self.mended += kept and Outcome.MENDED in outcomes
        self.flagged += kept and Outcome.FLAGGED in outcomes
        for problem in problems:
            self.reasons[problem.outcome, problem.reason] += 1
        self.problems += problems[: max(0, MAX_PROBLEMS - len(self.problems))]

    def __str__(self) -> str:
        orphans = counted(self.orphans, "service sans structure", "services sans structure")
        return (
            f"{self.file} : {counted(self.read, 'ligne lue', 'lignes lues')}, "
            f"{counted(self.kept, 'gardée', 'gardées')} "
            f"({counted(self.mended, 'corrigée', 'corrigées')}, "
            f"{counted(self.flagged, 'signalée', 'signalées')}), "
            f"{counted(self.refused, 'refusée', 'refusées')}"
            + (f", {orphans}" if self.orphans else "")
        )

"""Report of an import: rows read, accepted, repaired, warned about and refused, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from index.messages import counted

MAX_PROBLEMS = 2_000
"""Problems listed with their row; beyond, they are only counted."""
SHOWN_MAX_CHARS = 80


class Outcome(StrEnum):
    """Outcome of a value or a row that has a problem; the value is the word of the report.

    REPAIRED: the value was changed and used; WARNING: left out, or used as it is; REFUSED: the row
    gives no record.
    """

    REPAIRED = "corrigé"
    WARNING = "signalé"
    REFUSED = "refusé"


@dataclass(frozen=True)
class RowProblem:
    """Problem of one value: where it is, its reason, its outcome.

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
        excerpt = self.value if len(self.value) <= SHOWN_MAX_CHARS else self.value[:79] + "…"
        return (
            f"{self.file}:{self.row}: colonne « {self.column} » : « {excerpt} » "
            f"{self.outcome.value} : {self.reason}"
        )


@dataclass
class ImportReport:
    """Counts of an import, and its first problems.

    read, accepted, repaired, warned, refused: numbers of rows; orphans: services whose structure
    is unknown; reasons: (outcome, reason) -> how many values.
    """

    file: str
    read: int = 0
    accepted: int = 0
    repaired: int = 0
    warned: int = 0
    refused: int = 0
    orphans: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    reasons: Counter[tuple[Outcome, str]] = field(default_factory=Counter)

    def add(self, problems: list[RowProblem], accepted: bool) -> None:
        """Count one row and its problems; accepted: True if it gave a record."""
        self.read += 1
        self.accepted += accepted
        self.refused += not accepted
        outcomes = {problem.outcome for problem in problems}
        self.repaired += accepted and Outcome.REPAIRED in outcomes
        self.warned += accepted and Outcome.WARNING in outcomes
        for problem in problems:
            self.reasons[problem.outcome, problem.reason] += 1
        self.problems += problems[: max(0, MAX_PROBLEMS - len(self.problems))]

    def __str__(self) -> str:
        orphans = counted(self.orphans, "service sans structure", "services sans structure")
        return (
            f"{self.file} : {counted(self.read, 'ligne lue', 'lignes lues')}, "
            f"{counted(self.accepted, 'gardée', 'gardées')} "
            f"({counted(self.repaired, 'corrigée', 'corrigées')}, "
            f"{counted(self.warned, 'signalée', 'signalées')}), "
            f"{counted(self.refused, 'refusée', 'refusées')}"
            + (f", {orphans}" if self.orphans else "")
        )

"""Report of an import: rows read, accepted, repaired, warned about and refused, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from index.messages import counted

MAX_PROBLEMS = 2_000
"""Most problems that a report lists with their row; the others are only counted."""
SHOWN_MAX_CHARS = 80
LOST = "\ufffd"
"""What is shown for a character that is not printed: control, direction, half of a pair."""


class Outcome(StrEnum):
    """Outcome of a value that has a problem, in an imported file.

    REPAIRED: it was changed, then used; WARNING: it was left out, or used as it is; REFUSED: its
    whole row gives no record. The values are the French words shown in reports.
    """

    REPAIRED = "corrigé"
    WARNING = "signalé"
    REFUSED = "refusé"


def shown(text: str) -> str:
    """Return a text of an unknown file on one line of at most 80 printable characters."""
    start = text[:SHOWN_MAX_CHARS] if len(text) <= SHOWN_MAX_CHARS else f"{text[:79]}…"
    return "".join(
        char if char.isprintable() else " " if char.isspace() else LOST for char in start
    )


@dataclass(frozen=True)
class RowProblem:
    """Problem with one value of an imported file.

    file: name of the file; row: for a CSV, the line of the file where the row starts, from 1; for a
    JSON, the rank of the object, from 1; column: where the value is; value: as read; reason: in
    French; outcome: whether the value was repaired, was reported, or made the whole row refused.
    """

    file: str
    row: int
    column: str
    value: str
    reason: str
    outcome: Outcome

    @property
    def excerpt(self) -> str:
        """Value on one line of at most 80 characters, to be shown: no terminal obeys it.

        Control characters, and those that would change the direction of what follows, are "\ufffd".
        """
        return shown(self.value)

    def __str__(self) -> str:
        return (
            f"{self.file}:{self.row}: colonne « {self.column} » : « {self.excerpt} » "
            f"{self.outcome.value} : {self.reason}"
        )


@dataclass
class ImportReport:
    """Report of the import of a file: numbers of rows, and problems.

    file: name of the file; read: rows read, either accepted or refused; accepted: those that gave a
    record; refused: those that did not; repaired, warned: accepted rows with at least one value
    repaired, or reported; orphans: records made from a service alone, whose organisation is in no
    row; problems: the first 2,000; reasons: (outcome, reason in French) -> number of values with
    this problem, all of them counted.
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

    def note(self, problems: Sequence[RowProblem]) -> None:
        """Count problems, such as those of a heading, which belong to no row."""
        for problem in problems:
            self.reasons[problem.outcome, problem.reason] += 1
        self.problems += problems[: max(0, MAX_PROBLEMS - len(self.problems))]

    def add(self, problems: Sequence[RowProblem], accepted: bool) -> None:
        """Count one row of the file.

        problems: those of its values; accepted: True if the row gave a record, False if it was
        refused.
        """
        self.read += 1
        self.accepted += accepted
        self.refused += not accepted
        outcomes = {problem.outcome for problem in problems}
        self.repaired += accepted and Outcome.REPAIRED in outcomes
        self.warned += accepted and Outcome.WARNING in outcomes
        self.note(problems)

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

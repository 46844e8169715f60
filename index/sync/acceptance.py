"""Acceptance of a fetched file: it must not have lost many rows, nor hold many wrong ones."""

from __future__ import annotations

from index.importers.report import ImportReport
from index.messages import counted

FALL_MAX = 0.20
"""Share of the rows of the last good file that may be gone."""
WRONG_MAX = 0.05
"""Share of the rows of a file that may give no record."""


def refusal_reasons(report: ImportReport, last_rows: int | None) -> tuple[str, ...]:
    """Return why a file should not replace the last good one; nothing when it may.

    Args:
        report: of its import.
        last_rows: number of rows of the last good file, or None when there is none.

    Returns:
        Reasons, in French.
    """
    rows = counted(report.read, "ligne", "lignes")
    reasons = []
    if last_rows is not None and report.read < (1 - FALL_MAX) * last_rows:
        reasons.append(
            f"{rows} au lieu de {last_rows} : plus de {_percent(FALL_MAX)} en moins "
            f"({_percent(1 - report.read / last_rows)})"
        )
    if report.refused > WRONG_MAX * report.read:
        wrong = counted(report.refused, "ligne refusée", "lignes refusées")
        reasons.append(
            f"{wrong} sur {report.read} : plus de {_percent(WRONG_MAX)} "
            f"({_percent(report.refused / report.read)})"
        )
    return tuple(reasons)


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %".replace(".", ",").replace(",0 %", " %")

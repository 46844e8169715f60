"""Rows of the table of speed: a measure, its bar, what was seen at each repetition."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.table import Table


@dataclass(frozen=True)
class Row:
    """A measure that was made several times.

    unit: of the values and of the bar; bar: the value to reach, None when there is none; values:
    one for each repetition; at_least: True if more is better.
    """

    title: str
    unit: str
    bar: float | None
    values: Sequence[float]
    at_least: bool = False

    @property
    def median(self) -> float:
        """Median of the repetitions."""
        return statistics.median(self.values)

    @property
    def reached(self) -> bool | None:
        """True if the median reaches the bar; None without a bar."""
        if self.bar is None:
            return None
        return self.median >= self.bar if self.at_least else self.median <= self.bar

    def to_json(self) -> dict[str, object]:
        """Return the row as JSON."""
        return {
            "mesure": self.title,
            "unité": self.unit,
            "barre": self.bar,
            "médiane": round(self.median, 2),
            "valeurs": [round(value, 2) for value in self.values],
            "atteinte": self.reached,
        }


def table(rows: Iterable[Row]) -> Table:
    """Return the rows as a table: the bar, then the median, lowest and highest repetition."""
    drawn = Table(title="Vitesse : chaque mesure, sa barre, ses répétitions")
    drawn.add_column("mesure")
    for title in ("barre", "médiane", "de", "à", "atteinte"):
        drawn.add_column(title, justify="right")
    for row in rows:
        sign = ">=" if row.at_least else "<="
        bar = "" if row.bar is None else f"{sign} {row.bar:g} {row.unit}"
        reached = {None: "", True: "oui", False: "non"}[row.reached]
        seen = [row.median, min(row.values), max(row.values)]
        drawn.add_row(row.title, bar, *(f"{value:.2f}" for value in seen), reached)
    return drawn

"""Faults of a checked file: the worst of them, and files of all of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from rich.table import Table
from rich.text import Text

from index.exporters.csv_safe import csv_line
from index.files import replacing
from index.importers.report import ImportReport, Outcome, RowProblem
from index.messages import counted
from service.console import out

COLUMNS = ("fichier", "ligne", "colonne", "valeur", "raison", "suite")
"""Columns of a file of faults."""
FAULTS_SHOWN = 200
"""Faults that a page or a terminal shows, at most: the worst of them."""
WORST_FIRST = (Outcome.REFUSED, Outcome.WARNING, Outcome.REPAIRED)
Write = Callable[[RowProblem], object]


class Faults:
    """The worst faults of a file: rows refused before values reported, these before repairs."""

    def __init__(self, most: int) -> None:
        """most: faults kept."""
        self._most = most
        self._kept: dict[Outcome, list[RowProblem]] = {each: [] for each in WORST_FIRST}

    def add(self, problems: Iterable[RowProblem]) -> None:
        """Add the problems of a row."""
        for problem in problems:
            kept = self._kept[problem.outcome]
            if len(kept) < self._most:
                kept.append(problem)

    @property
    def worst(self) -> list[RowProblem]:
        """The faults kept, by row."""
        kept = [problem for each in WORST_FIRST for problem in self._kept[each]]
        return sorted(kept[: self._most], key=lambda problem: problem.row)


def counts_by_reason(report: ImportReport) -> list[tuple[Outcome, str, int]]:
    """Return (outcome, reason, number of values), the worst outcome first, then the most often."""
    rows = ((*key, count) for key, count in report.reasons.items())
    return sorted(rows, key=lambda row: (WORST_FIRST.index(row[0]), -row[2], row[1]))


def _values(problem: RowProblem) -> tuple[str, int, str, str, str, str]:
    """Return the values of a fault in the order of `COLUMNS`; its value is cut, and printable."""
    outcome = problem.outcome.value
    return problem.file, problem.row, problem.column, problem.excerpt, problem.reason, outcome


def fault_lines(problems: Iterable[RowProblem]) -> Iterator[str]:
    """Yield the lines of a CSV of faults, the heading first; formulas are disarmed."""
    yield csv_line(COLUMNS)
    yield from (csv_line(_values(problem)) for problem in problems)


def print_faults(report: ImportReport, faults: Sequence[RowProblem]) -> None:
    """Print the counts of a checked file, its faults by reason, then by row.

    report: complete; faults: those to show, by row.
    """
    out().print(Text(str(report), style="bold"), soft_wrap=True)
    for outcome, reason, count in counts_by_reason(report):
        out().print(Text(f"  {count:>6} {outcome.value} : {reason}"), soft_wrap=True)
    if not faults:
        return
    left = report.reasons.total() - len(faults)
    more = f"et {counted(left, 'autre', 'autres')} : --csv ou --json les écrit tous"
    table = Table(title="Ligne par ligne", title_justify="left", caption=more if left else None)
    for title in COLUMNS[1:]:
        table.add_column(title, overflow="fold", justify="right" if title == "ligne" else "left")
    for problem in faults:
        table.add_row(*map(Text, map(str, _values(problem)[1:])))
    out().print(table)


@contextmanager
def written(csv_path: Path | None, json_path: Path | None, report: ImportReport) -> Iterator[Write]:
    """Write every fault of a file as it is found; memory does not grow with their number.

    Args:
        csv_path: the CSV to write, None for none.
        json_path: the JSON to write: {"fautes": […], "lignes_lues": …}, None for none.
        report: counts of the rows, complete when the block ends.

    Yields:
        The function that writes one fault.

    Raises:
        OSError: when writing to the disk fails. Earlier files are then left as they were.
    """
    with ExitStack() as stack:
        writers: list[Write] = []
        if csv_path is not None:
            table = stack.enter_context(replacing(csv_path))
            table.write(csv_line(COLUMNS))
            writers.append(lambda problem: table.write(csv_line(_values(problem))))
        if json_path is not None:
            listed = stack.enter_context(_json_list(json_path, report))
            writers.append(listed)
        yield lambda problem: [write(problem) for write in writers]


@contextmanager
def _json_list(path: Path, report: ImportReport) -> Iterator[Write]:
    with replacing(path) as stream:
        stream.write('{"fautes": [')
        before = "\n"

        def write(problem: RowProblem) -> None:
            nonlocal before
            fault = dict(zip(COLUMNS, _values(problem), strict=True))
            stream.write(before + json.dumps(fault, ensure_ascii=False))
            before = ",\n"

        yield write
        counts = {
            "lignes_lues": report.read,
            "gardees": report.accepted,
            "corrigees": report.repaired,
            "signalees": report.warned,
            "refusees": report.refused,
        }
        stream.write("\n], " + json.dumps(counts)[1:] + "\n")

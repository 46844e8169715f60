"""Rows to CSV that programs read exactly, and that a spreadsheet shows and does not run.

UTF-8 without a byte order mark, commas, line feeds: the form of the two standards' own files. A
mark would change the name of the first column for programs, and spare French spreadsheets nothing:
they split at semicolons, so that the file is imported anyway.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence

from index.records.models import Service

SEPARATOR = "|"
"""Between the values of a list: that of médiation numérique. In a value, "/" stands for it."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins so is run by spreadsheets (OWASP, "CSV Injection")."""
_CUT = ";\t\r\n"
"""Where a spreadsheet that does not split at commas begins another cell, quotes or not."""
_BEGUN_INSIDE = re.compile(rf'(?<=[{_CUT}])([\s"]*)([=+\-@＝＋－＠][^{_CUT}]*)')
_SIGNED_NUMBER = re.compile(r"[+-][0-9]+([.,][0-9]+)?(e[+-]?[0-9]+)?")
_ROW_END = "\r\n"


class _Given:
    """Gives back each line that it is told to write."""

    def write(self, line: str) -> str:
        return line


def spreadsheet_safe(cell: str) -> str:
    """A text that a spreadsheet shows and does not run: an apostrophe before what it would.

    French spreadsheets split at semicolons, and so begin cells inside ours: these are kept from
    running as well. A signed number and nothing else (+33320000000, -1.55) computes nothing: it
    stays as it is, so that telephones and coordinates are the same for programs.
    """
    shown = _BEGUN_INSIDE.sub(_shown, cell)
    if cell.startswith(FORMULA) and not _SIGNED_NUMBER.fullmatch(cell):
        return f"'{shown}"
    return shown


def _shown(begun: re.Match[str]) -> str:
    """What begins as a formula inside a cell, kept from running."""
    before, text = begun[1], begun[2]
    return begun[0] if _SIGNED_NUMBER.fullmatch(text.strip(' "')) else f"{before}'{text}"


def cell(value: object) -> str:
    """A value as a cell says it: nothing for None, "true" or "false", lists joined."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case tuple():
            return SEPARATOR.join(cell(each).replace(SEPARATOR, "/") for each in value)
        case Service():
            return value.nom
        case _:
            return str(value)


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """A CSV line by line, its heading first.

    Args:
        columns: the names of the columns.
        rows: as many values each; see `cell`.

    Yields:
        Lines, each with its line feed.
    """
    # lines end in "\r\n" for the writer, or it leaves a lone "\r" of a cell without quotes
    writer = csv.writer(_Given(), lineterminator=_ROW_END)
    yield _line(writer.writerow(columns))
    for row in rows:
        yield _line(writer.writerow([spreadsheet_safe(cell(value)) for value in row]))


def _line(written: str) -> str:
    return written.removesuffix(_ROW_END) + "\n"

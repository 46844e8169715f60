"""CSV whose cells no spreadsheet executes as formulas.

UTF-8 without a byte order mark, commas, line feeds: the format of the two standards' own files. A
mark would change the name of the first column for programs, without sparing French spreadsheets,
which split at semicolons, an explicit import.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence

from index.records.models import Service

SEPARATOR = "|"
"""Separator of the values of a list, from médiation numérique; in a value, "/" replaces it."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters of a cell that spreadsheets execute (OWASP, "CSV Injection")."""
_CUT = ";\t\r\n"
"""Characters after which a spreadsheet that splits at semicolons begins another cell."""
_BEGUN_INSIDE = re.compile(rf'(?<=[{_CUT}])([\s"]*)([=+\-@＝＋－＠][^{_CUT}]*)')
_SIGNED_NUMBER = re.compile(r"[+-][0-9]+([.,][0-9]+)?(e[+-]?[0-9]+)?")
_ROW_END = "\r\n"


class _Echo:
    """File whose `write` returns the line instead of storing it."""

    def write(self, line: str) -> str:
        return line


def spreadsheet_safe(cell: str) -> str:
    """Return a cell with an apostrophe before whatever a spreadsheet would execute.

    French spreadsheets split at semicolons, and so begin cells inside ours: these are escaped as
    well. A signed number alone (+33320000000, -1.55) computes nothing: it stays as it is, so that
    programs read telephones and coordinates unchanged.
    """
    escaped = _BEGUN_INSIDE.sub(_escape, cell)
    if cell.startswith(FORMULA) and not _SIGNED_NUMBER.fullmatch(cell):
        return f"'{escaped}"
    return escaped


def _escape(begun: re.Match[str]) -> str:
    """Return a formula inside a cell with an apostrophe before it; a signed number unchanged."""
    before, text = begun[1], begun[2]
    return begun[0] if _SIGNED_NUMBER.fullmatch(text.strip(' "')) else f"{before}'{text}"


def cell(value: object) -> str:
    """Serialize a value to a cell: None is empty, a boolean "true" or "false", a list joined.

    A service is serialized as its name.
    """
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case tuple():
            return SEPARATOR.join(cell(item).replace(SEPARATOR, "/") for item in value)
        case Service():
            return value.nom
        case _:
            return str(value)


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Serialize rows to CSV, line by line, the heading first.

    Args:
        columns: the names of the columns.
        rows: values in the order of the columns; see `cell`.

    Yields:
        Lines, each with its line feed.
    """
    # lines end in "\r\n" for the writer, or it leaves a lone "\r" of a cell without quotes
    writer = csv.writer(_Echo(), lineterminator=_ROW_END)
    yield _line(writer.writerow(columns))
    for row in rows:
        yield _line(writer.writerow([spreadsheet_safe(cell(value)) for value in row]))


def _line(written: str) -> str:
    return written.removesuffix(_ROW_END) + "\n"

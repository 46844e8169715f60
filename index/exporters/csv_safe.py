"""CSV whose cells no spreadsheet executes as formulas ("=HYPERLINK(…)").

UTF-8 without a byte order mark, commas, line feeds: the format of the two standards' own files. A
mark would change the name of the first column for programs. Excel in French opens by itself what
has a mark, semicolons and decimal commas: the same rows are written that way on request (`excel`).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence

from index.records.models import Service

SEPARATOR = "|"
"""Separator of the values of a list in one cell, as in médiation numérique; a value that holds it
has "/" instead."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Characters that make a cell a formula when it begins with one (OWASP, "CSV Injection")."""
_CUT = ";\t\r\n"
"""Characters after which a spreadsheet that splits at semicolons begins another cell."""
_BEGUN_INSIDE = re.compile(rf'(?<=[{_CUT}])([\s"]*)([=+\-@＝＋－＠][^{_CUT}]*)')
_SIGNED_NUMBER = re.compile(r"[+-][0-9]+([.,][0-9]+)?(e[+-]?[0-9]+)?")
_ROW_END = "\r\n"
BYTE_ORDER_MARK = "\ufeff"


class _Echo:
    """File whose `write` returns the line instead of storing it."""

    def write(self, line: str) -> str:
        return line


def spreadsheet_safe(cell: str) -> str:
    """Return the text of a CSV cell with formulas disarmed: "=1+1" -> "'=1+1".

    An apostrophe is put before whatever a spreadsheet would execute: at the start of the cell, or
    after a semicolon, a tab or a line break inside it, where French spreadsheets begin another
    cell. A signed number alone (+33320000000, -1.55) stays as it is, so that programs read
    telephones and coordinates unchanged.
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
    """Serialize a value of a record to the text of a CSV cell, not yet protected from formulas.

    None is empty, a boolean "true" or "false", a service its name; the items of a tuple are joined
    by "|": ("jeunes", "femmes") -> "jeunes|femmes".
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


def csv_lines(
    columns: Sequence[str], rows: Iterable[Sequence[object]], excel: bool = False
) -> Iterator[str]:
    """Serialize rows to CSV, one at a time, the heading first.

    Args:
        columns: the names of the columns.
        rows: the values of each row, in the order of the columns: None is written empty, a tuple
            with its items joined by "|", and formulas are disarmed by an apostrophe.
        excel: True for Excel in French: a byte order mark, semicolons, decimal commas.

    Yields:
        The text of one row, ended by a line feed; the cells that need it are between quotes.
    """
    # lines end in "\r\n" for the writer, or it leaves a lone "\r" of a cell without quotes
    writer = csv.writer(_Echo(), delimiter=";" if excel else ",", lineterminator=_ROW_END)
    yield (BYTE_ORDER_MARK if excel else "") + _line(writer.writerow(columns))
    text = _with_decimal_comma if excel else cell
    for row in rows:
        yield _line(writer.writerow([spreadsheet_safe(text(value)) for value in row]))


def _with_decimal_comma(value: object) -> str:
    """Serialize a value as `cell` does, with a comma in a number that has decimals."""
    return cell(value).replace(".", ",") if isinstance(value, float) else cell(value)


def _line(written: str) -> str:
    return written.removesuffix(_ROW_END) + "\n"


def csv_line(values: Sequence[object], separator: str = ",") -> str:
    """Serialize one row to a line of CSV, as `csv_lines` does, with a separator of one's own.

    values: of the row, a heading included: formulas are disarmed; separator: one character.
    """
    writer = csv.writer(_Echo(), delimiter=separator, lineterminator=_ROW_END)
    return _line(writer.writerow([spreadsheet_safe(cell(value)) for value in values]))

"""Reader of the rows of a file, one at a time: CSV of any usual encoding, JSON, JSON lines."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import BinaryIO

import ijson

from index.errors import InvalidRecords, RecordError
from index.messages import in_french

Row = Mapping[str, object]
"""One row of a file: column -> value as read, a text from a CSV, any JSON value from a JSON."""
EXTRA = "cellules en trop"
"""Name of the column that holds the cells of a CSV row beyond its heading."""

SEPARATORS = ",;\t|"
CHUNK_BYTES = 1 << 20
MAX_CELL_CHARS = 1 << 26
"""Characters of a CSV cell beyond which reading fails; its row is refused well before, at 200,000
characters."""
MAX_ROW_CHARS = 200_000
"""Most characters of all the values of a row: beyond, it is an attack or an accident."""
CHECKED_BYTES = 1 << 16
MAX_COLUMNS = 1_000
"""Most columns of a CSV: no standard has a tenth of them, and each row takes the time of all."""
MAX_DEPTH = 20
"""Most levels of nested lists and objects in a value: no standard has as many, and the libraries
that read and write JSON stop at several hundreds, each at its own number."""


def read_rows(path: Path) -> Iterator[tuple[int, Row]]:
    """Yield the rows of a CSV or JSON file, one at a time; memory does not grow with the file.

    Args:
        path: a CSV with a heading, a JSON array of objects or JSON lines; the format, encoding and
            separator are detected.

    Yields:
        Pairs (number, row). number: for a CSV, the line of the file where the row starts, from 1;
        for a JSON, the rank of the object, from 1. row: column -> value.

    Raises:
        InvalidRecords: when the file cannot be opened, or when CSV or JSON becomes unreadable
            midway, after the rows before have been yielded. The line of the error is the number of
            the first bad object of a JSON, or of the last good row of a CSV. Also for a CSV of more
            than 1,000 columns, or whose heading is longer than a row may be.
    """
    number = 0
    try:
        rows = enumerate(_json_rows(path), start=1) if is_json(path) else _csv_rows(path)
        for number, row in rows:
            yield number, row
    except (OSError, csv.Error, ijson.JSONError, UnicodeDecodeError) as error:
        in_json = isinstance(error, ijson.JSONError)
        reason = "du JSON invalide ou incomplet" if in_json else in_french(error)
        line = number + 1 if in_json else number
        expected = "un fichier CSV ou JSON entier"
        raise InvalidRecords([RecordError(path.name, line, "fichier", reason, expected)]) from error


def is_json(path: Path) -> bool:
    """Return True if a file begins as JSON; otherwise it is read as CSV."""
    with path.open("rb") as stream:
        start = stream.read(CHECKED_BYTES).removeprefix(codecs.BOM_UTF8).lstrip()
    return start[:1] in (b"[", b"{")


def _json_rows(path: Path) -> Iterator[Row]:
    with path.open("rb") as stream:
        if stream.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
            stream.seek(0)
        start = stream.tell()
        is_array = stream.read(CHECKED_BYTES).lstrip().startswith(b"[")
        stream.seek(start)
        for item in ijson.items(_events(stream, int(is_array)), _ROW):
            yield item if isinstance(item, dict) else {"": item}


_ROW, _INSIDE = "ligne", "dans"
_STARTS, _ENDS = ("start_map", "start_array"), ("end_map", "end_array")


def _events(stream: BinaryIO, above: int) -> Iterator[tuple[str, str, object]]:
    """Yield the parsing events of a JSON, without those nested too deep in a row.

    The library's own events hold the path of each value: memory then grows with the square of the
    depth, and a file of a hundred thousand brackets fills it.

    stream: of the file; above: number of lists around the rows.
    """
    depth = 0
    for event, value in ijson.basic_parse(stream, multiple_values=True, use_float=True):
        depth -= event in _ENDS
        if depth - above <= MAX_DEPTH + 1:  # one more, so that `is_sized` sees it
            yield _ROW if depth == above else _INSIDE, event, value
        depth += event in _STARTS


def is_sized(row: Row) -> bool:
    """Return True if a row is small enough to be imported.

    A row that is too large is an accident or an attack. Limits: 200,000 characters in all its
    values, 20 levels of lists and objects in each value.
    """
    if not all(_is_shallow(value, MAX_DEPTH) for value in row.values()):
        return False
    return sum(len(str(value)) for value in row.values()) <= MAX_ROW_CHARS


def _is_shallow(value: object, most: int) -> bool:
    """Return True if a value has at most `most` nested levels."""
    if not isinstance(value, list | dict):
        return True
    inside = value.values() if isinstance(value, dict) else value
    return most > 0 and all(_is_shallow(item, most - 1) for item in inside)


def encoding_of(path: Path) -> str:
    """Return the encoding of a text file, as Python names it: "utf-8-sig" or "cp1252".

    It is "utf-8-sig" when the whole file is valid UTF-8, with or without a byte order mark;
    otherwise "cp1252" (Windows-1252, which Excel writes).
    """
    return "cp1252" if line_beyond_utf8(path) else "utf-8-sig"


def line_beyond_utf8(path: Path) -> int:
    """Return the line, from 1, of the first byte of a file that is not UTF-8; 0 without any."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    with path.open("rb") as stream:
        try:
            while chunk := stream.read(CHUNK_BYTES):
                line += decoder.decode(chunk).count("\n")
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            return line + error.object.count(b"\n", 0, error.start)
    return 0


def _too_wide(path: Path) -> InvalidRecords:
    expected = f"{MAX_COLUMNS} colonnes au plus, et une ligne de titres"
    return InvalidRecords([RecordError(path.name, 1, "colonnes", "trop de colonnes", expected)])


def _columns(heading: str, separator: str) -> int:
    """Count the columns of a heading for a separator; separators inside quotes do not count."""
    return len(next(csv.reader([heading], delimiter=separator), ()))


def _csv_rows(path: Path) -> Iterator[tuple[int, Row]]:
    csv.field_size_limit(MAX_CELL_CHARS)
    with path.open(encoding=encoding_of(path), errors="replace", newline="") as stream:
        start, blank, heading = 0, 0, stream.readline(MAX_ROW_CHARS)
        while heading and not heading.strip():
            start, blank, heading = stream.tell(), blank + 1, stream.readline(MAX_ROW_CHARS)
        if len(heading) >= MAX_ROW_CHARS:
            raise _too_wide(path)
        stream.seek(start)
        separator = max(SEPARATORS, key=lambda mark: _columns(heading, mark))
        reader = csv.reader(stream, delimiter=separator)
        names = [name.strip() for name in next(reader, [])]
        if len(names) > MAX_COLUMNS:
            raise _too_wide(path)
        line = reader.line_num
        for cells in reader:
            if cells:
                yield blank + line + 1, _row(names, cells)
            line = reader.line_num


def _row(names: list[str], cells: list[str]) -> Row:
    """Return column -> cell; missing cells are empty, those beyond the heading are in `EXTRA`."""
    row: dict[str, object] = dict(zip_longest(names, cells[: len(names)], fillvalue=""))
    return row | {EXTRA: cells[len(names) :]} if len(cells) > len(names) else row

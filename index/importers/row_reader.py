"""Rows of a file, one at a time: CSV of any usual encoding and separator, JSON, JSON lines."""

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
"""Column -> value as read: text from a CSV, anything from JSON."""
EXTRA = "cellules en trop"
"""The column under which a CSV row holds what is beyond its heading."""

SEPARATORS = ",;\t|"
CHUNK_BYTES = 1 << 20
MAX_CELL_CHARS = 1 << 26
"""Beyond what a row may hold: it is for who reads the row to refuse it."""
MAX_ROW_CHARS = 200_000
"""Characters of a row: beyond, it is no place but an attack or an accident."""
CHECKED_BYTES = 1 << 16
MAX_DEPTH = 20
"""Lists and objects inside one another, in a value: beyond, no standard goes, and the libraries
that write and read JSON stop at several hundreds, each at its own."""


def read_rows(path: Path) -> Iterator[tuple[int, Row]]:
    """The rows of a file, streamed.

    Args:
        path: a CSV, JSON (an array of objects) or JSON lines file.

    Yields:
        (number, row): of a CSV, the line where the row starts, as an editor shows it; of a JSON,
        its rank from 1.

    Raises:
        InvalidRecords: when the file cannot be opened, or stops being what it started as; the
            rows before are given first. Its line is the rank of the first bad row of a JSON, the
            last good line of a CSV.
    """
    number = 0
    try:
        rows = enumerate(_json_rows(path), start=1) if _is_json(path) else _csv_rows(path)
        for number, row in rows:
            yield number, row
    except (OSError, csv.Error, ijson.JSONError, UnicodeDecodeError) as error:
        is_json = isinstance(error, ijson.JSONError)
        found = "du JSON invalide ou incomplet" if is_json else in_french(error)
        line = number + 1 if is_json else number
        expected = "un fichier CSV ou JSON entier"
        raise InvalidRecords([RecordError(path.name, line, "fichier", found, expected)]) from error


def _is_json(path: Path) -> bool:
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
    """What a JSON holds, one event at a time, without what is too deep in a row.

    The library would make the path of each event: its memory is then the square of the depth, and
    a file of a hundred thousand brackets fills it.

    stream: of the file; above: how many lists are around the rows.
    """
    depth = 0
    for event, value in ijson.basic_parse(stream, multiple_values=True, use_float=True):
        depth -= event in _ENDS
        if depth - above <= MAX_DEPTH + 1:  # one more, so that `is_sized` sees it
            yield _ROW if depth == above else _INSIDE, event, value
        depth += event in _STARTS


def is_sized(row: Row) -> bool:
    """Whether a row is one that a person could have written."""
    if not all(_is_shallow(value, MAX_DEPTH) for value in row.values()):
        return False
    return sum(len(str(value)) for value in row.values()) <= MAX_ROW_CHARS


def _is_shallow(value: object, most: int) -> bool:
    """Whether a value has as many levels at most."""
    if not isinstance(value, list | dict):
        return True
    inside = value.values() if isinstance(value, dict) else value
    return most > 0 and all(_is_shallow(each, most - 1) for each in inside)


def encoding_of(path: Path) -> str:
    """UTF-8, with or without its mark, when every byte is; else Windows-1252.

    The latter is Latin-1 and the quotes and dashes that Excel adds.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        try:
            while chunk := stream.read(CHUNK_BYTES):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _columns(heading: str, separator: str) -> int:
    """How many columns a heading has, by a separator: one inside quotes does not count."""
    return len(next(csv.reader([heading], delimiter=separator), ()))


def _csv_rows(path: Path) -> Iterator[tuple[int, Row]]:
    csv.field_size_limit(MAX_CELL_CHARS)
    with path.open(encoding=encoding_of(path), errors="replace", newline="") as stream:
        start, blank, heading = 0, 0, stream.readline()
        while heading and not heading.strip():
            start, blank, heading = stream.tell(), blank + 1, stream.readline()
        stream.seek(start)
        separator = max(SEPARATORS, key=lambda each: _columns(heading, each))
        reader = csv.reader(stream, delimiter=separator)
        names = [name.strip() for name in next(reader, [])]
        line = reader.line_num
        for cells in reader:
            if cells:
                yield blank + line + 1, _row(names, cells)
            line = reader.line_num


def _row(names: list[str], cells: list[str]) -> Row:
    """A row by the names of its heading: empty where it is short, what is beyond apart."""
    row: dict[str, object] = dict(zip_longest(names, cells[: len(names)], fillvalue=""))
    return row | {EXTRA: cells[len(names) :]} if len(cells) > len(names) else row

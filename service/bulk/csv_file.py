"""CSV of needs or of places that a partner sends: encoding, separator, columns, rows.

What is wrong is told with the number of the line, before anything is searched.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from index.errors import InvalidQuery

MAX_BYTES = 1_000_000
"""Longest file accepted, in bytes."""
MAX_ROWS, MAX_COLUMNS, MAX_CELL = 1_000, 100, 5_000
"""Most rows and columns of a file, and most characters of a cell."""
NEED_COLUMNS = ("besoin", "q")
"""Names of the column of needs: one of them."""
PLACE_COLUMNS = ("lieu", "code_commune", "code_departement", "code_region", "epci")
"""Names of the columns of places, all optional; a row of needs fills one at most."""
LATITUDES, LONGITUDES = ("latitude", "lat"), ("longitude", "lon", "lng", "long")
ADDRESS_COLUMNS = ("adresse", "lieu", "code_postal", "commune", "ville")
"""Names of the columns of a file of places: a point, an INSEE code, or an address in pieces."""
_QUOTED = re.compile(r'(?<![^,;\t\r\n])"(?:[^"]|"")*+"')
"""A cell between quotes, which may hold separators and line breaks."""


class Encoding(StrEnum):
    """Encoding of a file; UTF-8 may begin with a byte order mark."""

    UTF8 = "utf-8"
    WINDOWS = "windows-1252"


class Separator(StrEnum):
    """Separator of the cells of a file; the value names it in requests."""

    COMMA = "virgule"
    SEMICOLON = "point-virgule"
    TAB = "tabulation"

    @property
    def character(self) -> str:
        """The character that separates cells."""
        return {"virgule": ",", "point-virgule": ";", "tabulation": "\t"}[self.value]


@dataclass(frozen=True)
class CsvRow:
    """A row of a file: line, where it begins, from 1; cells: as written, one for each column."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class CsvFile:
    """A file of needs. columns: names as written; separator: of its cells; rows: at least one."""

    columns: tuple[str, ...]
    separator: str
    rows: tuple[CsvRow, ...]

    def values(self, row: CsvRow) -> dict[str, str]:
        """Return the cells of a row that hold text: name of the column, in lower case -> text."""
        named = zip(map(_key, self.columns), row.cells, strict=True)
        return {name: value.strip() for name, value in named if value.strip()}


def need_of(values: Mapping[str, str]) -> dict[str, str]:
    """Return the need of a row, under "q", and its places: name of a parameter -> value."""
    need = next((values[name] for name in NEED_COLUMNS if name in values), "")
    return {"q": need} | {name: values[name] for name in PLACE_COLUMNS if name in values}


def read_csv(
    content: bytes,
    check_columns: Callable[[Sequence[str]], None],
    encoding: Encoding = Encoding.UTF8,
    separator: Separator | None = None,
) -> CsvFile:
    """Read a CSV.

    Args:
        content: of the file.
        check_columns: raises ValueError, in French, for the names of columns that are not those
            expected; in lower case.
        encoding: of its characters.
        separator: of its cells; None for the one that its first line holds most.

    Returns:
        Its columns and its rows; lines without any text are left out.

    Raises:
        InvalidQuery: when it is no text of this encoding, a line has not the cells of the heading,
            a cell is too long, a column is missing, or there is no row, or too many.
    """
    text = _decoded(content, encoding)
    mark = separator.character if separator else _likeliest(text)
    rows = _rows(text, mark)
    heading = next(rows, None)
    if heading is None:
        raise InvalidQuery("corps", "Le fichier est vide : envoyez un CSV, titres d'abord.")
    _check_heading(heading, check_columns)
    read: list[CsvRow] = []
    for row in rows:
        _check_row(row, heading)
        if len(read) == MAX_ROWS:
            raise InvalidQuery(
                f"ligne {row.line}", f"{MAX_ROWS} lignes au plus : envoyez plusieurs fichiers."
            )
        read.append(row)
    if not read:
        raise InvalidQuery("corps", "Le fichier n'a que ses titres : ajoutez des lignes.")
    return CsvFile(heading.cells, mark, tuple(read))


def _decoded(content: bytes, encoding: Encoding) -> str:
    """Return the text of a file; the error says on which line it is not in its encoding."""
    codec = "utf-8-sig" if encoding is Encoding.UTF8 else encoding.value
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        others = " ou ".join(each for each in Encoding if each is not encoding)
        raise InvalidQuery(
            f"ligne {line}",
            f"Ce texte n'est pas en {encoding} : enregistrez-le ainsi, ou ajoutez "
            f"encodage={others}.",
        ) from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise InvalidQuery(f"ligne {line}", "Ce n'est pas du texte : envoyez un CSV.")
    return text


def _likeliest(text: str) -> str:
    """Return the separator that the heading of a file holds most, a comma when it holds none.

    What is between quotes is not counted.
    """
    heading = re.split("[\r\n]", _QUOTED.sub("", text).lstrip("\r\n"), maxsplit=1)[0]
    return max((each.character for each in Separator), key=heading.count)


def _rows(text: str, separator: str) -> Iterator[CsvRow]:
    """Yield the rows of a CSV, the heading first, without those that hold no text."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise InvalidQuery(
                f"ligne {line}", "Des guillemets ne se ferment pas, ou sont mal placés."
            ) from error
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield CsvRow(line, tuple(cells))
        line = reader.line_num + 1


def _check_heading(heading: CsvRow, check_columns: Callable[[Sequence[str]], None]) -> None:
    names = [_key(name) for name in heading.cells]
    where = f"ligne {heading.line}"
    if len(names) > MAX_COLUMNS:
        raise InvalidQuery(where, f"{MAX_COLUMNS} colonnes au plus.")
    repeated = next((name for name in names if name and names.count(name) > 1), None)
    if repeated is not None:
        raise InvalidQuery(where, f"La colonne « {repeated} » est là deux fois.")
    try:
        check_columns(names)
    except ValueError as error:
        raise InvalidQuery(where, str(error)) from error
    _check_cells(heading)


def check_needs(columns: Sequence[str]) -> None:
    """Raise ValueError when the columns of a file of needs have not one of needs."""
    if len([name for name in NEED_COLUMNS if name in columns]) != 1:
        raise ValueError("Une colonne « besoin » (ou « q ») est attendue, et une seule des deux.")


def check_places(columns: Sequence[str]) -> None:
    """Raise ValueError when the columns of a file of places tell none."""
    points = all(any(name in columns for name in names) for names in (LATITUDES, LONGITUDES))
    if not points and not any(name in columns for name in (*ADDRESS_COLUMNS, "code_commune")):
        raise ValueError(
            "Des colonnes « latitude » et « longitude » sont attendues, ou « code_commune », ou "
            f"au moins une de celles-ci : {', '.join(ADDRESS_COLUMNS)}."
        )


def _check_row(row: CsvRow, heading: CsvRow) -> None:
    if len(row.cells) != len(heading.cells):
        raise InvalidQuery(
            f"ligne {row.line}",
            f"{len(row.cells)} cellules, et {len(heading.cells)} titres : un séparateur manque, "
            "ou des guillemets.",
        )
    _check_cells(row)


def _check_cells(row: CsvRow) -> None:
    if max(map(len, row.cells)) > MAX_CELL:
        raise InvalidQuery(f"ligne {row.line}", f"{MAX_CELL} caractères au plus par cellule.")


def _key(name: str) -> str:
    """Return the name of a column as it is compared."""
    return name.strip().lower()


def named(columns: Sequence[str], name: str) -> str:
    """Return a name of column that none of some columns has: "resultat_id", or "resultat_id_2"."""
    taken, number, candidate = {_key(column) for column in columns}, 1, name
    while _key(candidate) in taken:
        number += 1
        candidate = f"{name}_{number}"
    return candidate

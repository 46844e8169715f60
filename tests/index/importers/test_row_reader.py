"""Rows: any usual CSV or JSON is read, a row at a time, whatever its encoding and separator."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

from index.errors import InvalidRecords
from index.importers.row_reader import (
    CHUNK_BYTES,
    EXTRA,
    MAX_CELL_CHARS,
    MAX_COLUMNS,
    MAX_ROW_CHARS,
    Row,
    encoding_of,
    line_beyond_utf8,
    read_rows,
)

Write = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file, text in UTF-8."""

    def writes(content: str | bytes) -> Path:
        path = tmp_path / "lieux.txt"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return writes


def rows_of(path: Path) -> list[Row]:
    """Every row of a file."""
    return [row for _, row in read_rows(path)]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_csv_of_any_usual_separator_should_be_read(separator: str, write: Write) -> None:
    lines = [["nom", "commune"], ["Cyber", "Reims"]]
    path = write("\n".join(separator.join(line) for line in lines))
    assert rows_of(path) == [{"nom": "Cyber", "commune": "Reims"}]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old mac"])
def test_a_csv_of_any_line_end_should_be_read(end: str, write: Write) -> None:
    path = write(end.join(["nom;commune", "Cyber;Reims", "Bus;Lille", ""]))
    assert [row["commune"] for row in rows_of(path)] == ["Reims", "Lille"]


def test_a_quoted_cell_should_keep_separators_quotes_and_line_breaks(write: Write) -> None:
    path = write('nom,horaires\n"Lieu ""ouvert"", ici","lundi\nmardi"\n')
    assert rows_of(path) == [{"nom": 'Lieu "ouvert", ici', "horaires": "lundi\nmardi"}]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old mac"])
@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(["nom", "A", "B"], [2, 3], id="after the heading"),
        pytest.param(["nom", "", "A", "", "", "B"], [3, 6], id="blank lines"),
        pytest.param(["", " ", "nom", "A"], [4], id="blank lines first"),
        pytest.param(["nom", '"A', 'a"', "B"], [2, 4], id="a cell of several lines"),
        pytest.param(['"nom', 'usuel"', "A"], [3], id="a heading of several lines"),
    ],
)
def test_rows_of_a_csv_should_have_the_line_that_an_editor_shows(
    lines: list[str], expected: list[int], end: str, write: Write
) -> None:
    path = write(end.join([*lines, ""]))
    assert [number for number, _ in read_rows(path)] == expected


def test_rows_of_a_json_should_be_numbered_from_one(write: Write) -> None:
    path = write('[\n\n{"nom": "A"},\n\n{"nom": "B"}]')
    assert [number for number, _ in read_rows(path)] == [1, 2]


def test_a_short_row_should_be_filled_with_empty_cells(write: Write) -> None:
    assert rows_of(write("nom,commune,adresse\nCyber\n")) == [
        {"nom": "Cyber", "commune": "", "adresse": ""}
    ]


def test_a_long_row_should_keep_its_extra_cells_apart(write: Write) -> None:
    assert rows_of(write("nom,commune\nCyber,Reims,en trop,aussi\n")) == [
        {"nom": "Cyber", "commune": "Reims", EXTRA: ["en trop", "aussi"]}
    ]


def test_spaces_around_a_heading_should_not_count(write: Write) -> None:
    assert rows_of(write(" nom ; commune\nCyber;Reims\n")) == [{"nom": "Cyber", "commune": "Reims"}]


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8-sig"),
        ("latin-1", "cp1252"),
        ("cp1252", "cp1252"),
    ],
)
def test_an_encoding_should_be_told_from_the_bytes(
    encoding: str, expected: str, write: Write
) -> None:
    path = write("nom\nMédiathèque\n".encode(encoding))
    assert encoding_of(path) == expected
    assert rows_of(path) == [{"nom": "Médiathèque"}]


def test_the_quotes_that_windows_adds_should_be_read(write: Write) -> None:
    assert rows_of(write("nom\nL’« Été » – 5 €\n".encode("cp1252"))) == [{"nom": "L’« Été » – 5 €"}]


def test_a_byte_that_windows_never_writes_should_be_lost_but_not_the_row(write: Write) -> None:
    assert rows_of(write(b"nom\nM\x81diath\xe8que\n")) == [{"nom": "M\ufffddiathèque"}]


def test_a_character_cut_between_two_chunks_should_still_be_utf8(write: Write) -> None:
    assert encoding_of(write("x" * (CHUNK_BYTES - 1) + "é")) == "utf-8-sig"


def test_a_file_that_ends_within_a_character_should_not_be_utf8(write: Write) -> None:
    assert encoding_of(write("nom\nCafé".encode()[:-1])) == "cp1252"


@pytest.mark.parametrize("start", ["", "\ufeff", " \n\t"], ids=["bare", "byte order mark", "blank"])
def test_a_json_array_should_be_read(start: str, write: Write) -> None:
    path = write(start + '[{"nom": "Cyber", "latitude": 49.25}, {"nom": "Bus"}]')
    assert rows_of(path) == [{"nom": "Cyber", "latitude": 49.25}, {"nom": "Bus"}]


@pytest.mark.parametrize("start", ["", "\ufeff"], ids=["bare", "byte order mark"])
def test_json_lines_should_be_read(start: str, write: Write) -> None:
    path = write(start + '{"nom": "Cyber"}\n\n{"nom": "Bus", "services": ["a", "b"]}\n')
    assert rows_of(path) == [{"nom": "Cyber"}, {"nom": "Bus", "services": ["a", "b"]}]


@pytest.mark.parametrize("item", ["1", '"texte"', "null", "[1, 2]"])
def test_a_json_item_that_is_no_object_should_be_a_row_without_names(
    item: str, write: Write
) -> None:
    (odd, row) = rows_of(write(f'[{item}, {{"nom": "Cyber"}}]'))
    assert set(odd) == {""}
    assert row == {"nom": "Cyber"}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param('[{"nom": "A"}, {"nom": "B"}, {"no', id="truncated array"),
        pytest.param('{"nom": "A"}\n{"nom": "B"}\n{"no', id="truncated lines"),
        pytest.param('[{"nom": "A"}, {"nom": "B"}, {"nom": NaN}]', id="not a number"),
        pytest.param('[{"nom": "A"}, {"nom": "B"}, {"nom": 1e999}]', id="beyond numbers"),
        pytest.param('[{"nom": "A"}, {"nom": "B"}, nom]', id="bad json"),
        pytest.param(b'[{"nom": "A"}, {"nom": "B"}, {"nom": "\xe9"}]', id="latin-1"),
        pytest.param("nom\nA\nB\n" + "x" * (MAX_CELL_CHARS + 1), id="csv cell beyond measure"),
    ],
)
def test_a_file_that_breaks_should_give_the_rows_before_then_say_so(
    content: str | bytes, write: Write
) -> None:
    rows = read_rows(write(content))
    assert [row["nom"] for _, row in islice(rows, 2)] == ["A", "B"]
    with pytest.raises(InvalidRecords) as caught:
        next(rows)
    (problem,) = caught.value.errors
    assert (problem.file, problem.field) == ("lieux.txt", "fichier")
    assert problem.expected == "un fichier CSV ou JSON entier"


@pytest.mark.parametrize("content", ["", "\ufeff", "nom,commune\n", "[]"])
def test_a_file_without_row_should_give_none(content: str, write: Write) -> None:
    assert rows_of(write(content)) == []


def test_a_null_character_should_not_stop_a_csv(write: Write) -> None:
    assert [row["nom"] for row in rows_of(write("nom\nA\x00B\nC\n"))] == ["A\x00B", "C"]


@pytest.mark.parametrize("name", ["absent.csv", "."])
def test_a_file_that_cannot_be_opened_should_be_told(name: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidRecords, match="fichier CSV ou JSON entier"):
        rows_of(tmp_path / name)


def test_rows_should_be_given_before_the_file_is_read_to_its_end(write: Write) -> None:
    path = write('[{"nom": "A"}' + ', {"nom": "B"}' * 50_000 + ", boum]")
    assert next(read_rows(path)) == (1, {"nom": "A"})


@pytest.mark.parametrize(
    "heading", ["nom," + "," * MAX_COLUMNS, "x" * MAX_ROW_CHARS, "," * 100_000], ids=len
)
def test_a_heading_beyond_measure_should_be_refused(heading: str, write: Write) -> None:
    with pytest.raises(InvalidRecords, match="trop de colonnes"):
        rows_of(write(f"{heading}\nA\n"))


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"nom\nCaf\xc3\xa9\n", 0),
        (b"", 0),
        (b"nom\nA\nCaf\xe9\n", 3),
        (b"\xff", 1),
        (b"nom\n" * (CHUNK_BYTES // 4) + b"A\n\xe9\n", CHUNK_BYTES // 4 + 2),
        (b"nom\nA\n\xc3", 3),
    ],
    ids=["utf-8", "empty", "third line", "first byte", "second part", "cut"],
)
def test_the_line_beyond_utf_8_should_be_told(content: bytes, line: int, write: Write) -> None:
    assert line_beyond_utf8(write(content)) == line

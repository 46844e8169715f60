"""CSV files of needs: encodings, separators, and what is wrong on which line."""

from __future__ import annotations

import pytest

from index.errors import InvalidQuery
from service.bulk import csv_file
from service.bulk.csv_file import (
    MAX_CELL,
    MAX_ROWS,
    CsvFile,
    Encoding,
    Separator,
    check_needs,
    check_places,
    named,
    need_of,
    read_csv,
)


def read(text: str, **options: object) -> CsvFile:
    """A file of some text."""
    return read_csv(text.encode(), check_needs, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("besoin,lieu\nwifi,Lille\n", ","),
        ("Besoin;Lieu\r\nwifi;Lille", ";"),
        ("q\tlieu\nwifi\tLille", "\t"),
    ],
)
def test_the_separator_should_be_that_of_the_heading(text: str, separator: str) -> None:
    file = read(text)
    assert file.separator == separator
    assert need_of(file.values(file.rows[0])) == {"q": "wifi", "lieu": "Lille"}


def test_separators_between_quotes_should_not_be_counted() -> None:
    file = read('besoin;"a, b, c";lieu\n"wifi, fibre";x;Lille\n')
    assert (file.separator, file.columns) == (";", ("besoin", "a, b, c", "lieu"))
    over_lines = read('\n"note\n, ""x"", ";q\nx;wifi\n')
    assert need_of(over_lines.values(over_lines.rows[0])) == {"q": "wifi"}


def test_only_line_breaks_should_end_a_line() -> None:
    text = "besoin;note\ninternet;a\u2028b\u0085c\vd\fe\rfibre;f\r\n"
    assert [row.cells for row in read(text).rows] == [
        ("internet", "a\u2028b\u0085c\vd\fe"),
        ("fibre", "f"),
    ]


def test_a_separator_may_be_told() -> None:
    file = read("besoin\nun ordinateur, pas cher\n", separator=Separator.SEMICOLON)
    assert need_of(file.values(file.rows[0])) == {"q": "un ordinateur, pas cher"}


def test_a_file_of_excel_should_be_read_with_its_mark_or_its_encoding() -> None:
    text = "besoin;ville\nréparer;Évry\n"
    marked = read_csv(text.encode("utf-8-sig"), check_needs)
    assert marked.columns == ("besoin", "ville")
    windows = read_csv(text.encode("windows-1252"), check_needs, Encoding.WINDOWS)
    assert windows.rows == marked.rows


def test_lines_should_be_counted_through_blank_ones_and_quoted_breaks() -> None:
    file = read('besoin,note\n\nwifi,"deux\nlignes"\n , \nfibre,\n')
    assert [row.line for row in file.rows] == [3, 6]
    assert file.rows[0].cells == ("wifi", "deux\nlignes")


def test_columns_that_are_not_ours_should_be_left_alone_and_empty_places_left_out() -> None:
    file = read("numero,besoin,lieu,code_commune\n7, wifi ,,59350\n")
    assert need_of(file.values(file.rows[0])) == {"q": "wifi", "code_commune": "59350"}


@pytest.mark.parametrize(
    ("content", "field", "told"),
    [
        (b"", "corps", "vide"),
        (b"\n \n", "corps", "vide"),
        (b"besoin\n", "corps", "titres"),
        (b"nom,lieu\nx,y\n", "ligne 1", "besoin"),
        (b"besoin,q\nx,y\n", "ligne 1", "une seule"),
        (b"besoin,besoin\nx,y\n", "ligne 1", "deux fois"),
        (b"besoin,lieu\nwifi,Lille\nfibre\n", "ligne 3", "1 cellules"),
        (b'besoin\nwifi\n"fibre\n', "ligne 3", "guillemets"),
        (b'besoin\n"wifi"x\n', "ligne 2", "guillemets"),
        (b"besoin\nwifi\nr\xe9parer\n", "ligne 3", "encodage=windows-1252"),
        (b"besoin\nwifi\nx\0y\n", "ligne 3", "CSV"),
        (b"besoin\n" + b"x" * (MAX_CELL + 1), "ligne 2", "caract"),
        (b"besoin" + b",c" * 100 + b"\n", "ligne 1", "colonnes"),
        (b"besoin\n" + b"x\n" * (MAX_ROWS + 1), f"ligne {MAX_ROWS + 2}", "plusieurs fichiers"),
    ],
)
def test_what_is_wrong_should_be_told_with_its_line(content: bytes, field: str, told: str) -> None:
    with pytest.raises(InvalidQuery) as error:
        read_csv(content, check_needs)
    assert error.value.field == field
    assert told in error.value.message


def test_a_column_of_results_should_have_a_name_of_its_own() -> None:
    assert named(["besoin"], "resultat_id") == "resultat_id"
    assert named(["Resultat_ID", "resultat_id_2"], "resultat_id") == "resultat_id_3"


def test_each_separator_should_have_its_character() -> None:
    assert [each.character for each in csv_file.Separator] == [",", ";", "\t"]


@pytest.mark.parametrize(
    "heading", ["lat;lon", "Latitude;LONGITUDE;nom", "commune", "x;code_postal", "code_commune"]
)
def test_a_place_should_be_told_by_a_point_a_code_or_a_name(heading: str) -> None:
    cells = ";".join("1" * (heading.count(";") + 1))
    assert read_csv(f"{heading}\n{cells}\n".encode(), check_places).rows


@pytest.mark.parametrize("heading", ["latitude;nom", "besoin", "telephone"])
def test_a_file_without_any_place_should_be_refused_with_the_names_expected(heading: str) -> None:
    with pytest.raises(InvalidQuery, match="latitude.*adresse.*code_postal"):
        read_csv(f"{heading}\n1;2\n".encode(), check_places, separator=Separator.SEMICOLON)

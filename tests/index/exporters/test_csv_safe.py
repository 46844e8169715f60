"""CSV that programs read exactly and that spreadsheets do not run."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.exporters.csv_safe import FORMULA, csv_lines, spreadsheet_safe

CELLS = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(';="+\n\t-1@ ')),
    max_size=20,
)
SIGNS = tuple(each for each in FORMULA if each.strip())


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://x.example")',
        "@SUM(A1)",
        "+ de 60 ans",
        "- Atelier du lundi",
        "-1+2",
        "+33 1 44 55 66 77",
        "+1-800",
        "--1",
        "-",
        "+33٣",
        "\tx",
        "\rx",
        "\nx",
        "＝1",
    ],
)
def test_a_text_that_a_spreadsheet_would_run_should_begin_by_an_apostrophe(text: str) -> None:
    assert spreadsheet_safe(text) == f"'{text}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('ok;=HYPERLINK("http://x.example")', 'ok;\'=HYPERLINK("http://x.example")'),
        ("ok ; @SUM(A1)", "ok ; '@SUM(A1)"),
        ('ok;"=1+1;fin', "ok;\"'=1+1;fin"),
        ("lundi\n- mardi\r\n-1+2", "lundi\n'- mardi\r\n'-1+2"),
        ("a\t=1;=2", "a\t'=1;'=2"),
        ("\n=1", "'\n'=1"),
        ("=1;+33320000000", "'=1;+33320000000"),
        ("+33320000000;=1", "'+33320000000;'=1"),
        (";＝1", ";'＝1"),
    ],
)
def test_a_text_should_not_run_either_where_a_spreadsheet_splits_at_semicolons(
    text: str, shown: str
) -> None:
    assert spreadsheet_safe(text) == shown


@pytest.mark.parametrize(
    "text",
    ["Mo-Fr 09:00-12:00; PH off", "03 20 00 00 00 ; +33320000000", "un;deux\n-1.5\n+3949"],
)
def test_numbers_and_words_after_a_semicolon_should_stay_as_they_are(text: str) -> None:
    assert spreadsheet_safe(text) == text


@given(CELLS)
def test_no_piece_of_a_line_split_at_semicolons_should_begin_as_a_formula(text: str) -> None:
    _, *lines = "".join(csv_lines(("a", "b"), [("x", text)])).split("\n", 1)
    for piece in re.split("[;\t\r\n]", lines[0])[1:]:
        begun = piece.lstrip().lstrip('"').strip()
        if begun.startswith(SIGNS):
            float(begun.strip('" ').replace(",", "."))


@pytest.mark.parametrize(
    "text",
    ["+33320000000", "+3949", "-1.55", "+1,5", "-1e-05", "", "3949", "a=1", "’=1", "x-1", "1\t"],
)
def test_a_number_or_a_plain_text_should_stay_as_it_is(text: str) -> None:
    assert spreadsheet_safe(text) == text


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=5))
def test_any_rows_should_be_read_back_but_for_the_apostrophe(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO("".join(csv_lines(("a", "b"), rows)), newline="")))
    assert read == [["a", "b"], *([spreadsheet_safe(each) for each in row] for row in rows)]


@given(CELLS)
def test_no_cell_should_begin_as_a_formula_unless_it_is_a_number(text: str) -> None:
    safe = spreadsheet_safe(text)
    if safe.startswith(FORMULA):
        float(safe.replace(",", "."))


def test_values_should_be_said_in_words_and_lists_be_joined() -> None:
    row = (None, True, False, 1.5, ("a", "b"), ("a|b", "c"), ())
    _, line = csv_lines(tuple("abcdefg"), [row])
    assert line == ",true,false,1.5,a|b,a/b|c,\n"


def test_a_list_should_not_begin_as_a_formula_either() -> None:
    _, line = csv_lines(("a",), [[("=1", "b")]])
    assert line == "'=1|b\n"


def test_excel_in_french_should_have_a_mark_semicolons_and_decimal_commas() -> None:
    lines = list(csv_lines(("nom", "longitude", "tel"), [("a;b", -1.55, "+33320000000")], True))
    assert lines == ["\ufeffnom;longitude;tel\n", '"a;b";-1,55;+33320000000\n']
    assert list(csv_lines(("nom",), [("=1;=2",)], excel=True))[1] == "\"'=1;'=2\"\n"

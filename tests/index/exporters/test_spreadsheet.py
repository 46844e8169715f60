"""CSV that programs read exactly and that spreadsheets do not run."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.exporters.spreadsheet import FORMULA, csv_lines, spreadsheet_safe


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
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1",
    ],
)
def test_a_text_that_a_spreadsheet_would_run_should_begin_by_an_apostrophe(text: str) -> None:
    assert spreadsheet_safe(text) == f"'{text}"


@pytest.mark.parametrize(
    "text",
    ["+33320000000", "+3949", "-1.55", "+1,5", "-1e-05", "", "3949", "a=1", "’=1", "x-1", "1\t"],
)
def test_a_number_or_a_plain_text_should_stay_as_it_is(text: str) -> None:
    assert spreadsheet_safe(text) == text


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


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

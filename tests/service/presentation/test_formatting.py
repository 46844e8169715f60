"""Values as French people read them."""

from __future__ import annotations

from datetime import date

import pytest

from service.presentation.formatting import date_in_words, french_phone, number_below


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 24), "24 novembre 2026"),
        (date(2026, 3, 1), "1er mars 2026"),
        (date(2025, 2, 28), "28 février 2025"),
        (date(2024, 12, 31), "31 décembre 2024"),
        (date(2024, 1, 11), "11 janvier 2024"),
    ],
)
def test_a_date_should_be_written_in_words(day: date, expected: str) -> None:
    assert date_in_words(day) == expected


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        (0, 0),
        (1, 0),
        (10, 0),
        (11, 10),
        (57, 50),
        (100, 90),
        (184, 180),
        (2000, 1900),
        (2037, 2000),
    ],
)
def test_a_total_should_exceed_the_round_number_that_is_said(total: int, expected: int) -> None:
    assert number_below(total) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        pytest.param("+33320000000", "03 20 00 00 00", id="national"),
        pytest.param("3939", "3939", id="short"),
        pytest.param("116006", "116006", id="European"),
        pytest.param("+3225550000", "+3225550000", id="foreign"),
        pytest.param("+3332000", "+3332000", id="too short to be French"),
    ],
)
def test_a_number_should_be_written_as_dialled_in_france(number: str, expected: str) -> None:
    assert french_phone(number) == expected

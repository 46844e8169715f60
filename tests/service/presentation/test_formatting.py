"""Values as French people read them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from service.presentation import i18n
from service.presentation.formatting import (
    date_in_words,
    french_phone,
    moment_in_words,
    month_in_words,
    number_below,
    number_in_words,
)


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
        pytest.param("3949", "39 49", id="short"),
        pytest.param("116006", "116 006", id="European"),
        pytest.param("114", "114", id="three digits"),
        pytest.param("+33809401401", "0 809 401 401", id="special"),
        pytest.param("+262262150326", "+262 262 15 03 26", id="overseas"),
        pytest.param("+3225550000", "+32 2 555 00 00", id="foreign"),
        pytest.param("+3332000", "+3332000", id="too short to be French"),
    ],
)
def test_a_number_should_be_written_as_dialled_in_france(number: str, expected: str) -> None:
    assert french_phone(number) == expected


@pytest.mark.parametrize(
    ("page_in", "day", "month", "moment", "number"),
    [
        ("fr", "2 mars 2026", "mars 2026", "lundi 2 mars, 9 h", "12\u202f345,6"),
        ("en", "2 March 2026", "March 2026", "Monday 2 March, 09:00", "12,345.6"),
        ("ar", "2 مارس 2026", "مارس 2026", "الاثنين 2 مارس، 09:00", "12,345.6"),
        (
            "uk",
            "2 березня 2026\u202fр.",
            "березень 2026\u202fр.",
            "понеділок 2 березня, 09:00",
            "12\xa0345,6",
        ),
        ("es", "2 de marzo de 2026", "marzo de 2026", "lunes 2 de marzo, 09:00", "12.345,6"),
        ("pt", "2 de março de 2026", "março de 2026", "segunda-feira 2 de março, 09:00", None),
    ],
    indirect=["page_in"],
)
def test_a_day_a_month_and_a_number_should_be_written_as_in_the_language_of_the_page(
    page_in: str, day: str, month: str, moment: str, number: str | None
) -> None:
    assert page_in == i18n.language()
    assert date_in_words(date(2026, 3, 2)) == day
    assert month_in_words("2026-03") == month
    assert moment_in_words(datetime(2026, 3, 2, 9)) == moment
    assert number is None or number_in_words(12345.6) == number


@pytest.mark.parametrize(
    ("page_in", "numbers"),
    [
        ("fr", ["1 résultat", "2 résultats", "5 résultats"]),
        ("uk", ["1 результат", "2 результати", "5 результатів"]),
        ("ar", ["نتيجة واحدة", "نتيجتان", "5 نتائج"]),
        ("pt", ["1 resultado", "2 resultados", "5 resultados"]),
    ],
    indirect=["page_in"],
)
def test_a_count_should_take_the_form_of_its_language(page_in: str, numbers: list[str]) -> None:
    one, several = "%(count)s résultat", "%(count)s résultats"
    assert page_in == i18n.language()
    assert [
        i18n.ngettext(one, several, number) % {"count": number} for number in (1, 2, 5)
    ] == numbers


@pytest.mark.parametrize("page_in", ["ar", "es"], indirect=True)
def test_a_telephone_number_should_keep_its_order_from_right_to_left(page_in: str) -> None:
    number = i18n.isolated("01 23")
    assert number == ("\u206601 23\u2069" if page_in == "ar" else "01 23")

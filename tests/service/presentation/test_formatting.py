"""Values as French people read them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from service.presentation.formatting import date_in_words, french_phone, freshness


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
    ("days", "expected"),
    [
        pytest.param(-1, "fiche mise à jour aujourd'hui", id="a clock ahead"),
        pytest.param(0, "fiche mise à jour aujourd'hui", id="today"),
        pytest.param(1, "fiche mise à jour il y a 1 jour", id="a day"),
        pytest.param(30, "fiche mise à jour il y a 30 jours", id="days"),
        pytest.param(31, "fiche mise à jour il y a 1 mois", id="a month"),
        pytest.param(92, "fiche mise à jour il y a 2 mois", id="months"),
        pytest.param(364, "fiche mise à jour il y a 11 mois", id="almost a year"),
        pytest.param(365, "fiche mise à jour il y a 1 an", id="a year"),
        pytest.param(729, "fiche mise à jour il y a 1 an", id="almost two years"),
        pytest.param(730, "fiche mise à jour il y a 2 ans", id="years"),
    ],
)
def test_freshness_should_be_told_in_days_then_months_then_years(days: int, expected: str) -> None:
    today = date(2026, 11, 24)
    assert freshness(today - timedelta(days=days), today) == expected


def test_freshness_should_be_counted_from_today_unless_told() -> None:
    assert freshness(date.today()) == "fiche mise à jour aujourd'hui"


def test_a_date_that_is_unknown_should_be_told_so() -> None:
    assert freshness(None) == "date de mise à jour inconnue"


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        pytest.param("+33320000000", "03 20 00 00 00", id="national"),
        pytest.param("3939", "3939", id="short"),
        pytest.param("+3225550000", "+3225550000", id="foreign"),
        pytest.param("+3332000", "+3332000", id="too short to be French"),
    ],
)
def test_a_number_should_be_written_as_dialled_in_france(number: str, expected: str) -> None:
    assert french_phone(number) == expected

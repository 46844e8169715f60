"""Facts of opening hours on a page."""

from __future__ import annotations

import pytest

from index.records.opening_hours import OpenStatus
from service.presentation.opening import Opening, hours_in_words, opening_of, week_in_words


def test_an_ordinary_week_should_be_in_words_whose_times_no_line_splits() -> None:
    shown = opening_of("Mo-Fr 09:00-12:30", OpenStatus(open=True, until=None))
    assert shown == Opening("ouvert", (("lundi au vendredi", "9\xa0h – 12\xa0h\xa030"),))


@pytest.mark.parametrize(
    ("expression", "week"),
    [
        ("Mo,Tu 08:05-12:00,14:00-24:00", [("lundi et mardi", "8 h 05 – 12 h, 14 h – 24 h")]),
        ("24/7", [("lundi au dimanche", "24 h sur 24")]),
        ("Su 22:00-02:00", [("dimanche", "22 h – 2 h")]),
        ("Su 00:00-00:30", [("dimanche", "0 h – 0 h 30")]),
        ('Mo 09:00-12:00 "sur rendez-vous"', [("lundi", "9 h – 12 h (sur rendez-vous)")]),
        ("sur rendez-vous", []),
    ],
)
def test_a_week_should_be_told_as_people_say_it(
    expression: str, week: list[tuple[str, str]]
) -> None:
    told = [(days, hours.replace("\xa0", " ")) for days, hours in week_in_words(expression)]
    assert told == week


def test_a_day_without_hours_should_be_told_by_no_word() -> None:
    assert hours_in_words(()) == ""


def test_hours_that_are_no_ordinary_week_should_be_shown_as_written() -> None:
    assert opening_of("Mo[1] 09:00-12:00", None) == Opening(written="Mo[1] 09:00-12:00")


def test_unknown_hours_should_be_those_that_the_source_words() -> None:
    assert opening_of(None, None, "sur rendez-vous") == Opening(written="sur rendez-vous")
    assert opening_of(None, None) == Opening()


@pytest.mark.parametrize(
    ("page_in", "days", "always"),
    [
        ("en", "Monday to Friday", "24 hours a day"),
        ("uk", "понеділок – п’ятниця", "цілодобово"),
        ("ar", "من الاثنين إلى الجمعة", "على مدار الساعة"),
    ],
    indirect=["page_in"],
)
def test_a_week_should_be_in_the_language_of_the_page(page_in: str, days: str, always: str) -> None:
    assert opening_of("Mo-Fr 09:00-12:30", None).week == ((days, "09:00 – 12:30"),), page_in
    assert {hours for _, hours in opening_of("24/7", None).week} == {always}

"""Opening hours: who is open at a moment, each in its own time, and a week as people read it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from time import thread_time
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from index.importers.opening_hours import is_opening_hours
from index.records import opening_hours
from index.records.opening_hours import Hours, Interval, OpenStatus, week_of
from tests.conftest import make_actor

PARIS = ZoneInfo("Europe/Paris")
LILLE = {"code_insee": "59350", "code_postal": "59000"}
OFFICE = "Mo-Fr 09:00-12:00,14:00-17:30; Sa 09:00-12:00; PH off"
MONDAY = datetime(2026, 9, 7, 10, 0, tzinfo=PARIS)
BASTILLE_DAY = datetime(2026, 7, 14, 10, 0, tzinfo=PARIS)


def hours_of(expression: str | None, **where: Any) -> Hours:
    """The hours of one record, in Lille unless said otherwise."""
    return Hours.of([make_actor(horaires_accueil=expression, **(where or LILLE))])


def is_open(expression: str, moment: datetime, **where: Any) -> bool:
    return bool(hours_of(expression, **where).open_at(moment)[0])


def status(expression: str | None, moment: datetime, **where: Any) -> OpenStatus | None:
    return hours_of(expression, **where).status(0, moment)


@pytest.mark.parametrize(
    ("hour", "expected"),
    [("08:59", False), ("09:00", True), ("11:59", True), ("12:00", False), ("17:29", True)],
)
def test_a_place_should_be_open_from_its_opening_to_its_closing(hour: str, expected: bool) -> None:
    moment = datetime.fromisoformat(f"2026-09-07T{hour}:30").replace(tzinfo=PARIS)
    assert is_open(OFFICE, moment) == expected


def test_a_place_that_is_closed_on_sunday_should_open_on_monday() -> None:
    sunday = datetime(2026, 9, 6, 10, 0, tzinfo=PARIS)
    monday = datetime(2026, 9, 7, 9, 0, tzinfo=PARIS)
    assert status(OFFICE, sunday) == OpenStatus(open=False, until=monday)


def test_a_place_that_is_open_should_say_when_it_closes() -> None:
    assert status(OFFICE, MONDAY) == OpenStatus(True, datetime(2026, 9, 7, 12, 0, tzinfo=PARIS))


def test_a_place_should_be_closed_on_a_public_holiday() -> None:
    assert not is_open(OFFICE, BASTILLE_DAY)
    assert not is_open(OFFICE.removesuffix("; PH off"), BASTILLE_DAY)


def test_a_place_in_belgium_should_have_the_holidays_of_belgium() -> None:
    belgian = {"code_postal": "1060"}
    assert is_open(OFFICE, BASTILLE_DAY, **belgian)
    assert not is_open(OFFICE, datetime(2026, 7, 21, 10, 0, tzinfo=PARIS), **belgian)


@pytest.mark.parametrize(
    ("where", "clock", "country"),
    [
        ({"code_insee": "2A004"}, "Europe/Paris", "FR"),
        ({"code_insee": "97105"}, "America/Guadeloupe", "FR"),
        ({"code_postal": "97200"}, "America/Martinique", "FR"),
        ({"code_insee": "97302"}, "America/Cayenne", "FR"),
        ({"code_insee": "97411"}, "Indian/Reunion", "FR"),
        ({"code_insee": "97502"}, "America/Miquelon", "FR"),
        ({"code_insee": "97611"}, "Indian/Mayotte", "FR"),
        ({"code_insee": "97701"}, "America/St_Barthelemy", "FR"),
        ({"code_insee": "97801"}, "America/Marigot", "FR"),
        ({"code_insee": "98613"}, "Pacific/Wallis", "FR"),
        ({"code_insee": "98735"}, "Pacific/Tahiti", "FR"),
        ({"code_insee": "98731"}, "Pacific/Marquesas", "FR"),
        ({"code_insee": "98719"}, "Pacific/Gambier", "FR"),
        ({"code_insee": "98818"}, "Pacific/Noumea", "FR"),
        ({"code_postal": "98000"}, "Europe/Monaco", "MC"),
        ({"code_postal": "7000"}, "Europe/Brussels", "BE"),
        ({"code_postal": "1201", "zone_eligibilite": ["ch"]}, "Europe/Zurich", "CH"),
        ({"code_postal": "1201", "territoires": ["suisse"]}, "Europe/Zurich", "CH"),
        ({"territoires": ["luxembourg"]}, "Europe/Luxembourg", "LU"),
        ({"latitude": 50.63, "longitude": 3.06}, "Europe/Paris", "FR"),
        ({"commune": "Lille"}, "Europe/Paris", "FR"),
    ],
)
def test_a_place_should_have_the_clock_and_the_holidays_of_its_territory(
    where: dict[str, Any], clock: str, country: str
) -> None:
    zone = opening_hours.zone_of(make_actor(**where))
    assert zone == (clock, country)
    assert hours_of("24/7", **where).open_at(MONDAY)[0]


def test_a_place_should_be_judged_in_its_own_time() -> None:
    """At ten in Paris it is noon in Réunion, and four in the morning in Guadeloupe."""
    office = "Mo-Fr 09:00-12:00"
    assert is_open(office, MONDAY, code_insee="59350")
    assert not is_open(office, MONDAY, code_insee="97411")
    assert not is_open(office, MONDAY, code_insee="97105")
    told = status(office, MONDAY, code_insee="97105")
    assert told is not None
    assert told.until is not None
    assert told.until.isoformat() == "2026-09-07T09:00:00-04:00"


@pytest.mark.parametrize("clock", [UTC, timezone(timedelta(hours=5, minutes=30)), PARIS])
def test_a_moment_may_be_given_in_any_time_zone(clock: Any) -> None:
    moment = MONDAY.astimezone(clock)
    assert is_open(OFFICE, moment)
    told = status(OFFICE, moment)
    assert told is not None
    assert told.until == datetime(2026, 9, 7, 12, 0, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("expression", "where"),
    [
        pytest.param(None, LILLE, id="none given"),
        pytest.param("du lundi au vendredi", LILLE, id="words"),
        pytest.param("Mo-Fr 9h-12h", LILLE, id="not of OpenStreetMap"),
        pytest.param("Mo-Fr 09:00-12:00 unknown", LILLE, id="said unknown"),
        pytest.param('Mo-Fr 09:00-12:00 "sur rendez-vous"', LILLE, id="by appointment"),
        pytest.param('"sur rendez-vous"', LILLE, id="only by appointment"),
        pytest.param("Mo-Fr 09:00-12:00; SH off", LILLE, id="school holidays"),
        pytest.param("PH Mo-Fr 09:00-12:00", LILLE, id="holidays of some weekdays"),
        pytest.param("Mo-Fr 09:00+", LILLE, id="without an end"),
        pytest.param("sunrise-sunset", LILLE, id="by the sun"),
        pytest.param(OFFICE, {"code_insee": "98411"}, id="where nobody lives"),
        pytest.param(OFFICE, {"latitude": 45.5, "longitude": -73.6}, id="in Montréal"),
    ],
)
def test_what_cannot_be_known_should_be_told_neither_open_nor_closed(
    expression: str | None, where: dict[str, Any]
) -> None:
    assert status(expression, MONDAY, **where) is None
    assert not hours_of(expression, **where).open_at(MONDAY).any()


def test_a_comment_on_school_holidays_should_not_hide_the_hours() -> None:
    assert is_open('Mo-Fr 09:00-12:00; Su off "SH"', MONDAY)


def test_an_opening_by_appointment_should_not_be_announced() -> None:
    early = MONDAY.replace(hour=8)
    assert status('Mo-Fr 09:00-12:00 "sur rendez-vous"', early) == OpenStatus(False, None)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        pytest.param("24/7", OpenStatus(True, None), id="always"),
        pytest.param("Mo-Su 00:00-24:00", OpenStatus(True, None), id="every hour"),
        pytest.param("off", OpenStatus(False, None), id="closed for good"),
        pytest.param("2026 Dec 01-31 09:00-12:00", OpenStatus(False, None), id="in December"),
    ],
)
def test_a_change_beyond_a_week_should_not_be_told(expression: str, expected: OpenStatus) -> None:
    assert status(expression, MONDAY) == expected


def test_hours_that_never_change_should_not_take_long() -> None:
    """The library would follow these to the year 9999."""
    endless = ", ".join(["Mo-Su 00:00-24:00"] * 50)
    started = thread_time()
    assert status(endless, MONDAY) == OpenStatus(True, None)
    assert thread_time() - started < 0.5


def test_an_evening_that_goes_on_after_midnight_should_be_open_the_next_day() -> None:
    saturday = datetime(2026, 9, 12, 1, 0, tzinfo=PARIS)
    assert status("Fr 22:00-02:00", saturday) == OpenStatus(True, saturday.replace(hour=2))


def test_the_hour_that_comes_twice_should_be_judged_twice() -> None:
    first = datetime(2026, 10, 25, 2, 45, tzinfo=PARIS)
    second = first.replace(fold=1)
    shop = hours_of("Mo-Su 03:00-04:00")
    for moment in (first, second):
        told = shop.status(0, moment)
        assert told is not None
        assert told.until == datetime(2026, 10, 25, 3, 0, tzinfo=PARIS)


@pytest.mark.parametrize(
    "expression",
    [
        "Mo-Fr 09:00-12:00;",
        "Mo-Fr 09:00-12:00,Sa 10:00-12:00",
        "Mo-Fr 08:00-12:00, Sa 10:00-12:00",
        "Mo, We, Fr 08:30-17:00",
        "Mo 09:00 - 12:00",
        "SH Tu 10:00-12:00; Mo 09:00-12:00",
        "Jan 01,May 01,Dec 25 off; Mo-Fr 09:00-12:00",
        "easter -2 days-easter +1 day off; Mo 09:00-12:00",
        "Mo[1,3] 10:00-16:00",
        "week 01-53/2 Mo 09:00-12:00 || Mo-Fr 09:00-12:00",
        "2026-2027 Mo-Fr 09:00-12:00",
    ],
)
def test_hours_that_the_importers_keep_should_be_read(expression: str) -> None:
    assert is_opening_hours(expression)
    if "SH" not in expression:
        assert is_open(expression, MONDAY)


def test_the_mask_should_have_a_row_a_record() -> None:
    places = [
        make_actor(id=f"lieu-{row}", horaires_accueil=said, **LILLE)
        for row, said in enumerate((OFFICE, None, "n'importe quand", "Sa 09:00-12:00", OFFICE))
    ]
    mask = Hours.of(places).open_at(MONDAY)
    assert mask.dtype == np.bool_
    assert mask.tolist() == [True, False, False, False, True]
    assert Hours.of([]).open_at(MONDAY).shape == (0,)


def test_a_catalogue_without_hours_should_say_so() -> None:
    assert hours_of(OFFICE).any_known
    assert not hours_of(None).any_known


def test_a_mask_that_is_shared_should_not_be_written() -> None:
    with pytest.raises(ValueError, match="read-only"):
        hours_of(OFFICE).open_at(MONDAY)[0] = False


def test_a_minute_should_be_evaluated_once_for_concurrent_requests() -> None:
    shop = hours_of(OFFICE)
    moments = [MONDAY + timedelta(seconds=second) for second in range(40)]
    with (
        patch.object(opening_hours, "_is_open", wraps=opening_hours._is_open) as evaluate,
        ThreadPoolExecutor(8) as pool,
    ):
        masks = list(pool.map(shop.open_at, moments))
    assert evaluate.call_count == 1
    assert all(mask is masks[0] for mask in masks)
    assert shop.open_at(MONDAY + timedelta(hours=3)) is not masks[0]


def test_thousands_of_places_should_be_judged_in_a_moment() -> None:
    """17 000 records, 12 000 of them with hours that are all different."""
    office = make_actor(**LILLE)
    starts = [f"{hour:02d}:{minute:02d}" for hour in range(7, 11) for minute in range(60)]
    ends = [f"{hour:02d}:{minute:02d}" for hour in (11, 12) for minute in range(0, 60, 2)]
    said = [
        f"Mo-Fr {start}-{end},14:00-17:30; Sa {start}-{end}; PH off"
        for start in starts
        for end in ends
    ][:12_000]
    places = [office.model_copy(update={"horaires_accueil": each}) for each in said]
    table = Hours.of(places + [office] * 5_000)
    started = thread_time()
    first = table.open_at(MONDAY)
    middle = thread_time()
    table.open_at(MONDAY + timedelta(minutes=1))
    later = thread_time()
    table.open_at(MONDAY)
    end = thread_time()
    assert first.sum() > 10_000
    assert middle - started < 2
    assert end - later < 0.01


@pytest.mark.parametrize(
    ("expression", "week"),
    [
        (
            OFFICE,
            (
                ("0-4", "09:00-12:00, 14:00-17:30"),
                ("5", "09:00-12:00"),
                ("6", ""),
            ),
        ),
        (
            "Mo 09:00-12:00,14:00-17:30; Tu-We off; Th,Fr 08:05-12:00; Sa-Su closed",
            (
                ("0", "09:00-12:00, 14:00-17:30"),
                ("1-2", ""),
                ("3-4", "08:05-12:00"),
                ("5-6", ""),
            ),
        ),
        (
            "Mo-Fr 09:00-12:00; We 14:00-16:00",
            (
                ("0-1", "09:00-12:00"),
                ("2", "14:00-16:00"),
                ("3-4", "09:00-12:00"),
                ("5-6", ""),
            ),
        ),
        ("24/7", (("0-6", "00:00-00:00"),)),
        (
            "Mo-Fr",
            (("0-4", "00:00-00:00"), ("5-6", "")),
        ),
        ("08:00-24:00", (("0-6", "08:00-00:00"),)),
        (
            "Fr-Su 22:00-02:00",
            (("0-3", ""), ("4-6", "22:00-02:00")),
        ),
        (
            "Sa 20:00-24:00; Su 00:00-12:00",
            (
                ("0-4", ""),
                ("5", "20:00-00:00"),
                ("6", "00:00-12:00"),
            ),
        ),
        (
            'Mo 09:00-12:00 "sur rendez-vous", Mo 14:00-16:00; Tu-Su off',
            (
                ("0", "09:00-12:00 (sur rendez-vous), 14:00-16:00"),
                ("1-6", ""),
            ),
        ),
        (
            "Mo 09:00-12:00; SH off; PH 10:00-11:00",
            (("0", "09:00-12:00"), ("1-6", "")),
        ),
    ],
)
def test_days_with_the_same_hours_should_be_together(
    expression: str, week: tuple[tuple[str, str], ...]
) -> None:
    read = [(span(days), ", ".join(map(written, hours))) for days, hours in week_of(expression)]
    assert tuple(read) == week


def span(days: range) -> str:
    """Days as numbers, Monday being 0: "0-4"."""
    return "-".join(str(day) for day in dict.fromkeys((days[0], days[-1])))


def written(interval: Interval) -> str:
    """An interval as "09:00-12:00", its comment in brackets."""
    comment = f" ({interval.comment})" if interval.comment else ""
    return f"{interval.start:%H:%M}-{interval.end:%H:%M}{comment}"


@pytest.mark.parametrize(
    "expression",
    [
        "",
        " ; ",
        "off",
        "du lundi au vendredi",
        "Mo-Fr 09:00-12:00 unknown",
        "Jul-Aug Mo-Fr 09:00-12:00",
        "Mo[1] 09:00-12:00",
        "week 01-53/2 Mo 09:00-12:00",
        "2026 Mo-Fr 09:00-12:00",
        "Mo-Fr 09:00-sunset",
        "Mo-Fr 09:00+",
        "SH Mo-Fr 10:00-12:00",
        "PH Mo-Fr 10:00-12:00",
        'Mo-Fr 09:00-12:00 || "sur rendez-vous"',
        "Mo 09:00-12:00 14:00-17:00",
        '"' * 999,
        "Mo," * 333,
    ],
)
def test_a_week_that_is_not_the_same_all_year_should_not_be_told(expression: str) -> None:
    started = thread_time()
    assert week_of(expression) == ()
    assert thread_time() - started < 0.2


@pytest.mark.parametrize(
    ("expression", "day"),
    [
        (OFFICE, ["09:00-12:00", "14:00-17:30"]),
        ("Tu-Fr 09:00-12:00; Mo off", []),
        ("24/7", ["00:00-00:00"]),
        ("sur rendez-vous", None),
    ],
)
def test_a_day_should_have_its_hours_none_when_closed(
    expression: str, day: list[str] | None
) -> None:
    hours = hours_of(expression).day(0, MONDAY)
    assert (hours if hours is None else [written(each) for each in hours]) == day

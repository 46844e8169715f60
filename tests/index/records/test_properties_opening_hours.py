"""Opening hours: whatever a record says of them is read, or unknown; never an error."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from index.importers.opening_hours import is_opening_hours
from index.records.models import Actor
from index.records.opening_hours import AHEAD, Hours, week_of
from tests.conftest import make_actor
from tests.strategies import ANYTHING, ODD, fixed

SAID = (
    "Mo", "Tu-Fr", "Mo-Su", "Sa,Su", "Mo[1,-1]", "PH", "SH", "09:00-12:00",
    "14:00-17:30,20:00-21:00",
    "22:00-02:00", "00:00-24:00", "10:00-48:00", "10:00+", "09:00-12:00/90", "24/7", "off",
    "closed", "open", "unknown", '"sur rendez-vous"', '"', ";", ",", "||", ":", "week 1-53/2",
    "week 53", "Jan", "Jan-Mar", "Feb 29", "Feb 31", "2024", "2020-2099/4", "easter",
    "easter +1 day", "+", "sunrise-sunset", "(dawn-01:00)-dusk", "Mo-", "25:00-26:00", "９:00",
)  # fmt: skip
EXPRESSIONS = ANYTHING | ODD | st.lists(st.sampled_from(SAID), max_size=9).map(" ".join)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
BASE = make_actor(code_insee="59350")


def saying(expression: str, insee: str) -> Actor:
    """A record that says its hours, whatever they are: what imports keep is not looked at again."""
    fields = {"horaires_accueil": expression, "code_insee": insee}
    record = BASE.model_copy(update=fields)
    assert isinstance(record, Actor)
    return record


@fixed(400)
@given(EXPRESSIONS, MOMENTS, st.sampled_from(("59350", "97411", "98735", "98000")))
def test_any_hours_should_be_open_closed_or_unknown_the_same_wherever_it_is_asked(
    expression: str, moment: datetime, insee: str
) -> None:
    hours = Hours.of([saying(expression, insee)])
    status = hours.status(0, moment)
    assert bool(hours.open_at(moment)[0]) == (status is not None and status.open)
    if status is not None and status.until is not None:
        assert moment - timedelta(minutes=1) < status.until <= moment + AHEAD


@fixed(400)
@given(EXPRESSIONS)
def test_an_ordinary_week_should_tell_its_seven_days_once_or_nothing(expression: str) -> None:
    week = week_of(expression)
    assert [day for days, _ in week for day in days] == list(range(7) if week else ())
    assert any(hours for _, hours in week) == bool(week)


@fixed(400)
@given(EXPRESSIONS)
def test_any_text_should_be_opening_hours_or_not(expression: str) -> None:
    assert is_opening_hours(expression) in (True, False)


@fixed(100)
@given(st.sampled_from(SAID), st.integers(1, 400))
def test_a_text_that_repeats_itself_should_not_take_long(said: str, times: int) -> None:
    assert is_opening_hours(f"{said} " * times) in (True, False)

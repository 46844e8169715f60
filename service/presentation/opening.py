"""Opening hours of a record or of a location, as its page shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

from index.languages import FRENCH
from index.messages import Sentence
from index.records.opening_hours import Interval, OpenStatus, week_of
from service.presentation.formatting import open_in_words, time_in_words
from service.presentation.i18n import gettext, language, translated

DAYS = (
    Sentence("lundi"), Sentence("mardi"), Sentence("mercredi"), Sentence("jeudi"),
    Sentence("vendredi"), Sentence("samedi"), Sentence("dimanche"),
)  # fmt: skip
ALWAYS = Sentence("24 h sur 24")
NO_BREAK = "\N{NO-BREAK SPACE}"
"""Space inside a time in French, such as "17 h 30", which no line break may split."""
MIDNIGHT = {f"0{NO_BREAK}h": f"24{NO_BREAK}h", "00:00": "24:00"}
"""Time of midnight -> how the end of a day is written."""


@dataclass(frozen=True)
class Opening:
    """Opening hours, as a page shows them.

    now: "ouvert jusqu'à 17 h 30" or the like, empty when unknown; week: (days, hours) pairs of an
    ordinary week, in words, closed days left out; written: the hours as the source writes them,
    when no ordinary week can be read in them, else empty.
    """

    now: str = ""
    week: tuple[tuple[str, str], ...] = ()
    written: str = ""


def opening_of(written: str | None, status: OpenStatus | None, otherwise: str = "") -> Opening:
    """Return the opening hours to show.

    Args:
        written: hours in the syntax of OpenStreetMap; None when unknown.
        status: whether the place is open now, None when unknown.
        otherwise: the hours as the source words them, shown when `written` is None.

    Returns:
        The hours; all its texts are empty when nothing is known.
    """
    if written is None:
        return Opening(written=otherwise)
    week = week_in_words(written)
    return Opening(open_in_words(status), week, "" if week else written)


def week_in_words(written: str) -> tuple[tuple[str, str], ...]:
    """Return (days, hours) pairs of an ordinary week, closed days left out; none without any.

    written: hours in the syntax of OpenStreetMap.
    """
    return tuple((_days(days), hours_in_words(hours)) for days, hours in week_of(written) if hours)


def hours_in_words(hours: Iterable[Interval]) -> str:
    """Return the opening hours of a day as the language of the page writes times; "" for none.

    They are "9 h – 12 h 30" in French, whose times no line break splits, and "09:00 – 12:30" in the
    other languages. A comment of the source stays in French.
    """
    return ", ".join(map(_interval, hours))


def _interval(opened: Interval) -> str:
    start, end, comment = opened
    words = f"{_clock(start)} – {MIDNIGHT.get(_clock(end), _clock(end))}"
    if start == end:
        words = str(ALWAYS) if language() == FRENCH else gettext(ALWAYS)
    return f"{words} ({comment})" if comment else words


def _clock(at: time) -> str:
    return time_in_words(at).replace(" ", NO_BREAK)


def _days(days: range) -> str:
    first, last = DAYS[days[0]], DAYS[days[-1]]
    if len(days) == 1:
        return translated(first)
    if len(days) == 2:
        return translated(Sentence("%(first)s et %(last)s", first=first, last=last))
    return translated(Sentence("%(first)s au %(last)s", first=first, last=last))

"""Opening hours of a record or of a location, as its page shows them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.languages import FRENCH
from index.records.opening_hours import ALWAYS, CLOSED, OpenStatus, week_of
from service.presentation.formatting import open_in_words
from service.presentation.i18n import gettext, language, translated

TIME = re.compile(r"(\d+) h(?: (\d\d))?(?! sur)")
"""A time in French words, such as "17 h 30": no line break may split it."""


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
    week = tuple(
        (translated(days), hours_in_words(hours))
        for days, hours in week_of(written) or ()
        if hours != CLOSED
    )
    return Opening(open_in_words(status), week, "" if week else written)


def hours_in_words(hours: str) -> str:
    """Return opening hours, given in French words, as the language of the page writes times.

    They are "9 h – 12 h 30" in French, whose times no line break splits, and "09:00 – 12:30" in the
    other languages. A comment of the source stays in French.
    """
    if language() == FRENCH:
        return TIME.sub(_unbreakable, hours)
    return TIME.sub(_on_clock, hours).replace(ALWAYS, gettext(ALWAYS))


def _unbreakable(time: re.Match[str]) -> str:
    return time[0].replace(" ", "\N{NO-BREAK SPACE}")


def _on_clock(time: re.Match[str]) -> str:
    return f"{int(time[1]):02d}:{time[2] or '00'}"

"""Opening hours of a record or of a location, as its page shows them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.records.opening_hours import CLOSED, OpenStatus, week_of
from service.presentation.formatting import open_in_words

TIME = re.compile(r"\d+ h(?: \d\d)?(?! sur)")
"""A time in words, such as "17 h 30": no line break may split it."""


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
        (days, with_whole_times(hours)) for days, hours in week_of(written) or () if hours != CLOSED
    )
    return Opening(open_in_words(status), week, "" if week else written)


def with_whole_times(hours: str) -> str:
    """Return opening hours in words, whose times no line break splits."""
    return TIME.sub(_unbreakable, hours)


def _unbreakable(time: re.Match[str]) -> str:
    return time[0].replace(" ", "\N{NO-BREAK SPACE}")

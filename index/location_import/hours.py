"""Opening hours written in French, turned into the syntax of OpenStreetMap.

A text is read only when each of its words is understood: "uniquement sur rendez-vous", "un samedi
sur deux" or "11.5 h/semaine" give nothing, since half-understood hours would send people to closed
doors.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from opening_hours import validate

from index.importers.opening_hours import is_opening_hours
from index.text.analysis import fold

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
FRENCH_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
Slots = tuple[tuple[int, int], ...]
"""Opening and closing times of a day, in minutes since midnight, in order and apart."""
Week = Mapping[int, Slots]
"""Number of a day, 0 for Monday -> its opening times."""

_LINK_WORDS = (
    "a au aux de du des d le la les et puis tous toutes jusqu horaires horaire ouvert ouverte "
    "ouverture ouvertures jour jours heures public l en"
)
_LINKS = frozenset(_LINK_WORDS.split())
"""Words that change nothing to the hours that they link."""
_MOMENTS = frozenset({"matin", "matins", "apres", "midi", "soir"})
"""Words that a time follows, and makes useless: "le mardi matin de 9 h à 10 h 30"."""
_TOKEN = re.compile(
    r"(?P<time>\d{1,2}\s?(?:h(?:eures?)?|:)\s?(?:[0-5]\d(?!\d|\s?[h:]))?(?![a-z\d])|\d{1,2}(?![\da-z.]))"
    r"|(?P<word>[a-z]+)|(?P<dash>[-–—])|(?P<mark>[,;:/.()'’|&])|(?P<space>\s+)|(?P<other>.)"
)
_DAY_RULE = re.compile(r"(lu|ma|me|je|ve|sa|di)\b[ .:]*(.*)")
_CLOSED = re.compile(r"[\s/–-]*|ferme\w*")
_OSM_RULE = re.compile(r"(?P<days>(?:[A-Z][a-z](?:-[A-Z][a-z])?,?)+) (?P<times>off|[\d:,-]+)")
_INTERVAL = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
MINUTES_STEP = 5
"""Minutes of which every time is a multiple: other figures are no times ("14 h 17")."""
EARLIEST = 5 * 60
"""Minutes since midnight before which no place opens."""


class _Item(NamedTuple):
    """Part of a text: a day ("day", 0), a time in minutes ("time", 540), or a link ("to", 0)."""

    kind: str
    value: int


def osm_hours(text: str) -> str | None:
    """Return opening hours in the syntax of OpenStreetMap, checked by the opening-hours library.

    None when the text is empty, states no hours, or has a part that is not understood: "9h-12h" has
    no day, "Je sur RDV" no hours, "9h-17h / 14h-18h" contradicts itself.

    text: in French ("Lu 9h-12h; Ma 14h-17h", "9h à 12h du lundi au vendredi"), or already in the
    syntax of OpenStreetMap.
    """
    text = text.strip()
    week = _osm_week(text) or _week_by_day(fold(text)) or _week_in_words(fold(text))
    if not week:
        return None
    written = _written(week)
    return written if validate(written) else None


def _osm_week(text: str) -> Week | None:
    """Read hours in the syntax of OpenStreetMap: weekdays and times only, a later rule wins."""
    if not is_opening_hours(text):
        return None
    week: dict[int, Slots] = {}
    for rule in re.split(r"\s*;\s*", text.strip("; ")):
        match = _OSM_RULE.fullmatch(rule)
        if match is None:
            return None
        times = match["times"]
        pairs = [_interval(time) for time in times.split(",")] if times != "off" else []
        slots = _apart(sorted(pair for pair in pairs if pair))
        if None in pairs or slots is None:
            return None
        for span in match["days"].strip(",").split(","):
            first, _, last = span.partition("-")
            days = _days_between(DAYS.index(first), DAYS.index(last or first))
            week |= dict.fromkeys(days, slots)
    return {day: slots for day, slots in week.items() if slots}


def _interval(text: str) -> tuple[int, int] | None:
    """Return the two times of "09:00-12:00", in minutes."""
    match = _INTERVAL.fullmatch(text)
    if match is None:
        return None
    start, start_minutes, end, end_minutes = (int(part) for part in match.groups())
    return 60 * start + start_minutes, 60 * end + end_minutes


def _week_by_day(text: str) -> Week | None:
    """Read "lu 9h-12h / 14h-17h; ma ferme; ...": a rule a day, folded."""
    week: dict[int, Slots] = {}
    for rule in filter(None, (part.strip() for part in text.split(";"))):
        match = _DAY_RULE.fullmatch(rule)
        if match is None:
            return None
        day = ("lu", "ma", "me", "je", "ve", "sa", "di").index(match[1])
        if _CLOSED.fullmatch(match[2]):
            continue
        items = _items(match[2])
        slots = None if items is None else _slots(items)
        if slots is None or day in week:
            return None
        week[day] = slots
    return week


def _week_in_words(text: str) -> Week | None:
    """Read "du lundi au jeudi de 9h a 12h, le vendredi de 14h a 17h", or the times before."""
    items = _items(text)
    runs = _runs(items) if items else []
    if [kind for kind, _ in runs] == ["time", "day"]:
        runs.reverse()
    if not runs or len(runs) % 2 or runs[0][0] != "day":
        return None
    chained = any(_chained(run) for kind, run in runs if kind == "day")
    week: dict[int, Slots] = {}
    for (_, day_items), (_, time_items) in zip(runs[::2], runs[1::2], strict=True):
        days, slots = _day_numbers(day_items, chained), _slots(time_items)
        if days is None or slots is None:
            return None
        for day in days:
            together = _apart(sorted((*week.get(day, ()), *slots)))
            if together is None:
                return None
            week[day] = together
    return week


def _items(text: str) -> list[_Item] | None:
    """Cut a folded text into days, times and links; None when a part is none of these."""
    items: list[_Item] = []
    for match in _TOKEN.finditer(text):
        kind, part = str(match.lastgroup), match[0]
        if kind == "time":
            minutes = _minutes(part)
            if minutes is None:
                return None
            items.append(_Item("time", minutes))
        elif kind == "word" and part.removesuffix("s") in FRENCH_DAYS:
            items.append(_Item("day", FRENCH_DAYS.index(part.removesuffix("s"))))
        elif kind == "word" and part in ("au", "a"):
            items.append(_Item("to", 0))
        elif kind == "dash":
            items.append(_Item("dash", 0))
        elif kind == "word" and part in _MOMENTS:
            items.append(_Item("moment", 0))
        elif kind == "other" or part in "()" or (kind == "word" and part not in _LINKS):
            return None
        elif kind != "space":
            items.append(_Item("link", 0))
    return items if _moments_are_timed(items) else None


def _moments_are_timed(items: Sequence[_Item]) -> bool:
    """Return whether each "matin" or "après-midi" stands just before a time."""
    steps = [item for item in items if item.kind in ("moment", "time", "day")]
    return all(
        after.kind != "day" for before, after in pairwise(steps) if before.kind == "moment"
    ) and (not steps or steps[-1].kind != "moment")


def _minutes(text: str) -> int | None:
    """Return the minutes since midnight of "9h30", "09:30", "9 h" or "9"."""
    hour, *rest = re.findall(r"\d+", text)
    minutes = int(rest[0]) if rest else 0
    if int(hour) > 23 or minutes % MINUTES_STEP:
        return None
    return 60 * int(hour) + minutes


def _runs(items: Iterable[_Item]) -> list[tuple[str, list[_Item]]]:
    """Group items into alternating runs of days and of times, each with its links."""
    runs: list[tuple[str, list[_Item]]] = []
    for item in items:
        if item.kind in ("day", "time") and (not runs or runs[-1][0] != item.kind):
            runs.append((item.kind, []))
        if runs:
            runs[-1][1].append(item)
    return runs


def _chained(items: Sequence[_Item]) -> bool:
    """Return whether dashes list days ("lundi - mardi - jeudi") rather than bound them."""
    kinds = "".join({"day": "D", "dash": "-"}.get(item.kind, " ") for item in items)
    return "D-D-D" in kinds


def _day_numbers(items: Sequence[_Item], chained: bool) -> list[int] | None:
    """Return the days that a run names; None when one comes twice.

    chained: True when dashes list days in this text, and do not bound them.
    """
    days: list[int] = []
    bound = False
    for item in items:
        if item.kind != "day":
            bound = item.kind == "to" or (item.kind == "dash" and not chained)
            continue
        if bound and days:
            days += _days_between(days[-1], item.value)[1:]
        else:
            days.append(item.value)
        bound = False
    return days if len(days) == len(set(days)) else None


def _days_between(first: int, last: int) -> list[int]:
    """Return the numbers of the days from one to another: Friday to Monday, 4 5 6 0."""
    return [day % 7 for day in range(first, (last if last >= first else last + 7) + 1)]


def _slots(items: Sequence[_Item]) -> Slots | None:
    """Return the opening times of a run: its times two by two, which must go forward."""
    times = [item.value for item in items if item.kind == "time"]
    if not times or len(times) % 2 or any(item.kind == "day" for item in items):
        return None
    pairs = dict.fromkeys(zip(times[::2], times[1::2], strict=True))
    pairs.pop((0, 0), None)  # how a producer writes no hours
    if any(after < before for before, after in pairwise(chain.from_iterable(pairs))):
        return None
    return _apart(list(pairs)) if pairs else None


def _apart(pairs: Sequence[tuple[int, int]]) -> Slots | None:
    """Return sorted slots, those that touch joined; None when two overlap or one is void."""
    joined: list[tuple[int, int]] = []
    for start, end in pairs:
        if not EARLIEST <= start < end <= 24 * 60 or (joined and start < joined[-1][1]):
            return None
        if joined and start == joined[-1][1]:
            start = joined.pop()[0]
        joined.append((start, end))
    return tuple(joined)


def _written(week: Week) -> str:
    """Write a week in the syntax of OpenStreetMap: days of the same times together."""
    days_of: dict[Slots, list[int]] = defaultdict(list)
    for day in sorted(week):
        days_of[week[day]].append(day)
    rules = [f"{_spans(days)} {_times(slots)}" for slots, days in days_of.items()]
    return "; ".join(rules)


def _spans(days: Sequence[int]) -> str:
    """Write sorted days: [0, 1, 2, 4] -> "Mo-We,Fr"."""
    spans: list[list[int]] = []
    for day in days:
        if spans and day == spans[-1][-1] + 1:
            spans[-1].append(day)
        else:
            spans.append([day])
    return ",".join(
        (("-" if len(span) > 2 else ",").join((DAYS[span[0]], DAYS[span[-1]])))
        if len(span) > 1
        else DAYS[span[0]]
        for span in spans
    )


def _times(slots: Slots) -> str:
    """Write opening times: ((540, 720),) -> "09:00-12:00"."""
    return ",".join(
        f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}" for start, end in slots
    )

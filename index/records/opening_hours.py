"""Opening hours: the records that are open at a moment, and those of a day or of a usual week.

Each place is evaluated in its own time zone, with the public holidays of its country. Whatever an
expression does not settle (school holidays, sunset, "sur rendez-vous", a public holiday that it
does not mention) is unknown, never guessed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from itertools import groupby
from threading import Lock
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from opening_hours import OpeningHours, State

from index.arrays import Mask
from index.records.models import AnyRecord

AHEAD = timedelta(days=7)
"""Time after a moment within which the next opening or closing is searched."""
CACHED_MINUTES = 16
"""Number of minutes for which the records that are open then are cached."""
NIGHT = timedelta(hours=6)
"""Time of the night up to which an interval belongs to the day before: "22 h – 2 h"."""
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
MONDAY = datetime(2024, 1, 8)
"""Monday of the week that stands for an ordinary one: holidays are ignored."""
NONE = -1
"""Number that stands for no opening hours."""

_UTC = ZoneInfo("UTC")
_ENDS = " ;\n\t"
"""Characters around an expression that mean nothing."""
_COMMENT = re.compile(r'"[^"]*"')
_STUCK = re.compile(r"(\d\d:\d\d),(?=[A-Z])")
"""Rule joined to the one before by a comma without a space, which the library cannot read."""
_WEEKDAY = "(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_HOLIDAYS = re.compile(r"\bPH\b|^\s*24/7", re.IGNORECASE)
HOLIDAYS_UNKNOWN = "; PH unknown"
"""Rule added to hours that say nothing of public holidays: most places close then, some do not."""
_UNCLEAR = re.compile(rf"\bSH\b|\bPH\s+{_WEEKDAY}|:\d\d\+|sunrise|sunset|dawn|dusk", re.IGNORECASE)
"""Part that depends on school holidays, has no end or follows the sun, or holidays of some weekdays
only, which the library reads as holidays and weekdays."""
_ORDINARY = re.compile(
    rf'(?:"[^"]*"|24/7|\d{{1,2}}:\d\d|{_WEEKDAY}\b|[PS]H\b(?!\s+{_WEEKDAY})'
    r"|(?:off|closed|open)\b|[\s,;-])+",
    re.IGNORECASE,
)
"""Expression of weekdays and times only: the same every week, except for holidays."""


class Zone(NamedTuple):
    """Time zone and public holidays that decide whether a place is open at a moment.

    clock: IANA name of the time zone ("Europe/Paris"); country: ISO 3166-1 code of the country
    whose public holidays the place follows ("FR").
    """

    clock: str
    country: str


METROPOLE = Zone("Europe/Paris", "FR")
ABROAD = {
    "be": Zone("Europe/Brussels", "BE"),
    "ch": Zone("Europe/Zurich", "CH"),
    "lu": Zone("Europe/Luxembourg", "LU"),
}
TERRITORIES = {"belgique": "be", "suisse": "ch", "luxembourg": "lu"}
OVERSEAS = {
    "971": "America/Guadeloupe", "972": "America/Martinique", "973": "America/Cayenne",
    "974": "Indian/Reunion", "975": "America/Miquelon", "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy", "978": "America/Marigot", "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti", "988": "Pacific/Noumea",
}  # fmt: skip
"""Code of an overseas département or collectivity -> its IANA time zone."""
ISLANDS = dict.fromkeys(
    ("98718", "98723", "98731", "98746", "98756", "98757"), "Pacific/Marquesas"
) | {"98719": "Pacific/Gambier"}
"""INSEE code of the communes of Polynesia whose time zone is not Tahiti's -> their time zone."""
MONACO = "980"
_NORTH, _EAST = (41.0, 51.5), (-5.5, 10.0)
"""Around metropolitan France, in degrees: who gives no code is there unless its point says not."""


class Expression(NamedTuple):
    """Opening hours in OpenStreetMap's syntax, and their zone; equal ones are read once."""

    text: str
    zone: Zone


class Interval(NamedTuple):
    """Time when a place is open on a day; the same start and end stand for the whole day.

    start, end: times of the place, the end maybe that of the night after; comment: of the source.
    """

    start: time
    end: time
    comment: str = ""


@dataclass(frozen=True)
class OpenStatus:
    """Status of a place at a moment: open or closed, and until when.

    open: True if open at that moment; until: when this next changes, in the time zone of the
    place; None when that is unknown or more than seven days later.
    """

    open: bool
    until: datetime | None


def numbered_hours(
    records: Sequence[AnyRecord],
) -> tuple[NDArray[np.int32], tuple[Expression, ...]]:
    """Return the opening hours of records, each distinct expression once.

    Args:
        records: n records.

    Returns:
        (n,) int32, the position of the expression of each record, `NONE` without opening hours or
        when its time zone is unknown; and the expressions.
    """
    expressions: dict[Expression, int] = {}
    numbers = np.full(len(records), NONE, dtype=np.int32)
    for row, record in enumerate(records):
        zone = zone_of(record) if record.horaires_accueil else None
        if zone is not None:
            expression = Expression(record.horaires_accueil or "", zone)
            numbers[row] = expressions.setdefault(expression, len(expressions))
    return numbers, tuple(expressions)


class Hours:
    """Opening hours of all the records, or locations, of an index, to find those open at a moment.

    Hours are texts in OpenStreetMap's syntax ("Mo-Fr 09:00-12:00"), parsed at their first use and
    read in the time zone of each place.
    """

    def __init__(self, size: int, expressions: Mapping[int, Expression]) -> None:
        """Hold the opening hours.

        Args:
            size: number of records, or of locations; masks have this length.
            expressions: row -> its opening hours; rows without any are left out.
        """
        self._size = size
        self._expressions = expressions
        self._rows: dict[Expression, list[int]] = defaultdict(list)
        for row, expression in self._expressions.items():
            self._rows[expression].append(row)
        self._parsed: dict[Expression, OpeningHours | None] = {}
        self._lock = Lock()
        self._open_in = lru_cache(CACHED_MINUTES)(self._open_mask)

    @classmethod
    def of(cls, records: Sequence[AnyRecord]) -> Hours:
        """Return the opening hours of records, in their order."""
        return cls.numbered(*numbered_hours(records))

    @classmethod
    def numbered(cls, numbers: NDArray[np.int32], expressions: Sequence[Expression]) -> Hours:
        """Return the opening hours of records, or locations, many of which have the same.

        Args:
            numbers: (n,) int, position in `expressions` of those of each row, `NONE` for none.
            expressions: the distinct opening hours.

        Returns:
            The opening hours, by row.
        """
        rows = np.flatnonzero(np.asarray(numbers) != NONE).tolist()
        return cls(len(numbers), {row: expressions[numbers[row]] for row in rows})

    @property
    def any_known(self) -> bool:
        """True if at least one record has opening hours and a time zone that can be deduced."""
        return bool(self._expressions)

    def open_at(self, moment: datetime) -> Mask:
        """Return which records are open at a moment, rounded down to the minute.

        Args:
            moment: a datetime with a time zone, whichever it is; without one, it is the time that
                clocks show at each record.

        Returns:
            (number of records,) bool, read-only, in the order of the records: True where open,
            False where closed or unknown.
        """
        minute = moment.replace(second=0, microsecond=0)
        if moment.tzinfo is not None:
            minute = minute.astimezone(_UTC)
        with self._lock:  # so that concurrent requests compute a minute once
            return self._open_in(minute)

    def status(self, row: int, moment: datetime) -> OpenStatus | None:
        """Return whether one record is open at a moment, and until when.

        Args:
            row: position of the record in the index, from 0.
            moment: a datetime with a time zone, whichever it is.

        Returns:
            The status, or None when it cannot be known: the record has no hours, or they cannot be
            parsed, or they depend on school holidays, on the sun or on an appointment.
        """
        expression = self._expressions.get(row)
        hours = None if expression is None else self._hours(expression)
        if expression is None or hours is None:
            return None
        local = moment.astimezone(ZoneInfo(expression.zone.clock))
        now = _is_open(*hours.state(local))
        if now is None:
            return None
        for start, _, state, comment in hours.intervals(local, local + AHEAD):
            after = _is_open(state, comment)
            if after is not now:
                return OpenStatus(now, None if after is None else start)
        return OpenStatus(now, None)

    def day(self, row: int, moment: datetime) -> tuple[Interval, ...] | None:
        """Return the opening hours of one record on the day of a moment; public holidays count.

        Args:
            row: position of the record in the index, from 0.
            moment: a datetime with a time zone, whichever it is.

        Returns:
            The hours, none when it is closed; None when they are unknown or not settled.
        """
        expression = self._expressions.get(row)
        hours = None if expression is None else self._hours(expression)
        if expression is None or hours is None:
            return None
        local = moment.astimezone(ZoneInfo(expression.zone.clock))
        start = local.replace(hour=0, minute=0, second=0, microsecond=0)
        return tuple(
            Interval(first.time(), last.time(), comment)
            for first, last, state, comment in hours.intervals(start, start + DAY)
            if state == State.OPEN
        )

    def _open_mask(self, minute: datetime) -> Mask:
        """Return the mask of the records open at a minute: (n,) bool, read-only."""
        mask = np.zeros(self._size, dtype=np.bool_)
        for expression, rows in self._rows.items():
            hours = self._hours(expression)
            if hours is not None and _is_open(*hours.state(minute)):
                mask[rows] = True
        mask.setflags(write=False)
        return mask

    def _hours(self, expression: Expression) -> OpeningHours | None:
        """Return the parsed hours of an expression; None when they cannot be settled."""
        if expression not in self._parsed:
            text, zone = expression
            bare = _COMMENT.sub("", text)
            if not _HOLIDAYS.search(bare):
                text = text.strip(_ENDS) + HOLIDAYS_UNKNOWN
            self._parsed[expression] = None if _UNCLEAR.search(bare) else _parse(text, zone)
        return self._parsed[expression]


def zone_of(record: AnyRecord) -> Zone | None:
    """Return the time zone of a record (an organisation…) and the country of its public holidays.

    Deduced from its INSEE or postal code, else from its areas and coordinates; metropolitan France
    when it has none of these. None when its code or its coordinates are in no place listed here.
    """
    code = record.code_insee or record.code_postal or ""
    if len(code) == 5:
        return zone_of_code(code)
    areas = {TERRITORIES.get(territory, "") for territory in record.territoires}
    areas |= set(record.zone_eligibilite)
    countries = [country for country in ABROAD if country in areas]
    if code or countries:  # a postal code of four digits is Belgian unless a country is stated
        return ABROAD[countries[0] if countries else "be"]
    if record.latitude is None or record.longitude is None:
        return METROPOLE
    south, north = _NORTH
    west, east = _EAST
    near = south <= record.latitude <= north and west <= record.longitude <= east
    return METROPOLE if near else None


def zone_of_code(code: str) -> Zone | None:
    """Return the zone of an INSEE or postal code of France, or of a postal code of Monaco.

    The code has five characters; None for an overseas territory that is not listed here.
    """
    if code.startswith(MONACO):
        return Zone("Europe/Monaco", "MC")
    if not code.startswith(("97", "98", "99")):
        return METROPOLE
    clock = ISLANDS.get(code) or OVERSEAS.get(code[:3])
    # the holidays of France: the library has no others overseas
    return None if clock is None else Zone(clock, "FR")


def _parse(text: str, zone: Zone | None = None) -> OpeningHours | None:
    """Parse an expression with the library; None when it cannot read it."""
    try:
        return OpeningHours(
            _STUCK.sub(r"\1, ", text.strip(_ENDS)),
            timezone=None if zone is None else ZoneInfo(zone.clock),
            country=None if zone is None else zone.country,
            max_interval_days=AHEAD.days + 1,  # some expressions would be followed to year 9999
        )
    except Exception:  # its errors share no class but this one, and its stubs do not name them
        return None


def _is_open(state: State, comment: str) -> bool | None:
    """Return True if open, False if closed, None if unknown: open with a comment, for example."""
    if state == State.CLOSED:
        return False
    return True if state == State.OPEN and not comment else None


Week = tuple[tuple[range, tuple[Interval, ...]], ...]
"""(days, their opening hours) of an ordinary week, days with the same hours together: (range(0, 5),
hours) for Monday to Friday. There are no hours on days when it is closed."""


def week_of(expression: str) -> Week:
    """Return the opening hours of an ordinary week, public holidays ignored.

    Args:
        expression: opening hours in the syntax of OpenStreetMap, as "Mo-Fr 09:00-12:00; PH off".

    Returns:
        The hours from Monday to Sunday; empty when they depend on anything but the day of the week,
        or cannot be parsed, or are never open.
    """
    days: list[tuple[Interval, ...]] = [()] * 7
    for first, last, comment in ordinary_week(expression):
        days[first.weekday()] += (Interval(first.time(), last.time(), comment),)
    if not any(days):
        return ()
    grouped = [list(same) for _, same in groupby(range(7), key=days.__getitem__)]
    return tuple((range(same[0], same[-1] + 1), days[same[0]]) for same in grouped)


def ordinary_week(expression: str) -> Iterator[tuple[datetime, datetime, str]]:
    """Yield (start, end, comment) of the open hours of an ordinary week, cut at midnights.

    expression: see `week_of`; nothing comes where that is empty. The week is that of `MONDAY`.
    """
    hours = _parse(expression) if _ORDINARY.fullmatch(expression) else None
    if hours is None:
        return
    for start, end, state, comment in hours.intervals(MONDAY - DAY, MONDAY + WEEK + DAY):
        for first, last in _by_day(start, end) if state == State.OPEN else ():
            if MONDAY <= first < MONDAY + WEEK:
                yield first, last, comment


def _by_day(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield the parts of an interval cut at midnights; an evening may last into the night."""
    midnight = start.replace(hour=0, minute=0) + DAY
    while end > midnight and (end > midnight + NIGHT or start == midnight - DAY):
        yield start, midnight
        start, midnight = midnight, midnight + DAY
    yield start, end

"""Opening hours: who is open at a moment, and an ordinary week as people read it.

Each place is judged in its own time zone, and by the public holidays of its own country. What the
expression leaves open (school holidays, sunset, "sur rendez-vous") is unknown, never guessed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import groupby
from threading import Lock
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from opening_hours import OpeningHours, State

from index.arrays import Mask
from index.records.models import AnyRecord

AHEAD = timedelta(days=7)
"""How far the next change is looked for."""
KEPT_MINUTES = 16
"""Minutes whose answer is kept."""
NIGHT = timedelta(hours=6)
"""A spell that ends as early belongs to the evening before: "22 h – 2 h"."""
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
MONDAY = datetime(2024, 1, 8)
"""Of any week: no holiday counts in an ordinary one."""
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
CLOSED, ALWAYS = "fermé", "24 h sur 24"

_UTC = ZoneInfo("UTC")
_COMMENT = re.compile(r'"[^"]*"')
_STUCK = re.compile(r"(\d\d:\d\d),(?=[A-Z])")
"""A rule stuck to the one before, which the library does not read."""
_WEEKDAY = "(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_UNJUDGED = re.compile(rf"\bSH\b|\bPH\s+{_WEEKDAY}|:\d\d\+|sunrise|sunset|dawn|dusk", re.IGNORECASE)
"""Depends on the calendar of schools, has no end, or follows the sun; or is about holidays of some
weekdays, which the library takes for holidays and weekdays."""
_ORDINARY = re.compile(
    rf'(?:"[^"]*"|24/7|\d{{1,2}}:\d\d|{_WEEKDAY}\b|[PS]H\b(?!\s+{_WEEKDAY})'
    r"|(?:off|closed|open)\b|[\s,;-])+",
    re.IGNORECASE,
)
"""Says weekdays and times only: the same every week, holidays aside."""


class Zone(NamedTuple):
    """Where a place is for its clock and its holidays: names of the IANA, code of a country."""

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
"""Département -> its clock; those where nobody lives are not here."""
ISLANDS = dict.fromkeys(
    ("98718", "98723", "98731", "98746", "98756", "98757"), "Pacific/Marquesas"
) | {"98719": "Pacific/Gambier"}
"""Communes of Polynesia that have another clock."""
MONACO = "980"
_NORTH, _EAST = (41.0, 51.5), (-5.5, 10.0)
"""Around metropolitan France, in degrees: who gives no code is there unless its point says not."""


class _Said(NamedTuple):
    """Hours as a record says them, and where: records that say the same are judged once."""

    text: str
    zone: Zone


@dataclass(frozen=True)
class OpenStatus:
    """Whether a place is open, and until when: in its own time, None if not within a week."""

    open: bool
    until: datetime | None


class Hours:
    """The opening hours of records, one row a record; expressions are read when first asked for."""

    def __init__(self, records: Sequence[AnyRecord]) -> None:
        """records: in the order of the artefact."""
        self._size = len(records)
        self._said: dict[int, _Said] = {}
        for row, record in enumerate(records):
            zone = zone_of(record) if record.horaires_accueil else None
            if record.horaires_accueil and zone is not None:
                self._said[row] = _Said(record.horaires_accueil, zone)
        self._rows: dict[_Said, list[int]] = defaultdict(list)
        for row, said in self._said.items():
            self._rows[said].append(row)
        self._read: dict[_Said, OpeningHours | None] = {}
        self._lock = Lock()
        self._open_in = lru_cache(KEPT_MINUTES)(self._judged)

    @property
    def any_said(self) -> bool:
        """Whether some record says when it opens."""
        return bool(self._said)

    def open_at(self, moment: datetime) -> Mask:
        """The records known to be open at a moment.

        Args:
            moment: with its time zone, whichever it is.

        Returns:
            (n,) bool, read-only: false where a place is closed or its hours are unknown.
        """
        minute = moment.astimezone(_UTC).replace(second=0, microsecond=0)
        with self._lock:  # so that a minute is judged once, whoever asks at the same time
            return self._open_in(minute)

    def status(self, row: int, moment: datetime) -> OpenStatus | None:
        """Whether the record at a row is open at a moment, and when that changes; None if unknown.

        Args:
            row: of the record.
            moment: with its time zone, whichever it is.

        Returns:
            Open or closed, and the next change when it is known and within a week.
        """
        said = self._said.get(row)
        hours = None if said is None else self._hours(said)
        if said is None or hours is None:
            return None
        local = moment.astimezone(ZoneInfo(said.zone.clock))
        now = _told(*hours.state(local))
        if now is None:
            return None
        for start, _, state, comment in hours.intervals(local, local + AHEAD):
            told = _told(state, comment)
            if told is not now:
                return OpenStatus(now, None if told is None else start)
        return OpenStatus(now, None)

    def _judged(self, minute: datetime) -> Mask:
        mask = np.zeros(self._size, dtype=np.bool_)
        for said, rows in self._rows.items():
            hours = self._hours(said)
            if hours is not None and _told(*hours.state(minute)):
                mask[rows] = True
        mask.setflags(write=False)
        return mask

    def _hours(self, said: _Said) -> OpeningHours | None:
        if said not in self._read:
            judged = _UNJUDGED.search(_COMMENT.sub("", said.text)) is None
            self._read[said] = _read(said.text, said.zone) if judged else None
        return self._read[said]


def zone_of(record: AnyRecord) -> Zone | None:
    """The clock and the holidays of a record, from its codes; None where they are not known."""
    code = record.code_insee or record.code_postal or ""
    if len(code) == 5:
        return _zone_of_code(code)
    said = {*record.zone_eligibilite, *(TERRITORIES.get(each, "") for each in record.territoires)}
    countries = [country for country in ABROAD if country in said]
    if code or countries:  # a postal code of four figures is Belgian unless another is said
        return ABROAD[countries[0] if countries else "be"]
    if record.latitude is None or record.longitude is None:
        return METROPOLE
    south, north = _NORTH
    west, east = _EAST
    near = south <= record.latitude <= north and west <= record.longitude <= east
    return METROPOLE if near else None


def _zone_of_code(code: str) -> Zone | None:
    """The same from an official or postal code of France, or a postal code of Monaco."""
    if code.startswith(MONACO):
        return Zone("Europe/Monaco", "MC")
    if not code.startswith(("97", "98", "99")):
        return METROPOLE
    clock = ISLANDS.get(code) or OVERSEAS.get(code[:3])
    # the holidays of France: the library knows no others overseas
    return None if clock is None else Zone(clock, "FR")


def _read(text: str, zone: Zone | None = None) -> OpeningHours | None:
    """Hours as the library reads them, None when it does not."""
    try:
        return OpeningHours(
            _STUCK.sub(r"\1, ", text.strip(" ;\n\t")),
            timezone=None if zone is None else ZoneInfo(zone.clock),
            country=None if zone is None else zone.country,
            max_interval_days=AHEAD.days + 1,  # some expressions would be followed to year 9999
        )
    except Exception:  # its errors share no class but this one, and its stubs do not name them
        return None


def _told(state: State, comment: str) -> bool | None:
    """Whether a state is open; with a comment ("sur rendez-vous"), that is not known."""
    if state == State.CLOSED:
        return False
    return True if state == State.OPEN and not comment else None


def week_of(expression: str) -> tuple[tuple[str, str], ...] | None:
    """An ordinary week, holidays aside, as people read it.

    Args:
        expression: hours as OpenStreetMap writes them.

    Returns:
        (days, hours) in order: ("lundi au vendredi", "9 h – 12 h"), the seven days told; None when
        weeks differ, or the expression cannot be read or never opens.
    """
    hours = _read(expression) if _ORDINARY.fullmatch(expression) else None
    if hours is None:
        return None
    days: list[list[str]] = [[] for _ in DAYS]
    for start, end, state, comment in hours.intervals(MONDAY - DAY, MONDAY + WEEK + DAY):
        for first, last in _by_day(start, end) if state == State.OPEN else ():
            if MONDAY <= first < MONDAY + WEEK:
                days[first.weekday()].append(_spell(first, last, comment))
    if not any(days):
        return None
    grouped = groupby(range(len(DAYS)), key=lambda day: ", ".join(days[day]) or CLOSED)
    return tuple((_days_in_words(list(same)), told) for told, same in grouped)


def _by_day(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """A spell cut at midnights, but for an evening that goes on into the night."""
    midnight = start.replace(hour=0, minute=0) + DAY
    while end > midnight and (end > midnight + NIGHT or start == midnight - DAY):
        yield start, midnight
        start, midnight = midnight, midnight + DAY
    yield start, end


def _spell(start: datetime, end: datetime, comment: str) -> str:
    """A spell in words: "9 h – 12 h 30", with its comment if any."""
    last = "24 h" if end.hour == end.minute == 0 else _clock(end)
    told = ALWAYS if end - start == DAY else f"{_clock(start)} – {last}"
    return f"{told} ({comment})" if comment else told


def _clock(time: datetime) -> str:
    return f"{time.hour} h {time.minute:02d}" if time.minute else f"{time.hour} h"


def _days_in_words(days: list[int]) -> str:
    first, last = DAYS[days[0]], DAYS[days[-1]]
    if len(days) == 1:
        return first
    return f"{first} et {last}" if len(days) == 2 else f"{first} au {last}"

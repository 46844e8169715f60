"""Anonymous counters of needs: how many searches, about what, where, and whether answered.

A counter is a month, a theme of the thesaurus, a département and an outcome: no text of a need, no
address, no time finer than the month. `disclosure_control` decides what of them is published:
whole quarters, once they are over.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from threading import Lock

from index.errors import StoreError
from service.runtime.periodic import PeriodicTask
from service.statistics.disclosure_control import Published, publish
from service.storage.sqlite import Store

LOG = logging.getLogger("orientess")

FLUSH_S = 60.0
"""How long increments stay in memory."""
GRACE = timedelta(days=1)
"""After the end of a period, for the last increments to be written, before it is published."""
MONTHS_A_PERIOD = 3

Key = tuple[int, int, str, str, bool]
"""Year, month, theme, département, answered."""

_ADD = (
    "INSERT INTO counter VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET number = number + excluded.number"
)
_SEARCHES = (
    "SELECT theme, departement, answered, sum(number) FROM counter"
    " WHERE month BETWEEN ? AND ? GROUP BY theme, departement, answered"
)
_BY_MONTH = "SELECT month, sum(number) FROM counter WHERE month BETWEEN ? AND ? GROUP BY month"


def period_of(year: int, month: int) -> str:
    """The quarter of a month: "2026-T4"."""
    return f"{year}-T{(month - 1) // MONTHS_A_PERIOD + 1}"


def months_of(period: str) -> tuple[str, ...]:
    """The months of a quarter: "2026-10", "2026-11", "2026-12"."""
    year, _, number = period.partition("-T")
    last = int(number) * MONTHS_A_PERIOD
    return tuple(f"{year}-{month:02}" for month in range(last - MONTHS_A_PERIOD + 1, last + 1))


class Counters:
    """Counts in memory, written to the store from time to time.

    A count is worth nothing to the person who searches: when the store fails, counts wait in memory
    and searches go on.
    """

    def __init__(self, store: Store, today: Callable[[], date] = date.today) -> None:
        """store: where counts are kept; today: the day, for tests to choose."""
        self._store = store
        self._today = today
        self._pending: Counter[Key] = Counter()
        self._counting = Lock()
        self._closed: dict[str, Published] = {}
        self._failing = False
        self._writing = PeriodicTask("compteurs", FLUSH_S, self._flush_or_say)

    def add(self, theme: str, departement: str, answered: bool) -> None:
        """Count a search.

        theme: its identifier in the thesaurus, "" when none was made out; departement: the code of
        the one that was understood, "" for none or for a wider place; answered: whether anything
        was found.
        """
        today = self._today()
        with self._counting:
            self._pending[today.year, today.month, theme, departement, answered] += 1

    def flush(self) -> None:
        """Write what was counted since last time, all or nothing.

        Counts of a period that may already be published are dropped: a publication never changes.

        Raises:
            StoreError: when it cannot be written; the counts are kept for next time.
        """
        with self._counting:
            pending, self._pending = self._pending, Counter()
        rows = [
            (f"{year}-{month:02}", theme, departement, int(answered), number)
            for (year, month, theme, departement, answered), number in pending.items()
            if not self._is_over(period_of(year, month))
        ]
        if not rows:
            return
        try:
            with self._store.writing() as connection:
                connection.executemany(_ADD, rows)
        except StoreError:
            with self._counting:
                self._pending.update(pending)
            raise

    def start(self) -> None:
        """Write from time to time."""
        self._writing.start()

    def stop(self) -> None:
        """Write one last time."""
        self._writing.stop()
        self._writing.once()

    def table(self, since: str | None = None) -> Published:
        """What is published, of the periods that are over.

        Args:
            since: AAAA-MM, to leave out the periods that began before; None for all.

        Returns:
            The sum of what is published of each one.

        Raises:
            StoreError: when the store cannot be read.
        """
        with self._store.reading() as connection:
            months = [row[0] for row in connection.execute("SELECT DISTINCT month FROM counter")]
        periods = {period_of(*map(int, month.split("-"))) for month in months}
        wanted = [
            each
            for each in sorted(periods)
            if self._is_over(each) and (since is None or months_of(each)[0] >= since)
        ]
        return sum((self._published(each) for each in wanted), Published())

    def _published(self, period: str) -> Published:
        """What is published of a period that is over: worked out once."""
        if period not in self._closed:
            months = months_of(period)
            bounds = (months[0], months[-1])
            with self._store.reading() as connection:
                counts = {
                    (theme, departement, bool(answered)): number
                    for theme, departement, answered, number in connection.execute(
                        _SEARCHES, bounds
                    )
                }
                told = connection.execute(_BY_MONTH, bounds).fetchall()
                # a month without a search counts too: the others would give it away
                by_month = dict.fromkeys(months, 0) | dict(told)
            self._closed[period] = publish(period, counts, by_month)
        return self._closed[period]

    def _is_over(self, period: str) -> bool:
        """Whether a period ended long enough ago to be published."""
        year, month = map(int, months_of(period)[-1].split("-"))
        after = date(year + month // 12, month % 12 + 1, 1)
        return self._today() >= after + GRACE

    def _flush_or_say(self) -> None:
        """Write; a fault of the store is logged when it begins and when it ends."""
        try:
            self.flush()
        except StoreError as error:
            if not self._failing:
                LOG.error("compteurs gardés en mémoire : %s", error)
            self._failing = True
        else:
            if self._failing:
                LOG.info("compteurs de nouveau écrits")
            self._failing = False

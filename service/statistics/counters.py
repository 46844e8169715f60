"""Counters of searches by month, theme (group of needs of the thesaurus), département and outcome.

A search is answered when it has results, unanswered when it has none. The counters hold no query,
no IP address and no time finer than the month. `disclosure_control` selects those that are
published: whole quarters, once they are over.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from threading import Lock
from typing import Any

from sqlalchemy import Column, Connection, and_, func, insert, select, update

from index.errors import StoreError
from service.runtime.periodic import PeriodicTask
from service.statistics.disclosure_control import Published, publish
from service.storage.store import Store
from service.storage.tables import COUNTER

LOG = logging.getLogger("orientess")

FLUSH_S = 60.0
"""Seconds between two writes, to the database, of the counts held in memory."""
GRACE = timedelta(days=1)
"""Delay between the end of a quarter and its publication, for the last counts to be written."""
MONTHS_A_PERIOD = 3
"""Number of months in a period, which is published as a whole: a quarter."""

Key = tuple[int, int, str, str, bool]
"""(year, month from 1 to 12, identifier of the theme, code of the département, True when the search
had results); "" for no theme or no département.
"""


def period_of(year: int, month: int) -> str:
    """Return the quarter that a month (1 to 12) belongs to: (2026, 10) -> "2026-T4"."""
    return f"{year}-T{(month - 1) // MONTHS_A_PERIOD + 1}"


def months_of(period: str) -> tuple[str, ...]:
    """Return the three months of a quarter: "2026-T4" -> ("2026-10", "2026-11", "2026-12")."""
    year, _, number = period.partition("-T")
    last = int(number) * MONTHS_A_PERIOD
    return tuple(f"{year}-{month:02}" for month in range(last - MONTHS_A_PERIOD + 1, last + 1))


def _add(connection: Connection, row: tuple[str, str, str, bool], number: int) -> None:
    """Add to a counter, which is created when there is none: there is one writer at a time."""
    key = dict(zip(COUNTER.primary_key.columns.keys(), row, strict=True))
    same = and_(*(COUNTER.c[name] == value for name, value in key.items()))
    added = update(COUNTER).where(same).values(number=COUNTER.c.number + number)
    if not connection.execute(added).rowcount:
        connection.execute(insert(COUNTER).values(**key, number=number))


def _sums(
    connection: Connection, months: Sequence[str], *columns: Column[Any]
) -> Iterator[tuple[tuple[Any, ...], int]]:
    """Yield the number of searches of a quarter for each combination of values of some columns."""
    total = func.sum(COUNTER.c.number)
    of_quarter = COUNTER.c.month.between(months[0], months[-1])
    for row in connection.execute(select(*columns, total).where(of_quarter).group_by(*columns)):
        *values, number = row
        yield tuple(values), int(number)


class Counters:
    """Anonymous counters of searches, held in memory and written to the database every minute.

    Searches do not depend on them: when the database fails, counts stay in memory until it works.
    """

    def __init__(self, store: Store, today: Callable[[], date] = date.today) -> None:
        """store: database that holds the counts; today: function that returns the current day."""
        self._store = store
        self._today = today
        self._pending: Counter[Key] = Counter()
        self._counting = Lock()
        self._closed: dict[str, Published] = {}
        self._failing = False
        self._writing = PeriodicTask("compteurs", FLUSH_S, self._flush_or_log)

    def add(self, theme: str, departement: str, answered: bool) -> None:
        """Add one search, made now, to the anonymous counts of searches held in memory.

        theme: identifier of the theme (group of needs) recognized in the query, "" for none;
        departement: code of the département searched, such as "59", "" when the search has no place
        or a wider one, such as a région; answered: True when the search had results.
        """
        today = self._today()
        with self._counting:
            self._pending[today.year, today.month, theme, departement, answered] += 1

    def flush(self) -> None:
        """Move the counts of searches from memory to the database, all or none of them.

        Counts of a quarter that is over are dropped: it may already be published, and a publication
        never changes.

        Raises:
            StoreError: when the database cannot be written; the counts stay in memory.
        """
        with self._counting:
            pending, self._pending = self._pending, Counter()
        rows = [
            ((f"{year}-{month:02}", theme, departement, answered), number)
            for (year, month, theme, departement, answered), number in pending.items()
            if not self._is_over(period_of(year, month))
        ]
        if not rows:
            return
        try:
            with self._store.writing() as connection:
                for row, number in rows:
                    _add(connection, row, number)
        except StoreError:
            with self._counting:
                self._pending.update(pending)
            raise

    def start(self) -> None:
        """Start a thread that writes the counts of searches to the database every minute."""
        self._writing.start()

    def stop(self) -> None:
        """Stop the thread that writes the counts of searches, and write the last ones.

        When the database fails, the error is logged and these counts are lost with the process.
        """
        self._writing.stop()
        self._writing.once()

    def table(self, since: str | None = None) -> Published:
        """Return the published numbers of searches, added up over the quarters that are over.

        Args:
            since: first month, such as "2026-10": quarters that began before it are left out; None
                for all quarters.

        Returns:
            The sum of what was published for each quarter; empty when no quarter is over.

        Raises:
            StoreError: when the database cannot be read.
        """
        with self._store.reading() as connection:
            months = connection.scalars(select(COUNTER.c.month).distinct()).all()
        periods = {period_of(*map(int, month.split("-"))) for month in months}
        over = [
            period
            for period in sorted(periods)
            if self._is_over(period) and (since is None or months_of(period)[0] >= since)
        ]
        return sum((self._published(period) for period in over), Published())

    def _published(self, period: str) -> Published:
        """Return the published numbers of a period that is over, computed once."""
        if period not in self._closed:
            months = months_of(period)
            with self._store.reading() as connection:
                # a month without a search counts too: the other months would disclose it
                by_month = dict.fromkeys(months, 0)
                for (month,), number in _sums(connection, months, COUNTER.c.month):
                    by_month[month] = number
                counts = {
                    (theme, departement, answered): number
                    for (theme, departement, answered), number in _sums(
                        connection,
                        months,
                        COUNTER.c.theme,
                        COUNTER.c.departement,
                        COUNTER.c.answered,
                    )
                }
            self._closed[period] = publish(period, counts, by_month)
        return self._closed[period]

    def _is_over(self, period: str) -> bool:
        """Return whether a period ended more than GRACE ago, so that it is published."""
        year, month = map(int, months_of(period)[-1].split("-"))
        after = date(year + month // 12, month % 12 + 1, 1)
        return self._today() >= after + GRACE

    def _flush_or_log(self) -> None:
        """Write the counts; log a failure of the store when it begins and when it ends."""
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

"""Submissions of users: opinions on results, reports of errors in records, proposals.

Their texts are cleaned, their number is limited each day, and they are deleted after two years.
`Submissions` is the base class of the tables of the three kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto
from typing import Any, ClassVar

from sqlalchemy import Connection, Table, and_, delete, func, insert, select, true, update

from index.errors import InvalidQuery
from index.messages import Sentence
from index.search.query import is_unicode, visible
from service.storage.store import Store

RETENTION_DAYS = 730
"""Age in days after which submissions are deleted; the page on privacy states it to users."""


class SubmissionOutcome(Enum):
    """Result of adding a submission (opinion, report of an error or proposal) to its table.

    STORED; or refused by a daily limit: SUBJECT_FULL when too many were stored today on the same
    record (for an opinion, on the same record and need), DAY_FULL when too many were stored today
    on all subjects together.
    """

    STORED = auto()
    SUBJECT_FULL = auto()
    DAY_FULL = auto()


@dataclass(frozen=True)
class DailyLimits:
    """Largest numbers of submissions stored in one day.

    a_day: all together; a_subject: on the same subject, which is a record or, for opinions, a
    record and a need; keys_a_day, keys_a_subject: among them, the room kept for what is sent with
    an API key, so that forms alone, which anybody sends, never close the table to partners.
    """

    a_day: int
    a_subject: int
    keys_a_day: int = 0
    keys_a_subject: int = 0

    def for_forms(self) -> DailyLimits:
        """Return the limits of what is sent without key, which leave the room kept for keys."""
        return DailyLimits(self.a_day - self.keys_a_day, self.a_subject - self.keys_a_subject)


class Submissions:
    """A table of the store that holds submissions of one kind.

    table: its columns, among which `id`, the number of a submission, and `day`; limits: largest
    numbers of submissions stored in one day.
    """

    table: ClassVar[Table]
    limits: ClassVar[DailyLimits]

    def __init__(self, store: Store, today: Callable[[], date] = date.today) -> None:
        """store: database that holds the table; today: function that returns the current day."""
        self._store = store
        self._today = today

    def purge(self, days: int = RETENTION_DAYS) -> int:
        """Delete old submissions, which SQLite overwrites in its file.

        Args:
            days: age in days; a submission of exactly this age is retained, older ones are deleted.

        Returns:
            The number of deleted submissions.

        Raises:
            StoreError: when the database cannot be written.
        """
        with self._store.writing() as connection:
            return self._delete_old(connection, days)

    def _add(
        self, values: Mapping[str, Any], subject: Sequence[str], with_key: bool = False
    ) -> SubmissionOutcome:
        """Store a submission with the current day, unless a daily limit is reached.

        values: of its columns, but for its number and its day; subject: names of the columns whose
        values make its subject, none when it has no subject; with_key: True when it came with an
        API key, which has room of its own.
        """
        limits = self.limits if with_key else self.limits.for_forms()
        row = {**values, "day": self._today().isoformat()}
        with self._store.writing() as connection:
            self._delete_old(connection)
            if self._complete(connection, row):
                return SubmissionOutcome.STORED
            if (refusal := self._refusal(connection, row, subject, limits)) is not None:
                return refusal
            connection.execute(insert(self.table).values(id=self._number(connection), **row))
        return SubmissionOutcome.STORED

    def _refusal(
        self,
        connection: Connection,
        row: Mapping[str, Any],
        subject: Sequence[str],
        limits: DailyLimits,
    ) -> SubmissionOutcome | None:
        """Return the daily limit that one more submission would exceed, None for none."""
        columns = self.table.c
        same = and_(true(), *(columns[name] == row[name] for name in subject))
        counted = select(func.count(), func.count().filter(same)).where(columns.day == row["day"])
        of_day, of_subject = connection.execute(counted).one()
        if subject and of_subject >= limits.a_subject:
            return SubmissionOutcome.SUBJECT_FULL
        return SubmissionOutcome.DAY_FULL if of_day >= limits.a_day else None

    def _complete(self, connection: Connection, row: Mapping[str, Any]) -> bool:
        """Return True if a submission was written into one of the same day, to be counted once."""
        return False

    def _number(self, connection: Connection) -> int:
        """Return the number of a new submission: there is one writer at a time."""
        last: int | None = connection.scalar(select(func.max(self.table.c.id)))
        return (last or 0) + 1

    def _delete_old(self, connection: Connection, days: int = RETENTION_DAYS) -> int:
        """Delete old rows in the current transaction; return their number."""
        first = self._today() - timedelta(days=days)
        old = delete(self.table).where(self.table.c.day < first.isoformat())
        return connection.execute(old).rowcount


def update_rows(
    connection: Connection, table: Table, values: Mapping[str, Any], numbers: Iterable[int]
) -> None:
    """Set the same values in several rows of a table.

    Args:
        connection: connection to the store, in a transaction, which the exception below cancels: a
            wrong number leaves all rows unchanged.
        table: table of submissions.
        values: name of a column -> value to set.
        numbers: numbers (identifiers) of the rows.

    Raises:
        InvalidQuery: when no row has one of the numbers; the message names the first such number.
    """
    for number in numbers:
        changed = connection.execute(update(table).where(table.c.id == number).values(values))
        if not changed.rowcount:
            raise InvalidQuery("numero", f"Rien n'a le numéro {number} : rien n'est changé.")


def cleaned(text: str, field: str, max_chars: int) -> str:
    """Return a text typed by a user on one line, without control nor invisible characters.

    Args:
        text: text as typed; a line break counts as one character, even when it is sent as two
            (CRLF).
        field: name of the parameter of the request that holds the text, which the error names.
        max_chars: largest number of characters allowed, inclusive.

    Returns:
        The cleaned text, possibly "".

    Raises:
        InvalidQuery: when the text, as typed or once cleaned, has more than `max_chars` characters,
            or when it is not valid Unicode.
    """
    typed = text.replace("\r\n", "\n")
    if not is_unicode(typed):
        raise InvalidQuery(field, Sentence("Le texte contient des caractères illisibles."))
    clean = visible(typed)
    longest = max(len(typed), len(clean))
    if longest > max_chars:
        raise InvalidQuery(
            field,
            Sentence(
                "Le texte fait %(found)s caractères ; %(most)s au plus.",
                found=longest,
                most=max_chars,
            ),
        )
    return clean

"""Submissions of users, which are of two kinds: opinions on results, reports of errors in records.

Their texts are cleaned, their number is limited each day, and they are deleted after two years.
`Submissions` is the base class of the tables of both kinds, each of which has its own SQL.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from enum import Enum, auto
from typing import ClassVar

from index.errors import InvalidQuery
from index.messages import Sentence
from index.search.query import is_unicode, visible
from service.storage.sqlite import Store

RETENTION_DAYS = 730
"""Age in days after which submissions are deleted; the page on privacy states it to users."""
SECURE_DELETE = "PRAGMA secure_delete = ON"
"""SQL that makes SQLite overwrite deleted data with zeros (https://www.sqlite.org/pragma.html)."""


class SubmissionOutcome(Enum):
    """Result of adding a submission (an opinion or a report of an error) to its table.

    STORED; or refused by a daily limit: SUBJECT_FULL when too many were stored today on the same
    record (for an opinion, on the same record and need), DAY_FULL when too many were stored today
    on all subjects together.
    """

    STORED = auto()
    SUBJECT_FULL = auto()
    DAY_FULL = auto()


class Submissions:
    """A table of the database that holds submissions: opinions, or reports of errors.

    delete_before: SQL with one parameter, a day such as "2026-10-31"; it deletes the rows of the
    days before that one, which is not included.
    """

    delete_before: ClassVar[str]

    def __init__(self, store: Store, today: Callable[[], date] = date.today) -> None:
        """store: database that holds the table; today: function that returns the current day."""
        self._store = store
        self._today = today

    def purge(self, days: int = RETENTION_DAYS) -> int:
        """Delete old opinions or reports, and overwrite them in the file of the database.

        Args:
            days: age in days; a submission of exactly this age is retained, older ones are deleted.

        Returns:
            The number of deleted submissions.

        Raises:
            StoreError: when the database cannot be written.
        """
        with self._store.writing() as connection:
            return self._delete_old(connection, days)

    def _delete_old(self, connection: sqlite3.Connection, days: int = RETENTION_DAYS) -> int:
        """Delete old rows in the current transaction, overwriting them; return their number."""
        connection.execute(SECURE_DELETE)
        first = self._today() - timedelta(days=days)
        return connection.execute(self.delete_before, (first.isoformat(),)).rowcount


def limit_reached(
    counts: tuple[int, int], max_a_day: int, max_a_subject: int
) -> SubmissionOutcome | None:
    """Check the daily limits before one more opinion or report is stored.

    Args:
        counts: numbers of submissions already stored today: (all of them, those on the same
            subject). A subject is a record; for opinions, a record and a need.
        max_a_day: largest number of submissions stored in one day.
        max_a_subject: largest number of submissions stored in one day on the same subject.

    Returns:
        None when one more may be stored; else SUBJECT_FULL or DAY_FULL, the limit that is reached.
    """
    of_day, of_subject = counts
    if of_subject >= max_a_subject:
        return SubmissionOutcome.SUBJECT_FULL
    return SubmissionOutcome.DAY_FULL if of_day >= max_a_day else None


def update_rows(
    connection: sqlite3.Connection, statement: str, value: str, numbers: Iterable[int]
) -> None:
    """Set the same value in several rows of a table.

    Args:
        connection: connection to the database, in a transaction, which the exception below cancels:
            a wrong number leaves all rows unchanged.
        statement: SQL with two parameters, the value then the number of a row, such as
            "UPDATE report SET status = ? WHERE id = ?".
        value: value to set.
        numbers: numbers (identifiers) of the rows.

    Raises:
        InvalidQuery: when no row has one of the numbers; the message names the first such number.
    """
    for number in numbers:
        if not connection.execute(statement, (value, number)).rowcount:
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

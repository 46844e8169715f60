"""Life of a submission (an opinion or a report): cleaning, daily limits, retention and deletion.

`Submissions` is the part that the tables of opinions and of reports share; their SQL is their own.
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
"""Days after which submissions are deleted, as /donnees-personnelles states."""
SECURE_DELETE = "PRAGMA secure_delete = ON"
"""Makes SQLite overwrite deleted data with zeros (https://www.sqlite.org/pragma.html)."""


class SubmissionOutcome(Enum):
    """Result of adding a submission: stored, or refused by a limit on one subject or on the day."""

    STORED = auto()
    SUBJECT_FULL = auto()
    DAY_FULL = auto()


class Submissions:
    """A table of submissions in the store, as opinions and reports have in common.

    delete_before: SQL that deletes the rows of days before the one that it takes as parameter.
    """

    delete_before: ClassVar[str]

    def __init__(self, store: Store, today: Callable[[], date] = date.today) -> None:
        """store: database that holds the table; today: returns the current day, for tests."""
        self._store = store
        self._today = today

    def purge(self, days: int = RETENTION_DAYS) -> int:
        """Delete the submissions that are older than a number of days.

        Args:
            days: age in days up to which submissions are retained.

        Returns:
            The number of deleted submissions.

        Raises:
            StoreError: when the store cannot be written.
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
    """Check the daily limits before one more submission is stored.

    Args:
        counts: submissions stored today: all of them, and those on the same subject.
        max_a_day: submissions stored in one day, at most.
        max_a_subject: submissions stored in one day on one subject, at most.

    Returns:
        The limit that is reached, or None.
    """
    of_day, of_subject = counts
    if of_subject >= max_a_subject:
        return SubmissionOutcome.SUBJECT_FULL
    return SubmissionOutcome.DAY_FULL if of_day >= max_a_day else None


def update_rows(
    connection: sqlite3.Connection, statement: str, value: str, numbers: Iterable[int]
) -> None:
    """Set one value in several rows, or fail at the first number that no row has.

    Args:
        connection: connection in a transaction, so that a wrong number changes nothing.
        statement: SQL that takes the value, then the number of a row.
        value: value to set.
        numbers: numbers of the rows.

    Raises:
        InvalidQuery: when a number has no row; it names the first one.
    """
    for number in numbers:
        if not connection.execute(statement, (value, number)).rowcount:
            raise InvalidQuery("numero", f"Rien n'a le numéro {number} : rien n'est changé.")


def cleaned(text: str, field: str, max_chars: int) -> str:
    """Return a text on one line, without control nor invisible characters.

    Args:
        text: text as typed; a line break counts as one character, CRLF included.
        field: name of the parameter that it comes from.
        max_chars: largest length, in characters.

    Returns:
        The cleaned text; may be empty.

    Raises:
        InvalidQuery: when it is too long, or is not valid Unicode.
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

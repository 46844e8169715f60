"""What people send on purpose, reports and opinions: clean words, limits of a day, and an end."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date, timedelta
from enum import Enum, auto

from index.errors import InvalidQuery
from index.messages import Sentence
from index.search.query import is_unicode, visible

KEPT_DAYS = 730
"""How long what people send is kept; /donnees-personnelles says so."""
ERASE = "PRAGMA secure_delete = ON"
"""What is erased is overwritten with zeros (https://www.sqlite.org/pragma.html)."""


class Kept(Enum):
    """What became of what somebody sent."""

    YES = auto()
    FULL = auto()
    DAY_FULL = auto()


def cleaned(text: str, field: str, most: int) -> str:
    """Words as they are kept: no control nor invisible characters, on one line.

    Args:
        text: as typed; a line break counts as one character, however it was sent.
        field: the parameter that it comes from.
        most: characters that it may have.

    Returns:
        The text cleaned, maybe empty.

    Raises:
        InvalidQuery: when it is too long, or no valid Unicode.
    """
    typed = text.replace("\r\n", "\n")
    if not is_unicode(typed):
        raise InvalidQuery(field, Sentence("Le texte contient des caractères illisibles."))
    seen = visible(typed)
    longest = max(len(typed), len(seen))
    if longest > most:
        raise InvalidQuery(
            field,
            Sentence(
                "Le texte fait %(found)s caractères ; %(most)s au plus.",
                found=longest,
                most=most,
            ),
        )
    return seen


def settle(
    connection: sqlite3.Connection, statement: str, value: str, numbers: Iterable[int]
) -> None:
    """Mark what was sent, one row after the other.

    Args:
        connection: in a transaction, so that a wrong number changes nothing.
        statement: takes the value, then the number of a row.
        value: the mark.
        numbers: of the rows.

    Raises:
        InvalidQuery: naming the first number that no row has.
    """
    for number in numbers:
        if not connection.execute(statement, (value, number)).rowcount:
            raise InvalidQuery("numero", f"Rien n'a le numéro {number} : rien n'est changé.")


def forget(connection: sqlite3.Connection, statement: str, today: date, days: int) -> int:
    """Erase what is too old, so that nothing of it stays in the file.

    Args:
        connection: in a transaction.
        statement: deletes what was sent before a day that it takes.
        today: the day.
        days: the age that is still kept.

    Returns:
        How many were erased.
    """
    connection.execute(ERASE)
    before = today - timedelta(days=days)
    return connection.execute(statement, (before.isoformat(),)).rowcount

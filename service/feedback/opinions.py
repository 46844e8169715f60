"""Opinions of users: was a record, or a list of results, useful? The operator judges them.

An opinion is a day, a record, the need of the thesaurus that was understood, yes or no, and the
words that a person chose to add. The query, the person and the hour are never stored, and row
numbers are drawn at random so that they do not give the order of arrival.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from index.messages import Sentence
from index.search.query import MAX_CHARS
from service.feedback.submissions import (
    SECURE_DELETE,
    SubmissionOutcome,
    Submissions,
    cleaned,
    limit_reached,
    update_rows,
)

MAX_WORDS_CHARS = MAX_CHARS
"""Longest that the words may be: as long as a query, since they may become one in an evaluation."""
MAX_ALIKE, MAX_A_DAY = 50, 2_000
"""Opinions stored in one day, at most: on one record for one need, and in all."""
REFUSED: Mapping[SubmissionOutcome, Sentence] = {
    SubmissionOutcome.SUBJECT_FULL: Sentence(
        "Votre avis n'a pas été gardé : nous en avons déjà reçu %(most)s semblables aujourd'hui.",
        most=MAX_ALIKE,
    ),
    SubmissionOutcome.DAY_FULL: Sentence(
        "Votre avis n'a pas été gardé : le site en a déjà reçu %(most)s aujourd'hui.",
        most=MAX_A_DAY,
    ),
}
"""Daily limit that was reached -> message to the user."""
NUMBERS = 10**9
"""Upper bound of row numbers: large enough for few collisions, short enough to be typed."""
_COUNT = "SELECT count(*), coalesce(sum(record = ? AND need = ?), 0) FROM feedback WHERE day = ?"
_WORDLESS = (
    "SELECT id FROM feedback WHERE day = ? AND record = ? AND need = ? AND useful = ?"
    " AND words = '' AND judgement = '' LIMIT 1"
)
_JUDGE = "UPDATE feedback SET judgement = ? WHERE id = ?"
_SET_WORDS = "UPDATE feedback SET words = ? WHERE id = ?"


class Judgement(StrEnum):
    """Decision of the operator on an opinion."""

    RETAINED = "retenu"
    DISCARDED = "ecarte"


@dataclass(frozen=True)
class Opinion:
    """An opinion on a record, or on a whole list of results.

    record: identifier, "" for a list; need: identifier in the thesaurus of the need that the query
    was understood as, "" when unsure; words: typed on purpose by the person, maybe empty.
    """

    record: str
    need: str
    useful: bool
    words: str = ""

    def __post_init__(self) -> None:
        """Clean the words; raise InvalidQuery when they are too long."""
        words = cleaned(self.words, "mots", MAX_WORDS_CHARS)
        object.__setattr__(self, "words", words if any(map(str.isalnum, words)) else "")


@dataclass(frozen=True)
class StoredOpinion:
    """A row of the table of opinions.

    number: identifier of the row; day: ISO date; record, need, useful, words: as in `Opinion`;
    judgement: a value of `Judgement`, "" when not judged yet.
    """

    number: int
    day: str
    record: str
    need: str
    useful: bool
    words: str
    judgement: str


class Feedback(Submissions):
    """Table of the opinions."""

    delete_before = "DELETE FROM feedback WHERE day < ?"

    def add(self, opinion: Opinion) -> SubmissionOutcome:
        """Store an opinion with the current day.

        An opinion with words completes one of the same day that is equal but for its words, and has
        none: equal rows are interchangeable, so that no client has to be recognized between a click
        and the words that follow it.

        Args:
            opinion: opinion to store.

        Returns:
            STORED, or the daily limit that was reached.

        Raises:
            StoreError: when the store cannot be written.
        """
        day = self._today().isoformat()
        subject = (opinion.record, opinion.need)
        with self._store.writing() as connection:
            self._delete_old(connection)
            if opinion.words:
                equal = (day, *subject, opinion.useful)
                if (row := connection.execute(_WORDLESS, equal).fetchone()) is not None:
                    connection.execute(_SET_WORDS, (opinion.words, *row))
                    return SubmissionOutcome.STORED
            counts = connection.execute(_COUNT, (*subject, day)).fetchone()
            if (limit := limit_reached(counts, MAX_A_DAY, MAX_ALIKE)) is not None:
                return limit
            _insert(connection, (day, *subject, opinion.useful, opinion.words))
        return SubmissionOutcome.STORED

    def all(self, since: str = "") -> list[StoredOpinion]:
        """Return the opinions, ordered by day, record and need.

        Args:
            since: first day, as an ISO date; "" for all days.

        Returns:
            The opinions.

        Raises:
            StoreError: when the store cannot be read.
        """
        with self._store.reading() as connection:
            rows = connection.execute(
                "SELECT id, day, record, need, useful, words, judgement FROM feedback"
                " WHERE day >= ? ORDER BY day, record, need, id",
                (since,),
            ).fetchall()
        return [
            StoredOpinion(number, day, record, need, bool(useful), words, judgement)
            for number, day, record, need, useful, words, judgement in rows
        ]

    def judge(
        self, numbers: Iterable[int], judgement: Judgement, without_words: bool = False
    ) -> None:
        """Set the judgement of some opinions, all of them or none.

        Args:
            numbers: numbers of the opinions.
            judgement: decision of the operator.
            without_words: also delete their words, because they identify somebody.

        Raises:
            InvalidQuery: when a number has no opinion.
            StoreError: when the store cannot be written.
        """
        rows = tuple(numbers)
        with self._store.writing() as connection:
            connection.execute(SECURE_DELETE)
            update_rows(connection, _JUDGE, judgement, rows)
            if without_words:
                update_rows(connection, _SET_WORDS, "", rows)


def _insert(connection: sqlite3.Connection, row: tuple[str, str, str, bool, str]) -> None:
    """Insert an opinion under a random number, which does not give its order of arrival."""
    written = 0
    while not written:
        written = connection.execute(
            "INSERT OR IGNORE INTO feedback (id, day, record, need, useful, words, judgement)"
            " VALUES (?, ?, ?, ?, ?, ?, '')",
            (secrets.randbelow(NUMBERS) + 1, *row),
        ).rowcount

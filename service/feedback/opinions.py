"""Opinions of users: was a record, or a list of results, useful? The operator judges them.

An opinion is a day, a record (organisation or programme of the catalogue), the need (entry of the
thesaurus) that the query was understood as, "useful" or not, and the words that a person chose to
add. To judge an opinion is to retain it for the evaluation of the search, or to discard it. The
query, the person and the hour are never stored, and numbers of opinions are drawn at random so that
they do not give the order of arrival.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, select

from index.messages import Sentence
from index.search.query import MAX_CHARS
from service.feedback.submissions import (
    DailyLimits,
    SubmissionOutcome,
    Submissions,
    cleaned,
    update_rows,
)
from service.storage.tables import FEEDBACK

MAX_WORDS_CHARS = MAX_CHARS
"""Largest number of characters of the words: that of a query, since the words may become a query
when the search is evaluated.
"""
LIMITS = DailyLimits(a_day=2_000, a_subject=50, keys_a_day=400, keys_a_subject=10)
"""Opinions stored in one day, at most; the subject is a record for a need."""
REFUSED: Mapping[SubmissionOutcome, Sentence] = {
    SubmissionOutcome.SUBJECT_FULL: Sentence(
        "Votre avis n'a pas été gardé : nous en avons déjà reçu %(most)s semblables aujourd'hui.",
        most=LIMITS.for_forms().a_subject,
    ),
    SubmissionOutcome.DAY_FULL: Sentence(
        "Votre avis n'a pas été gardé : le site en a déjà reçu %(most)s aujourd'hui.",
        most=LIMITS.for_forms().a_day,
    ),
}
"""Daily limit that refuses an opinion sent by a form -> message to the user, in French."""
REFUSED_TO_KEYS = {
    SubmissionOutcome.SUBJECT_FULL: Sentence(
        REFUSED[SubmissionOutcome.SUBJECT_FULL].pattern, most=LIMITS.a_subject
    ),
    SubmissionOutcome.DAY_FULL: Sentence(
        REFUSED[SubmissionOutcome.DAY_FULL].pattern, most=LIMITS.a_day
    ),
}
"""The same for an opinion sent with an API key."""
NUMBERS = 10**9
"""Largest row number that is drawn at random: large enough for few collisions, short enough to be
typed by the operator.
"""


class Judgement(StrEnum):
    """Decision of the operator: retain an opinion to evaluate the search, or discard it."""

    RETAINED = "retenu"
    DISCARDED = "ecarte"


@dataclass(frozen=True)
class Opinion:
    """An opinion of a user on a record, or on a whole list of results.

    record: identifier of the record, "" for a list; need: identifier, in the thesaurus, of the need
    that the query was understood as, "" when none was; useful: True for "useful"; words: text that
    the person added on purpose, possibly "".
    """

    record: str
    need: str
    useful: bool
    words: str = ""

    def __post_init__(self) -> None:
        """Put the words that the user added on one line; empty them without a letter or digit.

        Raises:
            InvalidQuery: when the words are longer than `MAX_WORDS_CHARS` or not valid Unicode.
        """
        words = cleaned(self.words, "mots", MAX_WORDS_CHARS)
        object.__setattr__(self, "words", words if any(map(str.isalnum, words)) else "")


@dataclass(frozen=True)
class StoredOpinion:
    """An opinion of a user as the database holds it.

    number: identifier of the opinion; day: when it was sent, such as "2026-10-31"; record:
    identifier of the record, "" for a list of results; need: identifier of the need that the query
    was understood as, "" when none was; useful: True for "useful"; words: added by the person,
    possibly ""; judgement: decision of the operator, "retenu" or "ecarte", "" when not judged yet.
    """

    number: int
    day: str
    record: str
    need: str
    useful: bool
    words: str
    judgement: str


class Feedback(Submissions):
    """Table of the database that holds the opinions of users."""

    table = FEEDBACK
    limits = LIMITS

    def add(self, opinion: Opinion, with_key: bool = False) -> SubmissionOutcome:
        """Store the opinion of a user on search results, with the current day.

        A person clicks first, and adds words on the next page. To count one opinion, words are
        written into a row of the same day that has no words, is not judged, and is equal otherwise;
        since equal rows are interchangeable, the person who clicked need not be recognized.

        Args:
            opinion: opinion to store.
            with_key: True when it came with an API key.

        Returns:
            STORED; or SUBJECT_FULL or DAY_FULL, the daily limit because of which nothing is
            stored.

        Raises:
            StoreError: when the database cannot be written.
        """
        return self._add({**asdict(opinion), "judgement": ""}, ("record", "need"), with_key)

    def all(self, since: str = "") -> list[StoredOpinion]:
        """Return the stored opinions of users on search results, ordered by day, record and need.

        Args:
            since: first day to return, included, such as "2026-10-31"; "" for all days.

        Returns:
            The opinions, whether the operator has judged them or not.

        Raises:
            StoreError: when the database cannot be read.
        """
        with self._store.reading() as connection:
            rows = connection.execute(
                select(FEEDBACK)
                .where(FEEDBACK.c.day >= since)
                .order_by(FEEDBACK.c.day, FEEDBACK.c.record, FEEDBACK.c.need, FEEDBACK.c.id)
            )
            return [StoredOpinion(*row) for row in rows]

    def judge(
        self, numbers: Iterable[int], judgement: Judgement, without_words: bool = False
    ) -> None:
        """Write the decision of the operator on some opinions.

        It is written on all of them, or on none if one fails.

        Args:
            numbers: numbers of the opinions, such as 123456789.
            judgement: decision: retain the opinions to evaluate the search, or discard them.
            without_words: True to also delete the words of these opinions, when they identify
                somebody.

        Raises:
            InvalidQuery: when no opinion has one of these numbers; nothing is changed.
            StoreError: when the database cannot be written.
        """
        rows = tuple(numbers)
        values = {"judgement": judgement.value} | ({"words": ""} if without_words else {})
        with self._store.writing() as connection:
            update_rows(connection, FEEDBACK, values, rows)

    def _complete(self, connection: Connection, row: Mapping[str, Any]) -> bool:
        """Write words into an equal opinion of the same day that has none and is not judged."""
        if not row["words"]:
            return False
        equal = {name: row[name] for name in ("day", "record", "need", "useful", "judgement")}
        wordless = select(FEEDBACK.c.id).filter_by(**equal, words="").limit(1)
        if (number := connection.scalar(wordless)) is None:
            return False
        update_rows(connection, FEEDBACK, {"words": row["words"]}, (number,))
        return True

    def _number(self, connection: Connection) -> int:
        """Draw a free number at random: it does not give the order of arrival."""
        while True:
            number = secrets.randbelow(NUMBERS) + 1
            taken = select(FEEDBACK.c.id).where(FEEDBACK.c.id == number)
            if connection.scalar(taken) is None:
                return number

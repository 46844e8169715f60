"""Opinions: whether a record, or a list of results, was useful, for who runs the site to judge.

An opinion is a day, a record, the need of the thesaurus that was understood, yes or no, and the
words that a person chose to add. The text of a search is never kept, nor who gave the opinion, nor
the hour, nor the order: numbers are drawn at random.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from index.messages import Sentence
from index.search.query import MAX_CHARS
from service.feedback.submissions import ERASE, KEPT_DAYS, Kept, cleaned, forget, settle
from service.storage.sqlite import Store

MAX_WORDS_CHARS = MAX_CHARS
"""Characters that words may have: as many as a search, since they may become one."""
MAX_ALIKE, MAX_A_DAY = 50, 2_000
"""Opinions kept in one day: on one record for one need, and in all. More would be a flood."""
REFUSED: Mapping[Kept, Sentence] = {
    Kept.FULL: Sentence(
        "Votre avis n'a pas été gardé : nous en avons déjà reçu %(most)s semblables aujourd'hui.",
        most=MAX_ALIKE,
    ),
    Kept.DAY_FULL: Sentence(
        "Votre avis n'a pas été gardé : le site en a déjà reçu %(most)s aujourd'hui.",
        most=MAX_A_DAY,
    ),
}
"""Limit of the day that was reached -> what is said."""
NUMBERS = 10**9
"""Numbers are drawn below: few are drawn twice, and they are short enough to be typed."""
_COUNT = "SELECT count(*), coalesce(sum(record = ? AND need = ?), 0) FROM feedback WHERE day = ?"
_WORDLESS = (
    "SELECT id FROM feedback WHERE day = ? AND record = ? AND need = ? AND useful = ?"
    " AND words = '' AND judgement = '' LIMIT 1"
)
_FORGET = "DELETE FROM feedback WHERE day < ?"
_JUDGE = "UPDATE feedback SET judgement = ? WHERE id = ?"
_SAY = "UPDATE feedback SET words = ? WHERE id = ?"


class Judgement(StrEnum):
    """What the operator made of an opinion."""

    KEPT = "retenu"
    LEFT = "ecarte"


@dataclass(frozen=True)
class Opinion:
    """What somebody thinks of what they found.

    record: identifier, "" for a whole list; need: identifier in the thesaurus, "" when unsure;
    words: typed on purpose, empty when they say nothing.
    """

    record: str
    need: str
    useful: bool
    words: str = ""

    def __post_init__(self) -> None:
        """Clean the words and refuse what is out of bounds."""
        words = cleaned(self.words, "mots", MAX_WORDS_CHARS)
        object.__setattr__(self, "words", words if any(map(str.isalnum, words)) else "")


@dataclass(frozen=True)
class Received:
    """An opinion as it was kept.

    number: its own in the store; day: AAAA-MM-JJ; record, need, useful, words: as in `Opinion`;
    judgement: a value of `Judgement`, "" for none yet.
    """

    number: int
    day: str
    record: str
    need: str
    useful: bool
    words: str
    judgement: str


class Feedback:
    """The opinions of the store."""

    def __init__(self, store: Store, today: Callable[[], date] = date.today) -> None:
        """store: where they are kept; today: the day, for tests to choose."""
        self._store = store
        self._today = today

    def add(self, opinion: Opinion) -> Kept:
        """Keep an opinion, under the day of today.

        Words complete an opinion of the day that is alike and has none: such opinions differ in
        nothing, so that nobody has to be recognised between a click and the words after it.

        Args:
            opinion: to keep.

        Returns:
            Whether it was kept, or which limit of the day was reached.

        Raises:
            StoreError: when it cannot be written.
        """
        today = self._today()
        alike = (opinion.record, opinion.need)
        with self._store.writing() as connection:
            forget(connection, _FORGET, today, KEPT_DAYS)
            if opinion.words:
                same = (today.isoformat(), *alike, opinion.useful)
                if (row := connection.execute(_WORDLESS, same).fetchone()) is not None:
                    connection.execute(_SAY, (opinion.words, *row))
                    return Kept.YES
            ofday, ofalike = connection.execute(_COUNT, (*alike, today.isoformat())).fetchone()
            if ofalike >= MAX_ALIKE:
                return Kept.FULL
            if ofday >= MAX_A_DAY:
                return Kept.DAY_FULL
            _insert(connection, (today.isoformat(), *alike, opinion.useful, opinion.words))
        return Kept.YES

    def all(self, since: str = "") -> list[Received]:
        """The opinions kept, by day, record and need.

        Args:
            since: the first day, AAAA-MM-JJ; "" for the beginning.

        Returns:
            The opinions.

        Raises:
            StoreError: when they cannot be read.
        """
        with self._store.reading() as connection:
            rows = connection.execute(
                "SELECT id, day, record, need, useful, words, judgement FROM feedback"
                " WHERE day >= ? ORDER BY day, record, need, id",
                (since,),
            ).fetchall()
        return [
            Received(number, day, record, need, bool(useful), words, judgement)
            for number, day, record, need, useful, words, judgement in rows
        ]

    def judge(
        self, numbers: Iterable[int], judgement: Judgement, without_words: bool = False
    ) -> None:
        """Keep or leave some opinions, all of them or none.

        Args:
            numbers: of the opinions.
            judgement: what the operator made of them.
            without_words: whether to erase their words.

        Raises:
            InvalidQuery: when no opinion has one of the numbers.
            StoreError: when it cannot be written.
        """
        chosen = tuple(numbers)
        with self._store.writing() as connection:
            connection.execute(ERASE)
            settle(connection, _JUDGE, judgement, chosen)
            if without_words:
                settle(connection, _SAY, "", chosen)

    def purge(self, days: int = KEPT_DAYS) -> int:
        """Erase the opinions of more than some days.

        Args:
            days: the age that is still kept.

        Returns:
            How many were erased.

        Raises:
            StoreError: when it cannot be written.
        """
        with self._store.writing() as connection:
            return forget(connection, _FORGET, self._today(), days)


def _insert(connection: sqlite3.Connection, row: tuple[str, str, str, bool, str]) -> None:
    """Keep an opinion under a number that says nothing of when it came."""
    written = 0
    while not written:
        written = connection.execute(
            "INSERT OR IGNORE INTO feedback (id, day, record, need, useful, words, judgement)"
            " VALUES (?, ?, ?, ?, ?, ?, '')",
            (secrets.randbelow(NUMBERS) + 1, *row),
        ).rowcount

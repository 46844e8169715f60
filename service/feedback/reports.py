"""Reported mistakes: what people say is wrong in a record, for who runs the site to read.

A report is a day, a record, a part of its sheet, a reason and perhaps a few words. Nothing is kept
of who wrote it: no address, no browser, no hour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from index.errors import InvalidQuery
from index.messages import Sentence
from service.feedback.submissions import KEPT_DAYS, Kept, cleaned, forget, settle
from service.storage.sqlite import Store

REASONS: Mapping[str, str] = {
    "perime": Sentence("Les informations pratiques ne sont plus à jour"),
    "conditions": Sentence("Le public ou les conditions sont faux"),
    "prix": Sentence("Le prix est faux"),
    "zone": Sentence("Le territoire est faux"),
    "disparu": Sentence("La structure ou le programme n'existe plus"),
    "contact": Sentence("Le contact est faux"),
    "description": Sentence("La description est fausse"),
    "autre": Sentence("Autre chose"),
}
"""Code of a reason -> what is read: those of the reports of DORA, and three of ours."""

SECTIONS: Mapping[str, str] = {
    "description": "Description",
    "public": Sentence("Pour qui"),
    "cout": Sentence("Prix"),
    "acces": Sentence("Comment y accéder"),
    "contact": "Contact",
    "lieu": Sentence("Lieu"),
    "horaires": Sentence("Horaires"),
    "source": "Source",
}
"""Code of a part of a sheet -> what is read."""
LIKELY: Mapping[str, str] = {
    "description": "description",
    "public": "conditions",
    "cout": "prix",
    "contact": "contact",
    "horaires": "perime",
}
"""Code of a part -> the reason that is chosen to begin with; in the others, none is likeliest."""

MAX_COMMENT = 500
MAX_A_RECORD, MAX_A_DAY = 20, 1_000
"""Reports kept in one day: more would be a flood, and would hide those of other people."""
REFUSED: Mapping[Kept, Sentence] = {
    Kept.FULL: Sentence(
        "Votre message n'a pas été gardé. Cette fiche a déjà reçu %(most)s messages aujourd'hui. "
        "L'équipe du site va les lire. Revenez demain si besoin.",
        most=MAX_A_RECORD,
    ),
    Kept.DAY_FULL: Sentence(
        "Votre message n'a pas été gardé. Le site a déjà reçu %(most)s messages aujourd'hui. "
        "Revenez demain.",
        most=MAX_A_DAY,
    ),
}
"""Limit of the day that was reached -> what is said."""
_COUNT = "SELECT count(*), coalesce(sum(record = ?), 0) FROM report WHERE day = ?"
_FORGET = "DELETE FROM report WHERE day < ?"
_MARK = "UPDATE report SET status = ? WHERE id = ?"


class Status(StrEnum):
    """How far a report went."""

    NEW = "nouveau"
    READ = "lu"
    DONE = "traite"


@dataclass(frozen=True)
class Report:
    """A mistake that somebody reports.

    record: identifier; reason: code; section: code, "" for the whole sheet; comment: in their
    words, maybe empty.
    """

    record: str
    reason: str
    section: str = ""
    comment: str = ""

    def __post_init__(self) -> None:
        """Clean the comment and refuse what is out of bounds."""
        if self.reason not in REASONS:
            raise InvalidQuery("raison", Sentence("Choisissez une réponse dans cette liste."))
        if self.section and self.section not in SECTIONS:
            raise InvalidQuery("rubrique", Sentence("Cette partie de la fiche n'existe pas."))
        object.__setattr__(self, "comment", cleaned(self.comment, "commentaire", MAX_COMMENT))


@dataclass(frozen=True)
class Received:
    """A report as it was kept, whatever its codes have become since.

    number: its own in the store; day: AAAA-MM-JJ; record, reason, section, comment: as in
    `Report`; status: a value of `Status`.
    """

    number: int
    day: str
    record: str
    reason: str
    section: str
    comment: str
    status: str


class Reports:
    """The reports of the store."""

    def __init__(self, store: Store, today: Callable[[], date] = date.today) -> None:
        """store: where they are kept; today: the day, for tests to choose."""
        self._store = store
        self._today = today

    def add(self, report: Report) -> Kept:
        """Keep a report, under the day of today.

        Args:
            report: to keep.

        Returns:
            Whether it was kept, or which limit of the day was reached.

        Raises:
            StoreError: when it cannot be written.
        """
        today = self._today()
        day = today.isoformat()
        with self._store.writing() as connection:
            forget(connection, _FORGET, today, KEPT_DAYS)
            ofday, ofrecord = connection.execute(_COUNT, (report.record, day)).fetchone()
            if ofrecord >= MAX_A_RECORD:
                return Kept.FULL
            if ofday >= MAX_A_DAY:
                return Kept.DAY_FULL
            connection.execute(
                "INSERT INTO report (day, record, section, reason, comment, status)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (day, report.record, report.section, report.reason, report.comment, Status.NEW),
            )
        return Kept.YES

    def all(self, since: str = "", record: str = "", status: str = "") -> list[Received]:
        """The reports kept, in the order in which they came.

        Args:
            since: the first day, AAAA-MM-JJ; "" for the beginning.
            record: identifier of the only record wanted; "" for all.
            status: the only one wanted; "" for all.

        Returns:
            The reports.

        Raises:
            StoreError: when they cannot be read.
        """
        with self._store.reading() as connection:
            rows = connection.execute(
                "SELECT id, day, record, reason, section, comment, status FROM report"
                " WHERE day >= ? AND ? IN (record, '') AND ? IN (status, '') ORDER BY id",
                (since, record, status),
            ).fetchall()
        return [Received(*row) for row in rows]

    def mark(self, numbers: Iterable[int], status: Status) -> None:
        """Tell how far some reports went, all of them or none.

        Args:
            numbers: of the reports.
            status: theirs from now on.

        Raises:
            InvalidQuery: when no report has one of the numbers.
            StoreError: when it cannot be written.
        """
        with self._store.writing() as connection:
            settle(connection, _MARK, status, numbers)

    def purge(self, days: int = KEPT_DAYS) -> int:
        """Erase the reports of more than some days.

        Args:
            days: the age that is still kept.

        Returns:
            How many were erased.

        Raises:
            StoreError: when it cannot be written.
        """
        with self._store.writing() as connection:
            return forget(connection, _FORGET, self._today(), days)

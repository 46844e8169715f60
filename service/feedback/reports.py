"""Reports of errors in records, written by users and read by the operator.

A report is a day, a record, a section of its page, a reason and an optional comment. Nothing is
stored about its author: no IP address, no browser, no hour.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from index.errors import InvalidQuery
from index.messages import Sentence
from service.feedback.submissions import (
    SubmissionOutcome,
    Submissions,
    cleaned,
    limit_reached,
    update_rows,
)
from service.presentation import messages

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
"""Code of a reason -> label: the reasons of the reports of DORA, and three of our own."""

SECTIONS: Mapping[str, str] = {
    "description": "Description",
    "public": messages.FOR_WHOM,
    "cout": messages.PRICE,
    "acces": Sentence("Comment y accéder"),
    "contact": "Contact",
    "lieu": messages.PLACE,
    "horaires": messages.OPENING_HOURS,
    "source": "Source",
}
"""Code of a section of a record's page -> label."""
LIKELY: Mapping[str, str] = {
    "description": "description",
    "public": "conditions",
    "cout": "prix",
    "contact": "contact",
    "horaires": "perime",
}
"""Code of a section -> code of the reason selected by default; other sections have none."""

MAX_COMMENT = 500
"""Longest that a comment may be, in characters."""
MAX_A_RECORD, MAX_A_DAY = 20, 1_000
"""Reports stored in one day, at most: on one record, and in all. More would hide other reports."""
REFUSED: Mapping[SubmissionOutcome, Sentence] = {
    SubmissionOutcome.SUBJECT_FULL: Sentence(
        "Votre message n'a pas été gardé. Cette fiche a déjà reçu %(most)s messages aujourd'hui. "
        "L'équipe du site va les lire. Revenez demain si besoin.",
        most=MAX_A_RECORD,
    ),
    SubmissionOutcome.DAY_FULL: Sentence(
        "Votre message n'a pas été gardé. Le site a déjà reçu %(most)s messages aujourd'hui. "
        "Revenez demain.",
        most=MAX_A_DAY,
    ),
}
"""Daily limit that was reached -> message to the user."""
_COUNT = "SELECT count(*), coalesce(sum(record = ?), 0) FROM report WHERE day = ?"
_MARK = "UPDATE report SET status = ? WHERE id = ?"


class Status(StrEnum):
    """State of a report: new, read by the operator, or handled."""

    NEW = "nouveau"
    READ = "lu"
    DONE = "traite"


@dataclass(frozen=True)
class Report:
    """A report of an error in a record.

    record: identifier; reason: code in `REASONS`; section: code in `SECTIONS`, "" for the whole
    page; comment: text of the user, maybe empty.
    """

    record: str
    reason: str
    section: str = ""
    comment: str = ""

    def __post_init__(self) -> None:
        """Clean the comment; raise InvalidQuery for an unknown code or a comment too long."""
        if self.reason not in REASONS:
            raise InvalidQuery("raison", Sentence("Choisissez une réponse dans cette liste."))
        if self.section and self.section not in SECTIONS:
            raise InvalidQuery("rubrique", Sentence("Cette partie de la fiche n'existe pas."))
        object.__setattr__(self, "comment", cleaned(self.comment, "commentaire", MAX_COMMENT))


@dataclass(frozen=True)
class StoredReport:
    """A row of the table of reports; its codes may no longer exist.

    number: identifier of the row; day: ISO date; record, reason, section, comment: as in `Report`;
    status: a value of `Status`.
    """

    number: int
    day: str
    record: str
    reason: str
    section: str
    comment: str
    status: str


class Reports(Submissions):
    """Table of the reports."""

    delete_before = "DELETE FROM report WHERE day < ?"

    def add(self, report: Report) -> SubmissionOutcome:
        """Store a report with the current day.

        Args:
            report: report to store.

        Returns:
            STORED, or the daily limit that was reached.

        Raises:
            StoreError: when the store cannot be written.
        """
        day = self._today().isoformat()
        with self._store.writing() as connection:
            self._delete_old(connection)
            counts = connection.execute(_COUNT, (report.record, day)).fetchone()
            if (limit := limit_reached(counts, MAX_A_DAY, MAX_A_RECORD)) is not None:
                return limit
            connection.execute(
                "INSERT INTO report (day, record, section, reason, comment, status)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (day, report.record, report.section, report.reason, report.comment, Status.NEW),
            )
        return SubmissionOutcome.STORED

    def all(self, since: str = "", record: str = "", status: str = "") -> list[StoredReport]:
        """Return the reports, in order of arrival.

        Args:
            since: first day, as an ISO date; "" for all days.
            record: identifier of a record, to return its reports only; "" for all records.
            status: status of the reports to return; "" for all of them.

        Returns:
            The reports.

        Raises:
            StoreError: when the store cannot be read.
        """
        with self._store.reading() as connection:
            rows = connection.execute(
                "SELECT id, day, record, reason, section, comment, status FROM report"
                " WHERE day >= ? AND ? IN (record, '') AND ? IN (status, '') ORDER BY id",
                (since, record, status),
            ).fetchall()
        return [StoredReport(*row) for row in rows]

    def mark(self, numbers: Iterable[int], status: Status) -> None:
        """Set the status of some reports, all of them or none.

        Args:
            numbers: numbers of the reports.
            status: status to set.

        Raises:
            InvalidQuery: when a number has no report.
            StoreError: when the store cannot be written.
        """
        with self._store.writing() as connection:
            update_rows(connection, _MARK, status, numbers)

"""Reports of errors in records and in locations, written by users and read by the operator.

A record describes an organisation or a programme of the catalogue; a location is one of its places.
A report is a day, a record or a location, a section of its page, a reason and an optional comment.
Nothing is stored about its author: no IP address, no browser, no hour.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from sqlalchemy import select

from index.errors import InvalidQuery
from index.messages import Sentence
from service.feedback.submissions import (
    DailyLimits,
    SubmissionOutcome,
    Submissions,
    cleaned,
    update_rows,
)
from service.presentation import messages
from service.storage.tables import REPORT

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
"""Code of a reason to report a record -> label, in French.

They are those of DORA, a French public directory of services for social inclusion, and three of
our own.
"""

SECTIONS: Mapping[str, str] = {
    "description": Sentence("Description"),
    "public": messages.FOR_WHOM,
    "cout": messages.PRICE,
    "acces": Sentence("Comment y accéder"),
    "contact": messages.CONTACT,
    "lieu": messages.PLACE,
    "horaires": messages.OPENING_HOURS,
    "source": Sentence("Source"),
}
"""Code of a section of the page of a record -> its heading, in French."""
LIKELY: Mapping[str, str] = {
    "description": "description",
    "public": "conditions",
    "cout": "prix",
    "contact": "contact",
    "horaires": "perime",
}
"""Code of the section that a person reports -> code of the reason that the form selects in advance.
For other sections, no reason is selected.
"""

MAX_COMMENT = 500
"""Largest number of characters of the comment of a report."""
LIMITS = DailyLimits(a_day=1_000, a_subject=20, keys_a_day=200, keys_a_subject=5)
"""Reports stored in one day, at most: more would hide the other reports from the operator."""
FROM_AN_ADDRESS = 8
"""Reports on one record that one address may send in a day."""
REFUSED: Mapping[SubmissionOutcome, Sentence] = {
    SubmissionOutcome.SUBJECT_FULL: Sentence(
        "Votre message n'a pas été gardé. Cette fiche a déjà reçu %(most)s messages aujourd'hui. "
        "L'équipe du site va les lire. Revenez demain si besoin.",
        most=LIMITS.for_forms().a_subject,
    ),
    SubmissionOutcome.DAY_FULL: Sentence(
        "Votre message n'a pas été gardé. Le site a déjà reçu %(most)s messages aujourd'hui. "
        "Revenez demain.",
        most=LIMITS.for_forms().a_day,
    ),
}
"""Daily limit that refuses a report sent by a form -> message to the user, in French."""
REFUSED_TO_KEYS = {
    SubmissionOutcome.SUBJECT_FULL: Sentence(
        REFUSED[SubmissionOutcome.SUBJECT_FULL].pattern, most=LIMITS.a_subject
    ),
    SubmissionOutcome.DAY_FULL: Sentence(
        REFUSED[SubmissionOutcome.DAY_FULL].pattern, most=LIMITS.a_day
    ),
}
"""The same for a report sent with an API key."""


class Status(StrEnum):
    """State of a report of an error: new, read by the operator, or handled."""

    NEW = "nouveau"
    READ = "lu"
    DONE = "traite"


@dataclass(frozen=True)
class Report:
    """A report, by a user, of an error in a record or in a location.

    record: identifier of the record or of the location; reason: code of what is wrong, such as
    "prix" (a key of `REASONS`); section: code of the section of its page that is wrong, such as
    "horaires" (a key of `SECTIONS`), "" for the whole page; comment: text of the user, possibly "".
    """

    record: str
    reason: str
    section: str = ""
    comment: str = ""

    def __post_init__(self) -> None:
        """Check the codes of the reason and of the section, and put the comment on one line.

        Raises:
            InvalidQuery: when the code of the reason or of the section does not exist, or when the
                comment is longer than `MAX_COMMENT` or not valid Unicode.
        """
        if self.reason not in REASONS:
            raise InvalidQuery("raison", Sentence("Choisissez une réponse dans cette liste."))
        if self.section and self.section not in SECTIONS:
            raise InvalidQuery("rubrique", Sentence("Cette partie de la fiche n'existe pas."))
        object.__setattr__(self, "comment", cleaned(self.comment, "commentaire", MAX_COMMENT))


@dataclass(frozen=True)
class StoredReport:
    """A report of an error in a record or in a location, as the database holds it.

    number: identifier of the report; day: when it was sent, such as "2026-10-31"; record:
    identifier of the record or of the location; reason: code of what is wrong; section: code of the
    section of the page, "" for the whole page; comment: text of the user, possibly ""; status:
    "nouveau", "lu" or "traite". The record, and the codes of the reason and of the section, may no
    longer exist.
    """

    number: int
    day: str
    record: str
    reason: str
    section: str
    comment: str
    status: str


class Reports(Submissions):
    """Table of the database that holds the reports of errors in records and in locations."""

    table = REPORT
    limits = LIMITS

    def add(self, report: Report, with_key: bool = False) -> SubmissionOutcome:
        """Store a report of an error in a record or in a location, with the current day.

        Args:
            report: report to store; its status will be "nouveau".
            with_key: True when it came with an API key.

        Returns:
            STORED; or SUBJECT_FULL or DAY_FULL, the daily limit because of which nothing is
            stored.

        Raises:
            StoreError: when the database cannot be written.
        """
        return self._add({**asdict(report), "status": Status.NEW.value}, ("record",), with_key)

    def all(self, since: str = "", record: str = "", status: str = "") -> list[StoredReport]:
        """Return the reports of errors that meet all conditions, in order of arrival.

        Args:
            since: first day to return, included, such as "2026-10-31"; "" for all days.
            record: identifier of a record or of a location, to return its reports only; "" for all.
            status: "nouveau", "lu" or "traite", to return these reports only; "" for all.

        Returns:
            The reports.

        Raises:
            StoreError: when the database cannot be read.
        """
        names = ("id", "day", "record", "reason", "section", "comment", "status")
        columns = [REPORT.c[name] for name in names]
        with self._store.reading() as connection:
            query = select(*columns).where(REPORT.c.day >= since).order_by(REPORT.c.id)
            if record:
                query = query.where(REPORT.c.record == record)
            if status:
                query = query.where(REPORT.c.status == status)
            return [StoredReport(*row) for row in connection.execute(query)]

    def mark(self, numbers: Iterable[int], status: Status) -> None:
        """Set the status of some reports of errors: of all of them, or of none if one fails.

        Args:
            numbers: numbers of the reports, such as 12.
            status: status to set.

        Raises:
            InvalidQuery: when no report has one of these numbers; nothing is changed.
            StoreError: when the database cannot be written.
        """
        with self._store.writing() as connection:
            update_rows(connection, REPORT, {"status": status.value}, numbers)

"""Reported mistakes: what people say is wrong in a record, for who runs the site to read.

A report is a day, a record, a part of its sheet, a reason and perhaps a few words. Nothing is kept
of who wrote it: no address, no browser, no hour.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from index.errors import InvalidQuery
from index.french import Sentence
from service.store import Store

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
NEW = "nouveau"
"""The status of a report that nobody has read yet."""
_REMOVED = {"Cc", "Cf", "Co", "Cn"}
"""As for needs: controls, bidi and tag characters, private and unassigned."""
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Report:
    """A mistake that somebody reports.

    record: identifier; reason: code; section: code, "" for the whole sheet; comment: in their
    words, maybe empty; day, status: given when it is kept.
    """

    record: str
    reason: str
    section: str = ""
    comment: str = ""
    day: str = ""
    status: str = NEW

    def __post_init__(self) -> None:
        """Clean the comment and refuse what is out of bounds."""
        if self.reason not in REASONS:
            raise InvalidQuery("raison", Sentence("Choisissez une réponse dans cette liste."))
        if self.section and self.section not in SECTIONS:
            raise InvalidQuery("rubrique", Sentence("Cette partie de la fiche n'existe pas."))
        object.__setattr__(self, "comment", cleaned(self.comment))


class Kept(Enum):
    """What became of a report."""

    YES = auto()
    RECORD_FULL = auto()
    DAY_FULL = auto()


def cleaned(comment: str) -> str:
    """A comment as it is kept: NFKC, no control nor invisible characters, on one line.

    Args:
        comment: as typed; a line break counts as one character, however it was sent.

    Returns:
        The comment cleaned, maybe empty.

    Raises:
        InvalidQuery: when it is too long, or no valid Unicode.
    """
    typed = comment.replace("\r\n", "\n")
    if any("\ud800" <= char <= "\udfff" for char in typed):
        raise InvalidQuery("commentaire", Sentence("Le texte contient des caractères illisibles."))
    normalised = unicodedata.normalize("NFKC", typed)
    longest = max(len(typed), len(normalised))
    if longest > MAX_COMMENT:
        raise InvalidQuery(
            "commentaire",
            Sentence(
                "Le texte fait %(found)s caractères ; %(most)s au plus.",
                found=longest,
                most=MAX_COMMENT,
            ),
        )
    visible = "".join(
        char for char in normalised if char.isspace() or unicodedata.category(char) not in _REMOVED
    )
    return _SPACES.sub(" ", visible).strip()


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
        day = self._today().isoformat()
        with self._store.writing() as connection:
            ofday, ofrecord = connection.execute(
                "SELECT count(*), coalesce(sum(record = ?), 0) FROM report WHERE day = ?",
                (report.record, day),
            ).fetchone()
            if ofrecord >= MAX_A_RECORD:
                return Kept.RECORD_FULL
            if ofday >= MAX_A_DAY:
                return Kept.DAY_FULL
            connection.execute(
                "INSERT INTO report (day, record, section, reason, comment, status)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (day, report.record, report.section, report.reason, report.comment, NEW),
            )
        return Kept.YES

    def all(self, since: str = "", record: str = "") -> list[Report]:
        """The reports kept, in the order in which they came.

        Args:
            since: the first day, AAAA-MM-JJ; "" for the beginning.
            record: identifier of the only record wanted; "" for all.

        Returns:
            The reports.

        Raises:
            StoreError: when they cannot be read.
        """
        with self._store.reading() as connection:
            rows = connection.execute(
                "SELECT record, reason, section, comment, day, status FROM report"
                " WHERE day >= ? AND (record = ? OR ? = '') ORDER BY id",
                (since, record, record),
            ).fetchall()
        return [Report(*row) for row in rows]

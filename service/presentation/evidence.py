"""Evidence of a record: how old the newest page that says its facts is, in words."""

from __future__ import annotations

from enum import IntEnum

from index.messages import Sentence
from index.records.models import OLD_MONTHS, OURS, AnyRecord, months_since
from service.presentation.formatting import month_in_words
from service.presentation.i18n import gettext

RECENT_MONTHS = 24
"""Age of the newest evidence, in months, up to which a record is recent."""


class Age(IntEnum):
    """Age of the newest evidence of a record: up to two years, up to three, older, or unknown."""

    RECENT = 0
    AGEING = 1
    OLD = 2
    UNKNOWN = 3

    @property
    def label(self) -> str:
        """Words shown before the source of a record, as a sentence to translate."""
        return _LABELS[self]


_LABELS = {
    Age.RECENT: Sentence("Récente"),
    Age.AGEING: Sentence("À vérifier"),
    Age.OLD: Sentence("Sources anciennes"),
    Age.UNKNOWN: "",
}


def age_of(record: AnyRecord) -> Age:
    """Return how old the newest evidence of a record is today."""
    if record.evidence is None:
        return Age.UNKNOWN
    months = months_since(record.evidence)
    return Age.OLD if months > OLD_MONTHS else Age((months > RECENT_MONTHS) + 0)


def evidence_in_words(record: AnyRecord) -> str:
    """Return what a record rests on, in the language of the page: "d'après une page de mars 2019".

    A page without a date is told as such, with the newest date that it cites or that of its copy;
    an imported record gives the month at which its producer updated it.
    """
    if record.evidence is None:
        return gettext("d'après une page sans date")
    month = month_in_words(record.evidence)
    if record.confirmee_le and record.confirmee_le >= record.evidence:
        return gettext("confirmée par la structure en %(month)s") % {
            "month": month_in_words(record.confirmee_le)
        }
    if record.date_source is None or record.source != OURS:
        return gettext("mise à jour par son producteur en %(month)s") % {"month": month}
    if record.date_source_nature == "contenu":
        return gettext("d'après une page sans date, qui cite %(month)s") % {"month": month}
    if record.date_source_nature == "archive":
        return gettext("d'après une page sans date, copiée en %(month)s") % {"month": month}
    return gettext("d'après une page de %(month)s") % {"month": month}

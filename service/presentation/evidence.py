"""Evidence of a record, in words: the page that states its facts, and its month."""

from __future__ import annotations

from index.messages import Sentence
from index.records.models import OURS, AnyRecord
from service.presentation.formatting import month_in_words
from service.presentation.i18n import gettext, translated


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
    return translated(Sentence("d'après une page de %(month)s", month=month))

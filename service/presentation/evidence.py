"""Evidence of a record or a location, in words: the page that states its facts, and its month.

A card says one thing at most, what to do; the page of the source says the whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from index.errors import InvalidRecords
from index.location_import.lists import read_lists
from index.locations.models import Location
from index.messages import Sentence
from index.records.evidence import Age, age_of, age_of_month
from index.records.models import OURS, AnyRecord, months_since
from service.presentation.formatting import month_in_words
from service.presentation.i18n import gettext, translated

AGES = {
    Age.RECENT: Sentence("Récente"),
    Age.AGEING: Sentence("À vérifier"),
    Age.OLD: Sentence("Source ancienne"),
}
"""Age of the evidence of a record -> words shown before its source; none for an unknown one."""
HOURS_RECENT_MONTHS = 12
"""Age of opening hours, in months, up to which nobody is asked to call before going."""


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


def record_caution(record: AnyRecord) -> str:
    """Return what to notice before going to a record; "" when there is nothing.

    « Source ancienne » when its evidence is more than three years old, « Appelez avant d'y aller »
    when it is more than two and people are received there, at known hours, after a call.
    """
    age, receives = age_of(record), "en-presentiel" in record.modes_accueil
    shown = receives and bool(record.telephone and record.horaires_accueil)
    return _caution(age, shown and age is Age.AGEING)


def location_caution(location: Location) -> str:
    """Return what to notice before going to a location; "" when there is nothing.

    « Source ancienne » when its source is more than three years old, « Appelez avant d'y aller »
    when its hours are more than a year old, or to check, and it has a telephone.
    """
    shown = bool(location.telephone and location.horaires_accueil)
    stale = location.a_verifier or _hours_are_old(location)
    return _caution(age_of_month(location.date_source), shown and stale)


def _caution(age: Age, call: bool) -> str:
    """Return the one thing that a card says of the age of its facts."""
    if age is Age.OLD:
        return translated(AGES[age])
    return gettext("Appelez avant d'y aller") if call else ""


def _hours_are_old(location: Location) -> bool:
    """Return whether the source of the hours of a location is more than a year old."""
    if not (location.horaires_accueil and location.date_source):
        return False
    return months_since(location.date_source) > HOURS_RECENT_MONTHS


def location_evidence(location: Location) -> str:
    """Return what to know of the source of a location, for its page; "" when it is recent.

    Hours that are more than a year old say their month.
    """
    reasons = [gettext("à vérifier")] if location.a_verifier else []
    if location.date_source and _hours_are_old(location):
        month = month_in_words(location.date_source)
        reasons.append(gettext("horaires relevés en %(month)s") % {"month": month})
    return ", ".join(reasons)


@lru_cache(1)
def location_credits(lists: Path) -> Mapping[str, str]:
    """Return code of a source of locations -> who published it, in words.

    lists: TOML file of the lists of places; the result is empty when it is absent. The file is read
    once: pages of locations are many.
    """
    try:
        return {place_list.source: place_list.credit for place_list in read_lists(lists)}
    except InvalidRecords:
        return {}


def location_source(location: Location, credit: str = "") -> str:
    """Return what a location rests on, in the language of the page.

    For example "Ministère de la Culture, avril 2025", then what to know of its age.

    location: the location; credit: who published it, in words, "" to leave it out.
    """
    month = month_in_words(location.date_source) if location.date_source else ""
    if credit:
        told = ", ".join(filter(None, (credit, month)))
    elif month:
        told = gettext("mise à jour par son producteur en %(month)s") % {"month": month}
    else:
        told = gettext("d'après une page sans date")
    return ", ".join(filter(None, (told, location_evidence(location))))

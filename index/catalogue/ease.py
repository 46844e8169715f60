"""Ease of action: how well somebody can act on a record, with what it says today.

data·inclusion's score says how complete a record is. This one says whether a person who reads it
can go on: whom to contact, where to go, when, and how old the evidence is.
"""

from __future__ import annotations

from index.records.evidence import Age, age_of
from index.records.models import AnyRecord

WEIGHTS = {"contact": 0.4, "place": 0.25, "age": 0.25, "hours": 0.1}
"""Criterion -> its weight. A criterion that does not apply to a record is left out of the mean."""
AGES = {Age.RECENT: 1.0, Age.AGEING: 0.6, Age.OLD: 0.2, Age.UNKNOWN: 0.2}
"""Age of the newest evidence -> value of the criterion "age"."""


def ease_of_action(record: AnyRecord, located: bool = False) -> float:
    """Compute how well one can act on a record today.

    It is the weighted mean of the criteria that apply:
    - contact: 1 with a telephone or a mail, 0.6 with a web site or a booking page alone;
    - age of the newest evidence: 1 up to two years, 0.6 up to three, 0.2 when older or unknown;
    - place, if the public is received: 1 with a street address or locations, 0.5 with a town alone;
    - hours, if the public is received or can telephone: 1 when opening hours are known.

    Args:
        record: an organisation, a programme or an open need.
        located: True when locations belong to it.

    Returns:
        The mean, in [0, 1], higher is better.
    """
    parts = {"contact": _contact(record), "age": AGES[age_of(record)]}
    receives = located or "en-presentiel" in record.modes_accueil
    if receives:
        parts["place"] = _place(record, located)
    if receives or record.telephone:
        parts["hours"] = float(located or bool(record.horaires_accueil))
    total = sum(WEIGHTS[name] for name in parts)
    return sum(WEIGHTS[name] * value for name, value in parts.items()) / total


def _contact(record: AnyRecord) -> float:
    if record.telephone or record.courriel:
        return 1.0
    return 0.6 if record.site_web or record.lien_mobilisation else 0.0


def _place(record: AnyRecord, located: bool) -> float:
    if located or record.adresse:
        return 1.0
    return 0.5 if record.commune else 0.0

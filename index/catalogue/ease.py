"""Ease of action: how well somebody can act on a record, with what it says today.

data·inclusion's score says how complete a record is. This one says whether a person who reads it
can go on: whom to contact, where to go, when, and how old the evidence is.
"""

from __future__ import annotations

from index.records.models import AnyRecord, months_since

RECENT_MONTHS = 24
WEIGHTS = {"contact": 0.4, "place": 0.25, "age": 0.25, "hours": 0.1}
"""Question -> its weight. A question that a record does not raise is left out of the mean."""


def ease_of_action(record: AnyRecord, located: bool = False) -> float:
    """Compute how well one can act on a record today.

    It is the weighted mean of what applies: contact (1 for a telephone or a mail, 0.6 for a site or
    a page to book), place (1 for a street or locations, 0.5 for a town; not asked of those who
    receive nobody), hours (asked of those who receive or are called), age of the evidence (1 up to
    two years, 0.6 up to three, 0.2 when it is older or unknown).

    Args:
        record: an organisation, a programme or an open need.
        located: True when locations belong to it.

    Returns:
        The mean, in [0, 1], higher is better.
    """
    parts = {"contact": _contact(record), "age": _age(record)}
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


def _age(record: AnyRecord) -> float:
    if record.evidence is None or record.a_reverifier:
        return 0.2
    return 1.0 if months_since(record.evidence) <= RECENT_MONTHS else 0.6

"""Evidence of a record: how old the newest page that states its facts is."""

from __future__ import annotations

from enum import IntEnum

from index.records.models import OLD_MONTHS, AnyRecord, months_since

RECENT_MONTHS = 24
"""Age of the newest evidence, in months, up to which a record is recent."""


class Age(IntEnum):
    """Age of the newest evidence of a record: up to two years, up to three, older, or unknown."""

    RECENT = 0
    AGEING = 1
    OLD = 2
    UNKNOWN = 3


def age_of(record: AnyRecord) -> Age:
    """Return how old the newest evidence of a record is today."""
    return age_of_month(record.evidence)


def age_of_month(month: str | None) -> Age:
    """Return how old the evidence of a month, "AAAA-MM", is today; None for an unknown one."""
    if month is None:
        return Age.UNKNOWN
    months = months_since(month)
    if months > OLD_MONTHS:
        return Age.OLD
    return Age.RECENT if months <= RECENT_MONTHS else Age.AGEING

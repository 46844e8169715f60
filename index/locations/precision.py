"""Precision of a point: what it locates, and so from how far its distance means something.

Without a street the point of a place is the centre of its commune. Many tables write that centre
beside a street address too: the rule compares both.
"""

from __future__ import annotations

import re

from index.locations.models import Precision
from index.places.gazetteer import Gazetteer
from index.places.models import Point
from index.places.proximity import distance_km
from index.records.models import AnyRecord

CENTRE_KM = 0.05
"""Kilometres from the centre of a commune within which a point is that centre."""

_NUMBER = re.compile(
    r"^\W*(?:n°?\s*)?\d{1,4}(?!\d|er\b|e\b|\s*mai\b|\s*novembre\b)"
    r"|\b\d{1,4}\s*(?:bis|ter|[a-d]\b)?[\s,]*(?:rue|r\.|av|pl|b[dl]|cours|quai|all|chemin|che?\b"
    r"|route|rte|imp|square|esp|passage|mont|faubourg|voie|grand)",
    re.IGNORECASE,
)
"""House number of an address, at its start or before the kind of its street; a date is none."""


def precision_of(address: str | None, point: Point, centre: Point | None) -> Precision:
    """Return what the point of a place locates.

    Args:
        address: number and street, None if unknown.
        point: of the place.
        centre: of its commune, None if unknown.

    Returns:
        COMMUNE without an address, or within 50 m of the centre of the commune; else ADRESSE when
        the address has a number, RUE when it has none.
    """
    if address is None or (centre is not None and distance_km(point, centre) <= CENTRE_KM):
        return Precision.COMMUNE
    return Precision.ADRESSE if _NUMBER.search(address) else Precision.RUE


def record_precision(record: AnyRecord, gazetteer: Gazetteer | None) -> Precision | None:
    """Return what the point of a record locates; None when it has no point.

    gazetteer: gives the centre of its commune; None when it is unknown.
    """
    if record.latitude is None or record.longitude is None:
        return None
    centre = None
    if gazetteer is not None and record.code_insee is not None:
        commune = gazetteer.commune(record.code_insee)
        if commune is not None and commune.latitude is not None and commune.longitude is not None:
            centre = Point(commune.latitude, commune.longitude)
    return precision_of(record.adresse, Point(record.latitude, record.longitude), centre)

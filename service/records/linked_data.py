"""Records as linked data (JSON-LD, schema.org), for the machines that read pages."""

from __future__ import annotations

import json
from collections.abc import Mapping

from markupsafe import Markup

from index.records import code_lists as ref
from index.records.models import AnyRecord

SCRIPT_SAFE = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}
"""Characters that could end a block of data in a page -> how JSON writes them."""
KINDS = {"structure": "Organization", "programme": "Project"}
"""Type of a record -> its type in schema.org; an open need has none there."""


def linked_data(record: AnyRecord, address: str) -> Markup | None:
    """A record in the words of schema.org, as JSON that no page can mistake for markup.

    record: told with its own facts, and no other; address: of its sheet. None for an open need.
    """
    if record.type not in KINDS:
        return None
    told: Mapping[str, object] = {
        "@context": "https://schema.org",
        "@type": KINDS[record.type],
        "@id": address,
        "name": record.nom,
        "alternateName": record.sigle,
        "description": record.description,
        "url": record.site_web,
        "telephone": record.telephone,
        "email": record.courriel,
        "address": _postal(record),
        "location": _located(record),
        "areaServed": [ref.TERRITOIRES.label(each) for each in record.territoires],
        "knowsLanguage": list(record.langues),
    }
    known = {name: value for name, value in told.items() if value}
    text = json.dumps(known, ensure_ascii=False).translate(SCRIPT_SAFE)
    return Markup(text)  # noqa: S704 - translated just above # nosec B704


def _postal(record: AnyRecord) -> Mapping[str, str]:
    told = {
        "streetAddress": record.adresse,
        "postalCode": record.code_postal,
        "addressLocality": record.commune,
    }
    known = {name: value for name, value in told.items() if value}
    return {"@type": "PostalAddress", **known} if known else {}


def _located(record: AnyRecord) -> Mapping[str, object]:
    """Where a record is received, when its street is known: a commune's centre is no place."""
    if record.latitude is None or record.adresse is None:
        return {}
    point = {"latitude": record.latitude, "longitude": record.longitude}
    return {"@type": "Place", "geo": {"@type": "GeoCoordinates", **point}}

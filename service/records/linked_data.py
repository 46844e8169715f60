"""Records as linked data (JSON-LD with the vocabulary of schema.org), for search engines."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from index.records import code_lists as ref
from index.records.models import AnyRecord
from service.presentation.json_ld import json_ld

KINDS = {"structure": "Organization", "programme": "Project"}
"""Type of a record -> its type in schema.org; a need published by somebody has none there."""


def linked_data(record: AnyRecord, address: str) -> Markup | None:
    """Describe a record to search engines, as JSON-LD with the vocabulary of schema.org.

    Args:
        record: organisation, programme or published need of the catalogue; its empty fields are
            left out.
        address: absolute URL of the page of the record, used as its identifier.

    Returns:
        The content of a <script> element, escaped so that HTML never reads it as markup. None for a
        need that somebody published (an open need), which schema.org cannot describe.
    """
    if record.type not in KINDS:
        return None
    properties: Mapping[str, object] = {
        "@context": "https://schema.org",
        "@type": KINDS[record.type],
        "@id": address,
        "name": record.nom,
        "alternateName": [*filter(None, (record.sigle,)), *record.autres_noms],
        "description": record.description,
        "url": record.site_web,
        "telephone": record.telephone,
        "email": record.courriel,
        "address": _postal_address(record),
        "location": _place(record),
        "areaServed": [ref.TERRITOIRES.label(code) for code in record.territoires],
        "knowsLanguage": list(record.langues),
    }
    return json_ld(properties)


def _postal_address(record: AnyRecord) -> Mapping[str, str]:
    properties = {
        "streetAddress": record.adresse,
        "postalCode": record.code_postal,
        "addressLocality": record.commune,
    }
    stated = {name: value for name, value in properties.items() if value}
    return {"@type": "PostalAddress", **stated} if stated else {}


def _place(record: AnyRecord) -> Mapping[str, object]:
    """Return the point of a record that has a street; without one, its point is a town centre."""
    if record.latitude is None or record.adresse is None:
        return {}
    point = {"latitude": record.latitude, "longitude": record.longitude}
    return {"@type": "Place", "geo": {"@type": "GeoCoordinates", **point}}

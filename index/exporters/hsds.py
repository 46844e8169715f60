"""Export to HSDS 3 (Human Services Data Specification of Open Referral), as whole services.

Each service of an organisation or programme holds its organisation, its location, how to reach it,
when, at what price and for whom. Identifiers are UUIDs made of ours: the same in every export.
https://docs.openreferral.org/en/v3.0.1/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid5

from index.places.service_areas import departement_of
from index.records import code_lists as ref
from index.records.models import AnyRecord, Service
from index.records.opening_hours import ordinary_week

NAMESPACE = UUID("6f7ce1c4-7a1b-5a8c-9a55-2f0d3f0f4e11")
"""Namespace (RFC 9562) of the UUIDs: each is made of it and of one of our identifiers."""
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
"""Days of the week, as iCalendar (RFC 5545) writes them."""
COUNTRY = "FR"
NEEDS = "besoins OrientESS"
"""Name of the taxonomy of the needs that a service serves."""


def services_of(record: AnyRecord) -> Iterator[dict[str, Any]]:
    """Yield the services of a record, as services of HSDS 3; one of its name when it lists none.

    Args:
        record: an organisation or a programme; an open need has no service.

    Yields:
        Field of the schema -> value; empty fields are left out.
    """
    if record.type == "besoin":
        return
    organization = _organization(record)
    shared = _full(_shared(record))
    named = record.services or (Service(nom=record.nom),)
    for number, service in enumerate(named, start=1):
        name = f"service/{record.id}/{number}"
        yield _full(
            {
                "id": _uuid(name),
                "organization_id": organization["id"],
                "name": service.nom,
                "description": service.description or record.description,
                **shared,
                "organization": organization,
                "service_at_locations": _locations(record, name),
                "attributes": _attributes(record, name),
            }
        )


def _organization(record: AnyRecord) -> dict[str, Any]:
    name = f"organization/{record.id}"
    identifiers = [
        {
            "id": _uuid(f"{name}/siret"),
            "identifier_scheme": "FR-SIRET",
            "identifier_type": "SIRET",
            "identifier": record.siret,
        }
    ]
    return _full(
        {
            "id": _uuid(name),
            "name": record.nom,
            "alternate_name": record.sigle,
            "description": record.description,
            "email": record.courriel,
            "website": record.site_web,
            "organization_identifiers": identifiers if record.siret else [],
        }
    )


def _shared(record: AnyRecord) -> dict[str, Any]:
    """Return the fields that all the services of a record have alike."""
    fee = ref.FRAIS.label(record.frais) if record.frais else ""
    audiences = [ref.PUBLICS.label(code) for code in record.publics]
    moment = None
    if record.date_maj is not None:
        moment = datetime.combine(record.date_maj, datetime.min.time(), UTC).isoformat()
    return {
        "url": record.site_web,
        "email": record.courriel,
        "status": "active",
        "application_process": " ; ".join(
            ref.MODES_MOBILISATION.label(code) for code in record.modes_mobilisation
        ),
        "fees_description": ". ".join(filter(None, (fee, record.frais_precisions))),
        "eligibility_description": ". ".join(
            filter(None, (", ".join(audiences), record.conditions_acces))
        ),
        "assured_date": record.evidence,
        "last_modified": moment,
        "phones": _phones(record),
        "schedules": _schedules(record),
        "languages": [
            {"id": _uuid(f"language/{record.id}/{code}"), "code": code} for code in record.langues
        ],
        "service_areas": [
            {
                "id": _uuid(f"area/{record.id}/{code}"),
                "name": ref.TERRITOIRES.label(code),
                "extent": code,
                "extent_type": "territoires OrientESS",
            }
            for code in record.territoires
        ],
    }


def _phones(record: AnyRecord) -> list[dict[str, Any]]:
    number = record.telephone
    return [{"id": _uuid(f"phone/{record.id}"), "number": number}] if number else []


def _schedules(record: AnyRecord) -> list[dict[str, Any]]:
    """Return the opening hours: one entry for days alike, or what is written when it is no week."""
    written = record.horaires_accueil
    if not written:
        return []
    rows = _weekly(written)
    if not rows:
        return [{"id": _uuid(f"schedule/{record.id}"), "description": written}]
    return [
        {
            "id": _uuid(f"schedule/{record.id}/{number}"),
            "freq": "WEEKLY",
            "byday": days,
            "opens_at": opens,
            "closes_at": closes,
        }
        for number, (days, opens, closes) in enumerate(rows, start=1)
    ]


@lru_cache(4_096)
def _weekly(expression: str) -> tuple[tuple[str, str, str], ...]:
    """Return (days, time of opening, time of closing) of an ordinary week, times once each."""
    days: dict[tuple[str, str], list[str]] = {}
    for first, last, _ in ordinary_week(expression):
        closes = "24:00" if last.hour == last.minute == 0 else f"{last:%H:%M}"
        days.setdefault((f"{first:%H:%M}", closes), []).append(DAYS[first.weekday()])
    return tuple((",".join(each), *times) for times, each in days.items())


def _locations(record: AnyRecord, service: str) -> list[dict[str, Any]]:
    """Return where a service is given: the address of its record, when it has a whole one."""
    if not (record.adresse and record.code_postal and record.commune):
        return []
    name = f"location/{record.id}"
    address = {
        "id": _uuid(f"address/{record.id}"),
        "address_1": record.adresse,
        "address_2": record.complement_adresse,
        "city": record.commune,
        "state_province": departement_of(record.code_insee or ""),
        "postal_code": record.code_postal,
        "country": COUNTRY,
        "address_type": "physical",
    }
    access = {"id": _uuid(f"accessibility/{record.id}"), "url": record.accessibilite_lieu}
    location = {
        "id": _uuid(name),
        "location_type": "physical",
        "name": record.nom,
        "latitude": record.latitude,
        "longitude": record.longitude,
        "addresses": [{key: value for key, value in address.items() if value is not None}],
        "accessibility": [access] if record.accessibilite_lieu else [],
    }
    return [{"id": _uuid(f"{service}/location"), "location": _full(location)}]


def _attributes(record: AnyRecord, service: str) -> list[dict[str, Any]]:
    """Return the needs that a record says that it serves, as terms of our taxonomy."""
    return [
        {
            "id": _uuid(f"{service}/{need}"),
            "link_entity": "service",
            "taxonomy_term": {
                "id": _uuid(f"need/{need}"),
                "code": need,
                "name": need,
                "description": need,
                "taxonomy": NEEDS,
            },
        }
        for need in record.besoins
    ]


def _uuid(name: str) -> str:
    return str(uuid5(NAMESPACE, name))


def _full(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value not in (None, "", [], ())}

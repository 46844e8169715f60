"""Export to data·inclusion v1, the French open data on social inclusion, checked by its own models.

An organisation gives a row of structures and, for each of its services, a row of services.
Programmes and open needs have no row. The fields that a producer gave to a service are written
back unchanged; a service without any takes those of its record.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydantic
from data_inclusion.schema import v1

from index.importers.opening_hours import UNPARSED_HOURS
from index.records import code_lists as ref
from index.records.jsonl import expected_of
from index.records.models import OURS, AnyRecord, Service

STRUCTURE_FIELDS = (
    "nom", "lien_source", "siret", "commune", "code_postal", "code_insee", "adresse",
    "complement_adresse", "longitude", "latitude", "telephone", "courriel", "site_web",
    "accessibilite_lieu",
)  # fmt: skip
SHARED_FIELDS = (
    "lien_source", "frais_precisions", "conditions_acces", "commune", "code_postal", "code_insee",
    "adresse", "complement_adresse", "longitude", "latitude", "telephone", "courriel",
    "lien_mobilisation", "horaires_accueil",
)  # fmt: skip
"""Fields that a service takes unchanged from its record, when its producer gave it none."""
LIST_FIELDS = ("thematiques", "modes_accueil", "modes_mobilisation", "mobilisable_par")


def structure_of(record: AnyRecord) -> dict[str, Any]:
    """Return a record as a structure (an organisation) of data·inclusion v1.

    Args:
        record: a record of type "structure"; the schema requires its date of update.

    Returns:
        Field of the schema -> value; empty fields are left out.

    Raises:
        ValueError: when the schema refuses a field, or lacks a required one; the message, in
            French, says which.
    """
    row = {
        "source": _source(record),
        "id": _identifier(record),
        "date_maj": record.date_maj.isoformat() if record.date_maj else None,
        **{field: getattr(record, field) for field in STRUCTURE_FIELDS},
        "reseaux_porteurs": list(record.reseaux_porteurs),
    }
    row["horaires_accueil"] = record.horaires_accueil or _first_label(record, UNPARSED_HOURS)
    if "sans_description" not in record.libelles:
        row["description"] = record.description
    return _checked(v1.Structure, _full(row))


def services_of(record: AnyRecord) -> Iterator[dict[str, Any]]:
    """Yield the services that a record offers, as services of data·inclusion v1.

    Args:
        record: a record of type "structure"; the schema requires its date of update.

    Yields:
        One mapping a service, in the order of the record: field of the schema -> value; empty
        fields are left out.

    Raises:
        ValueError: when the schema refuses a field, or lacks a required one; the message, in
            French, says which.
    """
    for number, service in enumerate(record.services, start=1):
        row = _service(record, service, number)
        yield _checked(v1.Service, _full(row))


def _service(record: AnyRecord, service: Service, number: int) -> dict[str, Any]:
    own: dict[str, Any] = dict(service.details)
    if not own:
        own = {field: getattr(record, field) for field in SHARED_FIELDS}
        own |= {field: list(getattr(record, field)) for field in LIST_FIELDS}
        own["frais"] = "payant" if record.frais == "payant" else "gratuit" if record.frais else None
        own["publics"] = [code for code in record.publics if code in set(v1.Public)]
        own["zone_eligibilite"] = [
            code for code in record.zone_eligibilite if code == ref.FRANCE or not code.isalpha()
        ]
        if ref.PUBLICS.universal in own["publics"]:
            own["publics"] = [ref.PUBLICS.universal]
    return {
        "source": _source(record),
        "id": f"{_identifier(record)}-{number}",
        "structure_id": _identifier(record),
        "date_maj": record.date_maj.isoformat() if record.date_maj else None,
        **own,
        "nom": service.nom,
        "description": service.description or _sentence(record, service),
        "type": service.type,
    }


def _sentence(record: AnyRecord, service: Service) -> str:
    """Return a description of a service that has none: its name and that of its record."""
    return f"{service.nom} : un service de {record.nom}."


def _source(record: AnyRecord) -> str:
    return _first_label(record, "source") or record.source


def _identifier(record: AnyRecord) -> str:
    own = _first_label(record, "id")
    if "--" in own:
        return own
    return record.id if record.source != OURS else f"{OURS}--{record.id}"


def _first_label(record: AnyRecord, label: str) -> str:
    """Return the first original label of a source field; empty when there is none."""
    return next(iter(record.libelles.get(label, ())), "")


def _full(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value not in (None, "", [], ())}


def _checked(model: type[pydantic.BaseModel], row: dict[str, Any]) -> dict[str, Any]:
    try:
        model.model_validate(row)
    except pydantic.ValidationError as error:
        messages = (
            f"{'.'.join(map(str, item['loc']))} : attendu {expected_of(item)}"
            for item in error.errors()
        )
        raise ValueError(" ; ".join(messages)) from error
    return row

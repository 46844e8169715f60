"""Import of data·inclusion: an organisation ("structure") and its services make one record.

data·inclusion is the French open data on social inclusion. Rows may follow its schema v1, or v0,
which names some fields otherwise. Fields of a service that our model lacks are stored in its
`details`; the record has the codes (themes, audiences…) of all its services.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from index.importers import mediation_codes as codes
from index.importers.cells import MAX_PARTS, Cells, fold_label, slug
from index.importers.mediation_numerique import name_of, where
from index.importers.opening_hours import read_hours
from index.importers.report import Outcome
from index.importers.row_reader import Row
from index.importers.validation import record_of
from index.places.gazetteer import Gazetteer
from index.records import code_lists as ref
from index.records.models import OURS, Actor
from index.text.cleaning import plain

MAX_CHARS, MAX_DETAILS, MAX_ID_CHARS = 10_000, 40, 200
"""Limits of a service: characters of its description, fields in `details`, characters of an
identifier."""
OWN = frozenset({"nom", "description", "type", "structure_id"})
"""Fields of a service that its details leave out, except a type that our list lacks; all other
fields go there."""
RENAMED = {
    "presentation_resume": "description",
    "presentation_detail": "description",
    "frais_autres": "frais_precisions",
    "prise_rdv": "lien_mobilisation",
    "profils": "publics",
    "types": "type",
    "horaires_ouverture": "horaires_accueil",
    "accessibilite": "accessibilite_lieu",
    "labels_nationaux": "reseaux_porteurs",
}
"""Name of a field in schema v0 of data·inclusion -> its name in schema v1."""
LISTS = ("thematiques", "publics", "modes_accueil", "modes_mobilisation", "mobilisable_par")
CODES = {
    "thematiques": ref.THEMATIQUES,
    "publics": ref.PUBLICS,
    "modes_accueil": ref.MODES_ACCUEIL,
    "modes_mobilisation": ref.MODES_MOBILISATION,
    "mobilisable_par": ref.MOBILISABLE_PAR,
    "reseaux_porteurs": ref.RESEAUX_PORTEURS,
    "type": ref.TYPES_SERVICE,
    "frais": ref.FRAIS,
}


def modern(row: Row) -> dict[str, Any]:
    """Return a row of data·inclusion under the field names of schema v1, without empty values.

    Schema v0 had other names: {"prise_rdv": "https://…"} -> {"lien_mobilisation": "https://…"}.
    When two columns give the same field, the first is used.
    """
    fields: dict[str, Any] = {}
    for name, value in row.items():
        if value not in (None, "", []):
            fields.setdefault(RENAMED.get(name, name), value)
    return fields


def read_structure(
    cells: Cells, services: Sequence[Mapping[str, Any]], gazetteer: Gazetteer
) -> Actor | None:
    """Return the record of an organisation of data·inclusion, from its row and its services.

    Args:
        cells: the row of the organisation, under field names of v0 or v1; the problems met are
            added to `cells.problems`.
        services: the rows of its services, under field names of v1, without empty values.
        gazetteer: index of the place names and codes of France, to check its commune.

    Returns:
        The record; None when the row has no name or when a required value is invalid.
    """
    cells.row = modern(cells.row)
    name = name_of(cells)
    if name is None:
        return None
    own = str(cells.raw("id") or cells.number)
    labels: dict[str, tuple[str, ...]] = {}
    identifier = _identifier(own)
    if own not in (identifier, f"{OURS}--{identifier}"):
        labels["id"] = (own,)
    source = str(cells.raw("source") or "data-inclusion")
    if slug(source) != source:
        labels["source"] = (source,)
    description = cells.text("description")
    if description is None or len(description) < 5:
        labels["sans_description"] = ()
        description = _offers(name, services)
    place = where(cells, gazetteer)
    fields: dict[str, Any] = {
        "type": "structure",
        "id": identifier,
        "nom": name,
        "description": description,
        "familles": ("inclusion-education-populaire",),
        "source": slug(source),
        "services": tuple(service_of(service) for service in services),
        **_summed(cells, services),
        **place,
        **_contacts(cells, place.get("code_postal")),
        "horaires_accueil": read_hours(cells, labels, "horaires_accueil"),
        "date_maj": cells.day("date_maj"),
        "libelles": labels,
    }
    return record_of(cells, fields)


def read_orphan(cells: Cells, gazetteer: Gazetteer) -> Actor | None:
    """Return a record made from a service alone, when the import has no row for its organisation.

    cells: the row of the service; the problems met are added to `cells.problems`; gazetteer: index
    of the place names and codes of France, to check its commune. None when the service has no name
    or when a required value is invalid.
    """
    service = modern(cells.row)
    number = cells.text("structure_id", limit=MAX_ID_CHARS) or ""
    structure = {
        key: value for key, value in service.items() if key not in ("structure_id", *LISTS)
    }
    structure["id"] = f"service--{service.get('id', cells.number)}"
    cells.row = structure
    record = read_structure(cells, [service], gazetteer)
    if record is None:
        return None
    return record.model_copy(
        update={"libelles": {**record.libelles, "structure_absente": (number,)}}
    )


def _identifier(own: str) -> str:
    """Return our identifier, "source--number" in slugs; our own source is left out."""
    pieces = [slug(piece)[:56].strip("-") for piece in own.removeprefix(f"{OURS}--").split("--", 1)]
    return "--".join(filter(None, pieces))


def _offers(name: str, services: Sequence[Mapping[str, Any]]) -> str:
    """Return a description from the names of the services, for a structure without one."""
    names = dict.fromkeys(plain(str(item.get("nom", ""))).rstrip(".") for item in services)
    offers = " ; ".join(filter(None, names))
    return f"{name} propose : {offers}." if offers else f"{name} est une structure référencée."


def service_of(service: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a service of a record, from a service of data·inclusion.

    service: its row, under field names of v1. The result has the keys nom, description, type, and
    details: a mapping of at most 40 other fields, unchanged. Keys without a value are left out.
    """
    kind = service.get("type")
    kind = kind[0] if isinstance(kind, list) and kind else kind
    is_listed = isinstance(kind, str) and kind in ref.TYPES_SERVICE
    description = _described(plain(str(service.get("description", ""))))
    fields: dict[str, Any] = {
        "nom": _long_enough(plain(str(service.get("nom", "")))),
        "description": description,
        "type": kind if is_listed else None,
        "details": dict(islice(((k, v) for k, v in service.items() if k not in OWN), MAX_DETAILS)),
    }
    if kind is not None and not is_listed and len(fields["details"]) < MAX_DETAILS:
        fields["details"]["type"] = kind
    return {key: value for key, value in fields.items() if value is not None}


def _described(text: str) -> str | None:
    """Return a description cut to `MAX_CHARS`; None when it has no letter or digit."""
    if not any(char.isalnum() for char in text):
        return None
    return text if len(text) <= MAX_CHARS else text[: MAX_CHARS - 1] + "…"


def _long_enough(name: str) -> str:
    name = name[:150].strip()
    return name if len(name) >= 3 else f"Service {name}".strip()


def _list(value: object) -> list[str]:
    """Return the items of a list, or of a cell: JSON, or text split at "|", ";" or ","."""
    if isinstance(value, str):
        try:
            read = json.loads(value) if value.startswith("[") else None
        except (ValueError, RecursionError):
            read = None
        parts = re.split(r"[|;,]", value.strip("[]"))
        value = read if isinstance(read, list) else [part.strip() for part in parts]
    items = value if isinstance(value, list) else [] if value is None else [value]
    return [str(item) for item in items[:MAX_PARTS] if item not in (None, "")]


def _summed(cells: Cells, services: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the fields of a structure that sum up those of its services."""
    summed: dict[str, Any] = {}
    for field in LISTS:
        codes = [code for service in services for code in _list(service.get(field))]
        summed[field] = tuple(_listed_codes(cells, field, codes))
    if ref.PUBLICS.universal in summed["publics"]:
        summed["publics"] = (ref.PUBLICS.universal,)
    networks = _list(cells.raw("reseaux_porteurs"))
    summed["reseaux_porteurs"] = tuple(_listed_codes(cells, "reseaux_porteurs", networks))
    fees = [code for service in services for code in _list(service.get("frais"))]
    summed["frais"] = _fee(tuple(_listed_codes(cells, "frais", fees)))
    kinds = (code for service in services for code in _list(service.get("type")))
    _listed_codes(cells, "type", kinds)  # reports the unknown codes, which `service_of` keeps
    zones = [tuple(_list(service.get("zone_eligibilite"))) for service in services]
    summed["zone_eligibilite"] = _zone(zones)
    for field in ("frais_precisions", "conditions_acces"):
        texts = {plain(str(service[field])) for service in services if service.get(field)}
        summed[field] = next(iter(texts))[:1000] or None if len(texts) == 1 else None
    return summed


def _fee(fees: Iterable[object]) -> str | None:
    listed = set(map(str, fees))
    return listed.pop() if len(listed) == 1 else "gratuit-sous-condition" if listed else None


def _zone(zones: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the zone of a record: those of its services, if every service has one."""
    if not zones or not all(zones):
        return ()
    united = dict.fromkeys("france" if code == "99100" else code for zone in zones for code in zone)
    return ("france",) if "france" in united else tuple(united)


def _listed_codes(cells: Cells, field: str, values: Iterable[str]) -> Iterable[str]:
    """Return the codes of the list of a field, those of v0 translated; report the others."""
    listed: dict[str, None] = {}
    for code in values:
        service = codes.SERVICES.get(fold_label(code)) if field == "thematiques" else None
        public = codes.PUBLICS.get(fold_label(code)) if field == "publics" else None
        network = codes.NETWORKS.get(fold_label(code)) if field == "reseaux_porteurs" else None
        if code in CODES[field]:
            listed[code] = None
        elif service is not None:
            listed |= dict.fromkeys(codes.THEMATIQUES_OF[service])
        elif network is not None or public is not None:
            listed[network or public or ""] = None
        else:
            cells.note(field, code, "code inconnu, gardé tel quel", Outcome.WARNING)
    return listed


def _contacts(cells: Cells, postal: str | None) -> dict[str, Any]:
    emails, sites = cells.emails("courriel"), cells.urls("site_web")
    links = {
        field: cells.urls(field)
        for field in ("lien_source", "accessibilite_lieu", "lien_mobilisation")
    }
    return {
        "telephone": cells.phone("telephone", postal=postal),
        "courriel": emails[0] if emails else None,
        "site_web": sites[0] if sites else None,
        **{field: urls[0] if urls else None for field, urls in links.items()},
        **cells.identifiers("siret"),
    }

"""Import of médiation numérique: each row, a place that helps with digital tools, makes a record.

The standard is the "schéma des lieux de médiation numérique", v1.0.2 or v0.1. Its labels are
mapped to the codes of records; the labels as read are stored in `libelles` too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from index.importers import mediation_codes as codes
from index.importers.cells import Cells, fold_label, slug
from index.importers.opening_hours import read_hours
from index.importers.report import Outcome
from index.importers.validation import record_of
from index.places.administrative_codes import REGION_SLUGS
from index.places.gazetteer import Gazetteer
from index.places.models import Point
from index.places.proximity import distance_km
from index.records import code_lists as ref
from index.records.models import Actor

FAR_KM = 25.0
"""Kilometres from the centre of its commune beyond which coordinates are reported as wrong."""
SOURCES_WITHOUT_PREFIX = {"orientess", ""}
"""Sources that do not begin the identifiers of their records; others do, as "hinaura--12"."""
LABEL_COLUMNS = {
    "typologie": ("typologie",),
    "itinerance": ("itinerance",),
    "structure_parente": ("structure_parente", "structureId"),
    "dispositif_programmes_nationaux": ("dispositif_programmes_nationaux", "labels_nationaux"),
    "formations_labels": ("formations_labels",),
    "autres_formations_labels": ("autres_formations_labels", "labels_autres"),
    "modalites_acces": ("modalites_acces",),
    "modalites_accompagnement": ("modalites_accompagnement",),
    "publics_specifiquement_adresses": (
        "publics_specifiquement_adresses",
        "publics_accueillis",
        "public_accueillis",
    ),
    "prise_en_charge_specifique": ("prise_en_charge_specifique",),
    "frais_a_charge": ("frais_a_charge", "conditions_acces", "conditions_access"),
    "services": ("services",),
    "cle_ban": ("cle_ban",),
}
"""Field of v1.0.2 -> names of the columns that may hold it, that of v1.0.2 first. Their labels are
stored as read in the field `libelles` of the record."""


def read_record(cells: Cells, gazetteer: Gazetteer, source: str) -> Actor | None:
    """Return the record of a place that helps with digital tools, from a row of an imported file.

    The file follows the French standard of such places, the "schéma des lieux de médiation
    numérique", v1.0.2 or v0.1.

    Args:
        cells: the row; the problems met are added to `cells.problems`.
        gazetteer: index of the place names and codes of France, to check its commune.
        source: name of the producer of the data, used when the row names none.

    Returns:
        The record; None when the row has no name or when a required value is invalid.
    """
    cells.check_shape()
    name = name_of(cells)
    if name is None:
        return None
    labels = {
        field: tuple(parts)
        for field, columns in LABEL_COLUMNS.items()
        if (parts := cells.parts(*columns))
    }
    place = where(cells, gazetteer)
    fields: dict[str, Any] = {
        "type": "structure",
        "nom": name,
        **_identity(cells, source, labels),
        **_coded(cells, labels),
        **place,
        **_contacts(cells, place.get("code_postal"), labels),
        "horaires_accueil": read_hours(cells, labels, "horaires", "horaires_ouverture"),
        "date_maj": cells.day("date_maj"),
    }
    fields["description"] = _description(cells, name, fields, labels)
    fields["libelles"] = labels
    return record_of(cells, fields)


def name_of(cells: Cells) -> str | None:
    """Return the name of the organisation or place of a row, from its column `nom`.

    A name of one or two characters is followed by its commune: "ML" -> "ML (Brest)". None when
    there is no name, or a short one without a commune: the row is then reported as refused. cells:
    the row; the problems met are added to `cells.problems`.
    """
    name = cells.text("nom", limit=150)
    commune = cells.text("commune", limit=100)
    if name is not None and len(name) < 3 and commune is not None:
        cells.note("nom", name, "nom très court, complété par la commune", Outcome.REPAIRED)
        name = f"{name} ({commune})"
    if name is None or len(name) < 3:
        cells.note("nom", name or "", "nom absent ou trop court", Outcome.REFUSED)
        return None
    return name


def _identity(cells: Cells, source: str, labels: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    """Return the identifiers of the record, the organisation and the source."""
    named = cells.text("source", limit=100)
    origin = slug(named or source) or slug(source)
    own = cells.text("id", limit=200)
    identifier = _identifier(own or f"{cells.text('nom')} {cells.text('commune') or ''}", origin)
    if own and identifier != own:
        labels["id"] = (own,)
    if named and named != origin:
        labels["source"] = (named,)
    numbers = cells.identifiers("pivot", "siret", "SIRET", "pivot (siret ou rna)")
    pivot = cells.text("pivot", "SIRET")
    if pivot and not numbers and pivot.strip("0"):
        labels["pivot"] = (pivot,)
    return {"id": identifier, "source": origin, **numbers}


def _identifier(own: str, origin: str) -> str:
    """Return our identifier, "source--own"; `own` is returned as it is when it has this form."""
    start = f"{origin[:36].strip('-')}--"
    if own.startswith(start) and slug(own) == own.replace("--", "-"):
        return own
    key = slug(own)[:80].strip("-")
    return key if origin in SOURCES_WITHOUT_PREFIX else start + key


def _coded(cells: Cells, labels: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    """Return the coded fields: services, publics, fees, ways of access."""
    _flag_unknown(cells, labels)
    services = cells.labels(codes.SERVICES, *LABEL_COLUMNS["services"])
    themes = dict.fromkeys(theme for service in services for theme in codes.THEMATIQUES_OF[service])
    audience = [fold_label(part) for part in labels.get("publics_specifiquement_adresses", ())]
    care = [fold_label(part) for part in labels.get("prise_en_charge_specifique", ())] + audience
    publics = dict.fromkeys(codes.PUBLICS[part] for part in audience if part in codes.PUBLICS)
    everyone = not publics or ref.PUBLICS.universal in publics
    fees = {
        codes.FEES.get(fold_label(part.partition(":")[0]))
        for part in labels.get("frais_a_charge", ())
    } - {None}
    networks = [
        code
        for field, table in codes.NETWORK_LABELS.items()
        for code in _codes(table, [fold_label(part) for part in labels.get(field, ())])
    ]
    access = [fold_label(part) for part in labels.get("modalites_acces", ())]
    support = [
        fold_label(part.partition(":")[0]) for part in labels.get("modalites_accompagnement", ())
    ]
    return {
        "familles": _families(labels),
        "services": tuple({"nom": service} for service in services),
        "thematiques": tuple(themes),
        "publics": (ref.PUBLICS.universal,) if everyone else ref.PUBLICS.ordered(publics),
        "prise_en_charge": ref.PRISE_EN_CHARGE.ordered(_codes(codes.CARE, care)),
        "frais": _fee(fees),
        "reseaux_porteurs": ref.RESEAUX_PORTEURS.ordered(networks),
        "modes_mobilisation": ref.MODES_MOBILISATION.ordered(_codes(codes.ACCESS, access)),
        "modes_accueil": ref.MODES_ACCUEIL.ordered(_codes(codes.SUPPORT, support)),
        "mobilisable_par": ("professionnels",)
        if access and set(access) == {codes.PRESCRIBED}
        else (),
    }


def _flag_unknown(cells: Cells, labels: Mapping[str, tuple[str, ...]]) -> None:
    """Report the labels that are in no list; they are stored as they were read."""
    for field, table in codes.LISTED_LABELS.items():
        for part in labels.get(field, ()):
            whole, start = fold_label(part), fold_label(part.partition(":")[0])
            if whole not in table and start not in table:
                cells.note(field, part, "libellé inconnu, gardé tel quel", Outcome.WARNING)


def _codes(table: Mapping[str, str], labels: list[str]) -> tuple[str, ...]:
    """Return the different codes of some folded labels; a label without a code gives none."""
    return tuple(dict.fromkeys(code for label in labels if (code := table.get(label))))


def _fee(fees: set[str | None]) -> str | None:
    """Return one code for several: free for some people is free on a condition."""
    if not fees:
        return None
    if len(fees) == 1:
        return fees.pop()
    return "gratuit-sous-condition" if fees != {"payant"} else "payant"


def _families(labels: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    kinds = set(labels.get("typologie", ()))
    reuse = "RESSOURCERIE" in kinds or "ORDI 3.0" in labels.get("formations_labels", ())
    return ("inclusion-education-populaire", *(("economie-circulaire",) if reuse else ()))


def where(cells: Cells, gazetteer: Gazetteer) -> dict[str, Any]:
    """Return the fields of a record that locate the place of a row: address, codes, coordinates.

    cells: the row; the problems met are added to `cells.problems`; gazetteer: index of the communes
    of France. A missing or wrong INSEE code is deduced from the postal code and the commune. Absent
    or impossible coordinates are replaced by the centre of the commune, if the gazetteer has it;
    swapped latitude and longitude are put right; coordinates more than 25 km from that centre are
    reported and used as they are.
    """
    postal = cells.code(5, "code_postal")
    commune = cells.text("commune", limit=200)
    insee = cells.code(5, "code_insee")
    match = gazetteer.commune(insee or "") or gazetteer.commune_of(postal or "", commune or "")
    if match is None and postal and commune:
        cells.note("commune", commune, "commune et code postal en désaccord", Outcome.WARNING)
    if insee and gazetteer.commune(insee) is None:
        cells.note("code_insee", insee, "code de commune inconnu", Outcome.WARNING)
    if match is not None and match.insee != insee:
        cells.note("code_insee", insee or "", "code de la commune retrouvé", Outcome.REPAIRED)
    code = match.insee if match is not None else None
    place: dict[str, Any] = {
        "adresse": cells.text("adresse", "Adresse", limit=1000),
        "complement_adresse": cells.text("complement_adresse", limit=1000),
        "code_postal": postal,
        "commune": commune,
        "code_insee": code,
    }
    region = None if match is None else REGION_SLUGS.get(match.region)
    if region:
        place["territoires"] = (region,)
    centre = (
        None
        if match is None or match.latitude is None
        else Point(match.latitude, match.longitude or 0.0)
    )
    return place | _coordinates(cells, centre)


def _coordinates(cells: Cells, centre: Point | None) -> dict[str, float]:
    latitude, longitude = cells.decimal("latitude") or 0.0, cells.decimal("longitude") or 0.0
    read = f"{latitude}, {longitude}"
    possible = abs(latitude) <= 90 and abs(longitude) <= 180
    if not (latitude and longitude and possible):
        if latitude or longitude:
            cells.note("latitude", read, "coordonnées impossibles", Outcome.WARNING)
        if centre is None:
            return {}
        cells.note("latitude", "", "coordonnées du centre de la commune", Outcome.REPAIRED)
        return {"latitude": centre.latitude, "longitude": centre.longitude}
    point = Point(latitude, longitude)
    if centre is not None and distance_km(point, centre) > FAR_KM:
        swapped = Point(longitude, latitude) if abs(longitude) <= 90 else point
        if distance_km(swapped, centre) <= FAR_KM:
            cells.note("latitude", read, "latitude et longitude inversées", Outcome.REPAIRED)
            point = swapped
        else:
            cells.note("latitude", read, "coordonnées hors de la commune", Outcome.WARNING)
    return {"latitude": point.latitude, "longitude": point.longitude}


def _contacts(
    cells: Cells, postal: str | None, labels: dict[str, tuple[str, ...]]
) -> dict[str, Any]:
    emails = cells.emails("courriels", "courriel")
    sites = cells.urls("site_web")
    for field, values in (("courriels", emails), ("site_web", sites)):
        if len(values) > 1:
            labels[field] = tuple(values)
    first = {
        "fiche_acces_libre": cells.urls("fiche_acces_libre", "accessibilite"),
        "prise_rdv": cells.urls("prise_rdv"),
    }
    return {
        "telephone": cells.phone("telephone", postal=postal),
        "courriel": emails[0] if emails else None,
        "site_web": sites[0] if sites else None,
        "accessibilite_lieu": next(iter(first["fiche_acces_libre"]), None),
        "lien_mobilisation": next(iter(first["prise_rdv"]), None),
    }


def _description(
    cells: Cells, name: str, fields: dict[str, Any], labels: dict[str, tuple[str, ...]]
) -> str:
    """Return the description of the place, or a sentence on its services when it has none."""
    short = cells.text("presentation_resume")
    long = cells.text("presentation_detail")
    if short is not None and long is not None and not long.startswith(short.rstrip("…. ")):
        labels["presentation_resume"] = (short,)
        return f"{short}\n{long}"[:10_000]
    if long is not None:
        if short is not None:
            labels["presentation_resume"] = (short,)
        return long if len(long) >= 5 else f"{name} : {long}"
    if short is not None:
        labels["presentation_resume"] = (short,)
        return short if len(short) >= 5 else f"{name} : {short}"
    labels["sans_presentation"] = ()
    where = f" à {fields['commune']}" if fields.get("commune") else ""
    offers = ", ".join(service["nom"] for service in fields["services"])
    return f"Lieu de médiation numérique{where}." + (f" On y propose : {offers}." if offers else "")

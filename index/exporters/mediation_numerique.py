"""Export to the schéma des lieux de médiation numérique v1.0.2: places of help with digital tools.

A record imported with labels of this schema gives them back; other labels come from its codes. A
record without an address has no row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from index.exporters.csv_safe import SEPARATOR
from index.importers import mediation_codes as codes
from index.importers.cells import fold_label
from index.importers.mediation_codes import COLUMNS
from index.importers.opening_hours import UNPARSED_HOURS
from index.records import code_lists as ref
from index.records.models import AnyRecord

UNKNOWN_PIVOT = "00000000000000"
"""Number written in the column `pivot` for an organisation whose SIRET or other number is unknown:
the schema requires one."""
RESUME_MAX_CHARS = 280
POSTAL_CHARS = 5
PROGRAMMES = "dispositif_programmes_nationaux"
REQUIRED = ("nom", "commune", "code_postal", "adresse", "date_maj")

_PHONE = re.compile(r"\+(?:33|590|594|262|596|269|687|689|508|681)\d{6,9}")
_BY_THEMATIQUE = {
    "numerique--acceder-a-une-connexion-internet": codes.ACCES,
    "numerique--acquerir-un-equipement": codes.ACQUISITION,
    "numerique--maitriser-les-fondamentaux-du-numerique": codes.QUOTIDIEN,
    "numerique--acceder-a-des-services-en-ligne": codes.DEMARCHES,
    "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives": (
        codes.DEMARCHES
    ),
    "famille--soutien-a-la-parentalite-et-a-leducation": codes.PARENTALITE,
    "remobilisation--activites-sportives-et-culturelles": codes.LOISIRS,
    "preparer-sa-candidature--organiser-ses-demarches-de-recherche-demploi": codes.INSERTION,
}
"""Code of a thématique (theme) of data·inclusion -> nearest service of the schema, for records that
name none of its nine services."""


def missing(record: AnyRecord) -> tuple[str, ...]:
    """Return the fields for want of which a record cannot be exported to médiation numérique.

    That is the French standard of the places that help with digital tools. The fields are those
    that are empty among nom, commune, code_postal, adresse and date_maj, and code_postal when it
    has not five characters. An empty tuple means that the record can be exported.
    """
    lacking = [field for field in REQUIRED if not getattr(record, field)]
    if record.code_postal and len(record.code_postal) != POSTAL_CHARS:
        lacking.append("code_postal")
    return tuple(lacking)


def row_of(record: AnyRecord) -> dict[str, str]:
    """Return a record as a row of médiation numérique v1.0.2.

    That is the French standard of the places that help with digital tools.

    Args:
        record: a record that has a name, a date of update, an address, a commune and a postal code
            of five characters.

    Returns:
        Every column of the schema -> text, "" where unknown; lists are joined by "|".
    """
    labels = record.libelles
    resume, detail = _presentation(record)
    values: dict[str, object] = {
        "id": _first_label(labels, "id") or record.id,
        "pivot": record.siret or record.rna or record.ridet or _pivot(labels),
        "nom": record.nom,
        "commune": record.commune,
        "code_postal": record.code_postal,
        "code_insee": record.code_insee,
        "adresse": record.adresse,
        "complement_adresse": record.complement_adresse,
        "latitude": record.latitude,
        "longitude": record.longitude,
        "telephone": record.telephone if _PHONE.fullmatch(record.telephone or "") else None,
        "courriels": labels.get("courriels") or record.courriel,
        "site_web": labels.get("site_web") or record.site_web,
        "horaires": record.horaires_accueil or _first_label(labels, UNPARSED_HOURS),
        "presentation_resume": resume,
        "presentation_detail": detail,
        "source": _first_label(labels, "source") or record.source,
        "date_maj": record.date_maj,
        "fiche_acces_libre": record.accessibilite_lieu,
        "prise_rdv": record.lien_mobilisation,
        **_coded(record),
    }
    return {column: _cell(values.get(column)) for column in COLUMNS}


def _coded(record: AnyRecord) -> dict[str, object]:
    labels = record.libelles
    services = [item.nom for item in record.services if item.nom in codes.THEMATIQUES_OF]
    near = [_BY_THEMATIQUE[code] for code in record.thematiques if code in _BY_THEMATIQUE]
    return {
        "services": tuple(dict.fromkeys(services or near)),
        "publics_specifiquement_adresses": ()
        if ref.PUBLICS.universal in record.publics
        else _merged(
            labels, "publics_specifiquement_adresses", codes.PUBLICS_CODES, record.publics
        ),
        "prise_en_charge_specifique": _merged(
            labels, "prise_en_charge_specifique", codes.CARE_CODES, record.prise_en_charge
        ),
        "frais_a_charge": _original_or_coded(
            labels, "frais_a_charge", codes.FEE_CODES, (record.frais,) if record.frais else ()
        ),
        "modalites_acces": _original_or_coded(
            labels, "modalites_acces", codes.ACCESS_LABELS, record.modes_mobilisation
        ),
        "modalites_accompagnement": _support(record),
        PROGRAMMES: _programmes(labels.get(PROGRAMMES, ()), record.reseaux_porteurs),
        "formations_labels": _listed(labels.get("formations_labels", ()), codes.TRAINING_LABELS),
        "itinerance": _listed(labels.get("itinerance", ()), ("Itinérant", "Fixe")),
        **{
            field: labels.get(field, ())
            for field in ("typologie", "structure_parente", "autres_formations_labels")
        },
    }


def _listed(labels: Iterable[str], schema: Iterable[str]) -> tuple[str, ...]:
    """Return the labels that are in the schema, in its spelling."""
    labels = tuple(labels)
    if not labels:  # most often: to fold the schema for nothing took half of an export
        return ()
    table = {fold_label(label): label for label in schema}
    keys = map(fold_label, labels)
    return tuple(dict.fromkeys(table[key] for key in keys if key in table))


def _merged(
    labels: Mapping[str, tuple[str, ...]],
    field: str,
    table: Mapping[str, str],
    record_codes: Iterable[str],
) -> tuple[str, ...]:
    """Return the original labels of the schema, then those of the codes that they leave out.

    table: label of the schema -> code.
    """
    original = _listed(labels.get(field, ()), table)
    others = set(record_codes) - {table[label] for label in original}
    return (*original, *(label for label, code in table.items() if code and code in others))


def _programmes(labels: Iterable[str], networks: Iterable[str]) -> tuple[str, ...]:
    """Return the original programmes, those of no list unchanged, then those of the codes."""
    listed = {fold_label(label): label for label in codes.PROGRAMME_CODES}
    of_code = {code: label for label, code in codes.PROGRAMME_CODES.items() if code}
    written = [
        listed.get(key) or of_code.get(codes.PROGRAMMES.get(key, "")) or label
        for label in labels
        if (key := fold_label(label))
    ]
    held = set(networks)
    coded = (label for code, label in of_code.items() if code in held)
    return tuple(dict.fromkeys((*written, *coded)))


def unlisted(row: Mapping[str, str]) -> tuple[str, ...]:
    """Return the national programmes that a row names and that its standard does not list.

    row: a row of médiation numérique, the French standard of the places that help with digital
    tools: column -> text, where several programmes are joined by "|".
    """
    written = filter(None, row[PROGRAMMES].split(SEPARATOR))
    return tuple(label for label in written if label not in codes.PROGRAMME_CODES)


def _original_or_coded(
    labels: Mapping[str, tuple[str, ...]],
    field: str,
    table: Mapping[str, str],
    record_codes: Iterable[str],
) -> tuple[str, ...]:
    """Return the original labels of the schema; without any, those of the codes.

    For fields where one code stands for several labels. table: label of the schema -> code.
    """
    return _listed(labels.get(field, ()), table) or _merged({}, field, table, record_codes)


def _support(record: AnyRecord) -> tuple[str, ...]:
    original = record.libelles.get("modalites_accompagnement", ())
    starts = [label.partition(":")[0] for label in original]
    labels = [codes.SUPPORT_V0.get(fold_label(start), start) for start in starts]
    remote = ("À distance",) if codes.REMOTE in record.modes_accueil else ()
    return _listed(labels, codes.SUPPORT_LABELS) or remote


def _presentation(record: AnyRecord) -> tuple[str, str]:
    """Return (summary, detail), divided as the source divided them."""
    if "sans_presentation" in record.libelles:
        return "", ""
    resume = _first_label(record.libelles, "presentation_resume")
    if not resume or len(resume) > RESUME_MAX_CHARS:
        return "", record.description
    if record.description in (resume, f"{record.nom} : {resume}"):
        return resume, ""
    return resume, record.description.removeprefix(f"{resume}\n")


def _pivot(labels: Mapping[str, tuple[str, ...]]) -> str:
    read = "".join(filter(str.isalnum, _first_label(labels, "pivot")))
    return read if read.isascii() and 9 <= len(read) <= 14 else UNKNOWN_PIVOT


def _first_label(labels: Mapping[str, tuple[str, ...]], field: str) -> str:
    return next(iter(labels.get(field, ())), "")


def _cell(value: object) -> str:
    if isinstance(value, tuple):
        return SEPARATOR.join(map(str, value))
    return "" if value is None else str(value)

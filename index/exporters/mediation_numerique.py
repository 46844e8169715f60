"""Records to rows of the schéma des lieux de médiation numérique v1.0.2.

What a source said is written as it said it; the rest comes from the codes of the record. A record
that is no place (without an address) has no row.
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
"""Written where the number of the organisation is unknown: the schema wants one."""
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
"""Thématique -> the service that is nearest, for records that name none of the nine."""


def missing(record: AnyRecord) -> tuple[str, ...]:
    """The fields that the schema wants and a record lacks, or has in another form."""
    lacking = [field for field in REQUIRED if not getattr(record, field)]
    if record.code_postal and len(record.code_postal) != POSTAL_CHARS:
        lacking.append("code_postal")
    return tuple(lacking)


def row_of(record: AnyRecord) -> dict[str, str]:
    """The row of a record that lacks nothing: column -> text, empty where unknown.

    Args:
        record: one for which `missing` is empty.

    Returns:
        Every column of the schema, lists joined by "|".
    """
    said = record.libelles
    resume, detail = _presentation(record)
    values: dict[str, object] = {
        "id": _first(said, "id") or record.id,
        "pivot": record.siret or record.rna or record.ridet or _pivot(said),
        "nom": record.nom,
        "commune": record.commune,
        "code_postal": record.code_postal,
        "code_insee": record.code_insee,
        "adresse": record.adresse,
        "complement_adresse": record.complement_adresse,
        "latitude": record.latitude,
        "longitude": record.longitude,
        "telephone": record.telephone if _PHONE.fullmatch(record.telephone or "") else None,
        "courriels": said.get("courriels") or record.courriel,
        "site_web": said.get("site_web") or record.site_web,
        "horaires": record.horaires_accueil or _first(said, UNPARSED_HOURS),
        "presentation_resume": resume,
        "presentation_detail": detail,
        "source": _first(said, "source") or record.source,
        "date_maj": record.date_maj,
        "fiche_acces_libre": record.accessibilite_lieu,
        "prise_rdv": record.lien_mobilisation,
        **_coded(record),
    }
    return {column: _cell(values.get(column)) for column in COLUMNS}


def _coded(record: AnyRecord) -> dict[str, object]:
    said = record.libelles
    services = [each.nom for each in record.services if each.nom in codes.THEMATIQUES_OF]
    near = [_BY_THEMATIQUE[code] for code in record.thematiques if code in _BY_THEMATIQUE]
    return {
        "services": tuple(dict.fromkeys(services or near)),
        "publics_specifiquement_adresses": ()
        if ref.PUBLICS.universal in record.publics
        else _labels(said, "publics_specifiquement_adresses", codes.PUBLICS_CODES, record.publics),
        "prise_en_charge_specifique": _labels(
            said, "prise_en_charge_specifique", codes.CARE_CODES, record.prise_en_charge
        ),
        "frais_a_charge": _said_or_coded(
            said, "frais_a_charge", codes.FEE_CODES, (record.frais,) if record.frais else ()
        ),
        "modalites_acces": _said_or_coded(
            said, "modalites_acces", codes.ACCESS_LABELS, record.modes_mobilisation
        ),
        "modalites_accompagnement": _support(record),
        PROGRAMMES: _programmes(said.get(PROGRAMMES, ()), record.reseaux_porteurs),
        "formations_labels": _known(said.get("formations_labels", ()), codes.TRAINING_LABELS),
        "itinerance": _known(said.get("itinerance", ()), ("Itinérant", "Fixe")),
        **{
            field: said.get(field, ())
            for field in ("typologie", "structure_parente", "autres_formations_labels")
        },
    }


def _known(said: Iterable[str], labels: Iterable[str]) -> tuple[str, ...]:
    """The labels of the schema among those that were said, in its spelling."""
    table = {fold_label(label): label for label in labels}
    return tuple(dict.fromkeys(table[key] for each in said if (key := fold_label(each)) in table))


def _labels(
    said: Mapping[str, tuple[str, ...]], field: str, table: Mapping[str, str], own: Iterable[str]
) -> tuple[str, ...]:
    """What the source said, in the labels of the schema, then the codes that it leaves unsaid."""
    as_said = _known(said.get(field, ()), table)
    unsaid = set(own) - {table[label] for label in as_said}
    return (*as_said, *(label for label, code in table.items() if code and code in unsaid))


def _programmes(said: Iterable[str], own: Iterable[str]) -> tuple[str, ...]:
    """The programmes that were said, those of no list as they were, then those of the codes."""
    listed = {fold_label(label): label for label in codes.PROGRAMME_CODES}
    of_code = {code: label for label, code in codes.PROGRAMME_CODES.items() if code}
    written = [
        listed.get(key) or of_code.get(codes.PROGRAMMES.get(key, "")) or label
        for label in said
        if (key := fold_label(label))
    ]
    named = set(own)
    unsaid = (label for code, label in of_code.items() if code in named)
    return tuple(dict.fromkeys((*written, *unsaid)))


def unlisted(row: Mapping[str, str]) -> tuple[str, ...]:
    """The programmes of a row that the schema does not list: they are its source's own."""
    written = filter(None, row[PROGRAMMES].split(SEPARATOR))
    return tuple(label for label in written if label not in codes.PROGRAMME_CODES)


def _said_or_coded(
    said: Mapping[str, tuple[str, ...]], field: str, table: Mapping[str, str], own: Iterable[str]
) -> tuple[str, ...]:
    """What the source said, where one code sums up several labels; else those of the codes."""
    return _known(said.get(field, ()), table) or _labels({}, field, table, own)


def _support(record: AnyRecord) -> tuple[str, ...]:
    said = [each.partition(":")[0] for each in record.libelles.get("modalites_accompagnement", ())]
    labels = [codes.SUPPORT_V0.get(fold_label(each), each) for each in said]
    remote = ("À distance",) if codes.REMOTE in record.modes_accueil else ()
    return _known(labels, codes.SUPPORT_LABELS) or remote


def _presentation(record: AnyRecord) -> tuple[str, str]:
    """The summary and the detail: their parting is the source's."""
    if "sans_presentation" in record.libelles:
        return "", ""
    resume = _first(record.libelles, "presentation_resume")
    if not resume or len(resume) > RESUME_MAX_CHARS:
        return "", record.description
    if record.description in (resume, f"{record.nom} : {resume}"):
        return resume, ""
    return resume, record.description.removeprefix(f"{resume}\n")


def _pivot(said: Mapping[str, tuple[str, ...]]) -> str:
    read = "".join(filter(str.isalnum, _first(said, "pivot")))
    return read if read.isascii() and 9 <= len(read) <= 14 else UNKNOWN_PIVOT


def _first(said: Mapping[str, tuple[str, ...]], field: str) -> str:
    return next(iter(said.get(field, ())), "")


def _cell(value: object) -> str:
    if isinstance(value, tuple):
        return SEPARATOR.join(map(str, value))
    return "" if value is None else str(value)

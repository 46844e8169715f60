"""Labels of the schéma des lieux de médiation numérique, v1.0.2 and v0.1, and their codes.

That is the French standard of places that help with digital tools. A label is looked up in lower
case, without accents or punctuation ("Été !" -> "ete"). In v0.1 a sentence follows the label after
a colon: it is ignored. Codes of data·inclusion are those that data·inclusion publishes (mapping
`mediation_numerique` of its pipeline, Licence Ouverte 2.0).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from index.importers.cells import fold_label
from index.records.code_lists import SERVICES_MEDIATION

COLUMNS = (
    "id", "pivot", "nom", "commune", "code_postal", "code_insee", "adresse", "complement_adresse",
    "latitude", "longitude", "typologie", "telephone", "courriels", "site_web", "horaires",
    "presentation_resume", "presentation_detail", "source", "itinerance", "structure_parente",
    "date_maj", "services", "publics_specifiquement_adresses", "prise_en_charge_specifique",
    "frais_a_charge", "dispositif_programmes_nationaux", "formations_labels",
    "autres_formations_labels", "modalites_acces", "modalites_accompagnement",
    "fiche_acces_libre", "prise_rdv",
)  # fmt: skip
"""Columns of a file of the schema v1.0.2, in its order."""

(
    DEMARCHES, QUOTIDIEN, INSERTION, SECURITE, PARENTALITE, LOISIRS, COMPREHENSION, ACCES,
    ACQUISITION,
) = SERVICES_MEDIATION.labels  # fmt: skip

_FUNDAMENTALS = "numerique--maitriser-les-fondamentaux-du-numerique"
_ONLINE = "numerique--acceder-a-des-services-en-ligne"
_PROCEDURES = (
    "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives"
)
THEMATIQUES_OF: Mapping[str, tuple[str, ...]] = {
    DEMARCHES: (_PROCEDURES, _ONLINE),
    QUOTIDIEN: (_FUNDAMENTALS, _ONLINE),
    INSERTION: (
        "preparer-sa-candidature--organiser-ses-demarches-de-recherche-demploi", _FUNDAMENTALS,
    ),
    SECURITE: (_FUNDAMENTALS,),
    PARENTALITE: ("famille--soutien-a-la-parentalite-et-a-leducation", _FUNDAMENTALS),
    LOISIRS: ("remobilisation--activites-sportives-et-culturelles", _FUNDAMENTALS),
    COMPREHENSION: (_FUNDAMENTALS,),
    ACCES: (
        "numerique--acceder-a-une-connexion-internet", "numerique--acquerir-un-equipement",
    ),
    ACQUISITION: ("numerique--acquerir-un-equipement",),
}  # fmt: skip
"""Label of a service of the schema -> codes of thématiques (themes) of data·inclusion v1."""


def _table(*groups: Mapping[str, str] | Iterable[str]) -> dict[str, str]:
    """Return folded label -> label or code; the labels of a plain list map to themselves."""
    table: dict[str, str] = {}
    for group in groups:
        pairs = group.items() if isinstance(group, Mapping) else ((label, label) for label in group)
        table |= {fold_label(label): target for label, target in pairs}
    return table


V0_SERVICES = {
    "Devenir autonome dans les démarches administratives": DEMARCHES,
    "Réaliser des démarches administratives avec un accompagnement": DEMARCHES,
    "Accompagner les démarches de santé": DEMARCHES,
    "Prendre en main un smartphone ou une tablette": QUOTIDIEN,
    "Prendre en main un ordinateur": QUOTIDIEN,
    "Utiliser le numérique au quotidien": QUOTIDIEN,
    "Approfondir ma culture numérique": COMPREHENSION,
    "Promouvoir la citoyenneté numérique": COMPREHENSION,
    "Favoriser mon insertion professionnelle": INSERTION,
    "Créer et développer mon entreprise": INSERTION,
    "Accéder à une connexion internet": ACCES,
    "Accéder à du matériel": ACCES,
    "S'équiper en matériel informatique": ACQUISITION,
    "Créer avec le numérique": LOISIRS,
    "Soutenir la parentalité et l'éducation avec le numérique": PARENTALITE,
}
"""Label of one of the fifteen services of v0.1 -> label of one of the nine of v1, as the standard
maps them ("descriptif des évolutions")."""
SERVICES = _table(
    list(THEMATIQUES_OF),
    V0_SERVICES,
    {f"numerique {fold_label(said)}": meant for said, meant in V0_SERVICES.items()},
)
"""Folded label of a service of v1 or v0.1, or code of data·inclusion v0
(numerique--acceder-a-du-materiel) -> label of the service in v1."""

PUBLICS_CODES = {
    "Jeunes": "jeunes",
    "Étudiants": "etudiants",
    "Familles et/ou enfants": "familles",
    "Seniors": "seniors",
    "Femmes": "femmes",
}
PUBLICS = _table(
    PUBLICS_CODES,
    {
        "Seniors (+ 65 ans)": "seniors", "Seniors (+65 ans)": "seniors", "seniors-65": "seniors",
        "Familles/enfants": "familles", "Familles/ enfant": "familles",
        "familles-enfants": "familles", "Jeunes (16-26 ans)": "jeunes",
        "Jeunes (16/26 ans)": "jeunes", "jeunes-16-26": "jeunes", "Uniquement femmes": "femmes",
        "Adultes": "tous-publics", "Tout public": "tous-publics", "Tous publics": "tous-publics",
    },
)  # fmt: skip
"""Folded label of an audience in v1 or v0.1 -> code of our list `publics`."""

CARE_CODES = {
    "Surdité": "surdite",
    "Handicaps moteurs": "handicaps-moteurs",
    "Handicaps mentaux": "handicaps-mentaux",
    "Illettrisme": "illettrisme",
    "Langues étrangères (anglais)": "langues-etrangeres-anglais",
    "Langues étrangères (autres)": "langues-etrangeres-autres",
    "Déficience visuelle": "deficience-visuelle",
}
CARE = _table(
    CARE_CODES,
    {
        "Déficiance visuelle": "deficience-visuelle",
        "Public langues étrangères": "langues-etrangeres-autres",
        "public-langues-etrangeres": "langues-etrangeres-autres",
        "Personnes en situation d'illettrisme": "illettrisme",
        "personnes-en-situation-illettrisme": "illettrisme",
        "Handicaps mentaux : déficiences limitant les activités "
        "d'une personne": "handicaps-mentaux",
        "Handicaps psychiques : troubles psychiatriques donnant lieu à des atteintes "
        "comportementales": "handicaps-mentaux",
        "handicaps-psychiques": "handicaps-mentaux",
    },
)
"""Folded label of a special care (deafness, illiteracy…) -> code of our list `prise_en_charge`.
v0.1 lists some of these labels among the audiences."""

FEE_CODES = {
    "Gratuit": "gratuit",
    "Gratuit sous condition": "gratuit-sous-condition",
    "Payant": "payant",
}
FEES = _table(
    FEE_CODES,
    {
        "gratuit-sous-conditions": "gratuit-sous-condition",
        "Adhésion": "gratuit-sous-condition",
        "Accepte le Pass numérique": "gratuit-sous-condition",
        "pass-numerique": "gratuit-sous-condition",
    },
)
"""Folded label of a fee, without what follows its colon -> code of our list `frais`. A membership
or a pass makes it "gratuit-sous-condition"."""

ACCESS_CODES = {
    "Se présenter": "se-presenter",
    "Téléphoner": "telephoner",
    "Contacter par mail": "envoyer-un-courriel",
    "Prendre un RDV en ligne": "utiliser-lien-mobilisation",
}
ACCESS = _table(
    ACCESS_CODES,
    {
        "Envoyer un mail avec une fiche de prescription": "envoyer-un-courriel",
        "Ce lieu n'accueille pas de public": "",
    },
)
ACCESS_LABELS = {
    **ACCESS_CODES,
    "Ce lieu n'accueille pas de public": "",
    "Envoyer un mail avec une fiche de prescription": "",
}
"""Label of a way of access in the schema -> code of our list `modes_mobilisation`, "" for none."""
PRESCRIBED = fold_label("Envoyer un mail avec une fiche de prescription")

ON_SITE, REMOTE = "en-presentiel", "a-distance"
SUPPORT_LABELS = (
    "En autonomie", "Accompagnement individuel", "Dans un atelier collectif", "À distance",
)  # fmt: skip
SUPPORT = _table(
    {label: REMOTE if label == "À distance" else ON_SITE for label in SUPPORT_LABELS},
    {"Seul": ON_SITE, "Avec de l'aide": ON_SITE, "Dans un atelier": ON_SITE, "A ma place": ON_SITE,
     "autonomie": ON_SITE, "accompagnement": ON_SITE, "atelier": ON_SITE, "delegation": ON_SITE},
)  # fmt: skip

SUPPORT_V0 = _table(
    {
        "Seul": "En autonomie",
        "autonomie": "En autonomie",
        "Avec de l'aide": "Accompagnement individuel",
        "A ma place": "Accompagnement individuel",
        "accompagnement": "Accompagnement individuel",
        "delegation": "Accompagnement individuel",
        "Dans un atelier": "Dans un atelier collectif",
        "atelier": "Dans un atelier collectif",
    }
)
"""Folded label of a way of helping in v0.1, without what follows its colon -> label of v1."""

PROGRAMME_CODES = {
    "Aidants Connect": "aidants-connect",
    "Bibliothèques numérique de référence": "",
    "Certification PIX": "",
    "Conseillers numériques": "conseillers-numeriques",
    "Emmaüs Connect": "",
    "France Services": "france-service",
    "Grande école du numérique": "grandes-ecoles-du-numerique",
    "La Croix Rouge": "croix-rouge",
    "Point d'accès numérique CAF": "",
    "Promeneurs du net": "",
    "Relais numérique (Emmaüs Connect)": "",
}
"""Label of a national programme -> code of our list `reseaux_porteurs`, "" when it has none."""
TRAINING_LABELS = (
    "Formé à « Mon Espace Santé »", "Formé à « DUPLEX » (illettrisme)",
    "Arnia/MedNum BFC (Bourgogne-Franche-Comté)",
    "Collectif ressources et acteurs réemploi (Normandie)", "Étapes numériques(La Poste)",
    "Fabriques de Territoire", "Les Éclaireurs du numérique (Drôme)",
    "Mes Papiers (Métropole de Lyon)", "ORDI 3.0", "SUD LABS (PACA)",
)  # fmt: skip
"""Labels of training and certification, spelt as in the schema ("Étapes numériques(La Poste)" has
no space there)."""

PROGRAMMES = _table(
    {
        "Aidants Connect": "aidants-connect",
        "Conseillers numériques": "conseillers-numeriques",
        "CNFS": "conseillers-numeriques",
        "conseiller-numerique": "conseillers-numeriques",
        "France Services": "france-service",
        "france-service": "france-service",
        "La Croix Rouge": "croix-rouge",
        "Grande école du numérique": "grandes-ecoles-du-numerique",
        "Grandes écoles du numérique": "grandes-ecoles-du-numerique",
        "Fabriques de Territoire": "fabrique-de-territoire",
    }
)
"""Folded label of a national programme -> code of our list `reseaux_porteurs`."""
KINDS = _table(
    {
        "ACI": "aci", "EI": "ei", "ETTI": "etti", "EITI": "eiti", "AI": "ai", "EA": "ea",
        "EATT": "eatt", "ESAT": "esat", "GEIQ": "geiq", "MJC": "mjc", "PIMMS": "pimms-mediation",
        "RESSOURCERIE": "ressourceries", "CCAS": "ccas-cias", "CIAS": "ccas-cias",
        "LA_POSTE": "la-poste", "EPN": "espaces-publics-numeriques",
    },
)  # fmt: skip
"""Folded `typologie` (kind of place) -> code of our list `reseaux_porteurs`."""
NETWORKS = {**PROGRAMMES, **KINDS}
TYPOLOGIES = (
    "ACI", "ACIPHC", "AFPA", "AI", "ASE", "ASSO", "ASSO_CHOMEUR", "Autre", "AVIP", "BIB", "CAARUD",
    "CADA", "CAF", "CAP_EMPLOI", "CAVA", "CC", "CCAS", "CCONS", "CD", "CDAS", "CFP", "CHRS", "CHU",
    "CIAS", "CIDFF", "CITMET", "CMP", "CMS", "COMMUNE", "CPAM", "CPH", "CS", "CSAPA", "CSC",
    "DEETS", "DEPT", "DIPLP", "E2C", "EA", "EATT", "EI", "EITI", "ENM", "EPCI", "EPI", "EPIDE",
    "EPN", "ES", "ESAT", "ESS", "ETTI", "EVS", "FABLAB", "FABRIQUE", "FAIS", "FT", "GEIQ", "HUDA",
    "LA_POSTE", "MDE", "MDEF", "MDH", "MDPH", "MDS", "MJC", "ML", "MQ", "MSA", "MSAP", "MUNI",
    "OACAS", "ODC", "OF", "OIL", "OPCS", "PAD", "PE", "PENSION", "PI", "PIJ_BIJ", "PIMMS", "PJJ",
    "PLIE", "PREF", "PREVENTION", "REG", "RELAIS_LECTURE", "RESSOURCERIE", "RFS", "RS_FJT", "SCP",
    "SPIP", "TIERS_LIEUX", "UDAF",
)  # fmt: skip
"""Values of `typologie` (kind of place) listed by the libraries of the standard, with PE (the
former name of FT) and COMMUNE (the example in the text of the schema)."""

LISTED_LABELS: Mapping[str, frozenset[str]] = {
    "publics_specifiquement_adresses": frozenset({*PUBLICS, *CARE}),
    "prise_en_charge_specifique": frozenset(CARE),
    "frais_a_charge": frozenset(FEES),
    "modalites_acces": frozenset(ACCESS),
    "modalites_accompagnement": frozenset(SUPPORT),
    "typologie": frozenset(_table(TYPOLOGIES)),
    "dispositif_programmes_nationaux": frozenset({*_table(list(PROGRAMME_CODES)), *PROGRAMMES}),
    "formations_labels": frozenset(_table(TRAINING_LABELS)),
}
"""Column of the schema -> the folded labels that it may hold; any other label is reported."""
NETWORK_LABELS: Mapping[str, Mapping[str, str]] = {
    "dispositif_programmes_nationaux": PROGRAMMES,
    "typologie": KINDS,
    "formations_labels": _table({"Fabriques de Territoire": "fabrique-de-territoire"}),
}
"""Column of the schema -> folded label -> code of our list `reseaux_porteurs`. A label means this
in its own column only."""

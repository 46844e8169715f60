"""The code lists that records use, each with its French labels and its origin.

Codes are those of the data·inclusion schema v1 wherever it has the notion, then those of
the *schéma des lieux de médiation numérique* v1.0.2, then our own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from data_inclusion.schema import v1
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

DATA_INCLUSION = "data·inclusion, schéma v1 (Licence Ouverte 2.0)"
MEDIATION = "schéma des lieux de médiation numérique v1.0.2 (Licence Ouverte 2.0)"
ORIENTESS = "OrientESS"
NEAREST_MIN = 0.75
"""Jaro-Winkler similarity, in [0, 1], from which a known name is offered for an unknown one."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name nearest to a mistaken one, or None when none is near."""
    found = process.extractOne(
        name, list(known), scorer=JaroWinkler.similarity, score_cutoff=NEAREST_MIN
    )
    return None if found is None else str(found[0])


@dataclass(frozen=True)
class CodeList:
    """A closed list of codes.

    name: the field that uses it; labels: code -> label read by people, in display order;
    origin: who defines the codes; universal: the code that means "everyone" or "everywhere", which
    a filter on any code keeps too, but for the codes of `apart` that it does not include.
    """

    name: str
    labels: Mapping[str, str]
    origin: str
    universal: str | None = None
    apart: frozenset[str] = frozenset()

    def __contains__(self, code: object) -> bool:
        return code in self.labels

    def label(self, code: str) -> str:
        """The label of a code; the code itself when it is not in the list."""
        return self.labels.get(code, code)

    def ordered(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Some codes in the order of the list, each once."""
        held = set(codes)
        return tuple(code for code in self.labels if code in held)

    def kept_by(self, code: str) -> tuple[str, ...]:
        """The codes that a filter on `code` keeps: itself, and the universal one if it holds."""
        if self.universal is None or code in self.apart or code == self.universal:
            return (code,)
        return (code, self.universal)


FRANCE = "france"
"""The whole country, in a zone of eligibility."""

TYPES = CodeList(
    "type",
    {"structure": "Structure", "programme": "Programme ou dispositif", "besoin": "Besoin ouvert"},
    ORIENTESS,
)

NIVEAUX = CodeList(
    "niveau",
    {"essentielle": "Essentielle", "utile": "Utile"},
    ORIENTESS,
)

VOIES = CodeList(
    "voies",
    {
        "emploi": "Emploi",
        "formation": "Formation",
        "insertion": "Insertion par l'activité économique",
        "benevolat": "Bénévolat",
        "volontariat": "Volontariat, service civique",
        "mecenat": "Mécénat de compétences",
    },
    ORIENTESS,
)

FAMILLES = CodeList(
    "familles",
    {
        "economie-circulaire": "Réemploi et réparation",
        "inclusion-education-populaire": "Inclusion et éducation populaire",
        "communs-numeriques": "Communs numériques et logiciels libres",
        "plateformes-cooperatives": "Plateformes coopératives",
        "telecoms-solidaires": "Internet et téléphonie solidaires",
        "donnees-ia-interet-general": "Données et IA d'intérêt général",
        "accompagnement-ess": "Appui aux associations et à l'ESS",
    },
    ORIENTESS,
)

FRAIS = CodeList(
    "frais",
    {
        "gratuit": "Gratuit",
        "gratuit-sous-condition": "Gratuit sous condition",
        "payant": "Payant",
    },
    f"{DATA_INCLUSION} ; « gratuit-sous-condition » : {MEDIATION}",
)

MODES_ACCUEIL = CodeList(
    "modes_accueil",
    {"en-presentiel": "Sur place", "a-distance": "À distance"},
    DATA_INCLUSION,
)

MODES_MOBILISATION = CodeList(
    "modes_mobilisation",
    {
        "telephoner": "Téléphoner",
        "envoyer-un-courriel": "Envoyer un courriel",
        "se-presenter": "Se présenter sur place",
        "utiliser-lien-mobilisation": "Passer par le site",
    },
    DATA_INCLUSION,
)

MOBILISABLE_PAR = CodeList(
    "mobilisable_par",
    {"usagers": "Les personnes elles-mêmes", "professionnels": "Les professionnels"},
    DATA_INCLUSION,
)

PUBLICS = CodeList(
    "publics",
    {
        "tous-publics": "Tous publics",
        "actifs": "Personnes en activité",
        "beneficiaires-des-minimas-sociaux": "Bénéficiaires des minima sociaux",
        "demandeurs-emploi": "Demandeurs d'emploi",
        "etudiants": "Étudiants",
        "familles": "Familles et enfants",
        "femmes": "Femmes",
        "jeunes": "Jeunes",
        "personnes-en-situation-de-handicap": "Personnes en situation de handicap",
        "personnes-en-situation-durgence": "Personnes en situation d'urgence",
        "personnes-en-situation-juridique-specifique": "Personnes sous main de justice",
        "personnes-exilees": "Personnes exilées",
        "residents-qpv-frr": "Habitants de quartiers prioritaires ou de zones rurales",
        "seniors": "Seniors",
        "associations": "Associations et structures de l'ESS",
        "collectivites": "Collectivités et services publics",
        "entreprises": "Entreprises",
    },
    f"{DATA_INCLUSION} ; « associations », « collectivites », « entreprises » : {ORIENTESS}",
    universal="tous-publics",
    apart=frozenset({"associations", "collectivites", "entreprises"}),
)

PRISE_EN_CHARGE = CodeList(
    "prise_en_charge",
    {
        "surdite": "Surdité",
        "handicaps-moteurs": "Handicaps moteurs",
        "handicaps-mentaux": "Handicaps mentaux",
        "illettrisme": "Illettrisme",
        "langues-etrangeres-anglais": "Langues étrangères (anglais)",
        "langues-etrangeres-autres": "Langues étrangères (autres)",
        "deficience-visuelle": "Déficience visuelle",
    },
    MEDIATION,
)

TYPES_SERVICE = CodeList(
    "services.type",
    {
        "accompagnement": "Accompagnement",
        "aide-financiere": "Aide financière",
        "aide-materielle": "Aide matérielle",
        "atelier": "Atelier",
        "formation": "Formation",
        "information": "Information",
    },
    DATA_INCLUSION,
)

THEMATIQUES = CodeList(
    "thematiques", {each.value: each.label for each in v1.Thematique}, DATA_INCLUSION
)

RESEAUX_PORTEURS = CodeList(
    "reseaux_porteurs", {each.value: each.label for each in v1.ReseauPorteur}, DATA_INCLUSION
)

SERVICES_MEDIATION = CodeList(
    "services_mediation",
    {
        label: label
        for label in (
            "Aide aux démarches administratives",
            "Maîtrise des outils numériques du quotidien",
            "Insertion professionnelle via le numérique",
            "Utilisation sécurisée du numérique",
            "Parentalité et éducation avec le numérique",
            "Loisirs et créations numériques",
            "Compréhension du monde numérique",
            "Accès internet et matériel informatique",
            "Acquisition de matériel informatique à prix solidaire",
        )
    },
    MEDIATION,
)
"""The nine services, which the standard names by their label."""

TERRITOIRES = CodeList(
    "territoires",
    {
        "france-entiere": "France entière",
        "auvergne-rhone-alpes": "Auvergne-Rhône-Alpes",
        "bourgogne-franche-comte": "Bourgogne-Franche-Comté",
        "bretagne": "Bretagne",
        "centre-val-de-loire": "Centre-Val de Loire",
        "corse": "Corse",
        "grand-est": "Grand Est",
        "hauts-de-france": "Hauts-de-France",
        "ile-de-france": "Île-de-France",
        "normandie": "Normandie",
        "nouvelle-aquitaine": "Nouvelle-Aquitaine",
        "occitanie": "Occitanie",
        "pays-de-la-loire": "Pays de la Loire",
        "provence-alpes-cote-d-azur": "Provence-Alpes-Côte d'Azur",
        "guadeloupe": "Guadeloupe",
        "guyane": "Guyane",
        "la-reunion": "La Réunion",
        "martinique": "Martinique",
        "mayotte": "Mayotte",
        "autres-outre-mer": "Autres territoires d'outre-mer",
        "belgique": "Belgique",
        "luxembourg": "Luxembourg",
        "suisse": "Suisse",
        "canada": "Canada",
        "europe": "Europe",
        "monde": "Monde",
    },
    f"régions du code officiel géographique (INSEE) ; les autres : {ORIENTESS}",
    universal="france-entiere",
    apart=frozenset({"belgique", "luxembourg", "suisse", "canada", "europe", "monde"}),
)

CODE_LISTS: tuple[CodeList, ...] = (
    TYPES, FAMILLES, FRAIS, MODES_ACCUEIL, MODES_MOBILISATION, MOBILISABLE_PAR, PUBLICS,
    PRISE_EN_CHARGE, TYPES_SERVICE, THEMATIQUES, TERRITOIRES, RESEAUX_PORTEURS,
)  # fmt: skip

REGION_SLUGS = {
    "84": "auvergne-rhone-alpes", "27": "bourgogne-franche-comte", "53": "bretagne",
    "24": "centre-val-de-loire", "94": "corse", "44": "grand-est", "32": "hauts-de-france",
    "11": "ile-de-france", "28": "normandie", "75": "nouvelle-aquitaine", "76": "occitanie",
    "52": "pays-de-la-loire", "93": "provence-alpes-cote-d-azur", "01": "guadeloupe",
    "03": "guyane", "04": "la-reunion", "02": "martinique", "06": "mayotte",
    "975": "autres-outre-mer", "977": "autres-outre-mer", "978": "autres-outre-mer",
    "986": "autres-outre-mer", "987": "autres-outre-mer", "988": "autres-outre-mer",
}  # fmt: skip
"""Code of a region (INSEE) -> its code among TERRITOIRES."""
COUNTRY_OF = {
    "france-entiere": "fr",
    "belgique": "be",
    "luxembourg": "lu",
    "suisse": "ch",
    "canada": "ca",
}
"""Code among TERRITOIRES -> country, in two letters."""
DEPARTEMENTS_OF = {
    "84": "01 03 07 15 26 38 42 43 63 69 73 74", "27": "21 25 39 58 70 71 89 90",
    "53": "22 29 35 56", "24": "18 28 36 37 41 45", "94": "2A 2B",
    "44": "08 10 51 52 54 55 57 67 68 88", "32": "02 59 60 62 80",
    "11": "75 77 78 91 92 93 94 95", "28": "14 27 50 61 76",
    "75": "16 17 19 23 24 33 40 47 64 79 86 87",
    "76": "09 11 12 30 31 32 34 46 48 65 66 81 82", "52": "44 49 53 72 85",
    "93": "04 05 06 13 83 84", "01": "971", "02": "972", "03": "973", "04": "974", "06": "976",
    "975": "975", "977": "977", "978": "978", "986": "986", "987": "987", "988": "988",
}  # fmt: skip
"""Code of a region (INSEE) -> the codes of its départements, between spaces (2021 onwards)."""

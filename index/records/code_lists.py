"""Code lists of the fields of records, with their French labels and their origin.

The constant of a list bears the name of the field that holds its codes.
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
"""Least Jaro-Winkler similarity, in [0, 1], of a listed name proposed for an unknown one."""


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return which of `names` is spelt most like `name`: "seniors" for "senior".

    None when the Jaro-Winkler similarity of each is below 0.75 (it is 1 for equal names).
    """
    match = process.extractOne(
        name, list(names), scorer=JaroWinkler.similarity, score_cutoff=NEAREST_MIN
    )
    return None if match is None else str(match[0])


@dataclass(frozen=True)
class CodeList:
    """Closed list of the codes that a field of a record may hold, as "demandeurs-emploi".

    name: of the field that holds the codes; labels: code -> French label shown to people, in
    display order; origin: standard that defines the codes, in French; universal: code that means
    "everyone" or "everywhere" ("tous-publics"), None when the list has none; excluded: codes that
    the universal one does not cover (a service for "tous-publics" is not for "entreprises").
    """

    name: str
    labels: Mapping[str, str]
    origin: str
    universal: str | None = None
    excluded: frozenset[str] = frozenset()

    def __contains__(self, code: object) -> bool:
        return code in self.labels

    def label(self, code: str) -> str:
        """Return the French label of a code; the code itself when it is not in the list."""
        return self.labels.get(code, code)

    def ordered(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Return `codes` in the display order of the list, without repeated or unknown ones."""
        selected = set(codes)
        return tuple(code for code in self.labels if code in selected)

    def selected_by(self, code: str) -> tuple[str, ...]:
        """Return the codes, one of which a record must hold to pass a filter on `code`.

        They are `code` and, when the universal code of the list covers it, that one: "seniors" ->
        ("seniors", "tous-publics"), but "entreprises" -> ("entreprises",).
        """
        if self.universal is None or code in self.excluded or code == self.universal:
            return (code,)
        return (code, self.universal)


FRANCE = "france"
"""Code of the whole country in `zone_eligibilite`, the areas whose inhabitants are served."""

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

CONDITIONS = CodeList(
    "conditions",
    {
        "sans-charges": "Sans port de charges",
        "assis": "Assis, sans longue station debout",
        "assis-debout": "Tantôt assis, tantôt debout",
        "en-mouvement": "En mouvement",
        "accessible": "Poste accessible",
        "gestes-adaptes": "Gestes et postures adaptés",
        "sans-hauteur": "Sans travail en hauteur",
        "air-sain": "Sans poussière ni produits irritants",
        "temperature": "Sans grand froid ni forte chaleur",
        "pauses": "Pauses régulières",
        "sans-cadence": "Sans cadence imposée",
        "calme": "Au calme",
        "sans-telephone": "Sans téléphone",
        "sans-ecran": "Sans écran, ou écran adapté",
        "sans-public": "Sans contact avec le public",
        "avec-public": "Au contact du public",
        "en-equipe": "En équipe",
        "autonomie": "En autonomie",
        "consignes": "Consignes claires, dites ou écrites",
        "sur-place": "Formation sur le poste",
        "dehors": "Dehors",
        "interieur": "À l'intérieur",
        "animaux": "Avec des animaux",
        "sans-aliments": "Sans certains aliments ni boissons",
        "jour": "Horaires de jour",
        "matin": "Le matin",
        "nuit": "Horaires de nuit",
        "fixes": "Horaires fixes",
        "scolaires": "Horaires d'école",
        "semaine": "Pas le week-end, ou certains jours",
        "temps-partiel": "À temps partiel",
        "proche": "Près de chez soi",
        "transports": "Accessible en transports",
        "sans-trajets": "Sans déplacements ni conduite",
        "teletravail": "En télétravail",
        "loge": "Logé ou nourri",
        "cdi": "Emploi durable",
        "court": "Missions courtes",
    },
    ORIENTESS,
)
"""Conditions of a job that people ask for: of the job, never of the person."""

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

NATURES_DATE_SOURCE = CodeList(
    "date_source_nature",
    {
        "publication": "page datée",
        "contenu": "date la plus récente que la page cite",
        "archive": "date de la copie de la page",
    },
    ORIENTESS,
)

FORMES_JURIDIQUES = CodeList(
    "forme_juridique",
    {
        "association": "Association",
        "fondation": "Fondation",
        "fonds-de-dotation": "Fonds de dotation",
        "scic": "Société coopérative d'intérêt collectif (SCIC)",
        "scop": "Société coopérative de production (SCOP)",
        "cooperative": "Coopérative",
        "mutuelle": "Mutuelle",
        "syndicat": "Syndicat",
        "service-public": "Service public",
        "groupement-interet-public": "Groupement d'intérêt public (GIP)",
        "entreprise-ess": "Entreprise de l'économie sociale et solidaire",
        "entreprise": "Entreprise, hors de l'économie sociale et solidaire",
        "collectif": "Collectif",
        "organisation-internationale": "Organisation internationale",
    },
    ORIENTESS,
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
    excluded=frozenset({"associations", "collectivites", "entreprises"}),
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

LANGUES = CodeList(
    "langues",
    {
        "fr": "Français", "fsl": "Langue des signes française", "en": "Anglais", "ar": "Arabe",
        "es": "Espagnol", "pt": "Portugais", "uk": "Ukrainien", "ru": "Russe", "tr": "Turc",
        "fa": "Persan", "prs": "Dari", "ps": "Pachto", "ti": "Tigrigna", "bn": "Bengali",
        "zh": "Chinois", "ro": "Roumain", "it": "Italien", "de": "Allemand", "nl": "Néerlandais",
        "so": "Somali", "wo": "Wolof", "kab": "Kabyle", "br": "Breton", "eu": "Basque",
        "co": "Langue corse", "oc": "Occitan", "rcf": "Créole réunionnais",
        "gcf": "Créole antillais",
    },
    f"codes ISO 639, choix et libellés : {ORIENTESS}",
)  # fmt: skip
"""Languages that a search can be filtered on; a record may hold other ISO 639 codes."""

ACCOMPAGNEMENT = CodeList(
    "accompagnement",
    {
        "individuel": "Accompagnement individuel",
        "collectif": "Atelier collectif",
        "autonomie": "Matériel en libre accès",
    },
    f"modalités d'accompagnement : {MEDIATION} ; codes : {ORIENTESS}",
)
"""Ways of helping. No field of a record holds these codes: they are derived from the types of its
services and from the labels of its source."""

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
    "thematiques", {code.value: code.label for code in v1.Thematique}, DATA_INCLUSION
)

RESEAUX_PORTEURS = CodeList(
    "reseaux_porteurs", {code.value: code.label for code in v1.ReseauPorteur}, DATA_INCLUSION
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
"""The nine services of digital mediation (help with digital tools); a code is its own label."""

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
    excluded=frozenset({"belgique", "luxembourg", "suisse", "canada", "europe", "monde"}),
)
ABROAD = frozenset({"belgique", "canada", "luxembourg", "suisse"})
"""Codes of the list TERRITOIRES that hold no place of France."""

CODE_LISTS: tuple[CodeList, ...] = (
    TYPES, FAMILLES, FRAIS, MODES_ACCUEIL, MODES_MOBILISATION, MOBILISABLE_PAR, PUBLICS,
    PRISE_EN_CHARGE, TYPES_SERVICE, THEMATIQUES, TERRITOIRES, RESEAUX_PORTEURS, FORMES_JURIDIQUES,
    NATURES_DATE_SOURCE,
)  # fmt: skip

"""A catalogue for the browser: invented structures, numerous and varied enough to fill pages.

Every record speaks of computers, so that one need finds them all: two pages of results. Names,
addresses, telephone numbers and sites are examples; towns and needs are real ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from index.locations.models import Location
from index.records import code_lists as ref
from index.records.models import AnyRecord
from index.taxonomy.occupations import Occupation
from index.taxonomy.thesaurus import Thesaurus
from tests.conftest import ROOT, make_actor, make_occupation
from tests.locations import make_location

NEEDS_A_THEME = 3

_TOWNS = {
    "Lille": ("59000", "59350", 50.6333, 3.0667, "hauts-de-france"),
    "Roubaix": ("59100", "59512", 50.6911, 3.1748, "hauts-de-france"),
    "Lens": ("62300", "62498", 50.4289, 2.8319, "hauts-de-france"),
    "Lyon": ("69001", "69123", 45.7676, 4.8344, "auvergne-rhone-alpes"),
    "Rennes": ("35000", "35238", 48.1119, -1.6806, "bretagne"),
    "Marseille": ("13001", "13055", 43.2969, 5.3806, "provence-alpes-cote-d-azur"),
}
"""Town -> postal code, INSEE code, latitude, longitude, region."""


def _place(number: int, name: str, town: str, description: str, **fields: Any) -> AnyRecord:
    """A place that receives people, with what it takes to go there."""
    slug = fields["id"]
    postal, insee, latitude, longitude, region = _TOWNS[town]
    defaults = {
        "nom": name,
        "description": description,
        "adresse": f"{number} rue de l'Exemple",
        "code_postal": postal,
        "commune": town,
        "code_insee": insee,
        "latitude": latitude,
        "longitude": longitude,
        "territoires": [region],
        "zone_eligibilite": [insee[:2]],
        "telephone": f"+3399900{number:04d}",  # 0999 is never given to anybody
        "courriel": f"contact@{slug}.example",
        "site_web": f"https://{slug}.example/",
        "lien_source": f"https://{slug}.example/a-propos",
        "modes_accueil": ["en-presentiel"],
        "modes_mobilisation": ["telephoner", "se-presenter"],
        "mobilisable_par": ["usagers", "professionnels"],
        "publics": ["tous-publics"],
        "langues": ["fr"],
        "date_maj": "2026-06-15",
    }
    return make_actor(**defaults | fields)


PLACES: tuple[AnyRecord, ...] = (
    _place(
        1, "Atelier Phénix", "Lille",
        "Un atelier d'insertion qui reconditionne des ordinateurs et des smartphones. "
        "Il les revend à petit prix aux habitants de Lille.",
        id="atelier-phenix",
        sigle="AP",
        familles=["economie-circulaire"],
        besoins=["equipement--ordinateur-petit-prix"],
        services=[
            {"nom": "Réparation de smartphones", "type": "aide-materielle"},
            {"nom": "Vente d'ordinateurs reconditionnés", "description": "Avec un an de garantie."},
        ],
        frais="payant",
        frais_precisions="Un ordinateur coûte de 80 à 200 euros, selon les revenus.",
        conditions_acces="Apporter un justificatif de domicile pour le tarif réduit.",
        horaires_accueil="Mo-Fr 09:00-12:00,14:00-17:30; Sa 09:30-12:00",
        langues=["fr", "en", "ar"],
        prise_en_charge=["handicaps-moteurs"],
        competences_recherchees=["réparation d'ordinateurs"],
        missions=["Tenir l'accueil de l'atelier un après-midi par semaine."],
    ),
    _place(
        2, "Réseau Libre du Vieux-Lille", "Lille",
        "Un fournisseur d'accès à internet associatif : fibre, ordinateur, smartphone.",
        id="reseau-libre",
        familles=["telecoms-solidaires"],
        services=[{"nom": "Abonnement internet", "description": "Une connexion par la fibre."}],
        publics=["seniors", "jeunes"],
        frais="payant",
        modes_accueil=["a-distance"],
        date_maj="2023-02-01",
        date_source="2019-03",
    ),
    _place(
        3, "Clic et Café", "Roubaix",
        "Un café associatif où l'on apprend, entre voisins, à se servir d'un ordinateur.",
        id="clic-et-cafe",
        familles=["inclusion-education-populaire"],
        services=[{"nom": "Ateliers pour débuter", "type": "atelier"}],
        frais="gratuit",
        horaires_accueil="Tu,Th 14:00-18:00",
    ),
    _place(
        4, "Espace public numérique de la Maison des associations et de la vie citoyenne des "
        "quartiers du canal", "Roubaix",
        "Des ordinateurs en libre accès, et une personne pour aider dans les démarches.",
        id="espace-public-du-canal",
        sigle="EPNMAVCQC",
        familles=["inclusion-education-populaire"],
        publics=["demandeurs-emploi", "personnes-exilees", "familles"],
        frais="gratuit-sous-condition",
        frais_precisions="Gratuit avec la carte du quartier.",
        prise_en_charge=["illettrisme", "langues-etrangeres-autres"],
        langues=["fr", "ar", "uk", "pt"],
        horaires_accueil="Mo-Sa 08:30-19:00",
    ),
    _place(
        5, "Ressourcerie des Terrils", "Lens",
        "Une ressourcerie qui collecte les ordinateurs usés, les répare et les donne.",
        id="ressourcerie-des-terrils",
        familles=["economie-circulaire"],
        publics=["familles", "beneficiaires-des-minimas-sociaux"],
        frais="gratuit",
        mobilisable_par=["professionnels"],
        conditions_acces="Sur orientation d'un travailleur social.",
    ),
    _place(
        6, "Les Débrouillards du Web", "Lens",
        "Des bénévoles qui dépannent un ordinateur lent ou un smartphone bloqué.",
        id="debrouillards-du-web",
        familles=["inclusion-education-populaire", "economie-circulaire"],
        publics=["seniors"],
        frais="gratuit",
        competences_recherchees=["bénévoles patients", "dépannage d'ordinateurs"],
    ),
    _place(
        7, "Coopérative Octet", "Lyon",
        "Une coopérative qui installe des logiciels libres sur les ordinateurs des associations.",
        id="cooperative-octet",
        familles=["communs-numeriques", "plateformes-cooperatives"],
        publics=["associations"],
        frais="payant",
        modes_accueil=["en-presentiel", "a-distance"],
    ),
    _place(
        8, "Passerelle Numérique Croix-Rousse", "Lyon",
        "Un lieu d'accueil pour apprendre l'ordinateur, écrire un CV et chercher un emploi.",
        id="passerelle-croix-rousse",
        familles=["inclusion-education-populaire"],
        publics=["demandeurs-emploi", "jeunes"],
        frais="gratuit",
        prise_en_charge=["surdite"],
        langues=["fr", "fsl"],
    ),
    _place(
        9, "Breizh Données", "Rennes",
        "Une association qui ouvre des données et prête des ordinateurs aux écoles.",
        id="breizh-donnees",
        familles=["donnees-ia-interet-general"],
        publics=["collectivites", "associations"],
        frais="gratuit",
        langues=["fr", "br"],
    ),
    _place(
        10, "Garage à Pixels", "Rennes",
        "Un atelier partagé : on y répare son ordinateur soi-même, avec des outils et de l'aide.",
        id="garage-a-pixels",
        familles=["economie-circulaire"],
        frais="payant",
        frais_precisions="Adhésion de 10 euros par an.",
        horaires_accueil="We 17:00-21:00; Sa 10:00-18:00",
    ),
    _place(
        11, "Femmes et Claviers", "Marseille",
        "Des cours d'ordinateur entre femmes, avec une garde d'enfants, et un smartphone prêté.",
        id="femmes-et-claviers",
        familles=["inclusion-education-populaire"],
        publics=["femmes", "personnes-exilees"],
        frais="gratuit",
        langues=["fr", "ar", "es"],
    ),
    _place(
        12, "Appui Solidaire Méditerranée", "Marseille",
        "Un réseau d'appui qui équipe les associations en ordinateurs et en logiciels.",
        id="appui-solidaire",
        familles=["accompagnement-ess"],
        publics=["associations", "entreprises"],
        frais="payant",
    ),
)  # fmt: skip
PROGRAMMES: tuple[AnyRecord, ...] = (
    make_actor(
        id="clic-pour-tous",
        type="programme",
        nom="Clic pour tous",
        description=(
            "Un programme national qui apprend à se servir d'un ordinateur et à faire ses "
            "démarches administratives sur internet. Des aidants accompagnent chaque personne."
        ),
        familles=["inclusion-education-populaire"],
        services=[{"nom": "Ateliers pour débuter", "type": "atelier"}],
        publics=["tous-publics"],
        frais="gratuit",
        modes_accueil=["en-presentiel", "a-distance"],
        zone_eligibilite=["france"],
        territoires=["france-entiere"],
        competences_recherchees=["bénévoles patients"],
    ),
    make_actor(
        id="ordi-pour-apprendre",
        type="programme",
        nom="Un ordinateur pour apprendre",
        description="Un programme qui prête un ordinateur et une clé internet aux boursiers.",
        familles=["economie-circulaire", "telecoms-solidaires"],
        publics=["etudiants"],
        frais="gratuit-sous-condition",
        modes_accueil=["a-distance"],
        zone_eligibilite=["france"],
        territoires=["france-entiere"],
        telephone="3999",
    ),
    make_actor(
        id="logiciels-communs",
        nom="Logiciels Communs",
        description="Une coopérative qui écrit des logiciels libres pour ordinateur et smartphone.",
        familles=["communs-numeriques"],
        services=[{"nom": "Installation de logiciels", "type": "accompagnement"}],
        publics=["associations"],
        modes_accueil=["a-distance"],
        territoires=list(ref.TERRITOIRES.labels),  # so that filters are as long as in real life
        zone_eligibilite=["france"],
    ),
    make_actor(
        id="mairie-cherche-benevoles",
        type="besoin",
        nom="La mairie cherche des bénévoles",
        description="Une mairie cherche des bénévoles pour réparer des ordinateurs le samedi.",
        commune="Villeneuve-d'Ascq",
        latitude=50.6189,
        longitude=3.1306,
        territoires=["hauts-de-france"],
    ),
)
CATALOGUE: Sequence[AnyRecord] = (*PLACES, *PROGRAMMES)
"""Sixteen records: a page of ten results, and a second one."""
LOCATIONS: Sequence[Location] = (
    make_location(
        id="lieu-de-fives",
        nom="Clic pour tous de Lille-Fives, maison de quartier du Mont de Terre",
        reseau="clic-pour-tous",
        adresse="12 rue de l'Exemple",
        complement_adresse="Bâtiment B, au fond de la cour",
        commune="Lille",
        code_postal="59800",
        code_insee="59350",
        latitude=50.6322,
        longitude=3.0912,
        telephone="+33999000099",
        courriel="accueil-de-la-maison-de-quartier@clic-pour-tous.example",
        site_web="https://clic-pour-tous.example/fives",
        prise_rdv="https://clic-pour-tous.example/fives/rendez-vous",
        horaires_accueil="Mo-Tu 09:00-12:00,13:30-17:00; We 10:00-12:00; Th-Sa 09:00-12:30",
        frais="gratuit",
        services=("Aide aux démarches administratives",),
        date_source="2024-08",
        a_verifier=True,
    ),
    make_location(
        id="lieu-de-roubaix",
        nom="Clic pour tous de Roubaix",
        reseau="clic-pour-tous",
        commune="Roubaix",
        code_postal="59100",
        code_insee="59512",
        latitude=50.6911,
        longitude=3.1748,
        precision="commune",
    ),
    *(
        make_location(
            id=f"lieu-de-lyon-{number}",
            nom=f"Clic pour tous de Lyon, accueil {number}",
            reseau="clic-pour-tous",
            adresse=f"{number} rue de l'Exemple",
            commune="Lyon",
            code_postal="69001",
            code_insee="69123",
            latitude=45.7676 + number / 1000,
            longitude=4.8344,
            telephone=f"+3399900{number:04d}",
        )
        for number in range(30)
    ),
)
"""Places of the national programme: one that says much, one that says little, and many."""
_LONG_ROLE = make_occupation(
    "rome-i1613",
    tuple(f"Régler et contrôler l'organe mécanique numéro {number}" for number in range(20)),
    useful=tuple(f"Normes et réglementation applicables, {number}" for number in range(100)),
    nom="Mécanicien / Mécanicienne des véhicules des transports routiers",
    appellations=[f"Mécanicien / Mécanicienne de poids lourds, {number}" for number in range(60)],
    description="Il entretient les véhicules. " * 40,
    code_rome="I1613",
    voies=["emploi"],
    source="rome",
)
"""An occupation of ROME, as long as its longest ones."""
_ROLES = (
    make_occupation(
        f"role-{number}" if number else "reparateur-smartphones",
        (f"Savoir-faire numéro {number}", "Réparer des ordinateurs"),
        nom=f"Réparateur ou réparatrice d'ordinateurs, {number}",
        description="Une personne qui répare des ordinateurs et qui explique ce qu'elle fait.",
        voies=["emploi", "benevolat"][number % 2 :],
        familles=[("economie-circulaire", "communs-numeriques", "telecoms-solidaires")[number % 3]],
        acteurs=["atelier-phenix"],
    )
    for number in range(12)
)
ROLES: Sequence[Occupation] = (*_ROLES, _LONG_ROLE)
"""Occupations; the first one is one that the guided path leads to, the last one is of ROME."""


def some_needs() -> Thesaurus:
    """Every theme of the real thesaurus, but few of its needs: the index is made sooner."""
    whole = Thesaurus.read(ROOT / "data" / "needs.jsonl")
    used = {need for record in CATALOGUE for need in record.besoins}
    held: Counter[str] = Counter()
    kept = {}
    for identifier, need in whole.needs.items():
        held[need.theme] += 1
        if held[need.theme] <= NEEDS_A_THEME or identifier in used:
            kept[identifier] = need
    return Thesaurus(whole.themes, kept)

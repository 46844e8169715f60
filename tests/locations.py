"""The factory of locations, and a small catalogue of networks that have some."""

from typing import Any

from index.locations.models import Location
from tests.conftest import SMALL_CATALOGUE, make_actor

PAPERS, WIFI = "demarches--papiers", "connexion--wifi-gratuit"
"""Needs of the thesaurus of the project that the networks of `LOCATED_CATALOGUE` serve."""


def make_location(**fields: Any) -> Location:
    """Return a valid location of France services in Foix, without any contact."""
    defaults = {
        "id": "france-services--1",
        "nom": "France services de Foix",
        "reseau": "france-services",
        "commune": "Foix",
        "code_postal": "09000",
        "code_insee": "09122",
        "latitude": 42.9639,
        "longitude": 1.6054,
        "precision": "adresse",
        "source": "france-services",
        "licence": "etalab-2.0",
    }
    return Location.model_validate(defaults | fields)


LOCATED_CATALOGUE = (
    *SMALL_CATALOGUE,
    make_actor(
        id="france-services",
        type="programme",
        nom="France services",
        description="Un réseau de guichets qui aide à faire ses démarches administratives en ligne "
        "et à remplir ses papiers.",
        services=[{"nom": "Démarches administratives en ligne"}],
        besoins=[PAPERS],
        modes_accueil=["en-presentiel"],
        territoires=["france-entiere"],
        zone_eligibilite=["france"],
    ),
    make_actor(
        id="bibliotheques-publiques",
        type="programme",
        nom="Bibliothèques publiques",
        description="Un réseau de bibliothèques où trouver du wifi gratuit et un ordinateur.",
        services=[{"nom": "Wifi gratuit"}],
        frais="gratuit",
        besoins=[WIFI],
        modes_accueil=["en-presentiel"],
        territoires=["france-entiere"],
        zone_eligibilite=["france"],
    ),
)
LOCATIONS = (
    make_location(
        id="france-services--lille",
        nom="France services Lille-Fives",
        adresse="12 rue de Lannoy",
        commune="Lille",
        code_postal="59800",
        code_insee="59350",
        latitude=50.6322,
        longitude=3.0912,
        telephone="+33320000001",
        courriel="lille@france-services.example",
        horaires_accueil="Mo-Fr 09:00-12:00,13:30-17:00",
        frais="gratuit",
        services=("Aide aux démarches administratives",),
        date_source="2025-03",
        autres_ids=("france-services--fives",),
    ),
    make_location(
        id="france-services--tourcoing",
        nom="France services de Tourcoing",
        commune="Tourcoing",
        code_postal="59200",
        code_insee="59599",
        latitude=50.7239,
        longitude=3.1612,
        precision="commune",
        frais="gratuit",
        services=("Aide aux démarches administratives",),
    ),
    make_location(adresse="8 rue Lafaurie"),
    make_location(
        id="bibliotheque--lille",
        nom="Médiathèque Jean Lévy",
        reseau="bibliotheques-publiques",
        adresse="32 rue Édouard Delesalle",
        commune="Lille",
        code_postal="59000",
        code_insee="59350",
        latitude=50.6318,
        longitude=3.0686,
        horaires_accueil="Tu-Sa 10:00-18:00; PH off",
        source="bibliotheques",
        licence="cc-by-4.0",
    ),
)
"""Locations of the networks of `LOCATED_CATALOGUE`: three around Lille, one in Foix."""

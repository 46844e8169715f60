"""A catalogue of records that gather people or seek help, for the tests of missions."""

from __future__ import annotations

from datetime import date, timedelta

from tests.conftest import make_actor, make_occupation

NEEDS = (
    "engagement--trouver-mission", "association--benevoles-gestion", "emploi--emploi-ess",
    "association--aide-experts-benevoles",
)  # fmt: skip
NATIONAL = {"territoires": ["france-entiere"], "zone_eligibilite": ["france"]}
CALLED = {"telephone": "+33999000001"}
TODAY = date.today()

RECORDS = (
    make_actor(
        id="plateforme", nom="Plateforme", besoins=[NEEDS[0], NEEDS[1]], **NATIONAL, **CALLED
    ),
    make_actor(
        id="centre-lille", nom="Centre de Lille", besoins=[NEEDS[0]], **CALLED,
        commune="Lille", code_insee="59350", latitude=50.63, longitude=3.06,
        zone_eligibilite=["59"], territoires=["hauts-de-france"],
    ),
    make_actor(
        id="centre-lyon", nom="Centre de Lyon", besoins=[NEEDS[0]], **CALLED,
        commune="Lyon", code_insee="69123", latitude=45.75, longitude=4.85,
        zone_eligibilite=["69"], territoires=["auvergne-rhone-alpes"],
    ),
    make_actor(id="muet", nom="Muet", besoins=[NEEDS[0]], **NATIONAL),
    make_actor(id="experts", nom="Experts", besoins=[NEEDS[3]], **NATIONAL, **CALLED),
    make_actor(
        id="emplois", nom="Emplois", besoins=[NEEDS[2]], **NATIONAL, **CALLED,
        competences_recherchees=["réparer des vélos"],
    ),
    make_actor(
        id="besoin-a-venir", type="besoin", nom="Besoin à venir",
        description="réparer des vélos", date_fin=str(TODAY + timedelta(days=30)), **NATIONAL,
    ),
    make_actor(
        id="besoin-bientot-fini", type="besoin", nom="Besoin bientôt fini",
        description="tenir la caisse", date_fin=str(TODAY), **NATIONAL,
    ),
    make_actor(
        id="besoin-passe", type="besoin", nom="Besoin passé",
        description="réparer des vélos", date_fin=str(TODAY - timedelta(days=1)), **NATIONAL,
    ),
    make_actor(
        id="besoin-sans-fin", type="besoin", nom="Besoin sans fin",
        description="planter des arbres", **NATIONAL,
    ),
)  # fmt: skip
REPAIR = make_occupation(
    "reparateur-velos", ("Réparer des vélos",), nom="Réparateur de vélos",
    voies=["emploi", "benevolat"], code_rome="I1607", acteurs=["emplois"],
)  # fmt: skip
CODE = make_occupation(
    "developpeur", ("Écrire un programme",), nom="Développeur", voies=["benevolat"],
    code_rome="M1855",
)  # fmt: skip

"""Fixtures: the `actor()` factory, a small catalogue, its artefact, a client of the service."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from index.artefact import manifest, versions
from index.encoder.onnx import OnnxEncoder
from index.indexing.build import build
from index.records.jsonl import parse_record
from index.records.models import AnyRecord
from index.search.searcher import Searcher
from index.taxonomy.occupations import Occupation
from index.taxonomy.thesaurus import NeedEntry, Theme, Thesaurus
from service.app import create_app
from service.settings import Settings
from tests.hash_encoder import HashEncoder

ROOT = Path(__file__).parent.parent
SERVING = ROOT / "var" / "encoder" / "serving"


def pytest_configure() -> None:
    """Lift the quotas: every test is one person, who asks much."""
    os.environ.setdefault("ORIENTESS_QUOTA_PER_MINUTE", "0")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs the real encoder where it was not prepared, and say so."""
    if (SERVING / "encoder.json").exists():
        return
    absent = pytest.mark.skip(reason="l'encodeur n'est pas préparé : make encoder")
    for item in items:
        if "model" in item.keywords:
            item.add_marker(absent)


def make_actor(**fields: Any) -> AnyRecord:
    """A valid record: a test gives only the fields that matter to it."""
    import json

    defaults = {
        "type": "structure",
        "id": "exemple",
        "nom": "Exemple",
        "description": "Une structure qui sert d'exemple dans les tests.",
        "date_maj": "2026-01-15",
    }
    return parse_record(json.dumps(defaults | fields))


def make_thesaurus(**labels: str) -> Thesaurus:
    """A thesaurus of one theme: identifier -> label of each need, asked for in eight ways."""
    needs = {
        identifier: NeedEntry(
            id=identifier,
            theme="theme",
            libelle=label,
            description=f"{label}, en détail.",
            formulations=tuple(f"{label} {number}" for number in range(8)),
        )
        for identifier, label in labels.items()
    }
    return Thesaurus({"theme": Theme(id="theme", libelle="Thème")}, needs)


def make_occupation(
    identifier: str, skills: Sequence[str], useful: Sequence[str] = (), **fields: Any
) -> Occupation:
    """A job, or a role, that asks for some essential skills and for some useful ones."""
    levels = {"essentielle": skills, "utile": useful}
    asked = [
        {"libelle": label, "niveau": level} for level, labels in levels.items() for label in labels
    ]
    defaults = {"id": identifier, "type": "metier", "nom": identifier, "competences": asked}
    return Occupation.model_validate(defaults | fields)


@pytest.fixture
def actor() -> Callable[..., AnyRecord]:
    """The factory of records."""
    return make_actor


SMALL_CATALOGUE: tuple[AnyRecord, ...] = (
    make_actor(
        id="atelier-phenix",
        nom="Atelier Phénix",
        description=(
            "Un atelier d'insertion qui reconditionne des smartphones et des ordinateurs. "
            "Il les revend à petit prix aux habitants de Lille."
        ),
        familles=["economie-circulaire"],
        services=[{"nom": "Réparation de smartphones", "type": "aide-materielle"}],
        publics=["tous-publics"],
        frais="payant",
        modes_accueil=["en-presentiel"],
        commune="Lille",
        code_postal="59000",
        code_insee="59350",
        latitude=50.6333,
        longitude=3.0667,
        zone_eligibilite=["59"],
        territoires=["hauts-de-france"],
        telephone="+33320000000",
        site_web="https://phenix.example/",
        lien_source="https://phenix.example/",
    ),
    make_actor(
        id="reseau-libre",
        nom="Réseau Libre",
        sigle="RL",
        description="Un fournisseur d'accès à internet associatif, avec fibre et téléphonie.",
        familles=["telecoms-solidaires"],
        services=[{"nom": "Abonnement internet", "description": "Une connexion fibre."}],
        publics=["seniors", "jeunes"],
        frais="payant",
        modes_accueil=["a-distance"],
        commune="Lyon",
        code_insee="69123",
        latitude=45.7485,
        longitude=4.8467,
        zone_eligibilite=["69"],
        territoires=["auvergne-rhone-alpes"],
    ),
    make_actor(
        id="clic-pour-tous",
        type="programme",
        nom="Clic pour tous",
        description=(
            "Un programme national qui apprend à se servir d'un ordinateur et à faire ses "
            "démarches administratives en ligne. Des aidants accompagnent chaque personne."
        ),
        familles=["inclusion-education-populaire"],
        services=[{"nom": "Ateliers pour débuter", "type": "atelier"}],
        publics=["tous-publics", "associations"],
        frais="gratuit",
        modes_accueil=["en-presentiel", "a-distance"],
        zone_eligibilite=["france"],
        territoires=["france-entiere"],
        competences_recherchees=["bénévoles patients"],
    ),
    make_actor(
        id="logiciels-communs",
        nom="Logiciels Communs",
        description="Une coopérative qui développe des logiciels libres pour les associations.",
        familles=["communs-numeriques", "plateformes-cooperatives"],
        publics=["associations"],
        modes_accueil=["a-distance"],
        territoires=["france-entiere"],
        zone_eligibilite=["france"],
    ),
    make_actor(
        id="mairie-cherche-benevoles",
        type="besoin",
        nom="La mairie cherche des bénévoles",
        description="Une mairie cherche des bénévoles pour animer un Repair Café le samedi.",
        commune="Villeneuve-d'Ascq",
        latitude=50.6189,
        longitude=3.1306,
        territoires=["hauts-de-france"],
    ),
)


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a published index of the small catalogue, made by the hash encoder."""
    home = tmp_path_factory.mktemp("var") / "index"
    build(SMALL_CATALOGUE, HashEncoder(), "hash", home)
    return home


@pytest.fixture(scope="session")
def searcher(small_home: Path) -> Searcher:
    """A searcher over the small catalogue."""
    return Searcher(manifest.read(small_home / versions.CURRENT), HashEncoder())


@pytest.fixture(scope="session")
def settings(small_home: Path) -> Settings:
    """Settings over the small catalogue, words only: no real encoder is opened."""
    return Settings(var=small_home.parent, use_encoder=False, reload_seconds=0.05)


@pytest.fixture(scope="session")
def client(settings: Settings) -> Iterator[TestClient]:
    """A client of the service over the small catalogue."""
    with TestClient(create_app(settings)) as opened:
        yield opened


@pytest.fixture(scope="session")
def real_encoder() -> OnnxEncoder:
    """The encoder that serves; tests that use it are marked `model`."""
    return OnnxEncoder(SERVING, at_once=2)

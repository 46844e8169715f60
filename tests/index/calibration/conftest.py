"""A catalogue of workshops of forty trades, large enough for its confidence to be fitted."""

from __future__ import annotations

import pytest

from index.artefact import manifest, versions
from index.artefact.manifest import Artefact
from index.indexing.build import build
from index.records.models import AnyRecord
from index.taxonomy.thesaurus import Thesaurus
from tests.conftest import make_actor
from tests.hash_encoder import HashEncoder

TRADES = (
    "ordinateurs", "smartphones", "imprimantes", "tablettes", "serveurs", "claviers", "logiciels",
    "formulaires", "messageries", "sauvegardes", "antivirus", "navigateurs", "tableurs", "réseaux",
    "routeurs", "câbles", "écrans", "batteries", "chargeurs", "disques", "photographies", "vidéos",
    "podcasts", "annuaires", "cartographies", "statistiques", "abonnements", "forfaits", "factures",
    "télécopieurs", "capteurs", "drones", "robots", "consoles", "casques", "microphones",
    "enceintes", "projecteurs", "scanners", "horloges",
)  # fmt: skip
OUTSIDE = tuple(
    f"{verb} {thing}"
    for verb in ("cuisiner", "planter", "peindre", "soigner", "naviguer vers", "chanter")
    for thing in (
        "des tomates",
        "une girafe",
        "le mur",
        "un opéra",
        "la baleine",
        "du pain",
        "Mars",
    )
)
"""Requests that no workshop serves."""


def workshops() -> tuple[AnyRecord, ...]:
    """One workshop a trade, with its service and a question."""
    return tuple(
        make_actor(
            id=f"atelier-{place}",
            nom=f"Atelier des {trade}",
            description=f"Nous réparons les {trade} usagés. Des bénévoles montrent les gestes.",
            services=[{"nom": f"Réparation de {trade}", "type": "atelier"}],
            questions=[f"qui peut m'aider avec mes {trade} cassés"],
        )
        for place, trade in enumerate(TRADES)
    )


@pytest.fixture(scope="session")
def workshop_index(tmp_path_factory: pytest.TempPathFactory) -> Artefact:
    """The index of the workshops, without thesaurus, with requests that none serves."""
    home = tmp_path_factory.mktemp("var") / "index"
    examples = Thesaurus({}, {}, OUTSIDE[::2])
    build(workshops(), HashEncoder(), "hash", home, thesaurus=examples)
    return manifest.read(home / versions.CURRENT)

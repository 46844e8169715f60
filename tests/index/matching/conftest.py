"""Fixtures of matching: an index of a few records that declare needs."""

from __future__ import annotations

import pytest

from index.artefact import manifest, versions
from index.artefact.manifest import Artefact
from index.candidates import proposals
from index.indexing.build import build
from index.matching.needs import Matcher
from index.places.gazetteer import Gazetteer
from index.search import scoring
from index.search.retriever import Retriever
from tests.conftest import SMALL_CATALOGUE, make_actor, make_thesaurus
from tests.hash_encoder import HashEncoder
from tests.searchers import make_retriever
from tests.towns import TOWNS

THESAURUS = make_thesaurus(
    reparer="Faire réparer un smartphone",
    internet="Avoir une connexion internet à la maison",
    apprendre="Apprendre à se servir d'un ordinateur",
)
DECLARED = {
    "atelier-phenix": ["reparer"],
    "reseau-libre": ["internet"],
    "clic-pour-tous": ["apprendre"],
}
REPAIRER = make_actor(
    id="repare-tout",
    nom="Réparer un smartphone",
    description="Faire réparer un smartphone à Lille.",
    publics=["tous-publics"],
    territoires=["hauts-de-france"],
    besoins=["internet"],
)
RECORDS = (
    *(each.model_copy(update={"besoins": tuple(DECLARED.get(each.id, ()))})
      for each in SMALL_CATALOGUE),
    REPAIRER,
)  # fmt: skip


@pytest.fixture(scope="package")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Artefact:
    """An index of a few records that declare needs."""
    home = tmp_path_factory.mktemp("besoins") / "index"
    build(RECORDS, HashEncoder(), "hash", home, thesaurus=THESAURUS)
    return manifest.read(home / versions.CURRENT)


@pytest.fixture(scope="package")
def retriever(opened: Artefact) -> Retriever:
    """That index, open."""
    return make_retriever(opened, HashEncoder(), gazetteer=Gazetteer(TOWNS))


@pytest.fixture
def matcher(retriever: Retriever) -> Matcher:
    """What matches its records with needs."""
    return Matcher(retriever)


@pytest.fixture
def candidates(opened: Artefact, monkeypatch: pytest.MonkeyPatch) -> Retriever:
    """That index, open as if it held too many records to score them all: two are proposed."""
    monkeypatch.setattr(scoring, "SCORED_WHOLE", 0)
    for name in ("NEAREST_PASSAGES", "BY_WORDS"):
        monkeypatch.setattr(proposals, name, 1)
    return make_retriever(opened, HashEncoder(), gazetteer=Gazetteer(TOWNS))

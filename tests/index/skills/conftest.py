"""Small indexes: of four occupations, and of records that gather people or seek help."""

from __future__ import annotations

import pytest

from index.artefact import manifest, versions
from index.indexing.build import build
from index.places.gazetteer import Gazetteer
from index.search.retriever import Retriever
from tests.conftest import SMALL_CATALOGUE, make_thesaurus
from tests.hash_encoder import HashEncoder
from tests.index.skills.missions import CODE, NEEDS, RECORDS
from tests.index.skills.missions import REPAIR as REPAIR_ROLE
from tests.index.skills.occupations import CODER, REPAIR, ROME, TEACHER
from tests.searchers import make_retriever
from tests.towns import TOWNS


@pytest.fixture(scope="package")
def helped(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    """A retriever over records that gather people, with the hash encoder."""
    home = tmp_path_factory.mktemp("missions") / "index"
    thesaurus = make_thesaurus(**{need: f"Besoin {need}" for need in NEEDS})
    roles = (REPAIR_ROLE, CODE)
    build(RECORDS, HashEncoder(), "hash", home, thesaurus=thesaurus, occupations=roles)
    opened = manifest.read(home / versions.CURRENT)
    return make_retriever(opened, HashEncoder(), gazetteer=Gazetteer(TOWNS))


@pytest.fixture(scope="package")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    """A retriever over the small catalogue and four occupations, with the hash encoder."""
    home = tmp_path_factory.mktemp("var") / "index"
    occupations = (REPAIR, TEACHER, CODER, ROME)
    build(SMALL_CATALOGUE, HashEncoder(), "hash", home, occupations=occupations)
    opened = manifest.read(home / versions.CURRENT)
    return make_retriever(opened, HashEncoder(), gazetteer=Gazetteer(TOWNS))

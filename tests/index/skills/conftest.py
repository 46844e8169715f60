"""An index of records that gather people or seek help."""

from __future__ import annotations

"""A small index with four occupations, for the tests of skills."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.artefact import manifest, versions
from index.indexing.build import build
from index.places.gazetteer import Gazetteer
from index.search.retriever import Retriever
from tests.conftest import make_thesaurus
from tests.hash_encoder import HashEncoder
from tests.index.skills.missions import CODE, NEEDS, RECORDS, REPAIR
from tests.conftest import SMALL_CATALOGUE
from tests.hash_encoder import HashEncoder
from tests.index.skills.occupations import CODER, REPAIR, ROME, TEACHER
from tests.searchers import make_retriever
from tests.towns import TOWNS


@pytest.fixture(scope="package")
def helped(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    """A retriever over these records, with the hash encoder."""
    home = tmp_path_factory.mktemp("missions") / "index"
    thesaurus = make_thesaurus(**{need: f"Besoin {need}" for need in NEEDS})
    build(RECORDS, HashEncoder(), "hash", home, thesaurus=thesaurus, occupations=(REPAIR, CODE))
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    home: Path = tmp_path_factory.mktemp("var") / "index"
    occupations = (REPAIR, TEACHER, CODER, ROME)
    build(SMALL_CATALOGUE, HashEncoder(), "hash", home, occupations=occupations)
    opened = manifest.read(home / versions.CURRENT)
    return make_retriever(opened, HashEncoder(), gazetteer=Gazetteer(TOWNS))

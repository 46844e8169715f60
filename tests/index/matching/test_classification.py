"""Classification: texts to needs and to occupations, or to none."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.artefact import manifest, versions
from index.errors import EncoderUnavailable
from index.indexing.build import build
from index.matching.classification import Classifier
from index.search.query import Query
from tests.conftest import SMALL_CATALOGUE, make_occupation, make_thesaurus
from tests.hash_encoder import HashEncoder
from tests.searchers import make_retriever

THESAURUS = make_thesaurus(
    reparer="Faire réparer un smartphone", internet="Avoir une connexion internet à la maison"
)
OCCUPATIONS = (
    make_occupation("soudeur", ("Souder des composants",), nom="Soudeur en électronique"),
    make_occupation("mediateur", ("Expliquer sans jargon",), nom="Médiateur numérique"),
)


@pytest.fixture(scope="module")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> Classifier:
    home = tmp_path_factory.mktemp("textes") / "index"
    thesaurus = type(THESAURUS)(THESAURUS.themes, THESAURUS.needs, ("assurance automobile",))
    build(
        SMALL_CATALOGUE,
        HashEncoder(),
        "hash",
        home,
        thesaurus=thesaurus,
        occupations=OCCUPATIONS,
    )
    return Classifier(make_retriever(manifest.read(home / versions.CURRENT), HashEncoder()))


def test_a_need_should_be_told_with_its_likelihood(classifier: Classifier) -> None:
    needs = classifier.classify(Query("faire réparer un smartphone")).needs
    assert needs[0].identifier == "reparer"
    assert 0.5 < needs[0].likelihood <= 1


def test_a_job_title_should_be_told_as_an_occupation(classifier: Classifier) -> None:
    occupations = classifier.classify(Query("médiateur numérique")).occupations
    assert occupations[0].identifier == "mediateur"
    assert classifier.occupation("mediateur").nom == "Médiateur numérique"


def test_what_no_need_covers_should_be_none(classifier: Classifier) -> None:
    assert classifier.classify(Query("assurance automobile")).needs == ()


def test_a_mistaken_text_should_be_told_as_mended(classifier: Classifier) -> None:
    assert classifier.classify(Query("réparer un smartfone")).text == "réparer un smartphone"


def test_without_thesaurus_nor_occupations_nothing_should_be_told(small_home: Path) -> None:
    opened = manifest.read(small_home / versions.CURRENT)
    classified = Classifier(make_retriever(opened, HashEncoder())).classify(Query("souder"))
    assert (classified.needs, classified.occupations) == ((), ())


def test_without_the_encoder_nothing_should_be_classified(small_home: Path) -> None:
    opened = manifest.read(small_home / versions.CURRENT)
    with pytest.raises(EncoderUnavailable):
        Classifier(make_retriever(opened, None)).classify(Query("souder"))

"""Traits of records that an order may weigh."""

from __future__ import annotations

import numpy as np
import pytest

from index.artefact import manifest, versions
from index.candidates.traits import NO_NEED, Traits, traits_of
from index.indexing.build import build
from index.taxonomy.thesaurus import Thesaurus
from tests.conftest import DATA, make_actor
from tests.hash_encoder import HashEncoder

NEEDS = ("bases--courriel", "inclusion--malvoyant")


@pytest.fixture(scope="module")
def traits(tmp_path_factory: pytest.TempPathFactory) -> Traits:
    """The traits of four records, the last first."""
    home = tmp_path_factory.mktemp("traits")
    records = [
        make_actor(id="a", nom="Nom A", besoins=NEEDS[:1], publics=("seniors",),
                   territoires=("corse",)),
        make_actor(id="b", nom="Nom B", besoins=(), territoires=("france-entiere",)),
        make_actor(id="c", nom="Nom C", besoins=NEEDS[::-1], territoires=("belgique",),
                   publics=("personnes-en-situation-de-handicap",)),
        make_actor(id="d", nom="Nom D", besoins=NEEDS[::-1], publics=("tous-publics",),
                   services=[{"nom": "Un atelier", "description": "Réparer ensemble."},
                             {"nom": "Une permanence", "description": "Le mardi matin."}]),
    ]  # fmt: skip
    thesaurus = Thesaurus.read(DATA / "needs.jsonl")
    build(records, HashEncoder(), "hash", home, thesaurus=thesaurus)
    content = manifest.read(home / versions.CURRENT).content
    return traits_of(content, np.array([3, 2, 1, 0]))


def test_what_records_declare_should_be_counted_in_the_order_asked(traits: Traits) -> None:
    assert traits.needs.tolist() == [2, 2, 0, 1]
    assert traits.services.tolist() == [2, 0, 0, 0]
    assert traits.audiences[0] > traits.audiences[3] == 1  # for everybody counts for each


def test_where_records_serve_should_be_told(traits: Traits) -> None:
    assert traits.national.tolist()[1:] == [False, True, False]
    assert traits.abroad.tolist()[1:3] == [True, False]
    assert traits.regions[2] > traits.regions[3] == 1


def test_a_record_for_disabled_people_first_should_be_told(traits: Traits) -> None:
    assert traits.disabled.tolist() == [False, True, False, False]


def test_the_first_need_should_be_its_place_in_the_thesaurus(traits: Traits) -> None:
    assert traits.first_need[2] == NO_NEED
    assert traits.first_need[0] == traits.first_need[1] != traits.first_need[3]

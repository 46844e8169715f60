"""Evaluation of the guided path: choices, cards, needs left out, and what answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.artefact import manifest, versions
from index.evaluation.guide import declared_share, measure
from index.guide.tree import GuideTree
from index.indexing.build import build
from index.search.searcher import Searcher
from tests.conftest import SMALL_CATALOGUE, make_thesaurus
from tests.hash_encoder import HashEncoder
from tests.index.guide.test_tree import screens
from tests.searchers import make_searcher

THESAURUS = make_thesaurus(
    reparer="Réparer un smartphone",
    internet="Avoir une connexion internet",
    apprendre="Apprendre à se servir d'un ordinateur",
)
SERVED = {"atelier-phenix": ("reparer",)}
RECORDS = tuple(
    each.model_copy(update={"besoins": SERVED.get(each.id, ())}) for each in SMALL_CATALOGUE
)
TREE = GuideTree(
    screens(portes=["aide", "reparer"], aide=["un", "internet"], un=["deux"], deux=["perdu"]),
    frequent=("reparer", "perdu"),
)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    home: Path = tmp_path_factory.mktemp("parcours") / "index"
    build(RECORDS, HashEncoder(), "hash", home, thesaurus=THESAURUS)
    return make_searcher(manifest.read(home / versions.CURRENT), HashEncoder())


def test_the_choices_before_each_need_are_counted() -> None:
    measured = measure(TREE, THESAURUS)
    assert measured.mean_choices == pytest.approx(7 / 3)
    assert measured.max_choices == 4
    assert measured.frequent_within == 0.5
    assert (measured.mean_cards, measured.max_cards) == (1.5, 2)


def test_needs_without_a_card_and_cards_without_a_need_are_named() -> None:
    measured = measure(TREE, THESAURUS)
    assert measured.missing == ("apprendre",)
    assert measured.unknown == ("perdu",)


def test_an_empty_path_is_measured_too() -> None:
    measured = measure(GuideTree({}), THESAURUS)
    assert (measured.max_choices, measured.max_cards) == (0, 0)
    assert len(measured.missing) == 3


def test_a_need_is_answered_by_a_record_that_declares_it(searcher: Searcher) -> None:
    assert declared_share(TREE, THESAURUS, searcher) == 0.5
    assert declared_share(GuideTree({}), THESAURUS, searcher) == 0

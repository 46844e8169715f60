"""Evaluation of the guide: screens until a record that answers is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.artefact import manifest, versions
from index.evaluation.guide import GuideWalker
from index.guide.items import needs_of, occupations_of
from index.guide.questionnaire import Guide
from index.indexing.build import build
from index.search.searcher import Searcher
from tests.conftest import SMALL_CATALOGUE, make_occupation, make_thesaurus
from tests.hash_encoder import HashEncoder
from tests.searchers import make_searcher

THESAURUS = make_thesaurus(
    reparer="Réparer un smartphone",
    internet="Avoir une connexion internet",
    apprendre="Apprendre à se servir d'un ordinateur",
)
SERVED = {"atelier-phenix": ("reparer",), "reseau-libre": ("internet",)}
RECORDS = tuple(
    each.model_copy(update={"besoins": SERVED.get(each.id, ())}) for each in SMALL_CATALOGUE
)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    home: Path = tmp_path_factory.mktemp("parcours") / "index"
    occupation = make_occupation("soudeur", ("Souder",), voies=["emploi"])
    build(RECORDS, HashEncoder(), "hash", home, thesaurus=THESAURUS, occupations=(occupation,))
    return make_searcher(manifest.read(home / versions.CURRENT), HashEncoder())


def test_both_ways_should_be_counted(searcher: Searcher) -> None:
    walker = GuideWalker(Guide(needs_of(searcher.retriever.content, THESAURUS)), searcher)
    guided, fixed = walker.compare({"n1": ["atelier-phenix"], "n2": ["reseau-libre"]})
    assert (guided.reached, guided.median, guided.mean) == (1.0, 1.0, 1.0)
    assert fixed.reached == 1.0
    assert fixed.median >= 1


def test_what_is_never_shown_should_count_as_not_reached(searcher: Searcher) -> None:
    walker = GuideWalker(Guide(needs_of(searcher.retriever.content, THESAURUS)), searcher)
    guided, fixed = walker.compare({"n1": ["atelier-phenix"], "n2": ["disparu"]})
    assert (guided.reached, fixed.reached) == (0.5, 0.5)


def test_needs_should_weigh_by_those_who_serve_them(searcher: Searcher) -> None:
    items = needs_of(searcher.retriever.content, THESAURUS)
    weights = dict(zip(items.identifiers, items.weights, strict=True))
    assert weights["reparer"] > weights["apprendre"]
    assert items.attributes[0].values == (frozenset({"theme"}),) * 3


def test_occupations_of_a_source_alone_should_be_asked_about(searcher: Searcher) -> None:
    assert occupations_of(searcher.retriever.content).identifiers == ("soudeur",)
    assert occupations_of(searcher.retriever.content, "rome").identifiers == ()

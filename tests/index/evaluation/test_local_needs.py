"""Tests of the judged needs with a place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.artefact import manifest, versions
from index.errors import EvaluationError
from index.evaluation.local_needs import rank, read_local_needs
from index.indexing.build import build
from index.taxonomy.thesaurus import Thesaurus
from tests.conftest import DATA, make_actor
from tests.hash_encoder import HashEncoder
from tests.searchers import make_searcher
from tests.towns import GAZETTEER

FOLDER = DATA / "evaluation" / "locaux"
TEXT = "être aidé pour un dossier"


def _write(folder: Path, **metadata: object) -> Path:
    query = {"_id": "l001", "text": TEXT, "metadata": metadata}
    (folder / "queries.jsonl").write_text(json.dumps(query), encoding="utf-8")
    grades = "query-id\tcorpus-id\tscore\nl001\tlille\t3\nl001\tguichets\t2\n"
    (folder / "qrels.tsv").write_text(grades, encoding="utf-8")
    return folder


def test_needs_should_be_ranked_for_the_place_of_the_person(tmp_path: Path) -> None:
    description = "Un accueil où être aidé pour un dossier."
    records = [
        make_actor(id="guichets", description=description, zone_eligibilite=["france"]),
        make_actor(id="lille", description=description, zone_eligibilite=["59"]),
    ]
    build(records, HashEncoder(), "hash", tmp_path / "home")
    opened = manifest.read(tmp_path / "home" / versions.CURRENT)
    searcher = make_searcher(opened, HashEncoder(), gazetteer=GAZETTEER)
    needs = read_local_needs(_write(tmp_path, lieu="Lyon", theme="papiers"))
    there, anywhere = rank(needs, searcher), rank(needs, searcher, with_place=False)
    assert there == {"l001": ["guichets"]}
    assert set(anywhere["l001"]) == {"guichets", "lille"}
    assert needs.ndcg(there) < needs.ndcg({"l001": ["lille", "guichets"]}) == 1.0


def test_only_needs_that_a_place_may_serve_should_expect_a_door(tmp_path: Path) -> None:
    needs = read_local_needs(_write(tmp_path, lieu="Lyon", besoins=["papiers"]))
    assert [search.lieu for search in needs.expecting_door] == ["Lyon"]
    assert not read_local_needs(_write(tmp_path, lieu="Lyon")).expecting_door


def test_a_need_without_a_place_should_be_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="« l001 » n'a pas de lieu"):
        read_local_needs(_write(tmp_path, theme="papiers"))


def test_the_needs_of_the_project_should_be_sixty_in_as_many_places() -> None:
    needs = read_local_needs(FOLDER)
    places = {search.lieu for search in needs.searches.values()}
    assert len(needs.searches) == len(places) == 60
    assert set(needs.judged.qrels) == set(needs.searches)
    existing = set(Thesaurus.read(DATA / "needs.jsonl").needs)
    wanted = {need for search in needs.expecting_door for need in search.besoins}
    assert wanted <= existing

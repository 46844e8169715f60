"""Tests of the measure of local searches that lead to a door."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.artefact import manifest, versions
from index.errors import EvaluationError
from index.evaluation.local_searches import (
    LocalSearch,
    by_theme,
    door_of,
    is_possible,
    read_local_searches,
)
from index.indexing.build import build
from index.search.searcher import Searcher
from tests.conftest import DATA, make_actor
from tests.hash_encoder import HashEncoder
from tests.locations import make_location
from tests.searchers import make_searcher
from tests.towns import GAZETTEER

TEXT = "être aidé pour un dossier"
HELP = LocalSearch("papiers", frozenset({"papiers"}), TEXT, "Lille")
RECORDS = [
    make_actor(
        id="guichets",
        nom="Guichets",
        description="Un réseau où être aidé pour un dossier.",
        besoins=["papiers"],
        zone_eligibilite=["france"],
        territoires=["france-entiere"],
    )
]
HERE = {"latitude": 50.64, "longitude": 3.06, "code_insee": "59350", "commune": "Lille"}


def _searcher(home: Path, **fields: object) -> Searcher:
    place = make_location(id="guichet", reseau="guichets", nom="Guichet", **HERE | fields)
    build(RECORDS, HashEncoder(), "hash", home, locations=[place])
    return make_searcher(manifest.read(home / versions.CURRENT), HashEncoder(), gazetteer=GAZETTEER)


def test_a_place_that_one_can_call_and_that_serves_the_need_should_be_a_door(
    tmp_path: Path,
) -> None:
    door = door_of(HELP, _searcher(tmp_path, telephone="+33320000000"))
    assert door is not None
    assert (door.rank, door.name, door.where) == (1, "Guichet", "Lille")
    assert is_possible(HELP, _searcher(tmp_path / "again", telephone="+33320000000"))


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({}, id="nobody can be reached"),
        pytest.param({"telephone": "+33320000000", "besoins": ("autre",)}, id="another need"),
        pytest.param({"telephone": "+33320000000", "latitude": 51.0}, id="forty kilometres away"),
    ],
)
def test_another_place_should_be_no_door(tmp_path: Path, fields: dict[str, object]) -> None:
    searcher = _searcher(tmp_path, **fields)
    assert door_of(HELP, searcher) is None
    assert not is_possible(HELP, searcher)


def test_doors_should_be_counted_by_theme() -> None:
    other = LocalSearch("cours", frozenset(), "apprendre", "Lyon")
    counts = by_theme([HELP, other, HELP], [True, False, True])
    assert counts == {"papiers": 2, "cours": 0}


def test_the_searches_of_the_project_should_be_ten_needs_in_twenty_five_towns() -> None:
    searches = read_local_searches(DATA / "evaluation" / "recherches_locales.tsv")
    assert len(searches) == 250
    assert len({search.lieu for search in searches}) == 25


@pytest.mark.parametrize("text", ["theme\tbesoins\ttexte\n", "theme\tbesoins\ttexte\tlieu\nun\n"])
def test_a_file_of_other_columns_should_be_an_error_with_its_line(
    tmp_path: Path, text: str
) -> None:
    path = tmp_path / "recherches.tsv"
    path.write_text(text)
    with pytest.raises(EvaluationError, match="colonnes attendues"):
        read_local_searches(path)

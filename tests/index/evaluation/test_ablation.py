"""Comparison: each channel, the fusion and what is served, measured over judged needs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.artefact import manifest, versions
from index.evaluation.ablation import DEPTH, FUSED, LEARNED, SERVED, SURE, Row, compare, runs_of
from index.evaluation.metrics import JudgedNeeds, measures
from index.search.query import Query
from index.search.searcher import Searcher
from tests.searchers import make_searcher

NEEDS = JudgedNeeds(
    variants={
        "propre": {
            "1": "réparer un smartphone",
            "2": "abonnement internet",
            "3": "qzxw jkvb",
        },
        "faute": {"1": "réparé un smartfone", "2": "abonement internet", "3": "qzxw jkvb"},
    },
    qrels={"1": {"atelier-phenix": 3}, "2": {"reseau-libre": 3, "clic-pour-tous": 1}},
    scope={"1": True, "2": True, "3": False},
)
METHODS = ["sens", "mots", "orthographe", FUSED, LEARNED, SERVED, SURE]


@pytest.fixture(scope="module")
def rows(searcher: Searcher) -> list[Row]:
    """The table over the small catalogue."""
    return list(compare(searcher, NEEDS).rows)


def test_the_table_should_have_one_row_a_variant_and_method(rows: list[Row]) -> None:
    assert [(row.variant, row.method) for row in rows] == [
        (variant, method) for variant in NEEDS.variants for method in METHODS
    ]


def test_without_an_encoder_the_meaning_should_have_no_row(small_home: Path) -> None:
    words_only = make_searcher(manifest.read(small_home / versions.CURRENT), None)
    assert list(runs_of(words_only, {"1": "vélo"})) == METHODS[1:]


def test_every_row_should_have_every_measure_as_a_share(rows: list[Row]) -> None:
    for row in rows:
        assert list(row.measures) == list(measures())
        assert all(0 <= value <= 1 for value in row.measures.values())


def test_what_is_served_should_answer_both_needs_first_and_the_nonsense_never(
    rows: list[Row],
) -> None:
    (served,) = [row for row in rows if (row.variant, row.method) == ("propre", SERVED)]
    assert served.measures["succès@1"] == 1
    assert (served.answered, served.false_answers) == (1, 0)


def test_the_words_should_answer_nothing_to_nonsense(rows: list[Row]) -> None:
    (words,) = [row for row in rows if (row.variant, row.method) == ("propre", "mots")]
    assert words.false_answers == 0


def test_the_run_served_should_be_what_a_search_gives(searcher: Searcher) -> None:
    text = NEEDS.variants["propre"]["1"]
    hits = searcher.search(Query(text, size=DEPTH)).hits
    assert runs_of(searcher, {"1": text})[SERVED] == {"1": [hit.record.id for hit in hits]}


def test_what_is_served_should_keep_the_order_of_the_fusion(searcher: Searcher) -> None:
    runs = runs_of(searcher, NEEDS.variants["faute"])
    for query, served in runs[SERVED].items():
        assert runs[FUSED][query][: len(served)] == served


def test_records_without_a_score_should_be_left_out_of_a_run(searcher: Searcher) -> None:
    assert runs_of(searcher, {"1": "abonnement"})["mots"] == {"1": ["reseau-libre"]}


def test_the_needs_out_of_scope_should_not_enter_the_measures(searcher: Searcher) -> None:
    texts = {each: text for each, text in NEEDS.variants["propre"].items() if each != "3"}
    without = JudgedNeeds({"propre": texts}, NEEDS.qrels, {"1": True, "2": True})
    with_it = [row.measures for row in compare(searcher, NEEDS).rows if row.variant == "propre"]
    assert [row.measures for row in compare(searcher, without).rows] == with_it


def test_a_row_should_be_written_as_a_line_of_json() -> None:
    line = Row("propre", SERVED, {"succès@1": 0.5}, 0.25, 1.0).to_json()
    assert "\n" not in line
    assert "succès@1" in line
    assert json.loads(line) == {
        "variant": "propre",
        "method": "servi",
        "measures": {"succès@1": 0.5},
        "false_answers": 0.25,
        "kept": 1.0,
    }

"""Evaluation: our measures, by hand and against `ir_measures`, and the reading of judged needs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from csv import DictReader
from pathlib import Path

import ir_measures
import numpy as np
import pytest
from ir_measures import RR, R, Success, nDCG

from index.calibration.reliability import calibration_error
from index.errors import EvaluationError
from index.evaluation.metrics import (
    Estimate,
    JudgedNeeds,
    Measure,
    answer_rate,
    mean,
    measures,
    ndcg,
    paired_bootstrap,
    read_needs,
    read_qrels,
    recall,
    reciprocal_rank,
    success_at_1,
)
from tests.conftest import ROOT

MEASURES = measures()
GOLDEN = ROOT / "tests" / "golden" / "run.tsv"
"""The order of the fusion, with the real encoder, for the clean variant of the judged needs."""
QRELS = read_qrels(ROOT / "data" / "evaluation" / "qrels.tsv")
GRADES = {"a": 3, "b": 2, "c": 1, "d": 0}
REFERENCES = {
    "nDCG@10": nDCG(dcg="exp-log2") @ 10,
    "succès@1": Success(rel=2) @ 1,
    "rappel@10": R(rel=2) @ 10,
    "MRR": RR(rel=2),
}
GDEVAL_DECIMALS = 5
"""`ir_measures` takes its exponential nDCG from gdeval, which prints this many decimals."""


def golden_run() -> dict[str, list[str]]:
    """Query id -> record ids, best first, of the committed run."""
    run: dict[str, list[str]] = {}
    with GOLDEN.open(encoding="utf-8", newline="") as stream:
        rows = sorted(DictReader(stream, delimiter="\t"), key=lambda row: int(row["rank"]))
    for row in rows:
        run.setdefault(row["query"], []).append(row["record"])
    return run


def reference(name: str, run: Mapping[str, Sequence[str]]) -> float:
    """The mean over judged queries by `ir_measures`; gdeval wants queries named by a number."""
    number = {each: str(place) for place, each in enumerate(sorted(QRELS), start=1)}
    qrels = [
        ir_measures.Qrel(number[query], record, grade)
        for query, grades in QRELS.items()
        for record, grade in grades.items()
    ]
    scored = [
        ir_measures.ScoredDoc(number[query], record, -float(rank))
        for query, ranking in run.items()
        if query in number
        for rank, record in enumerate(ranking)
    ]
    measure = REFERENCES[name]
    return float(ir_measures.calc_aggregate([measure], qrels, scored)[measure])


every_measure = pytest.mark.parametrize("name", MEASURES)


@every_measure
def test_a_measure_should_agree_with_ir_measures_on_a_real_run(name: str) -> None:
    run = golden_run()
    ours = mean(MEASURES[name], QRELS, run, list(QRELS))
    assert 0.3 < ours < 1
    assert ours == pytest.approx(reference(name, run), abs=10**-GDEVAL_DECIMALS)


@every_measure
def test_a_judged_query_that_the_run_lacks_should_count_as_zero_for_both(name: str) -> None:
    run = golden_run()
    for query in list(QRELS)[::3]:
        del run[query]
    ours = mean(MEASURES[name], QRELS, run, list(QRELS))
    assert ours < mean(MEASURES[name], QRELS, golden_run(), list(QRELS))
    assert ours == pytest.approx(reference(name, run), abs=10**-GDEVAL_DECIMALS)


@pytest.mark.parametrize(
    ("ranking", "gain"),
    [
        pytest.param(["a", "b", "c"], 7 + 3 / math.log2(3) + 1 / 2, id="ideal"),
        pytest.param(["c", "x", "a"], 1 + 7 / 2, id="best one third"),
        pytest.param(["d", "x"], 0, id="no answer"),
        pytest.param([], 0, id="nothing found"),
        pytest.param(["x"] * 10 + ["a"], 0, id="beyond ten"),
    ],
)
def test_ndcg_should_be_that_computed_by_hand(ranking: list[str], gain: float) -> None:
    ideal = 7 + 3 / math.log2(3) + 1 / 2
    assert ndcg(GRADES, ranking) == pytest.approx(gain / ideal)


def test_ndcg_should_not_ask_for_more_answers_than_can_be_shown() -> None:
    grades = {str(each): 3 for each in range(20)}
    assert ndcg(grades, [str(each) for each in range(10)]) == pytest.approx(1)


@pytest.mark.parametrize(
    ("ranking", "expected"), [(["b", "x"], 1), (["c", "a"], 0), (["x", "a"], 0), ([], 0)]
)
def test_success_should_ask_for_an_answer_in_first_place(
    ranking: list[str], expected: float
) -> None:
    assert success_at_1(GRADES, ranking) == expected


@pytest.mark.parametrize(
    ("ranking", "expected"),
    [(["b", "x"], 0.5), (["x", "b", "a"], 1), (["c", "d"], 0), (["x"] * 10 + ["a"], 0), ([], 0)],
)
def test_recall_should_be_the_share_of_answers_among_the_first_ten(
    ranking: list[str], expected: float
) -> None:
    assert recall(GRADES, ranking) == expected


@pytest.mark.parametrize(
    ("ranking", "expected"),
    [(["a"], 1), (["x", "b", "a"], 1 / 2), (["c"] * 4 + ["a"], 1 / 5), (["c"], 0), ([], 0)],
)
def test_reciprocal_rank_should_be_that_of_the_first_answer(
    ranking: list[str], expected: float
) -> None:
    assert reciprocal_rank(GRADES, ranking) == pytest.approx(expected)


@pytest.mark.parametrize("measure", MEASURES.values(), ids=list(MEASURES))
@pytest.mark.parametrize("grades", [{}, {"a": 0}], ids=["not judged", "no answer"])
def test_a_query_without_an_answer_should_measure_zero(
    measure: Measure, grades: dict[str, int]
) -> None:
    assert measure(grades, ["a", "b"]) == 0


def test_a_mean_should_count_queries_that_are_not_judged() -> None:
    assert mean(success_at_1, {"1": {"a": 3}}, {"1": ["a"], "2": ["a"]}, ["1", "2"]) == 0.5


def test_a_mean_over_no_query_should_be_refused() -> None:
    with pytest.raises(EvaluationError, match="Aucune requête"):
        mean(ndcg, {}, {}, [])


def test_likelihoods_that_come_true_as_often_as_said_should_have_no_error() -> None:
    said = np.array([0.25] * 4 + [0.75] * 4)
    right = np.array([True, False, False, False, True, True, True, False])
    assert calibration_error(said, right) == pytest.approx(0)
    assert calibration_error(said, ~right) == pytest.approx(0.5)


def test_a_difference_should_be_real_when_every_query_shows_it() -> None:
    mean_difference, low, high = paired_bootstrap(np.full(30, 0.1))
    assert (mean_difference, low, high) == pytest.approx((0.1, 0.1, 0.1))
    _, low, high = paired_bootstrap(np.array([1.0, -1.0] * 20))
    assert low < 0 < high


@pytest.mark.parametrize(
    ("queries", "expected"), [(["1", "2"], 0.5), (["2", "3"], 0), (["1"], 1), ([], 0)]
)
def test_the_answer_rate_should_be_the_share_of_queries_that_get_one(
    queries: list[str], expected: float
) -> None:
    assert answer_rate({"1": ["a"], "2": []}, queries) == expected


def test_only_queries_in_scope_with_an_answer_should_be_answerable() -> None:
    needs = JudgedNeeds(
        variants={},
        qrels={"1": {"a": 2}, "2": {"a": 1}, "4": {"a": 3}},
        scope={"1": True, "2": True, "3": True, "4": False},
    )
    assert needs.answerable == ("1",)
    assert needs.out_of_scope == ("4",)


def write_needs(folder: Path, **files: str) -> Path:
    """A folder of judged needs: sound ones, but for the files given (name without extension)."""
    contents = {
        "queries.jsonl": '{"_id": "1", "text": "réparer"}\n{"_id": "2", "text": "pizza", '
        '"metadata": {"portee": "hors-sujet"}}\n',
        "queries.faute.jsonl": '{"_id": "1", "text": "réparé"}\n',
        "qrels.tsv": "query-id\tcorpus-id\tscore\n1\tatelier\t3\n1\tmairie\t0\n",
    }
    names = {"propre": "queries.jsonl", "faute": "queries.faute.jsonl", "qrels": "qrels.tsv"}
    for name, text in (contents | {names[each]: text for each, text in files.items()}).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_judged_needs_should_be_read_with_their_variants_and_scope(tmp_path: Path) -> None:
    assert read_needs(write_needs(tmp_path)) == JudgedNeeds(
        variants={"propre": {"1": "réparer", "2": "pizza"}, "faute": {"1": "réparé"}},
        qrels={"1": {"atelier": 3, "mairie": 0}},
        scope={"1": True, "2": False},
    )


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        pytest.param("propre", '{"_id": "1"}', r"queries\.jsonl:1", id="no text"),
        pytest.param("propre", '{"text": "vélo"}', r"queries\.jsonl:1", id="no id"),
        pytest.param("propre", "[1]", r"queries\.jsonl:1", id="no object"),
        pytest.param("faute", '{"_id": "1", "text": "a"}\n{', r"faute\.jsonl:2", id="no JSON"),
        pytest.param(
            "faute", '{"_id": "9", "text": "a"}', r"faute\.jsonl : besoin inconnu « 9 »", id="other"
        ),
        pytest.param(
            "qrels", "query-id\tcorpus-id\tscore\n1\ta\t3\n1\tb\tx", r"qrels\.tsv:3", id="no grade"
        ),
        pytest.param("qrels", "query-id\tcorpus-id\tscore\n1\ta", r"qrels\.tsv:2", id="cut line"),
        pytest.param("qrels", "1\ta\t3\n1\tb\t2", r"qrels\.tsv:2", id="no header"),
    ],
)
def test_a_line_that_cannot_be_read_should_be_named(
    file: str, text: str, message: str, tmp_path: Path
) -> None:
    with pytest.raises(EvaluationError, match=message):
        read_needs(write_needs(tmp_path, **{file: text}))


@pytest.mark.parametrize("name", ["queries.jsonl", "qrels.tsv"])
def test_a_file_that_is_absent_should_be_named(name: str, tmp_path: Path) -> None:
    (write_needs(tmp_path) / name).unlink()
    with pytest.raises(EvaluationError, match=f"{name} est illisible"):
        read_needs(tmp_path)


def test_an_estimate_should_tell_its_interval() -> None:
    estimate = Estimate.of([0.0, 1.0, 1.0, 1.0])
    assert estimate.low < estimate.mean == 0.75 <= estimate.high
    assert str(Estimate(0.5, 0.25, 1.0)) == "0.500 [0.250, 1.000]"

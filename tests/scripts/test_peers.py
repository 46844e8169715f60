"""The comparison with other engines: what is measured, and a peer that is not there."""

from io import StringIO

import pytest
from rich.console import Console

from index.evaluation.metrics import JudgedNeeds
from scripts.peers.comparison import run_peer
from scripts.peers.peer import Absent
from scripts.peers.table import METRICS, OURS, Line, lines, table

NEEDS = JudgedNeeds(
    variants={"propre": {"a": "donner un ordinateur", "b": "wifi", "c": "pizza"}},
    qrels={"a": {"ecodair": 3, "emmaus": 2}, "b": {"scani": 3}},
    scope={"a": True, "b": True, "c": False},
)
RUNS = {
    OURS: {"a": ["ecodair", "emmaus"], "b": ["scani"], "c": ["scani"]},
    "pair": {"a": ["scani"], "b": ["ecodair", "scani"]},
}


def measured() -> list[Line]:
    return list(lines("propre", NEEDS, RUNS))


def test_each_engine_is_measured_on_answerable_needs_only() -> None:
    ours, peer = measured()
    assert (ours.engine, peer.engine) == (OURS, "pair")
    assert [ours.measures[name] for name in METRICS] == [1.0, 1.0]
    assert peer.measures["succès@1"] == 0.0
    assert 0 < peer.measures["nDCG@10"] < 0.5


def test_the_difference_is_ours_minus_the_peer() -> None:
    ours, peer = measured()
    assert ours.difference is None
    assert peer.difference is not None
    assert peer.difference.mean == pytest.approx(1.0 - peer.measures["nDCG@10"])
    assert peer.difference.is_real


def test_the_table_shows_measures_and_interval() -> None:
    out = StringIO()
    Console(file=out, width=120).print(table(measured()))
    row = next(line for line in out.getvalue().splitlines() if "pair" in line)
    assert "0.000" in row
    assert "+" in row
    assert "oui" in row


def test_a_line_is_one_line_of_json() -> None:
    assert "\n" not in measured()[1].to_json()


def test_a_peer_without_its_package_is_absent() -> None:
    with pytest.raises(Absent, match="orientess"):
        run_peer("inconnu.opened", [], {})

"""Weights of pages: what is added up, and the table that people read."""

from __future__ import annotations

import os

import pytest

from scripts.lighthouse import lost_points
from scripts.measure_pages import Weight, cpu_seconds, table

LIGHT = Weight(2, 0, {"HTML": 2.5, "CSS": 4.0}, elements=47, lcp_ms=123.4, shift=0.0)


def test_a_weight_should_be_the_sum_of_its_kinds() -> None:
    assert LIGHT.total_kb == pytest.approx(6.5)
    assert (LIGHT.index.score, LIGHT.index.grade) == (95, "A")


def test_a_table_should_tell_each_figure_under_its_name() -> None:
    heads, rule, row = (line.split(" | ") for line in table({"accueil": LIGHT}).splitlines())
    told = dict(zip(heads, row, strict=True))
    assert told["Ko"] == "6.5"
    assert told["JS"] == "0.0"
    assert told["EcoIndex"] == "95 A"
    assert rule


def test_the_time_of_a_process_should_grow_with_its_work() -> None:
    before = cpu_seconds(os.getpid())
    while cpu_seconds(os.getpid()) == before:
        sum(range(100_000))
    assert cpu_seconds(os.getpid()) > before > 0


def test_faults_should_be_those_that_cost_points() -> None:
    audits = {
        "lost": {"title": "Perdu", "score": 0.5, "displayValue": "70 ms"},
        "won": {"title": "Gagné", "score": 1},
        "silent": {"title": "Sans note", "score": None},
        "free": {"title": "Sans poids", "score": 0},
    }
    weighed = [{"id": name, "weight": int(name != "free")} for name in audits]
    empty: dict[str, list[str]] = {"auditRefs": []}
    categories = {
        "performance": {"auditRefs": weighed},
        "accessibility": empty,
        "best-practices": empty,
        "seo": empty,
    }
    report = {"audits": audits, "categories": categories}
    assert lost_points(report) == ["performance : Perdu 70 ms"]

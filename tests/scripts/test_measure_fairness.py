"""Fairness: the most costly request, the table that people read, and the bars."""

from __future__ import annotations

from collections import Counter

import pytest

from scripts.costly_requests import Cost, Operation
from scripts.measure_fairness import Load, Priced, missed, table, too_costly

OK, BUSY, OVER = 200, 503, 429
IDLE = Load("au repos", [20.0] * 100, Counter({OK: 100}))


def attacked(ms: float, statuses: dict[int, int], attacks: dict[int, int]) -> Load:
    times = [ms] * sum(statuses.values())
    return Load("1 clé", times, Counter(statuses), Counter(attacks))


def test_a_route_whose_unit_costs_more_than_three_searches_should_be_told() -> None:
    routes = [
        Priced(Operation("GET", path, {}, {}), Cost(ms, units, OK))
        for path, ms, units in (("/cher", 61.0, 1), ("/gros", 610.0, 11), ("/peu", 2.0, 1))
    ]
    assert too_costly(routes, 20.0) == ["GET /cher : 3.0 fois une recherche par unité"]
    assert routes[1].row(20.0).split() == ["GET", "/gros", "200", "610.0", "11", "55.5", "2.77"]


def test_a_service_that_is_fair_should_miss_nothing() -> None:
    assert missed([IDLE, attacked(59.9, {OK: 100}, {OK: 20, OVER: 40, BUSY: 3})]) == []


@pytest.mark.parametrize(
    ("load", "fault"),
    [
        (attacked(25, {OK: 99, BUSY: 1}, {OK: 20}), "1 clé : réponses {200: 99, 503: 1}"),
        (attacked(60, {OK: 100}, {OK: 20}), "1 clé : p95 3.00 fois celui au repos"),
        (attacked(25, {OK: 100}, {422: 20}), "1 clé : aucune demande coûteuse n'a abouti"),
    ],
    ids=["busy", "slow", "no attack"],
)
def test_each_bar_that_is_missed_should_be_reported(load: Load, fault: str) -> None:
    assert missed([IDLE, load]) == [fault]


def test_a_table_should_show_each_load_beside_the_idle_service() -> None:
    head, idle, busy = table(
        [IDLE, attacked(50, {OK: 99, BUSY: 1}, {OVER: 40, OK: 20})]
    ).splitlines()
    assert head.split()[:2] == ["recherches", "503"]
    assert idle.split() == ["au", "repos", "100", "0", "20.0", "20.0", "1.00", "–"]
    assert busy.endswith("100     1     50.0     50.0    2.50  200 : 20, 429 : 40")

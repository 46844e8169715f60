"""Fairness: the most costly request, the table that people read, and the bars."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from index.search.query import MAX_PROFILE_CHARS, MAX_SKILL_CHARS
from index.skills.profile import MAX_SKILLS
from scripts.measure_fairness import Load, missed, table, worst_body
from service.skills.schemas import ProfileParameters

OK, BUSY, OVER = 200, 503, 429
IDLE = Load("au repos", [20.0] * 100, Counter({OK: 100}))


def attacked(ms: float, statuses: dict[int, int], attacks: dict[int, int]) -> Load:
    times = [ms] * sum(statuses.values())
    return Load("1 clé", times, Counter(statuses), Counter(attacks))


def test_the_worst_body_should_be_as_long_as_the_api_allows() -> None:
    query = ProfileParameters(**json.loads(worst_body(0))).query
    assert len(query.text) > 0.9 * MAX_PROFILE_CHARS
    assert len(set(query.skills)) == MAX_SKILLS
    assert min(map(len, query.skills)) > 0.8 * MAX_SKILL_CHARS


def test_two_worst_bodies_should_have_no_text_in_common() -> None:
    first, second = (json.loads(worst_body(seed)) for seed in range(2))
    assert first["profil"] != second["profil"]
    assert not set(first["competences"]) & set(second["competences"])
    assert worst_body(1, skills=3) == worst_body(1, skills=3)


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

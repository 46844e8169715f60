"""The order in which results are shown: groups, what serves near, then what is nearest."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from index.search.arrangement import (
    GENERAL,
    GROUPS,
    LIKELY,
    OWN,
    Arrangement,
    elsewhere_of,
    serving_near,
)
from index.search.results import Group

NEAR, REGION, ANYWHERE, ABROAD, NATIONAL = (
    GROUPS.index(each)
    for each in (Group.NEAR, Group.REGION, Group.ANYWHERE, Group.ABROAD, Group.NATIONAL)
)
EVERY = np.arange(4)


def arrangement(groups: list[int], **columns: Any) -> Arrangement:
    """Four records in these groups, alike but for some columns."""
    values = {
        "scores": np.array([0.5, 0.5, 0.5, 0.5]), "serving": np.full(4, OWN),
        "effort": np.full(4, 1.0), "reachable": np.ones(4, bool), "elsewhere": np.zeros(4, bool),
    }  # fmt: skip
    values |= {name: np.array(column) for name, column in columns.items()}
    return Arrangement(groups=np.array(groups, dtype=np.int8), **values)


def test_groups_should_come_in_their_order_whatever_the_scores() -> None:
    placed = arrangement([ABROAD, ANYWHERE, NATIONAL, NEAR], scores=[0.9, 0.8, 0.1, 0.2])
    assert placed.by_relevance(EVERY).tolist() == [2, 3, 1, 0]


def test_a_place_known_to_do_it_should_come_before_its_network_in_general() -> None:
    near = arrangement([NEAR] * 4, serving=[LIKELY, GENERAL, OWN, OWN], effort=[1, 1, 9, 3])
    assert near.by_relevance(EVERY).tolist() == [3, 2, 1, 0]


def test_elsewhere_than_near_the_score_should_decide() -> None:
    region = arrangement([REGION] * 4, effort=[1, 2, 3, 4], scores=[0.1, 0.4, 0.3, 0.2])
    assert region.by_relevance(EVERY).tolist() == [1, 2, 3, 0]


def test_of_those_alike_what_one_can_reach_should_come_first() -> None:
    alike = arrangement(
        [ANYWHERE] * 4, scores=[0.503, 0.502, 0.501, 0.3], reachable=[False, True, True, True]
    )
    assert alike.by_relevance(EVERY).tolist() == [1, 2, 0, 3]


def test_by_distance_groups_should_still_come_in_their_order() -> None:
    placed = arrangement([ANYWHERE, NEAR, NEAR, NEAR])
    km = np.array([np.inf, 9.0, 2.0, 1.0])
    doubtful = np.array([False, False, False, True])
    assert placed.by_distance(EVERY, km, doubtful).tolist() == [2, 1, 3, 0]


def test_what_does_not_serve_in_the_region_should_be_left_out_when_others_answer() -> None:
    placed = arrangement([REGION, ANYWHERE, NEAR, REGION], serving=[0, 0, OWN, OWN])
    every = np.ones(4, bool)
    assert placed.worth_showing(every).tolist() == [False, True, True, True]
    alone = np.array([True, False, False, False])
    assert placed.worth_showing(alone).tolist() == alone.tolist()


def test_only_what_is_known_to_serve_near_should_be_shown_however_unlikely() -> None:
    placed = arrangement([NEAR, NEAR, NEAR, REGION], serving=[OWN, GENERAL, LIKELY, OWN])
    assert placed.near.tolist() == [True, True, False, False]


def test_a_record_should_serve_by_its_place_its_network_or_its_text() -> None:
    nearest: Any = SimpleNamespace(
        distances=SimpleNamespace(located=np.array([True, True, True, False])),
        share=np.array([0.5, 0.5, 0.0, 0.0]),
        lists_need=np.array([True, False, False, False]),
    )
    declared = np.array([0.5, 0.5, 0.5, 0.5], dtype=np.float32)
    likely = np.array([False, False, True, False])
    assert serving_near(nearest, declared, likely).tolist() == [OWN, GENERAL, LIKELY, OWN]
    assert serving_near(nearest, None, likely).tolist() == [0, 0, LIKELY, 0]


def test_without_a_place_what_serves_one_town_should_come_after_what_serves_all() -> None:
    view: Any = SimpleNamespace(everywhere=np.array([True, True, False]))
    likely = np.array([True, False, True])
    assert elsewhere_of(view, None, likely).tolist() == [False, True, True]

"""EcoIndex: values worked out by hand from the published quantiles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.ecoindex import QUANTILES_ELEMENTS, ecoindex, grade, quantile


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (0, 0),
        (23.5, 0.5),  # half-way to 47
        (47, 1),
        (61, 1.5),  # half-way from 47 to 75
        (603, 10),
        (594601, 20),
        (1_000_000, 20),  # beyond the last quantile
    ],
)
def test_a_quantile_should_be_interpolated(value: float, place: float) -> None:
    assert quantile(QUANTILES_ELEMENTS, value) == pytest.approx(place)


@pytest.mark.parametrize(
    ("elements", "requests", "kilobytes", "score"),
    [
        (0, 0, 0, 100),
        (47, 2, 1.37, 95),  # 100 - 5 (3 + 2 + 1) / 6
        (75, 15, 144.7, 90),  # 100 - 5 (6 + 4 + 2) / 6
        (603, 78, 1448.32, 50),  # the medians: 100 - 5 x 60 / 6
        (298, 2, 1.37, 85),  # 100 - 5 (15 + 2 + 1) / 6
        (2479, 281, 8037.54, 5),  # 100 - 5 x 114 / 6
        (594601, 3920, 223212.26, 0),
    ],
)
def test_a_score_should_be_that_of_the_formula(
    elements: int, requests: int, kilobytes: float, score: int
) -> None:
    assert ecoindex(elements, requests, kilobytes).score == score


@pytest.mark.parametrize(
    ("score", "letter"),
    [(100, "A"), (81, "A"), (80, "B"), (70, "C"), (55, "D"), (40, "E"), (25, "F"), (10, "G")],
)
def test_a_grade_should_be_earned_above_its_bound(score: int, letter: str) -> None:
    assert grade(score) == letter


def test_gases_and_water_should_be_drawn_from_the_score_alone() -> None:
    median, light = ecoindex(603, 78, 1448.32), ecoindex(75, 15, 144.7)
    assert (median.gases_g, median.water_cl) == (2.0, 3.0)
    assert (light.gases_g, light.water_cl) == (1.2, 1.8)  # 2 - 2 x 0.4 and 3 - 3 x 0.4


@given(st.integers(0, 10_000), st.integers(0, 1000), st.floats(0, 10_000))
def test_a_heavier_page_should_never_be_worth_more(
    elements: int, requests: int, kilobytes: float
) -> None:
    score = ecoindex(elements, requests, kilobytes).score
    assert 0 <= score <= 100
    assert ecoindex(elements + 50, requests, kilobytes).score <= score
    assert ecoindex(elements, requests + 5, kilobytes).score <= score
    assert ecoindex(elements, requests, kilobytes + 100).score <= score

"""Outcomes: alive, dead, moved, renamed or undecided, from the end of a link."""

from __future__ import annotations

import httpx
import pytest

from index.links.outcomes import LABELS, TO_HOME, TO_HTTPS, Outcome, Verdict, verdict

PAGE = "https://lieu.test/ateliers"


def outcome_of(end: str, status: int = 200, start: str = PAGE) -> Verdict:
    return verdict(httpx.URL(start), httpx.URL(end), status)


@pytest.mark.parametrize("status", [200, 204, 206])
def test_a_page_that_answers_should_be_alive(status: int) -> None:
    assert outcome_of(PAGE, status) == Verdict(Outcome.ALIVE, status=status)


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_should_be_dead(status: int) -> None:
    assert outcome_of(PAGE, status) == Verdict(Outcome.DEAD, f"réponse {status}", None, status)


def test_a_redirection_to_a_page_that_is_gone_should_be_dead() -> None:
    end = "https://lieu.test/absent"
    assert outcome_of(end, 404) == Verdict(Outcome.DEAD, "réponse 404", end, 404)


@pytest.mark.parametrize("status", [304, 401, 403, 418, 429, 500, 502, 503])
def test_any_other_answer_should_be_undecided(status: int) -> None:
    result = outcome_of(PAGE, status)
    assert result.outcome is Outcome.UNDECIDED
    assert f"réponse {status}" in result.reason


@pytest.mark.parametrize(
    ("start", "end", "outcome", "reason"),
    [
        (PAGE, "https://lieu.test/les-ateliers", Outcome.MOVED, ""),
        (PAGE, "https://www.lieu.test/ateliers/", Outcome.MOVED, ""),
        (PAGE, "https://lieu.test/", Outcome.MOVED, TO_HOME),
        ("http://lieu.test/a?b=1", "https://lieu.test/a?b=1", Outcome.MOVED, TO_HTTPS),
        ("http://lieu.test/", "https://lieu.test/", Outcome.MOVED, TO_HTTPS),
        (PAGE, "https://autre.test/ateliers", Outcome.RENAMED, ""),
        (PAGE, "https://autre.test/", Outcome.RENAMED, TO_HOME),
        ("https://lieu.test/", "https://autre.test/", Outcome.RENAMED, ""),
    ],
)
def test_a_redirection_should_say_where_the_page_went(
    start: str, end: str, outcome: Outcome, reason: str
) -> None:
    assert outcome_of(end, start=start) == Verdict(outcome, reason, end, 200)


def test_every_outcome_should_have_a_label() -> None:
    assert set(LABELS) == set(Outcome)

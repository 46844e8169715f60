"""Error responses in the OpenAPI document."""

from __future__ import annotations

import pytest

from service.http.problems import DETAILS, MEDIA_TYPE, TITLES, Problem
from service.http.responses import FORBIDDEN, NOT_FOUND, TOO_MANY, UNAUTHORISED, documented


@pytest.mark.parametrize(
    ("response", "status"),
    [(UNAUTHORISED, 401), (FORBIDDEN, 403), (NOT_FOUND, 404), (TOO_MANY, 429)],
)
def test_an_example_should_be_a_problem_of_its_status(
    response: dict[str, object], status: int
) -> None:
    content = response["content"]
    assert isinstance(content, dict)
    problem = Problem.model_validate(content[MEDIA_TYPE]["example"])
    assert (problem.status, problem.title) == (status, TITLES[status])


def test_an_example_without_message_should_have_that_of_its_status() -> None:
    example = documented("Corps illisible", 400)["content"][MEDIA_TYPE]["example"]
    assert example["detail"] == DETAILS[400]


def test_a_refusal_over_quota_should_document_when_to_retry() -> None:
    assert TOO_MANY["headers"]["Retry-After"]["schema"]["minimum"] == 1

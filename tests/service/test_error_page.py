"""Error pages."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from service.error_page import problem_page
from service.http.problems import ErrorResponse
from service.widget.options import ADDRESS as WIDGET


def request_for(path: str) -> Request:
    return Request(
        {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []}
    )


@pytest.mark.parametrize("status", [404, 429, 500])
def test_a_page_should_have_the_status_and_title_of_its_error(status: int) -> None:
    problem = ErrorResponse(status).problem
    response = problem_page(request_for("/fiches/x"), problem)
    assert response.status_code == status
    assert problem.title in bytes(response.body).decode()


def test_a_message_equal_to_the_title_should_be_written_once() -> None:
    problem = ErrorResponse(500, "Erreur interne").problem
    text = bytes(problem_page(request_for("/fiches/x"), problem).body).decode()
    assert "<p>Erreur interne</p>" not in text


def test_only_the_error_of_a_widget_should_be_framed_by_any_site() -> None:
    problem = ErrorResponse(404).problem
    framed = problem_page(request_for(WIDGET), problem).headers["Content-Security-Policy"]
    assert "frame-ancestors *" in framed
    assert "Content-Security-Policy" not in problem_page(request_for("/"), problem).headers

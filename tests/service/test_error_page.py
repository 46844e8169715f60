"""Error pages."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from starlette.requests import Request

from service.error_page import problem_page
from service.http.problems import ErrorResponse
from service.widget.options import ADDRESS as WIDGET
from tests.service.page import Page, read


def request_for(path: str, query: str = "", method: str = "GET") -> Request:
    scope = {"type": "http", "method": method, "path": path, "headers": []}
    return Request({**scope, "query_string": query.encode()})


def shown(request: Request, status: int) -> Page:
    """The page of an error."""
    return Page(bytes(problem_page(request, ErrorResponse(status).problem).body).decode())


@pytest.mark.parametrize("status", [413, 429, 500])
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
    problem = ErrorResponse(403).problem
    framed = problem_page(request_for(WIDGET), problem).headers["Content-Security-Policy"]
    assert "frame-ancestors *" in framed
    assert "Content-Security-Policy" not in problem_page(request_for("/"), problem).headers


@pytest.mark.parametrize(("path", "action"), [("/recherche", "/recherche"), ("/aidant", "/aidant")])
@pytest.mark.parametrize("status", [429, 503])
def test_too_many_requests_should_lose_nothing_of_what_was_typed(
    path: str, action: str, status: int
) -> None:
    page = shown(request_for(path, "q=un+ordi+%3C&lieu=Lens"), status)
    assert page.field("q")["value"] == "un ordi <"
    assert page.field("lieu")["value"] == "Lens"
    assert page.all("form")[0]["action"] == action
    assert "Essayer de nouveau" in page.texts("a")


@pytest.mark.parametrize(("status", "method"), [(422, "GET"), (429, "POST")])
def test_what_cannot_be_sent_again_should_have_no_link_to(status: int, method: str) -> None:
    page = shown(request_for("/recherche", "q=x", method), status)
    assert "Essayer de nouveau" not in page.texts("a")


def test_an_address_that_does_not_exist_should_lead_somewhere(client: TestClient) -> None:
    page = read(client, "/nulle-part", 404)
    links = [each["href"] for each in page.all("a")]
    assert "/parcours" in links
    assert len([each for each in links if each.startswith("/themes/")]) >= 8
    assert page.all("form")[0]["action"] == "/recherche"
    assert "hero" not in [each.get("class") for each in page.all("section")]

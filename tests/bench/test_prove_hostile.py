"""The proof by hostile requests: which answers are faults of the service."""

from __future__ import annotations

import json

import pytest

from bench.proofs.hostile import Hostile
from bench.prove_hostile import NO_REQUEST, Reply, defect_of
from service.http.problems import MEDIA_TYPE, ErrorResponse

PROBLEM = json.dumps(ErrorResponse(404).problem.model_dump())
SEARCH = "/api/v1/search?q=a"
BROWSER = {"Accept": "text/html"}


@pytest.mark.parametrize(
    ("path", "headers", "reply", "expected"),
    [
        (SEARCH, {}, Reply(200), ""),
        (SEARCH, {}, Reply(0), "sans réponse"),
        (SEARCH, {}, Reply(500, MEDIA_TYPE, "x"), "500 : x"),
        (SEARCH, {}, Reply(503, MEDIA_TYPE, PROBLEM), f"503 : {PROBLEM[:200]}"),
        (SEARCH, {}, Reply(404, MEDIA_TYPE, PROBLEM), ""),
        (SEARCH, BROWSER, Reply(404, MEDIA_TYPE, PROBLEM), ""),
        (SEARCH, {}, Reply(404, "application/json", PROBLEM), "404 hors du RFC 9457"),
        (SEARCH, {}, Reply(404, MEDIA_TYPE, '{"title": "x"}'), "404 hors du RFC 9457"),
        (SEARCH, {}, Reply(400, "text/plain", NO_REQUEST), ""),
        ("/fiches/x", BROWSER, Reply(404, "text/html; charset=utf-8", "<p>"), ""),
        ("/fiches/x", BROWSER, Reply(404, MEDIA_TYPE, PROBLEM), "404 sans page"),
        ("/fiches/x", {}, Reply(404, MEDIA_TYPE, PROBLEM), ""),
        ("/static/x", BROWSER, Reply(400, "text/plain", "Malformed"), ""),
        ("/mcp", BROWSER, Reply(406, "application/json", "{}"), ""),
    ],
)
def test_an_answer_should_be_judged_by_its_status_and_its_form(
    path: str, headers: dict[str, str], reply: Reply, expected: str
) -> None:
    assert defect_of(Hostile(1, "GET", path, headers), reply) == expected


def test_an_answer_without_a_body_should_be_judged_by_its_status_alone() -> None:
    assert defect_of(Hostile(1, "HEAD", SEARCH), Reply(404, MEDIA_TYPE)) == ""
    assert defect_of(Hostile(1, "HEAD", SEARCH), Reply(500)) == "500 : "

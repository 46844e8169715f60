"""The developers' guide: what it takes from the OpenAPI document, and the calls it gives."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from index.search.searcher import Searcher
from service.developers import handbook
from service.search.formats import FormattedSearch

BASE = "http://testserver"
APOSTROPHE = '{"q": "apprendre à se servir d\'un ordinateur", "frais": ["gratuit"], "size": 2}'


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Any]:
    document: dict[str, Any] = client.get("/api/openapi.json").json()
    return document


@pytest.fixture
def examples(document: dict[str, Any], searcher: Searcher) -> list[handbook.Example]:
    return [
        *handbook.examples(document, searcher),
        handbook.record_example(searcher),
        handbook.error_example(),
    ]


def test_every_route_of_the_document_should_be_told(document: dict[str, Any]) -> None:
    told = [(each.method.lower(), each.path) for each in handbook.operations(document)]
    assert told == [(method, path) for path, each in document["paths"].items() for method in each]
    assert ("post", "/api/v1/search") in told


def test_every_parameter_of_a_search_should_be_told(document: dict[str, Any]) -> None:
    told = {each.name: each for each in handbook.parameters(document)}
    assert set(told) == set(FormattedSearch.model_fields)
    assert [each.name for each in told.values() if each.required] == ["q"]
    assert (told["lat"].kind, told["lat"].least, told["lat"].most) == ("number", -90, 90)
    assert (told["q"].kind, told["q"].most) == ("string", 300)
    assert (told["size"].kind, told["size"].default) == ("integer", "10")
    assert "gratuit" in told["frais"].codes
    assert told["q"].codes == ()


def test_telling_the_parameters_should_leave_the_document_as_it_was(
    document: dict[str, Any],
) -> None:
    before = json.dumps(document)
    assert list(handbook.parameters(document))
    assert json.dumps(document) == before


def test_an_example_should_answer_as_the_api_does(
    examples: list[handbook.Example], client: TestClient
) -> None:
    for example in examples:
        answer = client.get(example.address).json()
        shown = json.loads(example.answer)
        assert set(shown) <= set(answer)
        assert [each for each in shown if answer[each] in (None, [], "")] == []
    assert [json.loads(each.answer).get("status") for each in examples] == [None, None, None, 422]


def test_an_example_should_show_the_beginning_of_an_answer(
    examples: list[handbook.Example],
) -> None:
    for example in examples:
        for text in texts(json.loads(example.answer)):
            assert len(text) <= handbook.SHOWN_CHARS + 1
    found = json.loads(examples[0].answer)["items"]
    assert isinstance(found[0]["fiche"]["nom"], str)
    assert found[1:] in ([], ["…"])


def test_plain_lists_should_be_read_on_one_line(examples: list[handbook.Example]) -> None:
    assert '"familles": ["economie-circulaire"]' in examples[2].answer


def texts(value: Any) -> Iterator[str]:
    """Every text of some JSON."""
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from texts(each)
        case list():
            for each in value:
                yield from texts(each)


def test_the_call_by_curl_should_send_the_need_to_the_search() -> None:
    words = shlex.split(handbook.calls(BASE, APOSTROPHE)["curl"].replace("\\\n", " "))
    assert words[:2] == ["curl", f"{BASE}/api/v1/search"]
    assert words[words.index("-d") + 1] == APOSTROPHE
    assert words[words.index("-H") + 1] == "Content-Type: application/json"


def test_the_call_in_python_should_run_as_it_is(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(httpx, "post", client.post)
    exec(handbook.calls(BASE, APOSTROPHE)["Python"], {})  # noqa: S102 - our own example
    assert capsys.readouterr().out.startswith("Clic pour tous : ")


def test_the_call_by_our_client_should_ask_the_same() -> None:
    code = handbook.calls(BASE, APOSTROPHE)[handbook.CLIENT]
    assert f'with OrientESS("{BASE}") as client:' in code
    asked = "\"apprendre à se servir d'un ordinateur\", frais=['gratuit'], size=2"
    assert f"client.search({asked})" in code


def test_the_call_in_javascript_should_send_the_same() -> None:
    code = handbook.calls(BASE, APOSTROPHE)["JavaScript"]
    assert f'fetch("{BASE}/api/v1/search"' in code
    assert f"JSON.stringify({APOSTROPHE})" in code

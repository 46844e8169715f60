"""Page of the developers' guide: calls, routes, parameters and examples."""

from __future__ import annotations

from fastapi.testclient import TestClient

from service.developers import handbook
from tests.service.page import read


def test_the_guide_should_give_calls_to_this_very_site(client: TestClient) -> None:
    visible = read(client, "/api").texts("pre")
    assert [each.split()[0] for each in visible[:4]] == ["curl", "import", "from", "const"]
    address, search = "http://testserver", "http://testserver/api/v1/search"
    for each, called in zip(visible, (search, search, address, search), strict=False):
        assert f'"{called}"' in each or f"curl {called} " in each


def test_the_guide_should_list_the_routes_of_the_api(client: TestClient) -> None:
    document = client.get("/api/openapi.json").json()
    cells = read(client, "/api").texts("td")
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            place = cells.index(operation["summary"])
            assert cells[place - 2 : place] == [path, method.upper()]


def test_the_guide_should_tell_every_parameter_of_a_search(client: TestClient) -> None:
    page = read(client, "/api")
    names = [each["name"] for each in search_parameters(client)]
    assert [each for each in page.texts("dt") if each in names][: len(names)] == names
    assert "nombre entier, sans lui : 10, de 1 à 50." in page.texts("p")


def search_parameters(client: TestClient) -> list[dict[str, str]]:
    document = client.get("/api/openapi.json").json()
    page: list[dict[str, str]] = document["paths"]["/api/v1/search"]["get"]["parameters"]
    return page


def test_the_titles_of_the_examples_should_be_those_of_the_document(client: TestClient) -> None:
    content = client.get("/api/openapi.json").json()["paths"]["/api/v1/search"]["post"]
    texts = content["requestBody"]["content"]["application/json"]["examples"].values()
    assert [each["summary"] for each in texts] == list(handbook.TITLES)


def test_the_examples_of_the_guide_should_open_the_answers_they_show(client: TestClient) -> None:
    page = read(client, "/api")
    opened = [each["href"] for each in page.all("a") if each["href"].startswith("/api/v1/")]
    answers = [
        each for each in page.texts("pre") if each.startswith(('{ "items', '{ "id', '{ "type'))
    ]
    assert len(opened) == len(answers) == 4
    for address in opened:
        answer = client.get(address)
        assert answer.headers["Content-Type"].split(";")[0].endswith("json")

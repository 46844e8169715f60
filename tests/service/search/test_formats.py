"""The answer to a search as JSON, GeoJSON or CSV."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from index.exporters.forms import CSV_TYPE, GEOJSON_TYPE
from index.places.models import Point
from index.search.query import Query
from index.search.searcher import Searcher
from service.runtime.record_json import RecordJson
from service.search.csv_format import ANSWER_COLUMNS, COLUMNS
from service.search.formats import FORMAT_END, FormattedSearch, written
from service.search.location_schemas import opening_now
from service.search.parameters import SearchParameters
from service.search.schemas import NO_ANSWER, search_answer, search_values

SEARCH = "/api/v1/search"
MAP, TABLE = "/api/v1/search.geojson", "/api/v1/search.csv"
NEED = "ordinateur smartphone internet"
LILLE: dict[str, Any] = {"lat": 50.63, "lon": 3.06}
TYPES = {"json": "application/json", "geojson": GEOJSON_TYPE, "csv": CSV_TYPE}


def asked(client: TestClient, form: str, q: str = NEED, **parameters: object) -> Any:
    """The answer to a search by GET, in a form."""
    values: dict[str, Any] = {"q": q, "format": form} | parameters
    response = client.get(SEARCH, params=values)
    assert response.status_code == 200, response.text
    return response


def rows(response: Any) -> list[dict[str, str]]:
    """The rows of an answer in CSV."""
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8"), newline="")))


@pytest.mark.parametrize("form", TYPES)
def test_each_form_should_have_its_media_type_by_get_and_by_post(
    client: TestClient, form: str
) -> None:
    for response in (
        asked(client, form),
        client.post(SEARCH, json={"q": NEED, "format": form}),
    ):
        assert response.headers["Content-Type"].partition(";")[0] == TYPES[form]


@pytest.mark.parametrize("place", [{}, LILLE])
def test_results_are_counted_by_filter_unless_one_does_without(
    client: TestClient, place: dict[str, Any]
) -> None:
    whole = asked(client, "json", **place).json()
    light = asked(client, "json", facettes=False, **place).json()
    assert whole["facettes"]
    assert light["facettes"] == light["facettes_lieux"] == []
    assert [item["fiche"]["id"] for item in light["items"]] == [
        item["fiche"]["id"] for item in whole["items"]
    ]


@pytest.mark.parametrize("place", [{}, LILLE])
def test_an_answer_is_written_as_its_model_would_be(
    searcher: Searcher, place: dict[str, Any]
) -> None:
    near = Point(place["lat"], place["lon"]) if place else None
    result = searcher.search(Query("réparé un smartfone ordinateur", near=near))
    opening = opening_now(searcher.retriever)
    body = written(search_values(result, opening), RecordJson().writer(result.version))
    assert result.hits
    assert body.decode() == search_answer(result, opening).model_dump_json()


@pytest.mark.parametrize(
    "champs", ["telephone,nom", ["nom", "telephone"], " nom , telephone ", "nom,telephone,date_fin"]
)
def test_an_answer_should_keep_the_fields_asked_for(client: TestClient, champs: object) -> None:
    whole = asked(client, "json").json()
    posted = [champs] if isinstance(champs, str) else champs
    for body in (
        asked(client, "json", champs=champs).json(),
        client.post(SEARCH, json={"q": NEED, "champs": posted}).json(),
    ):
        for kept, item in zip(body["items"], whole["items"], strict=True):
            fields = {name: item["fiche"][name] for name in ("nom", "telephone")}
            assert {**kept, "fiche": None} == {**item, "fiche": None}
            assert kept["fiche"] == fields


def test_a_field_that_no_record_has_should_be_refused_with_the_list(client: TestClient) -> None:
    for response in (
        client.get(SEARCH, params={"q": NEED, "champs": "nom,inconnu"}),
        client.post(SEARCH, json={"q": NEED, "champs": ["inconnu"]}),
    ):
        assert response.status_code == 422
        (error,) = response.json()["errors"]
        assert error["champ"] == "champs"
        assert error["message"].startswith("Valeurs possibles : id, type, nom, ")


def test_without_a_format_the_answer_should_be_json_whatever_the_client_accepts(
    client: TestClient,
) -> None:
    for accepted in ("text/csv", GEOJSON_TYPE, "*/*"):
        response = client.get(SEARCH, params={"q": NEED}, headers={"Accept": accepted})
        assert response.json()["total"] == 3


@pytest.mark.parametrize("form", ["xml", "", "JSON", "csv "])
def test_an_unknown_format_should_be_refused_by_get_and_by_post(
    client: TestClient, form: str
) -> None:
    for response in (
        client.get(SEARCH, params={"q": NEED, "format": form}),
        client.post(SEARCH, json={"q": NEED, "format": form}),
    ):
        assert response.status_code == 422
        assert [each["champ"] for each in response.json()["errors"]] == ["format"]


def test_a_format_and_its_contents_should_be_no_parameters_of_pages(client: TestClient) -> None:
    own = set(FormattedSearch.model_fields) - set(SearchParameters.model_fields)
    assert own == {"format", "facettes", "champs"}
    page = client.get("/recherche", params={"q": NEED, "format": "csv"})
    assert page.headers["Content-Type"].startswith("text/html")


def test_every_form_should_hold_the_same_records_in_the_same_order(client: TestClient) -> None:
    items = asked(client, "json", size=2, page=1, **LILLE).json()["items"]
    features = asked(client, "geojson", size=2, page=1, **LILLE).json()["features"]
    lines = rows(asked(client, "csv", size=2, page=1, **LILLE))
    wanted = [item["fiche"]["id"] for item in items]
    assert len(wanted) == 2
    assert [each["id"] for each in features] == [each["id"] for each in lines] == wanted


def test_each_form_should_say_the_same_of_a_record(client: TestClient) -> None:
    item = asked(client, "json", **LILLE).json()["items"][0]
    feature = asked(client, "geojson", **LILLE).json()["features"][0]["properties"]
    line = rows(asked(client, "csv", **LILLE))[0]
    said = {name: item[name] for name in ANSWER_COLUMNS} | {"raison": item["raison"]["texte"]}
    assert {name: feature[name] for name in ANSWER_COLUMNS} == said
    assert {name: line[name] for name in ANSWER_COLUMNS} == {
        name: "" if value is None else str(value) for name, value in said.items()
    }


def test_nothing_found_should_be_an_empty_collection_and_a_heading_alone(
    client: TestClient,
) -> None:
    told = asked(client, "geojson", "asdkjh").json()
    assert (told["features"], told["total"], told["message"]) == ([], 0, NO_ANSWER)
    assert asked(client, "csv", "asdkjh").text == ",".join(COLUMNS) + "\n"


def described(client: TestClient, path: str, method: str) -> dict[str, Any]:
    """What the OpenAPI document says of the answers to a search: media type -> form, example."""
    document = client.get("/api/openapi.json").json()
    content: dict[str, Any] = document["paths"][path][method]["responses"]["200"]["content"]
    for each in content.values():
        each["schema"]["components"] = document["components"]
    return content


@pytest.mark.parametrize("method", ["get", "post"])
def test_each_address_should_be_described_with_one_form_and_a_valid_example(
    client: TestClient, method: str
) -> None:
    """Programs that generate clients expect one form of answer for an operation."""
    assert set(described(client, SEARCH, method)) == {TYPES["json"]}
    for path, form in ((MAP, GEOJSON_TYPE), (TABLE, CSV_TYPE)):
        content = described(client, path, method)
        assert set(content) == {form}
        schema, example = content[form]["schema"], content[form]["example"]
        assert list(Draft202012Validator(schema).iter_errors(example)) == []
        assert all(name in schema.get("properties", {}) for name in example if form != CSV_TYPE)
    (line,) = csv.DictReader(io.StringIO(content[CSV_TYPE]["example"], newline=""))
    assert tuple(line) == COLUMNS


@pytest.mark.parametrize(("path", "form"), [(MAP, "geojson"), (TABLE, "csv")])
def test_a_form_should_be_the_same_at_its_own_address(
    client: TestClient, path: str, form: str
) -> None:
    values = {"q": NEED} | LILLE
    old = asked(client, form, **LILLE)
    by_get, by_post = client.get(path, params=values), client.post(path, json=values)
    assert by_get.status_code == by_post.status_code == 200
    assert by_get.content == by_post.content == old.content
    assert by_get.headers["Content-Type"] == old.headers["Content-Type"]
    assert client.head(path, params=values).status_code == 200
    assert "Deprecation" not in by_get.headers


@pytest.mark.parametrize("path", [MAP, TABLE])
def test_an_address_of_a_form_should_not_take_what_json_alone_has(
    client: TestClient, path: str
) -> None:
    for name in ("format", "facettes"):
        response = client.get(path, params={"q": NEED, name: "json"})
        assert [each["champ"] for each in response.json()["errors"]] == [name]


@pytest.mark.parametrize("form", TYPES)
def test_the_parameter_of_the_form_should_be_announced_as_ending(
    client: TestClient, form: str
) -> None:
    successor = {"json": SEARCH, "geojson": MAP, "csv": TABLE}[form]
    for response in (asked(client, form), client.post(SEARCH, json={"q": NEED, "format": form})):
        assert response.headers["Deprecation"] == f"@{int(FORMAT_END.since.timestamp())}"
        assert response.headers["Sunset"] == "Wed, 01 Dec 2027 00:00:00 GMT"
        assert f'<{successor}>; rel="successor-version"' in response.headers["Link"]
        assert '</api#versions>; rel="deprecation"' in response.headers["Link"]
    assert (FORMAT_END.until - FORMAT_END.since).days >= 365


def test_a_search_without_the_parameter_should_announce_nothing(client: TestClient) -> None:
    for response in (
        client.get(SEARCH, params={"q": NEED}),
        client.post(SEARCH, json={"q": NEED}),
    ):
        assert {"Deprecation", "Sunset"}.isdisjoint(response.headers)


def test_the_document_should_mark_the_parameter_as_deprecated(client: TestClient) -> None:
    document = client.get("/api/openapi.json").json()
    told = document["paths"][SEARCH]["get"]["parameters"]
    assert [each["name"] for each in told if each.get("deprecated")] == ["format"]
    posted = document["components"]["schemas"]["PostedSearch"]["properties"]
    assert [name for name, each in posted.items() if each.get("deprecated")] == ["format"]


def test_excel_in_french_should_open_a_csv_by_itself(client: TestClient) -> None:
    """It splits at semicolons, takes the mark for UTF-8, and a comma before decimals."""
    for response in (
        client.get(TABLE, params={"q": NEED, "excel": "true"}),
        client.post(TABLE, json={"q": NEED, "excel": True}),
    ):
        text = response.content.decode("utf-8")
        assert text.startswith("\ufeffrang;score;")
        first = next(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
        assert float(first["score"].replace(",", ".")) > 0
        assert "." not in first["score"]

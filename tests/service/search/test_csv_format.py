"""The CSV of a search: its columns, its rows, the nearest location of each record."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from index.exporters import columns
from index.records.jsonl import read_records
from index.search.query import Query
from index.search.results import SearchResult
from index.search.searcher import Searcher
from service.search.csv_format import COLUMNS, CSV_NAME, EXAMPLE_RECORD, csv_rows
from service.search.formats import LINK
from tests.conftest import DATA, make_actor

SEARCH = "/api/v1/search"
NEED = "ordinateur smartphone internet"
PAPERS = "démarches administratives en ligne"


def asked(client: TestClient, q: str = NEED, **parameters: object) -> Any:
    """The answer to a search by GET, in CSV."""
    values: dict[str, Any] = {"q": q, "format": "csv"} | parameters
    response = client.get(SEARCH, params=values)
    assert response.status_code == 200, response.text
    return response


def rows(response: Any) -> list[dict[str, str]]:
    """The rows of an answer in CSV."""
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8"), newline="")))


def test_a_table_should_be_saved_under_a_name_and_say_its_licence(client: TestClient) -> None:
    response = asked(client)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{CSV_NAME}"'
    assert response.headers["Link"].startswith(LINK)
    assert not response.content.startswith(b"\xef\xbb\xbf")
    assert tuple(rows(response)[0]) == COLUMNS


def test_lists_should_be_joined_and_telephones_be_left_as_they_are(client: TestClient) -> None:
    lines = {each["id"]: each for each in rows(asked(client))}
    assert lines["reseau-libre"]["publics"] == "seniors|jeunes"
    assert lines["atelier-phenix"]["telephone"] == "+33320000000"
    assert lines["atelier-phenix"]["services"] == "Réparation de smartphones"


def result_of(searcher: Searcher, **fields: object) -> SearchResult:
    """An answer whose first record has other fields."""
    result = searcher.search(Query("réparer un smartphone"))
    hit = replace(result.hits[0], record=make_actor(**fields))
    return replace(result, hits=(hit,))


def test_a_table_should_run_nothing_in_a_spreadsheet(searcher: Searcher) -> None:
    hostile = '=HYPERLINK("http://x.example";"ici")'
    result = result_of(searcher, nom=hostile, conditions_acces="- sur\nrendez-vous")
    (line,) = csv.DictReader(io.StringIO("".join(csv_rows(result)), newline=""))
    assert (line["nom"], line["conditions_acces"]) == (f"'{hostile}", "'- sur\nrendez-vous")


def test_a_head_should_have_the_headers_of_the_table_without_its_rows(client: TestClient) -> None:
    response = client.head(SEARCH, params={"q": NEED, "format": "csv"})
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.catalogue
def test_the_example_should_say_what_the_catalogue_says() -> None:
    records = {each.id: each for each in read_records(DATA / "actors.jsonl")}
    own = records[EXAMPLE_RECORD.id]
    shown = json.loads(
        EXAMPLE_RECORD.model_dump_json(exclude_defaults=True, exclude_computed_fields=True)
    )
    assert own.description.startswith(shown.pop("description"))
    assert shown.items() <= json.loads(own.model_dump_json()).items()
    assert set(shown) <= set(columns.COLUMNS)


def test_a_row_should_hold_the_nearest_location_of_the_record(located_client: TestClient) -> None:
    lines = {line["id"]: line for line in rows(asked(located_client, PAPERS, lieu="Lille"))}
    line = lines["france-services"]
    assert line["lieu_id"] == "france-services--lille"
    assert (line["lieu_telephone"], line["lieu_commune"]) == ("+33320000001", "Lille")
    assert (line["groupe"], line["precision"], line["nombre_lieux"]) == (
        "pres-de-vous",
        "adresse",
        "3",
    )


def test_a_row_without_a_location_near_should_leave_its_columns_empty(
    located_client: TestClient,
) -> None:
    (line,) = rows(asked(located_client, PAPERS, lieu="Brest", size=1))
    assert (line["lieu_id"], line["lieu_nom"], line["distance"]) == ("", "", "")

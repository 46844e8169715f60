"""API v1: the whole catalogue, streamed in each form, with its licence."""

from __future__ import annotations

import csv
import gc
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from index.exporters import columns
from index.exporters import forms as exported
from index.exporters.forms import CSV_TYPE, GEOJSON_TYPE
from index.exporters.locations import without_town_points
from index.exporters.writer import write_data_inclusion, write_mediation
from index.importers.mediation_codes import COLUMNS
from index.locations.models import Precision
from index.records.jsonl import read_records
from index.records.models import Actor, AnyRecord
from service.app import create_app
from service.records import export_api
from service.records.export_api import ODBL_LINK
from service.records.export_responses import in_pieces
from service.search.formats import LINK
from service.settings import Settings
from tests.conftest import SMALL_CATALOGUE, make_actor
from tests.locations import PAPERS, WIFI

PATH = "/api/v1/export"
RECORDS = {record.id: record for record in SMALL_CATALOGUE}
FORMS: dict[str, dict[str, str]] = {
    "jsonl": {"format": "jsonl"},
    "csv": {"format": "csv"},
    "geojson": {"format": "geojson"},
    "structures": {"format": "data-inclusion"},
    "services": {"format": "data-inclusion", "ressource": "services"},
    "mediation-numerique": {"format": "mediation-numerique"},
}
FILES = {
    "jsonl": ("application/x-ndjson", "orientess-fiches.jsonl"),
    "csv": ("text/csv; charset=utf-8", "orientess-fiches.csv"),
    "geojson": (GEOJSON_TYPE, "orientess-fiches.geojson"),
    "structures": ("application/json", "structures.json"),
    "services": ("application/json", "services.json"),
    "mediation-numerique": ("text/csv; charset=utf-8", "lieux-de-mediation-numerique.csv"),
}


@pytest.fixture(scope="module")
def exports(settings: Settings) -> Iterator[TestClient]:
    """A client of the service, with the export."""
    with TestClient(create_app(settings)) as opened:
        yield opened


def export(client: TestClient, form: str) -> Any:
    """The answer to an export."""
    response = client.get(PATH, params=FORMS[form])
    assert response.status_code == 200, response.text
    return response


@pytest.mark.parametrize("form", FORMS)
def test_each_form_should_be_a_file_with_its_type_name_and_licence(
    exports: TestClient, form: str
) -> None:
    media_type, name = FILES[form]
    for response in (export(exports, form), exports.head(PATH, params=FORMS[form])):
        assert response.headers["Content-Type"] == media_type
        assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert response.headers["Link"] == LINK


def test_the_link_should_lead_to_the_licence() -> None:
    assert LINK.startswith(f'<{columns.LICENCE_ADDRESS}>; rel="license"')


def test_the_page_that_says_whose_records_are_should_exist(exports: TestClient) -> None:
    assert "Licence Ouverte 2.0" in exports.get("/mentions").text
    assert 'id="licences"' in exports.get("/mentions").text


def test_whole_records_should_come_without_asking_for_a_form(
    exports: TestClient, tmp_path: Path
) -> None:
    path = tmp_path / "fiches.jsonl"
    path.write_bytes(exports.get(PATH).content)
    assert {record.id: record for record in read_records(path)} == RECORDS


def test_the_table_should_have_one_line_a_record(exports: TestClient) -> None:
    lines = list(csv.DictReader(io.StringIO(export(exports, "csv").text, newline="")))
    assert {line["id"] for line in lines} == set(RECORDS)
    assert tuple(lines[0]) == columns.COLUMNS


def test_the_collection_should_say_its_licence_and_its_index(exports: TestClient) -> None:
    text = export(exports, "geojson").json()
    assert {each["id"]: each["geometry"] is None for each in text["features"]} == {
        record.id: record.latitude is None for record in SMALL_CATALOGUE
    }
    assert (text["licence"], text["attribution"]) == (columns.LICENCE, columns.ATTRIBUTION)
    assert text["version_index"] == exports.get("/api/v1/facets").json()["version_index"]


def test_standards_should_be_those_of_the_command(exports: TestClient, tmp_path: Path) -> None:
    files = {name: tmp_path / name for name in ("structures", "services", "mediation-numerique")}
    # none has a street: their points are the centres of towns
    records = list(without_town_points(SMALL_CATALOGUE, lambda _record: Precision.COMMUNE))
    write_data_inclusion(records, files["structures"], files["services"])
    write_mediation(records, files["mediation-numerique"])
    for form in ("structures", "services"):
        wanted = json.loads(files[form].read_text("utf-8"))
        assert sorted(export(exports, form).json(), key=str) == sorted(wanted, key=str)
        assert wanted
    assert export(exports, "mediation-numerique").text == files["mediation-numerique"].read_text(
        "utf-8"
    )


def test_places_without_an_address_should_be_no_line_of_the_standard(exports: TestClient) -> None:
    assert export(exports, "mediation-numerique").text == ",".join(COLUMNS) + "\n"


def test_structures_should_be_given_when_no_resource_is_asked(exports: TestClient) -> None:
    query = exports.get(PATH, params=FORMS["structures"] | {"ressource": "structures"})
    assert query.content == export(exports, "structures").content


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"format": "xml"}, "format"),
        ({"format": ""}, "format"),
        ({"format": "data-inclusion", "ressource": "tout"}, "ressource"),
        ({"format": "csv", "ressource": "services"}, "ressource"),
    ],
)
def test_what_cannot_be_exported_should_be_refused(
    exports: TestClient, parameters: dict[str, str], field: str
) -> None:
    response = exports.get(PATH, params=parameters)
    assert response.status_code == 422
    assert [each["champ"] for each in response.json()["errors"]] == [field]


@pytest.mark.parametrize("form", FORMS)
def test_a_head_should_write_nothing(
    exports: TestClient, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> Iterator[bytes]:
        raise AssertionError("lines were made")

    monkeypatch.setattr(export_api, "in_pieces", refused)
    response = exports.head(PATH, params=FORMS[form])
    assert (response.status_code, response.content) == (200, b"")
    assert "Content-Length" not in response.headers


def test_lines_should_be_sent_by_groups_and_none_be_lost() -> None:
    lines = [f"é{number}\n" for number in range(1000)]
    chunks = list(in_pieces(iter(lines), chars=100))
    assert b"".join(chunks).decode() == "".join(lines)
    assert 1 < len(chunks) < 1000
    assert list(in_pieces([])) == []


def test_the_first_group_should_be_sent_before_the_last_record_is_read() -> None:
    read = 0

    def records() -> Iterator[Any]:
        nonlocal read
        for number in range(10_000):
            read += 1
            yield make_actor().model_copy(update={"id": f"fiche-{number}"})

    next(in_pieces(exported.FORMS["jsonl"].lines(records(), "v")))
    assert 0 < read < 2_000


@pytest.mark.parametrize("wanted", exported.FORMS.values(), ids=exported.FORMS)
def test_memory_should_not_grow_with_the_catalogue(wanted: exported.Form) -> None:
    held: list[int] = []

    def records() -> Iterator[AnyRecord]:
        for number in range(300):
            yield make_actor().model_copy(update={"id": f"held-{number}"})
        held.append(sum(is_held(each) for each in gc.get_objects()))

    def is_held(each: object) -> bool:
        return type(each) is Actor and each.id.startswith("held-")

    pieces = [len(piece) for piece in in_pieces(wanted.lines(records(), "v"), chars=1000)]
    assert max(pieces) < 6000
    (left,) = held
    assert left < 30  # what is thrown away together with others, and not yet


def content_of(client: TestClient) -> dict[str, Any]:
    """What the OpenAPI document says of an export: media type -> form and example."""
    operation = client.app.openapi()["paths"][PATH]["get"]  # type: ignore[attr-defined]
    content: dict[str, Any] = operation["responses"]["200"]["content"]
    return content


def test_every_form_should_be_described_with_a_valid_example(exports: TestClient) -> None:
    content = content_of(exports)
    assert set(content) == {media_type.partition(";")[0] for media_type, _ in FILES.values()}
    for each in content.values():
        assert list(Draft202012Validator(each["schema"]).iter_errors(each["example"])) == []
    (line,) = csv.DictReader(io.StringIO(content[CSV_TYPE]["example"], newline=""))
    assert tuple(line) == columns.COLUMNS


@pytest.mark.parametrize("form", ["geojson", "structures", "services"])
def test_what_is_exported_should_be_as_described(exports: TestClient, form: str) -> None:
    schema = content_of(exports)[FILES[form][0]]["schema"]
    assert list(Draft202012Validator(schema).iter_errors(export(exports, form).json())) == []


def test_without_an_index_nothing_should_be_exported(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(var=tmp_path, use_encoder=False))) as opened:
        assert opened.get(PATH).status_code == 503


def test_a_standard_should_hold_the_locations_and_no_point_that_is_a_town(
    located_client: TestClient,
) -> None:
    body = export(located_client, "mediation-numerique").text
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(body, newline=""))}
    assert set(rows) == {"france-services--lille"}  # the others have no date
    assert rows["france-services--lille"]["latitude"] == "50.6322"
    structures = {row["id"]: row for row in export(located_client, "structures").json()}
    assert structures["france-services--lille"]["longitude"] == 3.0912
    assert "latitude" not in structures["orientess--atelier-phenix"]  # the centre of Lille


def test_locations_that_are_shared_alike_should_be_a_file_of_their_own(
    located_client: TestClient,
) -> None:
    shared = {"format": "mediation-numerique", "licence": "odbl"}
    response = located_client.get(PATH, params=shared)
    assert response.headers["Link"] == ODBL_LINK
    assert list(csv.DictReader(io.StringIO(response.text, newline=""))) == []
    refused = located_client.get(PATH, params={"format": "jsonl", "licence": "odbl"})
    assert refused.status_code == 422
    assert [error["champ"] for error in refused.json()["errors"]] == ["licence"]


def test_excel_in_french_should_open_the_table_by_itself(exports: TestClient) -> None:
    whole = exports.get(PATH, params={"format": "csv"})
    response = exports.get(PATH, params={"format": "csv", "excel": "true"})
    assert response.content.startswith("\ufeffid;".encode())
    assert len(response.text.splitlines()) == len(whole.text.splitlines())
    refused = exports.get(PATH, params={"format": "jsonl", "excel": "true"})
    assert [each["champ"] for each in refused.json()["errors"]] == ["excel"]


@pytest.mark.parametrize(
    ("parameters", "names"),
    [
        ({"frais": "payant"}, ["atelier-phenix", "reseau-libre"]),
        ({"code_departement": "59", "groupe": "pres-de-vous"}, ["atelier-phenix"]),
        ({"type": "besoin", "modifie_depuis": "2020-01-01"}, ["mairie-cherche-benevoles"]),
        ({"sources": "orientess", "frais": "gratuit-sous-condition"}, []),
    ],
)
def test_an_export_should_take_the_filters_of_lists(
    parameters: dict[str, str], names: list[str], exports: TestClient
) -> None:
    lines = exports.get(PATH, params=parameters).text.splitlines()
    assert sorted(json.loads(line)["id"] for line in lines) == sorted(names)
    listed = exports.get("/api/v1/actors", params={**parameters, "champs": "id"}).json()["items"]
    assert [json.loads(line)["id"] for line in lines] == [each["fiche"]["id"] for each in listed]


@pytest.mark.parametrize(
    ("parameters", "field"), [({"nimp": "1"}, "nimp"), ({"lieu": "Zzyzxqq"}, "lieu")]
)
def test_an_export_should_refuse_what_it_does_not_understand(
    parameters: dict[str, str], field: str, exports: TestClient
) -> None:
    response = exports.get(PATH, params=parameters)
    assert response.status_code == 422
    assert response.json()["errors"][0]["champ"] == field


def test_a_standard_should_hold_the_locations_of_the_place_alone(
    located_client: TestClient,
) -> None:
    def names(**parameters: str) -> set[str]:
        form = {"format": "mediation-numerique", **parameters}
        text = located_client.get(PATH, params=form).text
        return {row["id"] for row in csv.DictReader(io.StringIO(text, newline=""))}

    whole = names()
    assert whole == {"france-services--lille"}  # the others have no date
    near = names(code_commune="59350", distance="5")
    assert near == names(besoins=PAPERS) == whole
    assert names(code_departement="09") == names(besoins=WIFI) == set()

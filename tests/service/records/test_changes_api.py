"""API v1: the journal of changes, by pages and as a feed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient

from index.artefact.journal import moment_of
from index.indexing.build import build
from service.app import create_app
from service.records.feed import ATOM_TYPE, NAMESPACE
from service.settings import Settings
from tests.conftest import SMALL_CATALOGUE
from tests.hash_encoder import HashEncoder
from tests.locations import LOCATED_CATALOGUE, make_location

CHANGES, FEED = "/api/v1/changes", "/api/v1/changes.atom"


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The folder and the names of two versions: one record came, another left."""
    var = tmp_path_factory.mktemp("var")
    built = [
        build(records, HashEncoder(), "hash", var / "index").manifest.version
        for records in (SMALL_CATALOGUE[:3], SMALL_CATALOGUE[1:4])
    ]
    return var, built


@pytest.fixture(scope="module")
def changed(versions: tuple[Path, list[str]]) -> Iterator[TestClient]:
    """A client of the service over the second version."""
    settings = Settings(var=versions[0], use_encoder=False, address="https://orientess.example")
    with TestClient(create_app(settings)) as opened:
        yield opened


def read(client: TestClient, **parameters: object) -> dict[str, Any]:
    """The journal."""
    response = client.get(CHANGES, params=parameters)  # type: ignore[arg-type]
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_the_journal_should_tell_what_came_and_what_left(
    changed: TestClient, versions: tuple[Path, list[str]]
) -> None:
    first, second = (f"{moment_of(name):%Y-%m-%dT%H:%M:%SZ}" for name in versions[1])
    answer = read(changed)
    assert answer["items"] == [
        {
            "id": "atelier-phenix",
            "objet": "fiche",
            "nature": "retrait",
            "date": second,
            "lien": None,
        },
        {
            "id": "logiciels-communs",
            "objet": "fiche",
            "nature": "ajout",
            "date": second,
            "lien": "/fiches/logiciels-communs",
        },
    ]
    assert (answer["debut"], answer["complet"], answer["version_index"]) == (
        first,
        False,
        versions[1][1],
    )


def test_a_moment_should_select_and_say_whether_the_journal_is_whole_since(
    changed: TestClient, versions: tuple[Path, list[str]]
) -> None:
    moment = moment_of(versions[1][1])
    since = read(changed, depuis=moment.isoformat())
    assert (since["total"], since["complet"]) == (2, True)
    assert read(changed, depuis=f"{moment:%Y-%m-%d}")["total"] == 2
    assert read(changed, depuis="2020-01-01")["complet"] is False
    assert read(changed, depuis="2098-01-01T00:00")["items"] == []


def test_the_moment_of_a_copy_should_be_what_to_ask_later(
    tmp_path: Path,
) -> None:
    home = tmp_path / "index"
    build(SMALL_CATALOGUE[:3], HashEncoder(), "hash", home)
    settings = Settings(var=tmp_path, use_encoder=False)
    with TestClient(create_app(settings)) as client:
        told = client.get("/api/v1/actors").json()["index_du"]
        assert client.get("/api/v1/export").headers["X-Index-Date"] == told
        assert read(client)["index_du"] == told
    build(SMALL_CATALOGUE[1:4], HashEncoder(), "hash", home)
    with TestClient(create_app(settings)) as client:
        answer = read(client, depuis=told)
    assert (answer["total"], answer["complet"]) == (2, True)
    assert answer["index_du"] == answer["items"][0]["date"] >= told


def test_pages_should_follow_one_another(changed: TestClient) -> None:
    pages = [read(changed, page=page, size=1) for page in (1, 2, 3)]
    names = [[item["id"] for item in page["items"]] for page in pages]
    assert names == [["atelier-phenix"], ["logiciels-communs"], []]
    assert {page["pages"] for page in pages} == {2}


@pytest.mark.parametrize(
    "parameters", [{"depuis": "hier"}, {"depuis": "0.5"}, {"size": 1001}, {"since": "2026"}]
)
def test_wrong_parameters_should_be_refused(
    parameters: dict[str, str], changed: TestClient
) -> None:
    response = changed.get(CHANGES, params=parameters)
    assert response.status_code == 422
    assert response.json()["errors"][0]["champ"] in parameters


def test_the_feed_should_have_the_last_change_first(changed: TestClient) -> None:
    response = changed.get(FEED)
    assert response.headers["content-type"] == ATOM_TYPE
    feed = ElementTree.fromstring(response.content)  # noqa: S314 - made by the service
    titles = [
        entry.findtext("title", namespaces={"": NAMESPACE})
        for entry in feed.iter(f"{{{NAMESPACE}}}entry")
    ]
    assert titles == ["Ajout : Logiciels Communs", "Retrait : atelier-phenix"]
    assert b"https://orientess.example/fiches/logiciels-communs" in response.content


@pytest.mark.parametrize("path", [CHANGES, FEED])
def test_what_did_not_change_should_not_be_sent_again(path: str, changed: TestClient) -> None:
    tag = changed.get(path).headers["etag"]
    assert changed.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert changed.head(path).status_code == 200


def test_changes_of_locations_should_be_read_apart_with_their_page(tmp_path: Path) -> None:
    for number in ("1", "2"):
        place = make_location(id=f"france-services--{number}")
        build(LOCATED_CATALOGUE, HashEncoder(), "hash", tmp_path / "index", locations=[place])
    with TestClient(create_app(Settings(var=tmp_path, use_encoder=False))) as opened:
        answer = read(opened, objet="lieu")
        assert [(each["id"], each["objet"], each["lien"]) for each in answer["items"]] == [
            ("france-services--1", "lieu", None),
            ("france-services--2", "lieu", "/lieux/france-services--2"),
        ]
        assert read(opened, objet="lieu", depuis=answer["debut"])["complet"]
        assert read(opened)["items"] == []
        assert "<entry>" not in opened.get(FEED).text
        assert opened.get(CHANGES, params={"objet": "commune"}).status_code == 422

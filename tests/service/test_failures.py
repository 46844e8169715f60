"""Faults that were met once in the service and must not come back."""

from __future__ import annotations

import shutil
import socket
import threading
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from index.indexing.build import build
from scripts.generated.openapi import published
from service.app import create_app
from service.http.security import DEFAULT_CACHE, HEADERS
from service.runtime.live_index import LiveIndex
from service.settings import Settings
from tests.conftest import SMALL_CATALOGUE
from tests.hash_encoder import HashEncoder
from tests.service.services import replace_services

SEARCH = "/api/v1/search"
JSON = {"content-type": "application/json"}


def test_an_internal_error_should_carry_the_headers_too(settings: Settings) -> None:
    app = create_app(settings)
    replace_services(app, {LiveIndex: None})
    response = TestClient(app, raise_server_exceptions=False).get(f"{SEARCH}?q=x")
    assert response.status_code == 500
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    assert response.headers["Cache-Control"] == DEFAULT_CACHE


def references(node: Any) -> set[str]:
    if isinstance(node, dict):
        here = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return here.union(*map(references, node.values()))
    return set().union(*map(references, node)) if isinstance(node, list) else set()


def test_every_reference_should_lead_somewhere() -> None:
    description = published()
    known = {
        f"#/components/{kind}/{name}"
        for kind, each in description["components"].items()
        for name in each
    }
    assert references(description) - known == set()


@pytest.mark.parametrize("body", [b'{"q":"\xff"}', b"[" * 8000], ids=["not UTF-8", "too deep"])
def test_a_body_that_cannot_be_read_should_be_explained_in_french(
    client: TestClient, body: bytes
) -> None:
    response = client.post(SEARCH, content=body, headers=JSON)
    assert response.status_code in {400, 422}
    assert "parsing" not in response.json()["detail"]


def test_a_page_should_answer_to_head(client: TestClient) -> None:
    assert client.head("/").status_code == 200


def test_a_length_of_strange_digits_should_not_break(client: TestClient) -> None:
    response = client.post(SEARCH, headers=JSON | {"content-length": "9" * 5000}, content=b"{}")
    assert response.status_code == 422


@pytest.mark.parametrize("written", ["yes", "on", "t"])
def test_a_boolean_should_be_one_of_four_words(
    monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    monkeypatch.setenv("ORIENTESS_USE_ENCODER", written)
    with pytest.raises(ValueError, match="use_encoder"):
        Settings()


def test_a_filter_that_leaves_nothing_should_still_be_shown(client: TestClient) -> None:
    page = client.get("/recherche?q=ordinateur&frais=gratuit-sous-condition").text
    assert 'value="gratuit-sous-condition" checked' in page


def test_the_size_of_pages_should_be_kept_by_filters(client: TestClient) -> None:
    page = client.get("/recherche?q=ordinateur+smartphone+internet&size=2").text
    assert 'name="size" value="2"' in page


def test_a_page_beyond_the_last_should_lead_back(client: TestClient) -> None:
    page = client.get("/recherche?q=ordinateur+smartphone+internet&page=9").text
    assert "Cette page n'existe pas" in page
    assert "Revenir à la première page" in page


def test_a_record_without_a_family_should_have_no_stray_dot(client: TestClient) -> None:
    page = client.get("/fiches/mairie-cherche-benevoles").text
    assert '<p class="kind">Besoin ouvert</p>' in page


def test_a_fault_of_the_disk_should_not_end_the_watch(tmp_path: Path, small_home: Path) -> None:
    shutil.copytree(small_home, tmp_path / "index", symlinks=True)
    opened = LiveIndex(Settings(var=tmp_path, use_encoder=False, reload_seconds=3600))
    opened.start()
    served = opened.searcher
    version = build(SMALL_CATALOGUE[:2], HashEncoder(), "hash", tmp_path / "index").manifest.version
    manifest = tmp_path / "index" / version / "manifest.json"
    manifest.unlink()
    manifest.mkdir()  # as root, a permission cannot be refused: IsADirectoryError is an OSError too
    try:
        opened.refresh()
        assert opened.searcher is served
    finally:
        opened.stop()


def test_a_filter_that_is_no_text_should_be_refused_without_being_repeated(
    client: TestClient,
) -> None:
    response = client.post(SEARCH, content=b'{"q": "abc", "frais": ["\\ud800"]}', headers=JSON)
    assert response.status_code == 422
    assert "ud800" not in response.text


def test_an_encoder_prepared_after_the_start_should_be_taken_up(
    small_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(small_home, tmp_path / "index", symlinks=True)
    opened = LiveIndex(Settings(var=tmp_path, reload_seconds=3600))
    opened.refresh()
    before = opened.searcher.mode.value
    (tmp_path / "encoder" / "serving").mkdir(parents=True)
    (tmp_path / "encoder" / "serving" / "encoder.json").touch()
    monkeypatch.setattr("service.runtime.live_index.OnnxEncoder", lambda *_, **__: HashEncoder())
    opened.refresh()
    assert (before, opened.searcher.mode.value) == ("lexical", "hybride")


def test_static_files_should_be_cached_under_an_address_that_holds_their_digest(
    client: TestClient,
) -> None:
    address = next(line for line in client.get("/").text.splitlines() if "style.css?" in line)
    answer = client.get(address.split('href="')[1].split('"')[0])
    assert "immutable" in answer.headers["Cache-Control"]
    assert "no-store" in client.get("/static/absent.css").headers["Cache-Control"]


def test_what_started_should_stop_when_the_port_of_measures_is_taken(settings: Settings) -> None:
    before = set(threading.enumerate())
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        app = create_app(settings.model_copy(update={"metrics_port": port}))
        with pytest.raises(OSError, match="in use"), TestClient(app):
            pass
    left = {each.name for each in set(threading.enumerate()) - before}
    assert not {"veille-index", "compteurs"} & left

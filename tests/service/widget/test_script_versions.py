"""Versions of the scripts of partners: an address for each content, which browsers can check."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from hashlib import sha256, sha384

import pytest
from fastapi.testclient import TestClient

from service.app import create_app
from service.settings import Settings
from service.widget.script_versions import (
    FILES,
    RELEASES,
    SCRIPTS,
    VERSION_CHARS,
    current_version,
    integrity,
    released_file,
    version_address,
)


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings)) as opened:
        yield opened


@pytest.mark.parametrize("name", FILES)
def test_the_last_version_should_be_kept_among_the_others(name: str) -> None:
    """A site that names it would lose its search at the next change."""
    kept = f"{RELEASES}/{name}-{current_version(name)}.js"
    copy = f"cp service/widget/embedding/{FILES[name]} service/widget/embedding/{kept}"
    assert (SCRIPTS / kept).is_file(), copy
    assert (SCRIPTS / kept).read_bytes() == (SCRIPTS / FILES[name]).read_bytes(), copy


def test_every_version_should_be_named_after_its_content() -> None:
    files = list((SCRIPTS / RELEASES).iterdir())
    assert len(files) >= len(FILES)
    for file in files:
        version = sha256(file.read_bytes()).hexdigest()[:VERSION_CHARS]
        assert re.fullmatch(rf"({'|'.join(FILES)})-{version}\.js", file.name), file.name


@pytest.mark.parametrize("name", FILES)
def test_a_version_should_be_served_for_ever_and_to_any_site(client: TestClient, name: str) -> None:
    response = client.get(version_address(name), headers={"Origin": "https://partenaire.example"})
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "*"  # integrity asks for it
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["Content-Type"].startswith("text/javascript")
    kind, _, digest = integrity(name).partition("-")
    assert (kind, b64decode(digest)) == ("sha384", sha384(response.content).digest())
    assert client.head(version_address(name)).status_code == 200


@pytest.mark.parametrize("version", ["0" * 12, "x", "", "../loader", "%2e%2e", "A" * 12])
def test_an_unknown_version_should_not_be_found(client: TestClient, version: str) -> None:
    assert released_file("composant", version) is None
    assert client.get(f"/composant-{version}.js").status_code == 404


def test_the_page_for_partners_should_give_the_script_that_is_checked(client: TestClient) -> None:
    page = client.get("/integrer").text
    assert version_address("composant") in page
    assert integrity("composant") in page

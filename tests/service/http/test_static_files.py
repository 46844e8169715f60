"""Tests of static files: compressed once, for who accepts it."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from starlette.applications import Starlette

from service.http.static_files import CompressedFiles

STYLE = "p { color: black }\n" * 200


@pytest.fixture
def files(tmp_path: Path) -> TestClient:
    """A client of a folder with a style and an image."""
    (tmp_path / "style.css").write_text(STYLE, encoding="utf-8")
    (tmp_path / "icon.png").write_bytes(b"\x89PNG" + bytes(2000))
    app = Starlette()
    app.mount("/", CompressedFiles(directory=tmp_path))
    return TestClient(app)


def test_a_style_should_be_compressed_for_who_accepts_it(files: TestClient) -> None:
    answer = files.get("/style.css", headers={"Accept-Encoding": "gzip, br"})
    assert answer.headers["Content-Encoding"] == "br"
    assert int(answer.headers["Content-Length"]) < len(STYLE) / 20
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert answer.text == STYLE


@pytest.mark.parametrize("accepted", ["gzip", "identity", "br;q=0", "br; q=0.0", "brotli"])
def test_who_does_not_accept_it_should_get_the_file(files: TestClient, accepted: str) -> None:
    answer = files.get("/style.css", headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in answer.headers
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.text == STYLE


def test_an_image_should_stay_as_it_is(files: TestClient) -> None:
    answer = files.get("/icon.png", headers={"Accept-Encoding": "br"})
    assert "Content-Encoding" not in answer.headers
    assert len(answer.content) == 2004


def test_who_has_a_file_already_should_not_get_it_again(files: TestClient) -> None:
    first = files.get("/style.css", headers={"Accept-Encoding": "br"})
    again = {"Accept-Encoding": "br", "If-None-Match": first.headers["ETag"]}
    assert files.get("/style.css", headers=again).status_code == 304


def test_a_file_that_changes_should_be_compressed_again(files: TestClient, tmp_path: Path) -> None:
    brotli = {"Accept-Encoding": "br"}
    assert files.get("/style.css", headers=brotli).text == STYLE
    (tmp_path / "style.css").write_text("p { color: red }", encoding="utf-8")
    assert files.get("/style.css", headers=brotli).text == "p { color: red }"


def test_a_file_that_is_not_there_should_not_be_found(files: TestClient) -> None:
    assert files.get("/nowhere.css").status_code == 404

"""The mark of a demonstration: every page of the service says that its figures are made up."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from service.app import create_app
from service.demonstration.mark import is_marked, mark
from service.settings import Settings
from tests.service.page import BROWSER

BAND = "banner demonstration"


def test_a_folder_should_be_marked_once_it_is_said(tmp_path: Path) -> None:
    assert not is_marked(tmp_path / "var")
    mark(tmp_path / "var")
    assert is_marked(tmp_path / "var")


@pytest.mark.parametrize("path", ["/", "/recherche?q=internet", "/statistiques", "/absente"])
def test_every_page_of_a_demonstration_should_say_so(
    settings: Settings, tmp_path: Path, client: TestClient, path: str
) -> None:
    (tmp_path / "index").symlink_to(settings.index_home.resolve())
    mark(tmp_path)
    with TestClient(create_app(settings.model_copy(update={"var": tmp_path}))) as shown:
        assert f'class="{BAND}"' in shown.get(path, headers=BROWSER).text
    assert BAND not in client.get(path, headers=BROWSER).text

"""Fixtures of proposals: a service whose catalogue and store are written by tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from index.records.jsonl import to_json
from service.app import create_app
from service.auth.keys import Keys
from service.feedback.opinions import Feedback
from service.feedback.reports import Reports
from service.proposals.table import Proposals
from service.settings import Settings
from service.storage.sqlite_store import SqliteStore
from service.storage.store import Store
from tests.conftest import ROOT, SMALL_CATALOGUE
from tests.service.services import replace_services


@pytest.fixture(scope="module")
def own_settings(small_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings over the small catalogue, whose file is a copy."""
    home = tmp_path_factory.mktemp("propositions")
    data, var = home / "data", home / "var"
    data.mkdir()
    var.mkdir()
    (var / "index").symlink_to(small_home)
    for path in (ROOT / "data").iterdir():
        if path.name != "actors.jsonl":
            (data / path.name).symlink_to(path)
    return Settings(var=var, data=data, use_encoder=False, quota_per_minute=0)


@pytest.fixture(scope="module")
def opened(own_settings: Settings) -> Iterator[TestClient]:
    """A client of the service, opened once."""
    with TestClient(create_app(own_settings), follow_redirects=False) as client:
        yield client


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return SqliteStore(tmp_path / "store.sqlite3")


@pytest.fixture
def proposals(store: Store) -> Proposals:
    return Proposals(store)


@pytest.fixture
def catalogue(own_settings: Settings) -> Path:
    """The file of the catalogue, as it is before any test."""
    lines = "".join(to_json(record) + "\n" for record in SMALL_CATALOGUE)
    own_settings.actors.write_text(lines, encoding="utf-8")
    return own_settings.actors


@pytest.fixture
def client(opened: TestClient, store: Store, proposals: Proposals, catalogue: Path) -> TestClient:
    """A client of the service, over a store and a catalogue of its own."""
    assert catalogue.exists()
    replace_services(
        opened.app,
        {
            Proposals: proposals,
            Reports: Reports(store),
            Feedback: Feedback(store),
            Keys: Keys(store),
        },
    )
    return opened

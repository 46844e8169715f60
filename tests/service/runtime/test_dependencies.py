"""Dependencies of routes over the index in service."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from index.errors import ArtefactMissing
from index.taxonomy.thesaurus import Thesaurus
from service.runtime.dependencies import (
    CurrentIndex,
    CurrentMatcher,
    CurrentSearch,
    CurrentThesaurus,
)
from service.runtime.live_index import LiveIndex
from tests.service.services import install_some


class Switching:
    """Live index that opens another one at each read."""

    def __init__(self) -> None:
        self.opened = 0

    @property
    def current(self) -> SimpleNamespace:
        self.opened += 1
        return SimpleNamespace(searcher=self.opened, matcher=self.opened)


@pytest.fixture
def client() -> Iterator[TestClient]:
    """A client of two routes over an index that changes all the time."""
    app = FastAPI()
    install_some(app, {LiveIndex: Switching(), Thesaurus: "thésaurus"})

    @app.get("/index", response_model=None)
    def read_index(
        index: CurrentIndex, searcher: CurrentSearch, matcher: CurrentMatcher
    ) -> list[object]:
        return [index.searcher, searcher, matcher]

    @app.get("/thesaurus", response_model=None)
    def read_thesaurus(thesaurus: CurrentThesaurus) -> object:
        return thesaurus

    with TestClient(app) as opened:
        yield opened


def test_a_request_should_read_one_index_to_its_end(client: TestClient) -> None:
    assert client.get("/index").json() == [1, 1, 1]
    assert client.get("/index").json() == [2, 2, 2]


def test_the_thesaurus_should_come_from_the_services(client: TestClient) -> None:
    assert client.get("/thesaurus").json() == "thésaurus"


def test_a_route_should_raise_when_no_index_is_ready(client: TestClient) -> None:
    class Missing:
        @property
        def current(self) -> object:
            raise ArtefactMissing("Aucun index.")

    install_some(client.app, {LiveIndex: Missing()})
    with pytest.raises(ArtefactMissing):
        client.get("/index")

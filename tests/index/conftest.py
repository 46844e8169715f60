"""Fixtures of engines: their servers, each started once, and a site of its own for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from index.engines.base import EngineServer
from index.engines.registry import ENGINES
from tests.index.engines.milvus.server import Server, serving

SiteOf = Callable[[str], EngineServer | None]


@pytest.fixture(scope="session")
def site_of(request: pytest.FixtureRequest) -> SiteOf:
    """Gives a site on the server of an engine, which the fixture NAME_server starts; or None."""

    def site_of_engine(name: str) -> EngineServer | None:
        if not ENGINES[name].needs.address:
            return None
        site: EngineServer = request.getfixturevalue(f"{name}_server").site()
        return site

    return site_of_engine


@pytest.fixture(scope="session")
def milvus_server() -> Iterator[Server]:
    """A Milvus server."""
    with serving() as server:
        yield server


@pytest.fixture
def site(milvus_server: Server) -> EngineServer:
    """A site of its own on the server."""
    return milvus_server.site()

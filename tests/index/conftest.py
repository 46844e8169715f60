"""Fixtures of engines: a Milvus server, started once, and a site of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index.engines.base import EngineServer
from tests.milvus import Server, serving


@pytest.fixture(scope="session")
def milvus_server() -> Iterator[Server]:
    """A Milvus server."""
    with serving() as server:
        yield server


@pytest.fixture
def site(milvus_server: Server) -> EngineServer:
    """A site of its own on the server."""
    return milvus_server.site()

"""Fixtures of engines: a Milvus server, started once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.milvus import Server, serving


@pytest.fixture(scope="session")
def milvus_server() -> Iterator[Server]:
    """A Milvus server."""
    with serving() as server:
        yield server

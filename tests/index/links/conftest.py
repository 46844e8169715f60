"""What the tests of links share: servers under a few names, and visits that do not wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.links.outcomes import Verdict
from index.links.pace import Pace
from index.links.requester import Requester, open_client
from index.links.visits import visit
from tests.https_server import (
    HttpServer,
    HttpsServer,
    http_server,
    https_server,
    local_names,
)

Visit = Callable[..., Verdict]
LOOK_UPS = {"prive.test": "10.1.2.3", "public.test": "93.184.216.34"}
"""Names where no server is -> their numeric address."""


@pytest.fixture(autouse=True)
def look_ups(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The names that exist, with their numeric address: no test looks a real one up."""
    return local_names(monkeypatch, LOOK_UPS)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HttpsServer]:
    """A server of https."""
    with https_server(tmp_path, monkeypatch) as opened:
        yield opened


@pytest.fixture
def plain() -> Iterator[HttpServer]:
    """A server of http."""
    with http_server() as opened:
        yield opened


@pytest.fixture
def visit_all(server: HttpsServer) -> Callable[..., list[Verdict]]:
    """Visits links one after another, with one requester."""

    def run(*addresses: str, request_s: float = 5.0, private: bool = True) -> list[Verdict]:
        async def visit_them() -> list[Verdict]:
            async with open_client("https://orientess.test") as client:
                requester = Requester(client, Pace(0.0), request_s, private)
                return [await visit(requester, address) for address in addresses]

        return asyncio.run(visit_them())

    return run


@pytest.fixture
def visit_one(visit_all: Callable[..., list[Verdict]]) -> Visit:
    """Visits one link."""
    return lambda address, **options: visit_all(address, **options)[0]

"""The address of MCP: the package of the protocol is loaded by the first call."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest
from fastapi import Request

from service.assistants.endpoint import McpEndpoint


async def _receive() -> dict[str, object]:
    return {"type": "http.request", "body": b"{}", "more_body": False}


async def _send(_message: object) -> None:
    raise AssertionError


def test_a_call_before_the_start_should_be_an_error() -> None:
    request = Request({"type": "http", "headers": [], "method": "POST"}, _receive)
    with pytest.raises(RuntimeError, match="avant le démarrage"):
        asyncio.run(McpEndpoint().handle(request, _send))


@pytest.mark.slow
def test_a_service_that_starts_should_not_load_what_no_search_needs() -> None:
    loaded = "import sys, service.cli.main, service.server; print(*sys.modules)"
    run = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )
    unneeded = {"mcp", "scipy.stats", "scipy.optimize", "scipy.spatial", "pandas", "torch"}
    assert unneeded.isdisjoint(run.stdout.split())

"""Address where assistants call the tools by HTTP, opened by the first call.

The package of the protocol takes as long to load as the rest of the service, and as much memory as
the words of French: a service that no assistant calls pays neither.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

import anyio
from fastapi import APIRouter, Request
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse
from starlette.types import Message, Receive, Scope, Send

from index.taxonomy.thesaurus import Thesaurus
from service.http.routes import MCP
from service.http.security import replay
from service.presentation.templating import site_address
from service.runtime.live_index import LiveIndex
from service.runtime.services import services_of
from service.search.dependencies import counted_search

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    from service.assistants.tools import ToolContext


class McpEndpoint:
    """HTTP endpoint through which assistants call the tools, by MCP (Model Context Protocol).

    It answers while the context manager `lifespan` is open. Answers are in JSON and requests share
    no session, so that any process of the service may answer any of them.
    """

    def __init__(self) -> None:
        self._manager: StreamableHTTPSessionManager | None = None
        self._opening: anyio.Lock | None = None
        self._tasks: anyio.abc.TaskGroup | None = None

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Accept MCP requests inside the `with` block, open as long as the application runs.

        Yields:
            None.
        """
        async with anyio.create_task_group() as tasks:
            self._tasks, self._opening, self._manager = tasks, anyio.Lock(), None
            try:
                yield
            finally:
                self._tasks = None
                tasks.cancel_scope.cancel()

    async def handle(self, request: Request, send: Send) -> None:
        """Answer an MCP request; a body that is no JSON-RPC message receives 400, in French.

        Args:
            request: the HTTP request, whose body is the MCP message.
            send: ASGI function to which the response is sent.

        Raises:
            RuntimeError: when `lifespan` is not open.
        """
        try:
            body = await request.body()  # a middleware limits its size
        except ClientDisconnect:
            return  # the client is gone
        manager = await self._opened()
        from service.assistants.server import refusal_of  # loaded by the line above

        refusal = refusal_of(body)
        if refusal is not None:
            response = JSONResponse(refusal.model_dump(exclude_none=True) | {"id": None}, 400)
            await response(request.scope, request.receive, send)
            return
        message: Message = {"type": "http.request", "body": body, "more_body": False}
        again = replay([message], request.receive)
        await manager.handle_request(request.scope, again, send)

    async def _opened(self) -> StreamableHTTPSessionManager:
        """Return what manages requests, made by the first of them."""
        if self._tasks is None or self._opening is None:
            raise RuntimeError("une requête MCP avant le démarrage du service")
        async with self._opening:
            if self._manager is None:
                manager = await anyio.to_thread.run_sync(_made)
                await self._tasks.start(partial(_run, manager))
                self._manager = manager
            return self._manager


def _made() -> StreamableHTTPSessionManager:
    """Load the package of the protocol, and make what manages requests."""
    from service.assistants.server import create_manager  # see the head of this module

    return create_manager(_request_context)


async def _run(
    manager: StreamableHTTPSessionManager, *, task_status: anyio.abc.TaskStatus[None]
) -> None:
    """Keep a manager open until the service stops."""
    async with manager.run():
        task_status.started()
        await anyio.sleep_forever()


async def _request_context(request: Request | None) -> ToolContext:
    """Return the services of a request by HTTP, with its metrics and counters."""
    from service.assistants.tools import ToolContext  # loaded by the first call

    if request is None:
        raise RuntimeError("un appel par HTTP sans requête")
    services = services_of(request)
    index = services.get(LiveIndex).current
    search = await counted_search(request, index)
    return ToolContext(index, search, services.get(Thesaurus), site_address(request))


class _Route:
    """ASGI application at the address of MCP: the endpoint of the application that is called."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        request = Request(scope, receive)
        await services_of(request).get(McpEndpoint).handle(request, send)


router = APIRouter()
# no GET: it would open a stream on which nothing is sent, and the protocol allows 405
router.add_route(MCP, _Route(), methods=["POST"], include_in_schema=False)  # type: ignore[arg-type]

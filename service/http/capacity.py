"""Capacity: how many requests are answered at once, how many wait, and for how long.

Beyond what two cores can do, an endless queue would make every client wait and then leave. Here the
queue is short: a request that waited long is answered by lexical search only, in half the time; one
that would wait too long is refused at once, and the service recovers as soon as the rush is over.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from enum import Enum, auto
from time import monotonic
from typing import Annotated, TypeVar

from fastapi import Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import ServiceBusy
from index.messages import Sentence
from service.http.problems import ErrorResponse, Page, answered
from service.http.routes import is_free
from service.runtime.dependencies import from_services
from service.runtime.request_state import request_state

LATE_SHARE = 0.25
"""Share of the longest wait after which a request is answered by lexical search only."""
RETRY_AFTER_S = 1
BATCHES_WAITING = 4
LULL_LIMIT_S, LULL_STEP_S = 0.1, 0.002
"""Longest wait of a task of a batch for a moment without requests, and time between two checks."""
Result = TypeVar("Result")
TOO_MANY = Sentence("Trop de demandes à la fois : réessayez dans un instant.")


class Admission(Enum):
    """Outcome of waiting for a slot: refused, admitted soon, or admitted after a long wait."""

    REFUSED = auto()
    PROMPT = auto()
    LATE = auto()


class Capacity:
    """Queue of requests for the slots of one process; used from its event loop alone."""

    def __init__(self, running_max: int, waiting_max: int, wait_limit_s: float) -> None:
        """running_max: slots; waiting_max: requests that may wait; wait_limit_s: longest wait."""
        self._slots = asyncio.Semaphore(running_max)
        self._waiting_max = waiting_max
        self._limit_s = wait_limit_s
        self.running = 0
        self.waiting = 0
        self.refused = 0

    async def enter(self) -> Admission:
        """Wait for a slot, to be released with `leave` unless refused."""
        start = monotonic()
        if self._slots.locked() and self.waiting >= self._waiting_max:
            self.refused += 1
            return Admission.REFUSED
        try:
            async with asyncio.timeout(self._limit_s):
                await self.wait()
        except TimeoutError:
            self.refused += 1
            return Admission.REFUSED
        late = monotonic() - start > LATE_SHARE * self._limit_s
        return Admission.LATE if late else Admission.PROMPT

    async def wait(self) -> None:
        """Wait for a slot without limit, to be released with `leave`."""
        self.waiting += 1
        try:
            await self._slots.acquire()
        finally:
            self.waiting -= 1
        self.running += 1

    def leave(self) -> None:
        """Release a slot, for the next request of the queue."""
        self.running -= 1
        self._slots.release()

    async def run(self, task: Callable[[], Result]) -> Result:
        """Return the result of a task of a batch, run in a thread and in a slot of its own.

        It starts when no request is being answered, or after `LULL_LIMIT_S`: a search that came
        during the previous task would otherwise share the cores with the next one too.
        """
        end = monotonic() + LULL_LIMIT_S
        while self.running and monotonic() < end:
            await asyncio.sleep(LULL_STEP_S)
        await self.wait()
        try:
            return await run_in_threadpool(task)
        finally:
            self.leave()


class ConcurrencyLimit:
    """Middleware that makes each costly request wait for a slot, or answers 503.

    The slot is released when the response begins: the rest is sent at the pace of the client.
    """

    def __init__(self, app: ASGIApp, capacity: Capacity, page: Page) -> None:
        """capacity: the queue; page: renders an error for a browser."""
        self._app = app
        self._capacity = capacity
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on once it has a slot, and record in its state if it waited long."""
        if scope["type"] != "http" or is_free(scope["path"]):
            await self._app(scope, receive, send)
            return
        admission = await self._capacity.enter()
        if admission is Admission.REFUSED:
            answer = ErrorResponse(503, TOO_MANY, headers={"Retry-After": str(RETRY_AFTER_S)})
            await answered(Request(scope), answer, self._page)(scope, receive, send)
            return
        slot = Slot(self._capacity)
        state = request_state(scope)
        state.add(slot)
        state.lexical_only = admission is Admission.LATE

        async def release_at_start(message: Message) -> None:
            if message["type"] == "http.response.start":
                slot.leave()
            await send(message)

        try:
            await self._app(scope, receive, release_at_start)
        finally:
            slot.leave()


class Slot:
    """Slot held by a request, released once."""

    def __init__(self, capacity: Capacity) -> None:
        """capacity: the queue that the slot is of."""
        self.capacity = capacity
        self._held = True

    def leave(self) -> None:
        """Release the slot if it is still held."""
        if self._held:
            self._held = False
            self.capacity.leave()


class BatchQueue:
    """Queue of requests that hold many tasks: one batch at a time, each task in its own slot.

    Between two tasks of a batch, other requests are admitted: a batch may be long, and no other
    request waits for its end.
    """

    def __init__(self, waiting_max: int, wait_limit_s: float) -> None:
        """waiting_max: batches that wait for another; wait_limit_s: longest wait, in seconds."""
        self._queue = Capacity(1, waiting_max, wait_limit_s)

    @asynccontextmanager
    async def opened(self, request: Request) -> AsyncIterator[Capacity]:
        """Wait for the batches before, then give the queue where each task has its own slot.

        Args:
            request: its own slot is released: it has one for each task instead.

        Yields:
            The queue of requests: `run` each task there, one after the other.

        Raises:
            ServiceBusy: when too many batches wait already, or this one waited too long.
        """
        slot = request_state(request.scope).get(Slot)
        if slot is None:
            raise RuntimeError("une requête qui n'est pas passée par ConcurrencyLimit")
        slot.leave()
        if await self._queue.enter() is Admission.REFUSED:
            raise ServiceBusy(TOO_MANY)
        try:
            yield slot.capacity
        finally:
            self._queue.leave()

    async def results(
        self, request: Request, tasks: Iterable[Callable[[], Result]]
    ) -> list[Result]:
        """Return the results of the tasks of a request, in their order.

        Args:
            request: its own slot is released: it has one for each task instead.
            tasks: run in threads, one after the other.

        Returns:
            The result of each task.

        Raises:
            ServiceBusy: when too many batches wait already, or this one waited too long.
        """
        async with self.opened(request) as slots:
            return [await slots.run(task) for task in tasks]


CurrentBatchQueue = Annotated[BatchQueue, Depends(from_services(BatchQueue))]

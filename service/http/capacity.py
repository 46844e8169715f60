"""Capacity: number of requests answered at once, number that wait, and longest wait.

Beyond what two cores can do, an endless queue would make every client wait and then leave. Here the
queue is short: a request that waited long is answered by lexical search only, in half the time; one
that would wait too long is refused at once, and the service recovers as soon as the rush is over.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
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
"""Share of the longest allowed wait after which a search compares words only, and not meaning."""
RETRY_AFTER_S = 1
BATCHES_WAITING = 4
LULL_LIMIT_S, LULL_STEP_S = 0.1, 0.002
"""Seconds that a task of a batch waits at most until no request runs, and between two checks."""
WAY_LIMIT_S, WAY_STEP_S = 30.0, 0.02
"""Seconds that the rest of an answer gives way at most to others, and between two checks."""
Result = TypeVar("Result")
TOO_MANY = Sentence("Trop de demandes à la fois : réessayez dans un instant.")


class Admission(Enum):
    """Outcome of waiting for a slot (the right to be answered now).

    REFUSED: no slot, as too many requests wait or this one waited too long; PROMPT: a slot, soon;
    LATE: a slot, after more than `LATE_SHARE` of the longest allowed wait.
    """

    REFUSED = auto()
    PROMPT = auto()
    LATE = auto()


class Capacity:
    """Queue of HTTP requests in one process: a limited number run, a limited number wait.

    A slot is the right to run; it is taken, then released. running: slots taken now; waiting:
    requests waiting now; refused: requests refused since the start. Threads must not call it: only
    the event loop may.
    """

    def __init__(self, running_max: int, waiting_max: int, wait_limit_s: float) -> None:
        """Make an empty queue.

        running_max: most requests that run at once (slots); waiting_max: most requests that wait;
        wait_limit_s: longest wait of a request, in seconds.
        """
        self._slots = asyncio.Semaphore(running_max)
        self._waiting_max = waiting_max
        self._limit_s = wait_limit_s
        self.running = 0
        self.waiting = 0
        self.refused = 0

    async def enter(self) -> Admission:
        """Wait for a slot, the right to run, and return the outcome.

        Refused at once when `waiting_max` requests already wait, or after `wait_limit_s` seconds.
        Unless refused, the caller must release the slot with `leave`.
        """
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
        """Wait for a slot, the right to run, for as long as it takes; release it with `leave`."""
        self.waiting += 1
        try:
            await self._slots.acquire()
        finally:
            self.waiting -= 1
        self.running += 1

    async def wait_last(self) -> None:
        """Wait for a slot that nobody else waits for, for `WAY_LIMIT_S` seconds, then like others.

        It is not counted in `waiting`, and so closes the queue to nobody; release it with `leave`.
        """
        end = monotonic() + WAY_LIMIT_S
        while self._slots.locked() and monotonic() < end:
            await asyncio.sleep(WAY_STEP_S)
        await self._slots.acquire()
        self.running += 1

    def leave(self) -> None:
        """Release a slot: the request that has waited longest may run."""
        self.running -= 1
        self._slots.release()

    async def run(self, task: Callable[[], Result]) -> Result:
        """Run one task of a batch (a request made of many tasks) in a thread; return its result.

        The task takes a slot, like a request. It first waits until no request runs, for at most
        `LULL_LIMIT_S` seconds: the tasks of a long batch would otherwise slow every other request.
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
    """Middleware that limits how many requests are answered at once: others wait, or receive 503.

    Requests that cost almost nothing (static files, probes) do not wait. A request releases its
    slot as soon as its response begins, since sending the rest depends only on the client.
    """

    def __init__(self, app: ASGIApp, capacity: Capacity, page: Page) -> None:
        """capacity: queue of the requests; page: renders an error as HTML for a browser."""
        self._app = app
        self._capacity = capacity
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on when its turn comes, or answer 503.

        When it waited long, its state says `lexical_only`: its search must compare words only.
        """
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
    """Right of one request to run, taken from a queue of requests."""

    def __init__(self, capacity: Capacity) -> None:
        """capacity: the queue where the slot was taken."""
        self.capacity = capacity
        self._held = True

    def leave(self) -> None:
        """Release the slot, for the next request of the queue; a second call does nothing."""
        if self._held:
            self._held = False
            self.capacity.leave()


class BatchQueue:
    """Queue of batches, requests made of many tasks such as a hundred searches.

    One batch runs at a time. Each of its tasks waits for a slot like ordinary requests, so that
    none of these waits for the end of a long batch.
    """

    def __init__(self, waiting_max: int, wait_limit_s: float) -> None:
        """Make an empty queue.

        waiting_max: most batches that wait while another runs; wait_limit_s: longest wait of a
        batch, in seconds.
        """
        self._queue = Capacity(1, waiting_max, wait_limit_s)

    @asynccontextmanager
    async def opened(self, request: Request, patient: bool = False) -> AsyncIterator[Capacity]:
        """Wait until no other batch runs, then give the queue in which to run each task.

        Args:
            request: the request that holds the batch. Its slot (its right to run) is released at
                once: each of its tasks will take one.
            patient: True to let other batches go first, and wait for as long as it takes: for
                the rest of an answer that began.

        Yields:
            The queue of ordinary requests: call its `run` with each task, one after the other.

        Raises:
            ServiceBusy: when `waiting_max` batches already wait, or after `wait_limit_s` seconds.
        """
        slot = request_state(request.scope).get(Slot)
        if slot is None:
            raise RuntimeError("une requête qui n'est pas passée par ConcurrencyLimit")
        slot.leave()
        if patient:
            await self._queue.wait_last()
        elif await self._queue.enter() is Admission.REFUSED:
            raise ServiceBusy(TOO_MANY)
        try:
            yield slot.capacity
        finally:
            self._queue.leave()


CurrentBatchQueue = Annotated[BatchQueue, Depends(from_services(BatchQueue))]

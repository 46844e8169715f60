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
from service.http.fair_queue import ANYBODY, LAST, TOO_MANY, FairQueue, Turn
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

    Those who took little lately come first (`service.http.fair_queue`). refused: requests refused
    since the start. Threads must not call it: only the event loop may.
    """

    def __init__(self, running_max: int, waiting_max: int, wait_limit_s: float) -> None:
        """Make an empty queue.

        running_max: most requests that run at once (slots); waiting_max: most requests that wait;
        wait_limit_s: longest wait of a request, in seconds.
        """
        self._queue = FairQueue(running_max)
        self._waiting_max = waiting_max
        self._limit_s = wait_limit_s
        self.refused = 0

    @property
    def running(self) -> int:
        """Number of slots taken now."""
        return self._queue.running

    @property
    def waiting(self) -> int:
        """Number of requests that wait now."""
        return self._queue.waiting

    async def enter(self, client: str = ANYBODY) -> tuple[Admission, Turn | None]:
        """Wait for a slot, the right to run, and return the outcome.

        Refused at once when `waiting_max` requests already wait, none of which took more than this
        client lately; or after `wait_limit_s` seconds; or for another who took less.

        Args:
            client: who asks.

        Returns:
            The outcome, and the turn, to give back with `leave`; None when it is refused.
        """
        start, queue = monotonic(), self._queue
        too_many = not queue.has_room(client) and queue.waiting >= self._waiting_max
        if too_many and not queue.give_up(client):
            self.refused += 1
            return Admission.REFUSED, None
        try:
            async with asyncio.timeout(self._limit_s):
                turn = await queue.acquire(client)
        except (TimeoutError, ServiceBusy):
            self.refused += 1
            return Admission.REFUSED, None
        late = monotonic() - start > LATE_SHARE * self._limit_s
        return Admission.LATE if late else Admission.PROMPT, turn

    async def wait_last(self) -> Turn:
        """Wait for a slot that nobody else waits for, for `WAY_LIMIT_S` seconds, then like others.

        It is not counted in `waiting`, and so closes the queue to nobody.
        """
        end = monotonic() + WAY_LIMIT_S
        while self._queue.is_full and monotonic() < end:
            await asyncio.sleep(WAY_STEP_S)
        return await self._queue.acquire()

    def leave(self, turn: Turn) -> None:
        """Give a slot back: a request that waits may run."""
        self._queue.release(turn)

    async def run(self, task: Callable[[], Result]) -> Result:
        """Run one task of a batch (a request made of many tasks) in a thread; return its result.

        The task takes a slot, like a request, after those of others. It first waits until no
        request runs, for at most `LULL_LIMIT_S` seconds: the tasks of a long batch would otherwise
        slow every other request.
        """
        end = monotonic() + LULL_LIMIT_S
        while self.running and monotonic() < end:
            await asyncio.sleep(LULL_STEP_S)
        turn = await self._queue.acquire(LAST)
        try:
            return await run_in_threadpool(task)
        finally:
            self.leave(turn)


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
        state = request_state(scope)
        admission, turn = await self._capacity.enter(state.client)
        if turn is None:
            answer = ErrorResponse(503, TOO_MANY, headers={"Retry-After": str(RETRY_AFTER_S)})
            await answered(Request(scope), answer, self._page)(scope, receive, send)
            return
        slot = Slot(self._capacity, turn)
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

    def __init__(self, capacity: Capacity, turn: Turn) -> None:
        """capacity: the queue where the slot was taken; turn: by which."""
        self.capacity = capacity
        self._turn: Turn | None = turn

    def leave(self) -> None:
        """Release the slot, for the next request of the queue; a second call does nothing."""
        if self._turn is not None:
            turn, self._turn = self._turn, None
            self.capacity.leave(turn)


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
        turn = await (self._queue.wait_last() if patient else self._entered())
        try:
            yield slot.capacity
        finally:
            self._queue.leave(turn)

    async def _entered(self) -> Turn:
        _, turn = await self._queue.enter()
        if turn is None:
            raise ServiceBusy(TOO_MANY)
        return turn


CurrentBatchQueue = Annotated[BatchQueue, Depends(from_services(BatchQueue))]

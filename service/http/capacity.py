"""Capacity: how many requests are worked on at once, how many wait, and for how long.

Beyond what two cores can do, a queue without end would make everybody wait and then leave. Here
the line is short: who waited a while is answered by the words alone, in half the time; who would
wait too long is told at once to come back, and the service is itself again as soon as the rush is
over.
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
from service.http.problems import Answer, Page, answered
from service.http.routes import is_free

HURRIED_SHARE = 0.25
"""Part of the longest wait after which a request is answered by the words alone."""
RETRY_AFTER_S = 1
BATCHES_WAITING = 4
LULL_LIMIT_S, LULL_STEP_S = 0.1, 0.002
"""How long a work of a batch waits for a moment without other requests, and between two looks."""
Done = TypeVar("Done")
TOO_MANY = Sentence("Trop de demandes à la fois : réessayez dans un instant.")


class Turn(Enum):
    """What the line gives: nothing, a turn at once or nearly, a turn after a long wait."""

    REFUSED = auto()
    PROMPT = auto()
    LATE = auto()


class Capacity:
    """The line of requests of one process; used from its event loop alone."""

    def __init__(self, running_max: int, waiting_max: int, wait_limit_s: float) -> None:
        """running_max: worked on at once; waiting_max: that wait; wait_limit_s: for how long."""
        self._turns = asyncio.Semaphore(running_max)
        self._waiting_max = waiting_max
        self._limit_s = wait_limit_s
        self.running = 0
        self.waiting = 0
        self.refused = 0

    async def enter(self) -> Turn:
        """Wait for a turn, to be given back by `leave` unless it was refused."""
        start = monotonic()
        if self._turns.locked() and self.waiting >= self._waiting_max:
            self.refused += 1
            return Turn.REFUSED
        try:
            async with asyncio.timeout(self._limit_s):
                await self.wait()
        except TimeoutError:
            self.refused += 1
            return Turn.REFUSED
        late = monotonic() - start > HURRIED_SHARE * self._limit_s
        return Turn.LATE if late else Turn.PROMPT

    async def wait(self) -> None:
        """Wait for a turn for as long as it takes, to be given back by `leave`."""
        self.waiting += 1
        try:
            await self._turns.acquire()
        finally:
            self.waiting -= 1
        self.running += 1

    def leave(self) -> None:
        """Give the turn to the next one."""
        self.running -= 1
        self._turns.release()

    async def run(self, work: Callable[[], Done]) -> Done:
        """Return the result of a work of a batch, run in a thread and in a slot of its own.

        It begins when no request is worked on, or after `LULL_LIMIT_S`: a search that came while
        the work before was done would otherwise share the cores with the next one too.
        """
        end = monotonic() + LULL_LIMIT_S
        while self.running and monotonic() < end:
            await asyncio.sleep(LULL_STEP_S)
        await self.wait()
        try:
            return await run_in_threadpool(work)
        finally:
            self.leave()


class Bounded:
    """Has every request that costs something wait for its turn, or answers 503.

    The turn ends when the answer begins: what is left is to send it, at the pace of who reads.
    """

    def __init__(self, app: ASGIApp, capacity: Capacity, page: Page) -> None:
        """capacity: the line; page: renders a problem for a browser."""
        self._app = app
        self._capacity = capacity
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on when its turn comes; `state.hurried` says that it waited."""
        if scope["type"] != "http" or is_free(scope["path"]):
            await self._app(scope, receive, send)
            return
        turn = await self._capacity.enter()
        if turn is Turn.REFUSED:
            answer = Answer(503, TOO_MANY, headers={"Retry-After": str(RETRY_AFTER_S)})
            await answered(Request(scope), answer, self._page)(scope, receive, send)
            return
        held = _Held(self._capacity)
        scope.setdefault("state", {}).update(hurried=turn is Turn.LATE, turn=held)

        async def note(message: Message) -> None:
            if message["type"] == "http.response.start":
                held.leave()
            await send(message)

        try:
            await self._app(scope, receive, note)
        finally:
            held.leave()


class _Held:
    """The turn of a request, given back once."""

    def __init__(self, capacity: Capacity) -> None:
        self.capacity = capacity
        self._holding = True

    def leave(self) -> None:
        """Give the turn to the next one, if it was not yet."""
        if self._holding:
            self._holding = False
            self.capacity.leave()


class Bulk:
    """The line of requests that hold many works: one at a time, each work in a turn of its own.

    Between two works of a batch, others have their turn: a batch is as long as it must be, and
    nobody waits for the end of it.
    """

    def __init__(self, waiting_max: int, wait_limit_s: float) -> None:
        """waiting_max: batches that wait for another; wait_limit_s: for how long."""
        self._line = Capacity(1, waiting_max, wait_limit_s)

    @asynccontextmanager
    async def opened(self, request: Request) -> AsyncIterator[Capacity]:
        """Wait for the batches before, then give the queue where each work has its own slot.

        Args:
            request: its own slot is given back: it has one for each work instead.

        Yields:
            The queue of requests: `run` each work there, one after the other.

        Raises:
            ServiceBusy: when too many batches wait already, or this one waited too long.
        """
        held: _Held = request.state.turn
        held.leave()
        if await self._line.enter() is Turn.REFUSED:
            raise ServiceBusy(TOO_MANY)
        try:
            yield held.capacity
        finally:
            self._line.leave()

    async def done(self, request: Request, works: Iterable[Callable[[], Done]]) -> list[Done]:
        """Return the results of the works of a request, in their order.

        Args:
            request: its own slot is given back: it has one for each work instead.
            works: run in threads, one after the other.

        Returns:
            The result of each work.

        Raises:
            ServiceBusy: when too many batches wait already, or this one waited too long.
        """
        async with self.opened(request) as slots:
            return [await slots.run(work) for work in works]


async def current_bulk(request: Request) -> Bulk:
    """The line of batches of the service."""
    bulk: Bulk = request.app.state.bulk
    return bulk


CurrentBulk = Annotated[Bulk, Depends(current_bulk)]

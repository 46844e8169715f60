"""Capacity: how many requests are worked on at once, how many wait, and for how long.

Beyond what two cores can do, a queue without end would make everybody wait and then leave. Here
the line is short: who waited a while is answered by the words alone, in half the time; who would
wait too long is told at once to come back, and the service is itself again as soon as the rush is
over.
"""

from __future__ import annotations

import asyncio
from enum import Enum, auto
from time import monotonic

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.french import Sentence
from service.problems import Answer, Page, answered
from service.routes import is_free

HURRIED_SHARE = 0.25
"""Part of the longest wait after which a request is answered by the words alone."""
RETRY_AFTER_S = 1
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
        self.waiting += 1
        try:
            async with asyncio.timeout(self._limit_s):
                await self._turns.acquire()
        except TimeoutError:
            self.refused += 1
            return Turn.REFUSED
        finally:
            self.waiting -= 1
        self.running += 1
        late = monotonic() - start > HURRIED_SHARE * self._limit_s
        return Turn.LATE if late else Turn.PROMPT

    def leave(self) -> None:
        """Give the turn to the next one."""
        self.running -= 1
        self._turns.release()


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
        scope.setdefault("state", {})["hurried"] = turn is Turn.LATE
        holding = True

        def leave() -> None:
            nonlocal holding
            if holding:
                holding = False
                self._capacity.leave()

        async def note(message: Message) -> None:
            if message["type"] == "http.response.start":
                leave()
            await send(message)

        try:
            await self._app(scope, receive, note)
        finally:
            leave()

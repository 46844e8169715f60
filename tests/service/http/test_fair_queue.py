"""Turns of clients: the greedy leave room to others."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from index.errors import ServiceBusy
from service.http import fair_queue
from service.http.fair_queue import ANYBODY, GREEDY_S, LAST, FairQueue, Turn


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def play(scene: Callable[[FairQueue, Clock], Awaitable[None]], most: int = 2) -> None:
    """Play a scene on a queue of a few slots."""
    clock = Clock()

    async def whole() -> None:
        await scene(FairQueue(most, clock), clock)

    asyncio.run(whole())


async def run(queue: FairQueue, clock: Clock, client: str, seconds: float) -> None:
    """Run for some seconds."""
    turn = await queue.acquire(client)
    clock.now += seconds
    queue.release(turn)


def ask(queue: FairQueue, client: str) -> asyncio.Task[Turn]:
    """Ask for a turn, without waiting for it."""
    return asyncio.create_task(queue.acquire(client))


def test_what_was_run_should_be_forgotten_by_and_by() -> None:
    async def scene(queue: FairQueue, clock: Clock) -> None:
        await run(queue, clock, "a", 2.0)
        assert queue.spent("a") == pytest.approx(2.0)
        clock.now += fair_queue.FORGOTTEN_S
        assert queue.spent("a") == pytest.approx(2.0 / 2.71828, rel=1e-3)
        assert queue.spent("b") == 0.0

    play(scene)


def test_a_greedy_client_should_leave_a_slot_free_for_another() -> None:
    async def scene(queue: FairQueue, clock: Clock) -> None:
        await run(queue, clock, "greedy", 2 * GREEDY_S)
        queue.release(await queue.acquire("other"))
        first, second = await queue.acquire("greedy"), ask(queue, "greedy")
        await asyncio.sleep(0)
        assert not second.done()
        other = await asyncio.wait_for(queue.acquire("other"), 1)
        queue.release(other)
        await asyncio.sleep(0)
        assert not second.done()
        queue.release(first)
        queue.release(await second)

    play(scene)


def test_the_greedy_should_take_every_slot_when_nobody_else_asks() -> None:
    async def scene(queue: FairQueue, clock: Clock) -> None:
        await run(queue, clock, "greedy", 2 * GREEDY_S)
        clock.now += 2 * fair_queue.ALONE_S  # and it is still greedy
        queue._spent["greedy"] = (2 * GREEDY_S, clock.now)
        turns = [await queue.acquire("greedy") for _ in range(2)]
        assert [turn.greedy for turn in turns] == [True, True]

    play(scene)


def test_who_took_least_should_come_first_then_who_came_first() -> None:
    async def scene(queue: FairQueue, clock: Clock) -> None:
        await run(queue, clock, "a", 1.0)
        held = await queue.acquire()
        tasks = {name: ask(queue, name) for name in ("a", "b", "c")}
        await asyncio.sleep(0)
        order = []
        for _ in tasks:
            queue.release(held)
            await asyncio.sleep(0.001)
            name = next(each for each in tasks if tasks[each].done() and each not in order)
            order.append(name)
            held = tasks[name].result()
        assert order == ["b", "c", "a"]

    play(scene, most=1)


def test_tasks_of_batches_should_come_after_others() -> None:
    async def scene(queue: FairQueue, _clock: Clock) -> None:
        held = await queue.acquire()
        batch, person = ask(queue, LAST), ask(queue, "person")
        await asyncio.sleep(0)
        queue.release(held)
        turn = await person
        assert not batch.done()
        queue.release(turn)
        queue.release(await batch)
        assert queue.spent(LAST) == float("inf")

    play(scene, most=1)


def test_where_quotas_are_lifted_nobody_should_be_greedy() -> None:
    async def scene(queue: FairQueue, clock: Clock) -> None:
        await run(queue, clock, ANYBODY, 100 * GREEDY_S)
        assert queue.spent(ANYBODY) == 0.0
        assert [await queue.acquire(), await queue.acquire()]

    play(scene)


def test_who_waits_should_give_its_place_to_who_took_less() -> None:
    async def scene(queue: FairQueue, clock: Clock) -> None:
        await run(queue, clock, "greedy", 2 * GREEDY_S)
        await queue.acquire()
        waiting = ask(queue, "greedy")
        await asyncio.sleep(0)
        assert not queue.give_up("greedy")
        assert queue.give_up("other")
        with pytest.raises(ServiceBusy):
            await waiting
        assert not queue.give_up("other")
        assert queue.waiting == 0

    play(scene, most=1)


def test_who_leaves_as_its_turn_comes_should_give_it_back() -> None:
    async def scene(queue: FairQueue, _clock: Clock) -> None:
        held = await queue.acquire()
        waiting = ask(queue, "a")
        await asyncio.sleep(0)
        queue.release(held)  # granted, and not taken yet
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert (queue.running, queue.waiting) == (0, 0)

    play(scene, most=1)


def test_clients_who_took_least_should_be_forgotten_when_they_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fair_queue, "KEPT_CLIENTS", 4)

    async def scene(queue: FairQueue, clock: Clock) -> None:
        for number in range(5):
            await run(queue, clock, f"client {number}", 0.1 + number / 100)
        assert queue.spent("client 0") == 0.0
        assert queue.spent("client 4") > 0.1

    play(scene)

"""What the service does when more is asked of it than it can do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from index.errors import ServiceBusy
from service.app import create_app
from service.http.capacity import Admission, BatchQueue, Capacity, ConcurrencyLimit, Slot
from service.http.problems import MEDIA_TYPE, Problem
from service.runtime.live_index import LiveIndex
from service.runtime.request_state import request_state
from service.settings import Settings
from tests.service.services import services_in

Gate = Callable[[Capacity], Awaitable[None]]


def page(_request: Request, _problem: Problem) -> Response:
    return PlainTextResponse("page")


class Held:
    """An application that answers when allowed, and records which requests are lexical only."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.lexical_only: list[bool] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.lexical_only.append(request_state(scope).lexical_only)
        await self.go.wait()
        await PlainTextResponse("fait")(scope, receive, send)


def client_of(app: Any) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.001)


def test_the_line_should_have_an_end() -> None:
    async def scene() -> None:
        held, capacity = Held(), Capacity(running_max=1, waiting_max=1, wait_limit_s=5)
        async with client_of(ConcurrencyLimit(held, capacity, page)) as client:
            first = asyncio.create_task(client.get("/recherche"))
            await until(lambda: capacity.running == 1)
            second = asyncio.create_task(client.get("/recherche"))
            await until(lambda: capacity.waiting == 1)
            third = await client.get("/recherche")
            assert third.status_code == 503
            assert third.headers["Retry-After"] == "1"
            assert third.headers["Content-Type"] == MEDIA_TYPE
            assert third.json()["title"] == "Service indisponible"
            held.go.set()
            assert [(await each).status_code for each in (first, second)] == [200, 200]
            assert (capacity.running, capacity.waiting, capacity.refused) == (0, 0, 1)

    asyncio.run(scene())


def test_who_would_wait_too_long_should_be_told_to_come_back() -> None:
    async def scene() -> None:
        held, capacity = Held(), Capacity(running_max=1, waiting_max=5, wait_limit_s=0.02)
        async with client_of(ConcurrencyLimit(held, capacity, page)) as client:
            first = asyncio.create_task(client.get("/recherche"))
            await until(lambda: capacity.running == 1)
            assert (await client.get("/recherche")).status_code == 503
            held.go.set()
            assert (await first).status_code == 200

    asyncio.run(scene())


def test_a_browser_should_be_shown_a_page() -> None:
    async def scene() -> None:
        held, capacity = Held(), Capacity(running_max=1, waiting_max=0, wait_limit_s=1)
        async with client_of(ConcurrencyLimit(held, capacity, page)) as client:
            first = asyncio.create_task(client.get("/recherche"))
            await until(lambda: capacity.running == 1)
            refused = await client.get("/recherche", headers={"Accept": "text/html"})
            assert (refused.status_code, refused.text) == (200, "page")  # this page's own status
            held.go.set()
            await first

    asyncio.run(scene())


def test_a_long_wait_should_end_in_a_lexical_search(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("service.http.capacity.LATE_SHARE", 0.005)  # a tenth of a second

    async def scene() -> None:
        held, capacity = Held(), Capacity(running_max=1, waiting_max=1, wait_limit_s=20)
        async with client_of(ConcurrencyLimit(held, capacity, page)) as client:
            first = asyncio.create_task(client.get("/recherche"))
            await until(lambda: capacity.running == 1)
            second = asyncio.create_task(client.get("/recherche"))
            await until(lambda: capacity.waiting == 1)
            await asyncio.sleep(0.2)
            held.go.set()
            await asyncio.gather(first, second)
        assert held.lexical_only == [False, True]

    asyncio.run(scene())


@pytest.mark.parametrize("path", ["/sante", "/pret", "/version", "/metrics", "/static/style.css"])
def test_what_costs_nothing_should_never_wait(path: str) -> None:
    async def scene() -> None:
        capacity = Capacity(running_max=1, waiting_max=0, wait_limit_s=1)
        assert (await capacity.enter())[0] is Admission.PROMPT
        async with client_of(ConcurrencyLimit(PlainTextResponse("fait"), capacity, page)) as client:
            assert (await client.get(path)).status_code == 200
            assert (await client.get("/")).status_code == 503

    asyncio.run(scene())


def test_a_request_that_fails_should_give_its_turn_back() -> None:
    async def fail(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise RuntimeError("panne")

    async def scene() -> None:
        capacity = Capacity(running_max=1, waiting_max=0, wait_limit_s=1)
        async with client_of(ConcurrencyLimit(fail, capacity, page)) as client:
            for _ in range(3):
                with pytest.raises(RuntimeError, match="panne"):
                    await client.get("/recherche")
        assert capacity.running == 0

    asyncio.run(scene())


def test_who_leaves_while_waiting_should_leave_the_line() -> None:
    async def scene() -> None:
        capacity = Capacity(running_max=1, waiting_max=5, wait_limit_s=5)
        _, turn = await capacity.enter()
        waiting = asyncio.create_task(capacity.enter())
        await until(lambda: capacity.waiting == 1)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert capacity.waiting == 0
        assert turn is not None
        capacity.leave(turn)
        assert (await capacity.enter())[0] is Admission.PROMPT

    asyncio.run(scene())


def test_sending_a_long_answer_should_hold_no_turn() -> None:
    seen: list[int] = []

    async def scene() -> None:
        capacity = Capacity(running_max=1, waiting_max=0, wait_limit_s=1)

        async def stream(_scope: Scope, _receive: Receive, send: Send) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            seen.append(capacity.running)
            await send({"type": "http.response.body", "body": b"suite"})

        async with client_of(ConcurrencyLimit(stream, capacity, page)) as client:
            await client.get("/api/v1/export")
        seen.append(capacity.running)

    asyncio.run(scene())
    assert seen == [0, 0]


def test_a_late_search_should_do_without_the_encoder(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr("service.http.capacity.LATE_SHARE", -1.0)  # everybody waited too long
    with TestClient(create_app(settings)) as client:
        searcher = services_in(client.app).get(LiveIndex).searcher
        search = searcher.search

        def spied(query: Any, by_meaning: bool = True) -> Any:
            asked.append(by_meaning)
            return search(query, by_meaning)

        monkeypatch.setattr(searcher, "search", spied)
        answer = client.get("/api/v1/search", params={"q": "ordinateur"})
    assert answer.json()["mode"] == "lexical"
    assert asked == [False]


async def run_all(
    batches: BatchQueue, request: Request, works: Sequence[Callable[[], None]]
) -> None:
    """Run the tasks of a batch one after the other."""
    async with batches.opened(request) as slots:
        for work in works:
            await slots.run(work)


def test_a_batch_should_let_others_have_their_turn() -> None:
    order: list[str] = []

    async def scene() -> None:
        capacity, batches = Capacity(1, 5, 5), BatchQueue(5, 5)

        async def many(request: Request) -> PlainTextResponse:
            works = [lambda number=number: order.append(f"lot {number}") for number in range(3)]
            await run_all(batches, request, works)
            return PlainTextResponse("fait")

        async def one(_request: Request) -> PlainTextResponse:
            order.append("autre")
            return PlainTextResponse("fait")

        app = ConcurrencyLimit(
            Starlette(routes=[Route("/lot", many), Route("/", one)]), capacity, page
        )
        async with client_of(app) as client:
            answers = await asyncio.gather(client.get("/lot"), client.get("/"))
        assert [each.status_code for each in answers] == [200, 200]
        assert capacity.running == 0

    asyncio.run(scene())
    assert sorted(order) == ["autre", "lot 0", "lot 1", "lot 2"]
    assert order.index("autre") < 3


def test_batches_should_go_one_at_a_time_and_the_last_one_be_refused() -> None:
    async def scene() -> None:
        held = asyncio.Event()
        capacity, batches = Capacity(4, 5, 5), BatchQueue(0, 5)
        started = asyncio.Event()

        async def many(request: Request) -> PlainTextResponse:
            def work() -> None:
                loop.call_soon_threadsafe(started.set)
                asyncio.run_coroutine_threadsafe(held.wait(), loop).result()

            await run_all(batches, request, [work])
            return PlainTextResponse("fait")

        loop = asyncio.get_running_loop()
        app = ConcurrencyLimit(Starlette(routes=[Route("/lot", many)]), capacity, page)
        async with client_of(app) as client:
            first = asyncio.create_task(client.get("/lot"))
            await started.wait()
            with pytest.raises(ServiceBusy):
                await client.get("/lot")
            held.set()
            assert (await first).status_code == 200

    asyncio.run(scene())


def test_the_rest_of_many_answers_should_close_the_line_to_no_other_batch() -> None:
    order: list[str] = []

    async def scene() -> None:
        batches = BatchQueue(1, 5)

        async def turn(name: str, patient: bool) -> None:
            scope: Scope = {"type": "http"}
            _, taken = await capacity.enter()
            assert taken is not None
            request_state(scope).add(Slot(capacity, taken))
            async with batches.opened(Request(scope), patient):
                order.append(name)
                await asyncio.sleep(0.05)

        capacity = Capacity(9, 9, 5)
        turns = [asyncio.create_task(turn("en cours", patient=False))]
        await until(lambda: bool(order))
        turns += [asyncio.create_task(turn("suite", patient=True)) for _ in range(3)]
        await asyncio.sleep(0.01)
        turns.append(asyncio.create_task(turn("lot", patient=False)))
        await asyncio.gather(*turns)

    asyncio.run(scene())
    assert order == ["en cours", "lot", "suite", "suite", "suite"]


def test_the_rest_of_an_answer_should_not_give_way_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("service.http.capacity.WAY_LIMIT_S", 0.0)

    async def scene() -> None:
        capacity = Capacity(1, 5, 5)
        _, turn = await capacity.enter()
        assert turn is not None
        rest = asyncio.create_task(capacity.wait_last())
        await asyncio.sleep(0)
        other = asyncio.create_task(capacity.enter())
        await asyncio.sleep(0)
        capacity.leave(turn)
        last = await rest
        assert not other.done()
        capacity.leave(last)
        assert (await other)[0] is Admission.PROMPT

    asyncio.run(scene())


def test_the_rest_of_an_answer_that_began_should_wait_its_turn() -> None:
    async def scene() -> None:
        held, started, ended = asyncio.Event(), asyncio.Event(), list[str]()
        capacity, batches = Capacity(4, 5, 5), BatchQueue(0, 5)
        loop = asyncio.get_running_loop()

        async def first(request: Request) -> PlainTextResponse:
            def work() -> None:
                loop.call_soon_threadsafe(started.set)
                asyncio.run_coroutine_threadsafe(held.wait(), loop).result()
                ended.append("premier")

            await run_all(batches, request, [work])
            return PlainTextResponse("fait")

        async def rest(request: Request) -> PlainTextResponse:
            async with batches.opened(request, patient=True):
                ended.append("suite")
            return PlainTextResponse("fait")

        routes = [Route("/lot", first), Route("/suite", rest)]
        app = ConcurrencyLimit(Starlette(routes=routes), capacity, page)
        async with client_of(app) as client:
            one = asyncio.create_task(client.get("/lot"))
            await started.wait()
            other = asyncio.create_task(client.get("/suite"))
            await asyncio.sleep(0.01)
            held.set()
            assert [(await each).status_code for each in (one, other)] == [200, 200]
        assert ended == ["premier", "suite"]

    asyncio.run(scene())

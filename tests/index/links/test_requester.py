"""Requests, to a real server: HEAD then GET, under a name, and hosts left alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from index.links.outcomes import Outcome, Verdict
from index.links.requester import BODY_MAX_BYTES, user_agent
from tests.https_server import HttpsServer, Reply
from tests.index.links.conftest import Visit

PAGE = Reply(b"<p>Bonjour</p>")


def methods(server: HttpsServer) -> list[str]:
    return [request.method for request in server.seen]


def test_a_page_should_be_requested_by_head_alone(server: HttpsServer, visit_one: Visit) -> None:
    url = server.gives("/", PAGE)
    assert visit_one(url).outcome is Outcome.ALIVE
    (request,) = server.seen
    assert request.method == "HEAD"
    assert request.headers["Host"] == server.host("localhost")
    assert request.headers["User-Agent"] == (
        "OrientESS (orientess check links; +https://orientess.test)"
    )


@pytest.mark.parametrize("status", [400, 403, 404, 405, 410, 501])
def test_a_page_whose_head_is_refused_should_be_requested_by_get(
    server: HttpsServer, visit_one: Visit, status: int
) -> None:
    server.gives("HEAD /", Reply(status=status))
    assert visit_one(server.gives("/", PAGE)).outcome is Outcome.ALIVE
    assert methods(server) == ["HEAD", "GET"]


def test_a_host_that_hangs_up_at_head_should_be_requested_by_get(
    server: HttpsServer, visit_one: Visit
) -> None:
    server.gives("HEAD /", Reply(status=0))
    assert visit_one(server.gives("/", PAGE)).outcome is Outcome.ALIVE
    assert methods(server) == ["HEAD", "GET"]


@pytest.mark.parametrize("status", [401, 429, 500, 503])
def test_a_page_that_refuses_for_another_cause_should_be_requested_once(
    server: HttpsServer, visit_one: Visit, status: int
) -> None:
    assert visit_one(server.gives("/", Reply(status=status))).outcome is Outcome.UNDECIDED
    assert methods(server) == ["HEAD"]


def test_the_end_of_a_large_page_should_not_be_read(server: HttpsServer, visit_one: Visit) -> None:
    server.gives("HEAD /", Reply(status=405))
    cut = Reply(b"x" * (BODY_MAX_BYTES * 4), sent=BODY_MAX_BYTES * 2)
    assert visit_one(server.gives("/", cut)).outcome is Outcome.ALIVE


def test_a_page_that_is_cut_should_be_undecided(server: HttpsServer, visit_one: Visit) -> None:
    server.gives("HEAD /", Reply(status=405))
    verdict = visit_one(server.gives("/", Reply(b"x" * 100, sent=10)))
    assert verdict == Verdict(Outcome.UNDECIDED, "réponse illisible ou interrompue")


@pytest.mark.parametrize("reply", [Reply(pause_s=1.0), Reply(b"x" * 99, drips=True)], ids=str)
def test_a_page_too_slow_should_be_undecided(
    server: HttpsServer, visit_one: Visit, reply: Reply
) -> None:
    server.gives("HEAD /", Reply(status=405))
    verdict = visit_one(server.gives("/", reply), request_s=0.3)
    assert verdict == Verdict(Outcome.UNDECIDED, "pas de réponse à temps")


@pytest.mark.parametrize(
    ("reply", "left"),
    [
        (Reply(status=429), True),
        (Reply(status=503, headers={"Retry-After": "120"}), True),
        (Reply(status=503), False),
    ],
    ids=["429", "503 with a delay", "503"],
)
def test_a_host_that_asks_to_wait_should_be_left_alone(
    server: HttpsServer, visit_all: Callable[..., list[Verdict]], reply: Reply, left: bool
) -> None:
    links = (server.gives("/a", reply), server.gives("/b", PAGE))
    first, second = visit_all(*links)
    assert first.outcome is Outcome.UNDECIDED
    assert (second.outcome is Outcome.UNDECIDED) is left
    assert len(server.seen) == (1 if left else 2)


def test_cookies_should_not_be_sent_back(
    server: HttpsServer, visit_all: Callable[..., list[Verdict]]
) -> None:
    cookie = Reply(headers={"Set-Cookie": "s=1; Path=/"})
    visit_all(server.gives("/a", cookie), server.gives("/b", PAGE))
    assert [request.headers.get("Cookie") for request in server.seen] == [None, None]


def test_another_numeric_address_should_be_tried_when_one_refuses(
    server: HttpsServer, visit_one: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def two_addresses(*_: object) -> tuple[str, ...]:
        return ("127.0.0.2", "127.0.0.1")

    monkeypatch.setattr("index.links.requester.resolve", two_addresses)
    assert visit_one(server.gives("/", PAGE)).outcome is Outcome.ALIVE


@pytest.mark.parametrize(
    ("contact", "name"),
    [
        ("", "OrientESS (orientess check links)"),
        ("équipe@lieu.test\r\n", "OrientESS (orientess check links; +quipe@lieu.test)"),
    ],
)
def test_the_name_of_the_client_should_be_a_sound_header(contact: str, name: str) -> None:
    assert user_agent(contact) == name

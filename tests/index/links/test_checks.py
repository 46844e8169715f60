"""Checks of links: all of them, several hosts side by side, within limits."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest

from index.links.checks import Limits, check_links
from index.links.outcomes import Outcome
from tests.https_server import HttpsServer, Reply

PAGE = Reply(b"<p>Bonjour</p>")
QUICK = Limits(pause_s=0.0, private=True)


def test_every_link_should_have_its_outcome_in_order(server: HttpsServer) -> None:
    seen: list[tuple[int, int]] = []
    server.gives("/", PAGE)
    links = [server.url("/", "autre.test"), "https://[::1", server.url("/"), server.url("/absent")]
    verdicts = check_links(links, "", QUICK, lambda done, total: seen.append((done, total)))
    assert list(verdicts) == links
    outcomes = [verdict.outcome for verdict in verdicts.values()]
    assert outcomes == [Outcome.ALIVE, Outcome.REFUSED, Outcome.ALIVE, Outcome.DEAD]
    assert seen == [(number, 4) for number in range(1, 5)]


def test_private_networks_should_be_refused_unless_allowed(server: HttpsServer) -> None:
    link = server.gives("/", PAGE)
    assert check_links([link], "", Limits())[link].outcome is Outcome.REFUSED
    assert server.seen == []


def test_requests_to_one_host_should_be_apart_by_the_pause(server: HttpsServer) -> None:
    for path in ("/a", "/b"):
        server.gives(path, Reply(status=405))
    links = [server.url("/a", "lieu.test"), server.url("/b", "www.lieu.test")]
    check_links(links, "", Limits(pause_s=0.15, private=True))
    starts = [request.at for request in server.seen]
    assert len(starts) == 4
    assert all(after - before >= 0.15 for before, after in pairwise(starts))


@pytest.mark.parametrize(("hosts", "is_together"), [(2, True), (1, False)])
def test_hosts_should_be_visited_side_by_side_up_to_the_limit(
    server: HttpsServer, hosts: int, is_together: bool
) -> None:
    server.gives("/", Reply(pause_s=0.6))
    links = [server.url("/", name) for name in ("localhost", "lieu.test")]
    check_links(links, "", Limits(hosts=hosts, pause_s=0.0, private=True))
    starts = sorted(request.at for request in server.seen)
    assert (starts[-1] - starts[0] < 0.6) is is_together


def test_links_beyond_the_limit_should_be_left(server: HttpsServer) -> None:
    links = [server.gives(path, PAGE) for path in ("/a", "/b", "/c")]
    assert list(check_links(links, "", Limits(links=2, pause_s=0.0, private=True))) == links[:2]
    assert len(server.seen) == 2


def test_links_should_be_left_when_time_is_over(server: HttpsServer) -> None:
    links = [server.gives("/a", PAGE), server.gives("/b", Reply(pause_s=5.0))]
    start = time.monotonic()
    assert list(check_links(links, "", Limits(seconds=1.5, pause_s=0.0, private=True))) == links[:1]
    assert time.monotonic() - start < 4


def test_no_link_should_need_no_network() -> None:
    assert check_links([], "", Limits()) == {}

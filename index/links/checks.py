"""Checks of the links of a catalogue: every host at its pace, several side by side."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import httpx

from index.links.hosts import host_of
from index.links.outcomes import Verdict
from index.links.pace import Pace
from index.links.requester import Requester, open_client
from index.links.visits import visit

Progress = Callable[[int, int], None]
"""Called with the number of links visited so far, and of those to visit."""


@dataclass(frozen=True)
class Limits:
    """Limits of a check of links.

    links: most links visited; seconds: greatest duration of the whole check; hosts: most hosts
    visited at once; pause_s: seconds between two requests to one host; request_s: greatest duration
    of one request, in seconds; private: True to reach private networks too, as tests do.
    """

    links: int = 5_000
    seconds: float = 3_600.0
    hosts: int = 8
    pause_s: float = 1.0
    request_s: float = 20.0
    private: bool = False


def check_links(
    addresses: Sequence[str],
    contact: str,
    limits: Limits,
    progress: Progress = lambda _done, _total: None,
) -> dict[str, Verdict]:
    """Visit links, within limits.

    Args:
        addresses: the links, different from one another; the first ones when there are too many.
        contact: address where hosts can learn more, or "".
        limits: number of links, time, pace.
        progress: called after each link.

    Returns:
        Link -> its outcome, in the order of `addresses`; those that the limits left out are absent.
    """
    visited = asyncio.run(_check(addresses[: limits.links], contact, limits, progress))
    return {address: visited[address] for address in addresses if address in visited}


async def _check(
    addresses: Sequence[str], contact: str, limits: Limits, progress: Progress
) -> dict[str, Verdict]:
    visited: dict[str, Verdict] = {}
    slots = asyncio.Semaphore(limits.hosts)
    async with open_client(contact) as client:
        requester = Requester(client, Pace(limits.pause_s), limits.request_s, limits.private)

        async def visit_host(links: Sequence[str]) -> None:
            async with slots:
                for link in links:
                    visited[link] = await visit(requester, link)
                    progress(len(visited), len(addresses))

        with suppress(TimeoutError):
            async with asyncio.timeout(limits.seconds), asyncio.TaskGroup() as group:
                for links in _by_host(addresses):
                    group.create_task(visit_host(links))
    return visited


def _by_host(addresses: Sequence[str]) -> list[list[str]]:
    """Return links grouped by host, in their order; what is no address is a group of its own."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for address in addresses:
        try:
            host = host_of(httpx.URL(address))
        except httpx.InvalidURL:
            host = address
        groups[host].append(address)
    return list(groups.values())

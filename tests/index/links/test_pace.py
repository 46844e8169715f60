"""Pace: one request at a time for a host, a pause between two, hosts side by side."""

from __future__ import annotations

import asyncio

from index.links.pace import Pace

PAUSE_S = 0.05


async def _request(pace: Pace, host: str, spans: list[tuple[float, float]]) -> None:
    clock = asyncio.get_running_loop()
    async with pace.slot(host):
        start = clock.time()
        await asyncio.sleep(0.02)
        spans.append((start, clock.time()))


def spans_of(*hosts: str) -> list[tuple[float, float]]:
    """Start and end of one request to each host, all wanted at once."""
    spans: list[tuple[float, float]] = []

    async def run() -> None:
        pace = Pace(PAUSE_S)
        await asyncio.gather(*(_request(pace, host, spans) for host in hosts))

    asyncio.run(run())
    return sorted(spans)


def test_requests_to_one_host_should_be_apart_by_the_pause() -> None:
    spans = spans_of("lieu.test", "lieu.test", "lieu.test")
    gaps = [after[0] - before[1] for before, after in zip(spans, spans[1:], strict=False)]
    assert all(gap >= PAUSE_S - 0.005 for gap in gaps)
    assert len(gaps) == 2


def test_requests_to_several_hosts_should_run_together() -> None:
    (_, first_end), (second_start, _) = spans_of("lieu.test", "autre.test")
    assert second_start < first_end

"""Pace of requests: one at a time for a host, with a pause between two of them."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Pace:
    """Spaces the requests to each host, whoever sends them.

    pause_s: seconds between the end of a request to a host and the start of the next one.
    """

    def __init__(self, pause_s: float) -> None:
        self._pause_s = pause_s
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._free_at: dict[str, float] = {}

    @asynccontextmanager
    async def slot(self, host: str) -> AsyncIterator[None]:
        """Wait until a host may receive a request, and hold it for one.

        Args:
            host: its name.

        Yields:
            Nothing, once no other request to this host runs and the pause is over.
        """
        clock = asyncio.get_running_loop()
        async with self._locks[host]:
            await asyncio.sleep(max(0.0, self._free_at.get(host, 0.0) - clock.time()))
            try:
                yield
            finally:
                self._free_at[host] = clock.time() + self._pause_s

"""Connections of a server process: those that send no whole request, or read nothing, are closed.

uvicorn waits without limit for the request of a new connection, and for who reads an answer. Ten
thousand connections that send nothing would take all the descriptors of the process. It also sends
the headers of an answer before its body: nginx asks another replica when one dies, but not once
headers have come.
"""

from __future__ import annotations

import asyncio
import resource

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

REQUEST_S, BODY_S = 15.0, 135.0
"""Longest times, in seconds, for the headers of a request to come, from the end of the one before,
then for its body: a little more than the route that takes the longest one gives it.
"""
STALLED_S = 30.0
"""Longest time, in seconds, during which a client reads nothing of an answer too long to be sent
at once; nginx allows as much.
"""
WAITING_MAX = 500
"""Most connections that wait for a whole request; beyond, the one that waits for longest is closed.

Who really asks sends a request as soon as it is connected.
"""
HEADERS_MAX_BYTES = 32_768
"""Maximum size, in bytes, of the first line and headers of a request; beyond, it is refused."""
DESCRIPTORS = 8_192
"""Descriptors that a process asks for: several thousands of connections may come at once, before
one of them is closed.
"""


class Conversation(h11.Connection):
    """Requests and answers of a connection; headers are sent with the first piece of the body."""

    _headers: tuple[bytes, ...] = ()

    def send_with_data_passthrough(self, event: h11.Event) -> list[bytes] | None:
        """Return what to send for an event: nothing for headers, which wait; event: the event."""
        pieces = super().send_with_data_passthrough(event)
        if pieces is None:
            return None
        waiting, self._headers = self._headers, ()
        if isinstance(event, h11.Response):
            self._headers = tuple(pieces)
            return []
        return [*waiting, *pieces]


class BoundedConnection(H11Protocol):
    """Connection of a client, as uvicorn makes them, with limits of time and of number."""

    _waiting_since = 0.0
    _limit_s: float | None = None
    _request_timer: asyncio.TimerHandle | None = None
    _stalled_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a first request; close the connection that waits for longest if too many do.

        transport: the connection.
        """
        super().connection_made(transport)
        self.conn = Conversation(h11.SERVER, HEADERS_MAX_BYTES)
        self._look()
        if len(self.connections) > WAITING_MAX:
            self._close_oldest()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection that is closed; exc: the error that closed it, if one did."""
        self._stop_waiting()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read what a client sent; data: the bytes."""
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        self._look()

    def pause_writing(self) -> None:
        """Give a client that does not read some time to read."""
        super().pause_writing()
        if self._stalled_timer is None:
            self._stalled_timer = self.loop.call_later(STALLED_S, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on with a client that reads."""
        if self._stalled_timer is not None:
            self._stalled_timer.cancel()
            self._stalled_timer = None
        super().resume_writing()

    def _look(self) -> None:
        """Bound the wait for a request that has not come whole."""
        limits = {h11.IDLE: REQUEST_S, h11.SEND_BODY: BODY_S}
        limit_s = limits.get(self.conn.their_state)
        if limit_s != self._limit_s:
            self._stop_waiting()
            self._limit_s = limit_s
            if limit_s is not None:
                self._waiting_since = self.loop.time()
                self._request_timer = self.loop.call_later(limit_s, self.transport.abort)

    def _stop_waiting(self) -> None:
        self._limit_s = None
        if self._request_timer is not None:
            self._request_timer.cancel()
            self._request_timer = None

    def _close_oldest(self) -> None:
        """Close the connection that waits for a request for longest, if too many do."""
        all_open = [each for each in self.connections if isinstance(each, BoundedConnection)]
        waiting = [each for each in all_open if each._request_timer is not None]
        if len(waiting) > WAITING_MAX:
            oldest = min(waiting, key=lambda each: each._waiting_since)
            oldest._stop_waiting()
            oldest.transport.abort()


def ask_descriptors() -> None:
    """Let this process, and those that it starts, open as many files as the system lets them.

    No more than `DESCRIPTORS` are asked for; a limit that is higher stays.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(DESCRIPTORS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))

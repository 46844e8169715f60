"""Requester of links: HEAD then GET, at the pace of each host and within limits."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy

import httpx

from index.links.hosts import host_of, resolve
from index.links.pace import Pace

BODY_MAX_BYTES = 65_536
"""Most bytes read of a page, which is never stored."""
CONNECT_S = 8.0
"""Most seconds to reach one numeric address of a host."""
MAX_NUMERIC = 2
"""Most numeric addresses tried for a host."""
GET_AFTER = frozenset(
    {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.METHOD_NOT_ALLOWED,
        HTTPStatus.NOT_IMPLEMENTED,
        HTTPStatus.NOT_FOUND,  # some servers know no HEAD: none is dead before GET says so
        HTTPStatus.GONE,
    }
)
"""Statuses of HEAD after which GET is tried."""
NAME = "OrientESS (orientess check links)"
REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class Answer:
    """Answer of a host: its status, and the address where it redirects, or None."""

    status: int
    location: str | None = None


def user_agent(contact: str) -> str:
    """Return the name that requests bear, with an address where to learn more.

    contact: address of the site, or of its publisher; "" for none. What is not ASCII is left out.
    """
    address = "".join(char for char in contact if char.isascii() and char.isprintable())
    return f"{NAME[:-1]}; +{address})" if address else NAME


def open_client(contact: str) -> httpx.AsyncClient:
    """Return a client that verifies certificates, follows no redirection and stores no cookie.

    Each connection serves once: requests go to numeric addresses, which several names may share.
    Proxies of the environment are not used: they would look names up by themselves.
    """
    limits = httpx.Limits(max_keepalive_connections=0)
    client = httpx.AsyncClient(
        follow_redirects=False,
        headers={
            "User-Agent": user_agent(contact),
            "Accept-Encoding": "identity",
            "Connection": "close",
        },
        transport=httpx.AsyncHTTPTransport(limits=limits),
    )
    client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=()))
    return client


class Requester:
    """Sends requests, one at a time for each host, with `request`.

    client: made by `open_client`; pace: spaces the requests; request_s: most seconds of one
    request, the look-up of the name included; private: True to reach private networks too.
    """

    def __init__(
        self, client: httpx.AsyncClient, pace: Pace, request_s: float, private: bool = False
    ) -> None:
        self._client, self._pace = client, pace
        self._request_s, self._private = request_s, private
        self._refusing: dict[str, Answer] = {}

    async def request(self, url: httpx.URL) -> Answer:
        """Send HEAD, then GET when HEAD is refused or not understood.

        A host that answers 429, or 503 with a delay (Retry-After), is left alone: its answer
        stands for its other addresses.

        Args:
            url: the address, whose redirection is not followed.

        Returns:
            The last answer.

        Raises:
            LinkRefused: when the address must not be requested.
            socket.gaierror: when the name of the host is not found.
            httpx.TransportError: when the host cannot be reached or does not answer in time.
        """
        host = host_of(url)
        if host in self._refusing:
            return self._refusing[host]
        try:
            answer = await self._send("HEAD", url)
        except httpx.RemoteProtocolError:  # hung up at a method that it does not know
            return await self._send("GET", url)
        return await self._send("GET", url) if answer.status in GET_AFTER else answer

    async def _send(self, method: str, url: httpx.URL) -> Answer:
        async with self._pace.slot(host_of(url)):
            try:
                async with asyncio.timeout(self._request_s):
                    return await self._exchange(method, url)
            except TimeoutError as error:
                raise httpx.ReadTimeout("too slow") from error

    async def _exchange(self, method: str, url: httpx.URL) -> Answer:
        """Try the numeric addresses of a host, until one can be reached."""
        numeric, *others = (await resolve(url, self._private))[:MAX_NUMERIC]
        for following in others:
            try:
                return await self._exchange_with(numeric, method, url)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                numeric = following
        return await self._exchange_with(numeric, method, url)

    async def _exchange_with(self, numeric: str, method: str, url: httpx.URL) -> Answer:
        name = url.raw_host.decode("ascii")
        request = self._client.build_request(
            method,
            url.copy_with(host=numeric),
            headers={"Host": url.netloc.decode("ascii")},
            timeout=httpx.Timeout(self._request_s, connect=CONNECT_S),
            extensions={"sni_hostname": name},
        )
        response = await self._client.send(request, stream=True)
        try:
            await _read(response)
        finally:
            await response.aclose()
        answer = Answer(response.status_code, _location(response))
        if _asks_to_wait(response):
            self._refusing[host_of(url)] = answer
        return answer


async def _read(response: httpx.Response) -> None:
    """Read the start of a body, so that a page that cannot be sent is seen."""
    received = 0
    async for chunk in response.aiter_raw():
        received += len(chunk)
        if received >= BODY_MAX_BYTES:
            return


def _location(response: httpx.Response) -> str | None:
    return response.headers.get("Location") if response.status_code in REDIRECTS else None


def _asks_to_wait(response: httpx.Response) -> bool:
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        return True
    busy = response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    return busy and "Retry-After" in response.headers

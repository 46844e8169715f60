"""The client for asyncio: the same calls."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from types import TracebackType
from typing import Any, Self, cast

import httpx
from httpx_retries import RetryTransport

from orientess_client import calls
from orientess_client.answers import Classification, Fiche, Format, Lot, Recherche, Resultat
from orientess_client.calls import Call
from orientess_client.errors import problem_of


class AsyncOrientESS:
    """Calls a service. Every method raises `OrientESSError` when the service tells a problem."""

    def __init__(
        self,
        address: str,
        key: str | None = None,
        timeout_s: float = calls.TIMEOUT_S,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """As for `OrientESS`; nothing is sent yet."""
        self._http = httpx.AsyncClient(
            base_url=address,
            headers=calls.headers(key),
            timeout=timeout_s,
            transport=RetryTransport(transport or httpx.AsyncHTTPTransport(), calls.retry()),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def search(self, q: str, **filters: Any) -> Recherche:  # noqa: ANN401 - those of the API
        """Who answers a need: see `OrientESS.search`."""
        return cast(Recherche, await self._json(calls.search(q, filters)))

    async def every_result(self, q: str, **filters: Any) -> AsyncIterator[Resultat]:  # noqa: ANN401
        """The results of a need, page after page."""
        page = 1
        while True:
            found = await self.search(q, **filters, page=page)
            for item in found["items"]:
                yield item
            if page >= found["pages"]:
                return
            page += 1

    async def batch(self, searches: Iterable[Mapping[str, Any]]) -> Lot:
        """Up to fifty searches in one request, each with its answer or its problem."""
        return cast(Lot, await self._json(calls.batch(searches)))

    async def record(self, identifier: str) -> Fiche:
        """A record, by its identifier."""
        return cast(Fiche, await self._json(calls.record(identifier)))

    async def classify(self, texts: Iterable[str]) -> Classification:
        """The needs and occupations that texts say."""
        return cast(Classification, await self._json(calls.classify(texts)))

    async def suggestions(self, typed: str) -> dict[str, Any]:
        """Needs and places that a text being typed may become."""
        return await self._json(calls.suggestions(typed))

    async def export(self, kind: Format = "jsonl") -> AsyncIterator[str]:
        """The lines of the whole catalogue, read as they come."""
        call = calls.export(kind)
        async with self._http.stream(call.method, call.path, params=call.parameters) as response:
            if response.is_error:
                await response.aread()
                raise problem_of(response)
            async for line in response.aiter_lines():
                yield line

    async def feedback(self, record: str, need: str = "", *, useful: bool, words: str = "") -> None:
        """Say whether a record was useful: see `OrientESS.feedback`."""
        await self._json(calls.feedback(record, need, useful, words))

    async def report(self, record: str, reason: str, section: str = "", comment: str = "") -> None:
        """Report a mistake in a record; the key must have the scope « ecriture »."""
        await self._json(calls.report(record, reason, section, comment))

    async def _json(self, call: Call) -> dict[str, Any]:
        response = await self._http.request(
            call.method, call.path, params=call.parameters or None, json=call.body
        )
        if response.is_error:
            raise problem_of(response)
        answer: dict[str, Any] = response.json()
        return answer

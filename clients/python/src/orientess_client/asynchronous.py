"""Client for asyncio, with the same methods as the synchronous one."""

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
    """Client of a service; every method raises `OrientESSError` when a request fails."""

    def __init__(
        self,
        address: str,
        key: str | None = None,
        timeout_s: float = calls.TIMEOUT_S,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Create a client as `OrientESS` does; nothing is sent yet."""
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
        """Search records: see `OrientESS.search`."""
        return cast(Recherche, await self._json(calls.search(q, filters)))

    async def every_result(self, q: str, **filters: Any) -> AsyncIterator[Resultat]:  # noqa: ANN401
        """Yield the results of all pages of a search."""
        page = 1
        while True:
            results = await self.search(q, **filters, page=page)
            for item in results["items"]:
                yield item
            if page >= results["pages"]:
                return
            page += 1

    async def batch(self, searches: Iterable[Mapping[str, Any]]) -> Lot:
        """Run up to fifty searches in one request; an error in one does not affect the others."""
        return cast(Lot, await self._json(calls.batch(searches)))

    async def record(self, identifier: str) -> Fiche:
        """Return a record, by its identifier."""
        return cast(Fiche, await self._json(calls.record(identifier)))

    async def classify(self, texts: Iterable[str]) -> Classification:
        """Classify texts into likely needs and occupations."""
        return cast(Classification, await self._json(calls.classify(texts)))

    async def suggestions(self, typed: str) -> dict[str, Any]:
        """Return the needs and places that begin with a text being typed."""
        return await self._json(calls.suggestions(typed))

    async def export(self, kind: Format = "jsonl") -> AsyncIterator[str]:
        """Yield the lines of an export of the whole catalogue, as they arrive."""
        call = calls.export(kind)
        async with self._http.stream(call.method, call.path, params=call.parameters) as response:
            if response.is_error:
                await response.aread()
                raise problem_of(response)
            async for line in response.aiter_lines():
                yield line

    async def feedback(self, record: str, need: str = "", *, useful: bool, words: str = "") -> None:
        """Send an opinion on a record: see `OrientESS.feedback`."""
        await self._json(calls.feedback(record, need, useful, words))

    async def report(self, record: str, reason: str, section: str = "", comment: str = "") -> None:
        """Report an error in a record; the key must have the scope « ecriture »."""
        await self._json(calls.report(record, reason, section, comment))

    async def _json(self, call: Call) -> dict[str, Any]:
        response = await self._http.request(
            call.method, call.path, params=call.parameters or None, json=call.body
        )
        if response.is_error:
            raise problem_of(response)
        answer: dict[str, Any] = response.json()
        return answer

"""Client of the OrientESS API for asyncio, with the same methods as the synchronous one."""

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
    """Client of the API of an OrientESS service, for asyncio.

    Every method that sends a request raises `OrientESSError` when the response is an error, and
    `httpx.HTTPError` when there is no response.
    """

    def __init__(
        self,
        address: str,
        key: str | None = None,
        timeout_s: float = calls.TIMEOUT_S,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Create a client; nothing is sent yet.

        Args:
            address: URL of the service, such as https://orientess.exemple.
            key: API key from the operator of the service; None to read without a key.
            timeout_s: timeout of a request, in seconds.
            transport: HTTP transport of httpx, for tests and special networks; None for the usual.
        """
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
        """Close the HTTP connections; the client cannot be used afterwards."""
        await self._http.aclose()

    async def search(self, q: str, **filters: Any) -> Recherche:  # noqa: ANN401 - those of the API
        """Search the records (organisations, programmes…) that answer a need.

        Args:
            q: query in everyday French, misspelt words included.
            **filters: the other parameters of /api/v1/search (lieu, distance, familles, size…).

        Returns:
            The page of results, best first.
        """
        return cast(Recherche, await self._json(calls.search(q, filters)))

    async def every_result(self, q: str, **filters: Any) -> AsyncIterator[Resultat]:  # noqa: ANN401
        """Yield the results of all pages of a search, best first; one request per page.

        q: query in everyday French; **filters: other parameters of the search, such as
        lieu="Lille", but not "page".
        """
        page = 1
        while True:
            results = await self.search(q, **filters, page=page)
            for item in results["items"]:
                yield item
            if page >= results["pages"]:
                return
            page += 1

    async def batch(self, searches: Iterable[Mapping[str, Any]]) -> Lot:
        """Run up to fifty searches in one request; an error in one does not affect the others.

        Args:
            searches: parameters of each search, such as {"q": "wifi", "lieu": "Lille"}.

        Returns:
            The page of results, or the error, of each search.
        """
        return cast(Lot, await self._json(calls.batch(searches)))

    async def record(self, identifier: str) -> Fiche:
        """Return a record of the catalogue: an organisation, a programme or a published need.

        identifier: its "id" in the results of a search, such as "emmaus-connect".
        """
        return cast(Fiche, await self._json(calls.record(identifier)))

    async def classify(self, texts: Iterable[str]) -> Classification:
        """Return the needs and the occupations that each text probably expresses.

        A need is an entry of the thesaurus of OrientESS, such as "demarches--impots".
        """
        return cast(Classification, await self._json(calls.classify(texts)))

    async def suggestions(self, typed: str) -> dict[str, Any]:
        """Return suggestions to complete a text being typed, such as "répar": needs and places.

        The dictionary is the JSON response of /api/v1/suggestions.
        """
        return await self._json(calls.suggestions(typed))

    async def export(self, kind: Format = "jsonl") -> AsyncIterator[str]:
        """Yield the lines of text of a file with the whole catalogue, as they arrive.

        kind: format of the file, such as "jsonl" or "csv".
        """
        call = calls.export(kind)
        async with self._http.stream(call.method, call.path, params=call.parameters) as response:
            if response.is_error:
                await response.aread()
                raise problem_of(response)
            async for line in response.aiter_lines():
                yield line

    async def feedback(self, record: str, need: str = "", *, useful: bool, words: str = "") -> None:
        """Send the opinion of a person: was a record (organisation, programme…) useful?

        The API key must have the right to write (scope « ecriture »).

        Args:
            record: identifier of the record.
            need: identifier of the need of the thesaurus that it was a result for; "" for none.
            useful: True when the record was useful.
            words: text written on purpose by the person; it is stored and read by the operator.
        """
        await self._json(calls.feedback(record, need, useful, words))

    async def report(self, record: str, reason: str, section: str = "", comment: str = "") -> None:
        """Report an error in a record to the operator of the service.

        The API key must have the right to write (scope « ecriture »).

        Args:
            record: identifier of the record.
            reason: code of what is wrong, such as "contact" or "prix".
            section: code of the section of its page, such as "horaires"; "" for the whole page.
            comment: what to correct, in words; "" for none.
        """
        await self._json(calls.report(record, reason, section, comment))

    async def _json(self, call: Call) -> dict[str, Any]:
        response = await self._http.request(
            call.method, call.path, params=call.parameters or None, json=call.body
        )
        if response.is_error:
            raise problem_of(response)
        answer: dict[str, Any] = response.json()
        return answer

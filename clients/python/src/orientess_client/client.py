"""The client without asyncio."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any, Self, cast

import httpx
from httpx_retries import RetryTransport

from orientess_client import calls
from orientess_client.answers import Classification, Fiche, Format, Lot, Recherche, Resultat
from orientess_client.calls import Call
from orientess_client.errors import problem_of


class OrientESS:
    """Calls a service. Every method raises `OrientESSError` when the service tells a problem."""

    def __init__(
        self,
        address: str,
        key: str | None = None,
        timeout_s: float = calls.TIMEOUT_S,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Nothing is sent yet.

        Args:
            address: of the service, such as https://orientess.exemple.
            key: given by its operator; none is needed to read.
            timeout_s: seconds to wait for each answer.
            transport: how requests are sent, for tests and special networks.
        """
        self._http = httpx.Client(
            base_url=address,
            headers=calls.headers(key),
            timeout=timeout_s,
            transport=RetryTransport(transport or httpx.HTTPTransport(), calls.retry()),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def search(self, q: str, **filters: Any) -> Recherche:  # noqa: ANN401 - those of the API
        """Who answers a need.

        Args:
            q: the need, in everyday French, mistakes included.
            **filters: the other parameters of /api/v1/search (lieu, distance, familles, size…).

        Returns:
            The page of results, best first.
        """
        return cast(Recherche, self._json(calls.search(q, filters)))

    def every_result(self, q: str, **filters: Any) -> Iterator[Resultat]:  # noqa: ANN401
        """The results of a need, page after page."""
        page = 1
        while True:
            found = self.search(q, **filters, page=page)
            yield from found["items"]
            if page >= found["pages"]:
                return
            page += 1

    def batch(self, searches: Iterable[Mapping[str, Any]]) -> Lot:
        """Up to fifty searches in one request, each with its answer or its problem."""
        return cast(Lot, self._json(calls.batch(searches)))

    def record(self, identifier: str) -> Fiche:
        """A record, by its identifier."""
        return cast(Fiche, self._json(calls.record(identifier)))

    def classify(self, texts: Iterable[str]) -> Classification:
        """The needs and occupations that texts say."""
        return cast(Classification, self._json(calls.classify(texts)))

    def suggestions(self, typed: str) -> dict[str, Any]:
        """Needs and places that a text being typed may become."""
        return self._json(calls.suggestions(typed))

    def export(self, kind: Format = "jsonl") -> Iterator[str]:
        """The lines of the whole catalogue, read as they come."""
        call = calls.export(kind)
        with self._http.stream(call.method, call.path, params=call.parameters) as response:
            if response.is_error:
                response.read()
                raise problem_of(response)
            yield from response.iter_lines()

    def feedback(self, record: str, need: str = "", *, useful: bool, words: str = "") -> None:
        """Say whether a record was useful; the key must have the scope « ecriture ».

        Args:
            record: its identifier.
            need: identifier of a need of the thesaurus, if it is known.
            useful: whether it was.
            words: what the person wrote on purpose: it is kept, and read by the operator.
        """
        self._json(calls.feedback(record, need, useful, words))

    def report(self, record: str, reason: str, section: str = "", comment: str = "") -> None:
        """Report a mistake in a record; the key must have the scope « ecriture »."""
        self._json(calls.report(record, reason, section, comment))

    def _json(self, call: Call) -> dict[str, Any]:
        response = self._http.request(
            call.method, call.path, params=call.parameters or None, json=call.body
        )
        if response.is_error:
            raise problem_of(response)
        answer: dict[str, Any] = response.json()
        return answer

"""Synchronous client of the OrientESS API."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any, Self, Unpack, cast

import httpx
from httpx_retries import RetryTransport

from orientess_client import calls
from orientess_client.answers import (
    Changements,
    Classification,
    Fiche,
    FicheListee,
    Fiches,
    Format,
    Lot,
    Recherche,
    Resultat,
)
from orientess_client.calls import Call
from orientess_client.errors import problem_of
from orientess_client.operations import (
    ChangesParameters,
    ExportParameters,
    FileParameters,
    LocationsParameters,
    RecordsParameters,
    SearchParameters,
    ServingParameters,
    SkillsParameters,
)


class OrientESS:
    """Client of the API of an OrientESS service.

    Every method that sends a request raises `OrientESSError` when the response is an error, and
    `httpx.HTTPError` when there is no response.
    """

    def __init__(
        self,
        address: str,
        key: str | None = None,
        timeout_s: float = calls.TIMEOUT_S,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Create a client; nothing is sent yet.

        Args:
            address: URL of the service, such as https://orientess.exemple.
            key: API key from the operator of the service; None to read without a key.
            timeout_s: longest wait to connect, or for the next bytes of an answer, in seconds; the
                answer to a file of needs is waited for five minutes.
            transport: HTTP transport of httpx, for tests and special networks; None for the usual.
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
        """Close the HTTP connections; the client cannot be used afterwards."""
        self._http.close()

    def call(self, name: str, **values: Any) -> Any:  # noqa: ANN401 - those of the API
        """Send any operation of the API.

        Args:
            name: of the operation, as in `orientess_client.operations.OPERATIONS`.
            **values: its parameters, those of its path included.

        Returns:
            The JSON of the answer, or its text when it is none.
        """
        return self._read(calls.of(name, values))

    def search(self, q: str, **filters: Unpack[SearchParameters]) -> Recherche:
        """Search the records (organisations, programmes…) that answer a need.

        Args:
            q: query in everyday French, misspelt words included.
            **filters: the other parameters of /api/v1/search (lieu, distance, familles, size…).

        Returns:
            The page of results, best first.
        """
        return cast(Recherche, self.call("search", q=q, **filters))

    def every_result(self, q: str, **filters: Unpack[SearchParameters]) -> Iterator[Resultat]:
        """Yield the results of all pages of a search, best first; one request per page.

        q: query in everyday French; **filters: other parameters of the search, such as
        lieu="Lille", but not "page".
        """
        page, pages, wanted = 1, 1, filters.copy()
        while page <= pages:
            wanted["page"] = page
            results = self.search(q, **wanted)
            yield from results["items"]
            page, pages = page + 1, results["pages"]

    def batch(self, searches: Iterable[Mapping[str, Any]]) -> Lot:
        """Run up to fifty searches in one request; an error in one does not affect the others.

        Args:
            searches: parameters of each search, such as {"q": "wifi", "lieu": "Lille"}.

        Returns:
            The page of results, or the error, of each search.
        """
        return cast(Lot, self.call("search_batch", recherches=list(map(dict, searches))))

    def search_file(self, content: str | bytes, **options: Unpack[FileParameters]) -> str:
        """Search for each row of a CSV of needs; beyond 200 rows, with a key of scope « lecture ».

        Args:
            content: of the CSV, its titles first: a column "besoin", maybe a column "lieu".
            **options: how it is written (encodage, separateur), resultats, filters for all rows.

        Returns:
            The same CSV with the columns of the results.
        """
        return str(self._read(calls.of("search_file", options, content)))

    def record(self, identifier: str) -> Fiche:
        """Return a record of the catalogue: an organisation, a programme or a published need.

        identifier: its "id" in the results of a search, such as "emmaus-connect".
        """
        return cast(Fiche, self.call("actor", id=identifier))

    def records(self, **filters: Unpack[RecordsParameters]) -> Fiches:
        """Return a page of the records that filters and a place select, without any text.

        **filters: parameters of /api/v1/actors, such as code_departement="59".
        """
        return cast(Fiches, self.call("actors", **filters))

    def every_record(self, **filters: Unpack[RecordsParameters]) -> Iterator[FicheListee]:
        """Yield the records of all pages of a list; one request per page.

        **filters: parameters of /api/v1/actors, but not "page".
        """
        page, pages, wanted = 1, 1, filters.copy()
        while page <= pages:
            wanted["page"] = page
            found = self.records(**wanted)
            yield from found["items"]
            page, pages = page + 1, found["pages"]

    def changes(self, **options: Unpack[ChangesParameters]) -> Changements:
        """Return a page of what changed in the catalogue, oldest first.

        **options: depuis, the moment of the copy to bring up to date, which is `index_du` of the
            answer read before, or the header X-Index-Date of the export; page; size.
        """
        return cast(Changements, self.call("changes", **options))

    def similar(self, identifier: str, size: int = 5) -> dict[str, Any]:
        """Return the records that do what a record does; identifier: of it; size: most of them."""
        return self._object("similar", id=identifier, size=size)

    def complementary(self, identifier: str, size: int = 5) -> dict[str, Any]:
        """Return the records that serve the publics of a record for other needs; see `similar`."""
        return self._object("complementary", id=identifier, size=size)

    def needs_of(self, identifier: str, size: int = 10) -> dict[str, Any]:
        """Return the needs that a record serves; see `similar`."""
        return self._object("needs_of_actor", id=identifier, size=size)

    def needs(self) -> dict[str, Any]:
        """Return the thesaurus of needs, by themes."""
        return self._object("needs")

    def need(self, identifier: str) -> dict[str, Any]:
        """Return a need of the thesaurus, such as "demarches--impots", by its identifier."""
        return self._object("need", id=identifier)

    def serving(self, need: str, **options: Unpack[ServingParameters]) -> dict[str, Any]:
        """Return the records that serve a need; need: its identifier; **options: place, page."""
        return self._object("actors_of_need", id=need, **options)

    def locations(self, **filters: Unpack[LocationsParameters]) -> dict[str, Any]:
        """Return the places open to the public around a place; **filters: of /api/v1/lieux."""
        return self._object("locations", **filters)

    def location(self, identifier: str) -> dict[str, Any]:
        """Return a place open to the public, by its identifier."""
        return self._object("location", id=identifier)

    def communes(self, typed: str) -> dict[str, Any]:
        """Return the communes, départements and régions that a text being typed may become."""
        return self._object("communes", q=typed)

    def match_skills(self, **options: Unpack[SkillsParameters]) -> dict[str, Any]:
        """Return occupations that ask for what a person can do; **options: competences, profil."""
        return self._object("match_skills", **options)

    def occupations(self, typed: str = "", page: int = 1, size: int = 10) -> dict[str, Any]:
        """Return a page of the occupations whose name begins as typed, all of them for ""."""
        return self._object("occupations", q=typed or None, page=page, size=size)

    def occupation(self, identifier: str) -> dict[str, Any]:
        """Return an occupation or a voluntary role, by its identifier."""
        return self._object("occupation", id=identifier)

    def facets(self) -> dict[str, Any]:
        """Return the codes that one can filter by, with how many records have each."""
        return self._object("facets")

    def classify(self, texts: Iterable[str]) -> Classification:
        """Return the needs and the occupations that each text probably expresses.

        A need is an entry of the thesaurus of OrientESS, such as "demarches--impots".
        """
        return cast(Classification, self.call("classify", textes=list(texts)))

    def suggestions(self, typed: str) -> dict[str, Any]:
        """Return suggestions to complete a text being typed, such as "répar": needs and places.

        The dictionary is the JSON response of /api/v1/suggestions.
        """
        return self._object("suggestions", q=typed)

    def export(self, kind: Format = "jsonl", **filters: Unpack[ExportParameters]) -> Iterator[str]:
        """Yield the lines of text of a file with the catalogue, or a part of it, as they arrive.

        kind: format of the file, such as "jsonl" or "csv"; **filters: those of `records`, ressource
        and licence, but not "format".
        """
        call = calls.of("export", {**filters, "format": kind})
        with self._http.stream(call.method, call.path, **call.options) as response:
            if response.is_error:
                response.read()
                raise problem_of(response)
            yield from response.iter_lines()

    def feedback(self, record: str, need: str = "", *, useful: bool, words: str = "") -> None:
        """Send the opinion of a person: was a record (organisation, programme…) useful?

        The API key must have the right to write (scope « ecriture »).

        Args:
            record: identifier of the record.
            need: identifier of the need of the thesaurus that it was a result for; "" for none.
            useful: True when the record was useful.
            words: text written on purpose by the person; it is stored and read by the operator.
        """
        self.call("give_feedback", fiche=record, besoin=need, utile=useful, mots=words)

    def report(self, record: str, reason: str, section: str = "", comment: str = "") -> None:
        """Report an error in a record to the operator of the service.

        The API key must have the right to write (scope « ecriture »).

        Args:
            record: identifier of the record.
            reason: code of what is wrong, such as "contact" or "prix".
            section: code of the section of its page, such as "horaires"; "" for the whole page.
            comment: what to correct, in words; "" for none.
        """
        self.call(
            "report_mistake", fiche=record, raison=reason, rubrique=section, commentaire=comment
        )

    def _object(self, name: str, **values: Any) -> dict[str, Any]:  # noqa: ANN401
        return cast(dict[str, Any], self.call(name, **values))

    def _read(self, call: Call) -> Any:  # noqa: ANN401 - as JSON is
        response = self._http.request(call.method, call.path, **call.options)
        if response.is_error:
            raise problem_of(response)
        is_json = response.headers.get("content-type", "").partition(";")[0].endswith("json")
        return response.json() if is_json else response.text

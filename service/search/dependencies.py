"""Dependencies of the routes that search: reading a query, searching, counting the search."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from pydantic import ValidationError

from index.errors import InvalidQuery
from index.locations.nearest import NearestLocations
from index.messages import Sentence
from index.places.models import Place
from index.search import query
from index.search.likelihood import Certainty
from index.search.results import SearchResult
from index.search.retriever import Retriever
from index.search.searcher import Searcher
from index.taxonomy.thesaurus import Thesaurus
from service.http.problems import fault
from service.observability.metrics import Metrics
from service.presentation.i18n import source_of
from service.runtime.dependencies import CurrentIndex
from service.runtime.request_state import request_state
from service.runtime.services import services_of
from service.search.filters import codes_of
from service.search.parameters import (
    PARAMETER_LABELS,
    SearchParameters,
    location_filters,
    requested_place,
)
from service.search.view import OPEN_ON, ORIGIN, ORIGINS, RESULTS, search_address
from service.statistics.counters import Counters

Search = Callable[[query.Query], SearchResult]


async def observed_search(request: Request, index: CurrentIndex) -> Search:
    """Return a function that searches the catalogue and measures the time of each search.

    It compares words and meanings; words alone, which is faster, when the request waited too long
    in the queue of the server.

    Args:
        request: the HTTP request; its state says whether it waited too long, and receives the mode
            of the answer: "hybride", or "lexical" for words alone.
        index: the search index that the service uses now.

    Returns:
        The function, from a query to its results. It adds nothing to the published statistics.
    """
    metrics, state = services_of(request).get(Metrics), request_state(request.scope)

    def search(requested: query.Query) -> SearchResult:
        result = index.searcher.search(requested, by_meaning=not state.lexical_only)
        state.mode = result.mode.value
        metrics.observe_search(result)
        return result

    return search


async def counted_search(request: Request, index: CurrentIndex) -> Search:
    """Return a function that searches, and counts each search in the published statistics.

    A count has three parts: the theme of the need that the query expresses ("demarches", or "" when
    no need is recognized), the département of its place, and whether anything surely answers. No
    word of a query is stored.

    Args:
        request: the HTTP request; a HEAD request, whose answer nobody reads, is not counted.
        index: the search index that the service uses now.

    Returns:
        The function, from a query to its results. A query that has a filter, another order or a
        page after the first is not counted: it only refines a search counted before.
    """
    services = services_of(request)
    thesaurus, counters = services.get(Thesaurus), services.get(Counters)
    observed = await observed_search(request, index)

    def search(requested: query.Query) -> SearchResult:
        result = observed(requested)
        if requested.page == 1 and requested.is_plain and request.method != "HEAD":
            theme = thesaurus.theme_of(result.needs) if result.need else ""
            counters.add(theme, result.understood.departement, result.certainty is Certainty.SURE)
        return result

    return search


ObservedSearch = Annotated[Search, Depends(observed_search)]
CountedSearch = Annotated[Search, Depends(counted_search)]


def parse_query(parameters: SearchParameters, *, counted: bool = True) -> query.Query:
    """Make the query that the search engine answers from the parameters of a request.

    Args:
        parameters: validated parameters, from a URL or from JSON.
        counted: whether results are to be counted by filter.

    Returns:
        The query: its text cleaned (single spaces, no invisible characters), in French when it is
        the label of a need in the language of the page; the filters without any code left out.

    Raises:
        InvalidQuery: when the text has no letter nor digit or is not valid Unicode, when the name
            of the place is unreadable or its code malformed, when filters have too many codes in
            all, when there are two places, or only one of latitude and longitude.
    """
    return query.Query(
        text=source_of(parameters.q),
        filters={row.name: codes for row, codes in codes_of(parameters) if codes},
        **requested_place(parameters),
        exact=parameters.exact,
        page=parameters.page,
        size=parameters.size,
        anywhere=parameters.partout,
        order=query.Order(parameters.tri),
        location_filters=location_filters(parameters),
        counted=counted,
    )


def page_parameters(request: Request) -> SearchParameters:
    """Read the parameters of a search from the URL of a page.

    Args:
        request: HTTP request of the page; unknown parameters of its URL, such as "utm_source", are
            ignored.

    Returns:
        The parameters, validated.

    Raises:
        InvalidQuery: when the text is missing or empty, when a value has the wrong type or is out
            of bounds, or when a filter has a code that its list lacks. The message names the label
            that people see ("Distance : …") and not the parameter of the URL.
    """
    received = request.query_params
    values: dict[str, object] = {}
    for name, field in SearchParameters.model_fields.items():
        if name in received and (name != OPEN_ON or received[name]):  # a field left empty
            values[name] = received.getlist(name) if field.default == [] else received[name]
    values.setdefault("q", "")
    try:
        parameters = SearchParameters.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        empty = name == "q" and not values["q"]
        empty_need = Sentence("Écrivez votre besoin.")
        message = empty_need if empty else _labelled(name, fault(first))
        raise InvalidQuery(name, message) from error
    for row, codes in codes_of(parameters):
        if not set(codes) <= set(row.codes.labels):
            raise InvalidQuery(row.name, _labelled(row.name, Sentence("Ce choix n'existe pas.")))
    return parameters


def invalid_form(request: Request, error: InvalidQuery) -> dict[str, str]:
    """Return what the search form shows again after a search that could not be made.

    Args:
        request: HTTP request of the page, with the search in its URL.
        error: the reason why the search is not valid.

    Returns:
        Name -> value: `q`, the need as typed; `place`, the place as typed; `error`, the message to
        show; `invalid_field`, the field to correct: "lieu" (the place) or "q" (the need).
    """
    received = request.query_params
    return {
        "q": received.get("q", "")[: query.MAX_CHARS],
        "place": received.get("lieu", "")[: query.MAX_PLACE_CHARS],
        "error": error.message,
        "invalid_field": "lieu" if error.field == "lieu" else "q",
    }


def back_address(request: Request) -> str:
    """Return the URL of the results that led to a page.

    Args:
        request: HTTP request of the page, whose URL holds the search.

    Returns:
        The URL; empty when the request holds no search.
    """
    try:
        parameters = page_parameters(request)
    except InvalidQuery:
        return ""
    origin = ORIGINS.get(request.query_params.get(ORIGIN, ""), RESULTS)
    return search_address(parameters, origin)


def searched_place(request: Request, retriever: Retriever) -> Place | None:
    """Return the place of the search that led to a page.

    Args:
        request: HTTP request of the page, whose URL holds the search, or the place alone.
        retriever: recognizes places.

    Returns:
        The place, None when the URL names none that is known.
    """
    try:
        return retriever.understand(parse_query(page_parameters(request))).place
    except InvalidQuery:
        return retriever.place_named(request.query_params.get("lieu", "")[: query.MAX_PLACE_CHARS])


def searched_locations(request: Request, searcher: Searcher) -> NearestLocations:
    """Return the locations of each record near the place of the search that led to a page.

    Args:
        request: HTTP request of the page, whose URL holds the search, or the place alone.
        searcher: finds them.

    Returns:
        Those that serve the need, nearest first; all those near the place when the URL has no need;
        none without a place.
    """
    try:
        return searcher.nearest(parse_query(page_parameters(request)))
    except InvalidQuery:
        return searcher.retriever.whole.nearest(searched_place(request, searcher.retriever))


def _labelled(parameter: str, message: Sentence) -> str:
    """Return a message about a parameter, headed by its label."""
    label = PARAMETER_LABELS[parameter.partition(".")[0]]
    small = Sentence(f"{message.pattern[:1].lower()}{message.pattern[1:]}", **message.values)
    return Sentence("%(label)s : %(fault)s", label=label, fault=small)

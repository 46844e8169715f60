"""Dependencies of routes that search: the parser of queries and the counted search."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request
from pydantic import ValidationError

from index.errors import InvalidQuery
from index.messages import Sentence
from index.places.models import Point
from index.search import query
from index.search.results import SearchResult
from index.taxonomy.thesaurus import Thesaurus
from service.http.problems import field_errors
from service.observability.metrics import Metrics
from service.runtime.dependencies import CurrentIndex
from service.runtime.request_state import request_state
from service.runtime.services import services_of
from service.search.filters import codes_of
from service.search.parameters import PARAMETER_LABELS, SearchParameters
from service.statistics.counters import Counters

Search = Callable[[query.Query], SearchResult]


async def observed_search(request: Request, index: CurrentIndex) -> Search:
    """Return the search of the index in use, measured, and lexical only for a request that waited.

    Args:
        request: the request; its state says whether it waited, and receives the mode of the answer.
        index: the index in service.

    Returns:
        The search. It adds nothing to the published statistics.
    """
    metrics, state = services_of(request).get(Metrics), request_state(request.scope)

    def search(requested: query.Query) -> SearchResult:
        result = index.searcher.search(requested, by_meaning=not state.lexical_only)
        state.mode = result.mode.value
        metrics.observe_search(result)
        return result

    return search


async def counted_search(request: Request, index: CurrentIndex) -> Search:
    """Return the observed search, which also counts the theme and the département of the query.

    Args:
        request: the request; a HEAD, which nobody reads, is not counted.
        index: the index in service.

    Returns:
        The search. A query that only refines, sorts or turns a page is not counted again, and no
        word of a query is stored.
    """
    services = services_of(request)
    thesaurus, counters = services.get(Thesaurus), services.get(Counters)
    observed = await observed_search(request, index)

    def search(requested: query.Query) -> SearchResult:
        result = observed(requested)
        if requested.page == 1 and requested.is_plain and request.method != "HEAD":
            theme = thesaurus.theme_of(result.needs) if result.need else ""
            counters.add(theme, result.understood.departement, result.total > 0)
        return result

    return search


ObservedSearch = Annotated[Search, Depends(observed_search)]
CountedSearch = Annotated[Search, Depends(counted_search)]


def parse_query(parameters: SearchParameters) -> query.Query:
    """Return the query of the parameters of a search.

    Args:
        parameters: validated parameters, from a URL or from JSON.

    Returns:
        The query, its text cleaned and its empty filters left out.

    Raises:
        InvalidQuery: when the text is empty or unreadable, or only one coordinate is given.
    """
    near = None
    if parameters.lat is not None and parameters.lon is not None:
        near = Point(parameters.lat, parameters.lon)
    elif parameters.lat is not None or parameters.lon is not None:
        raise InvalidQuery(
            "lat", Sentence("Donnez la latitude et la longitude, ou aucune des deux.")
        )
    return query.Query(
        text=parameters.q,
        filters={row.name: codes for row, codes in codes_of(parameters) if codes},
        near=near,
        radius_km=parameters.distance,
        exact=parameters.exact,
        page=parameters.page,
        size=parameters.size,
        place=parameters.lieu,
        anywhere=parameters.partout,
        order=query.Order(parameters.tri),
        open_at=datetime.now(UTC) if parameters.ouvert else None,
    )


def page_parameters(request: Request) -> SearchParameters:
    """Return the parameters of a search from the URL of a page.

    Args:
        request: the request of the page; unknown parameters, as those of campaigns, are ignored.

    Returns:
        The parameters, validated.

    Raises:
        InvalidQuery: when a value has the wrong type, is out of bounds or is no code of its list;
            the message names the label that people see, and not the parameter.
    """
    received = request.query_params
    values: dict[str, object] = {}
    for name, field in SearchParameters.model_fields.items():
        if name in received:
            values[name] = received.getlist(name) if field.default == [] else received[name]
    values.setdefault("q", "")
    try:
        parameters = SearchParameters.model_validate(values)
    except ValidationError as error:
        first = field_errors(error.errors(), 0)[0]
        empty = first.champ == "q" and not values["q"]
        empty_need = Sentence("Écrivez votre besoin.")
        message = empty_need if empty else _labelled(first.champ, first.message)
        raise InvalidQuery(first.champ, message) from error
    for row, codes in codes_of(parameters):
        if not set(codes) <= set(row.codes.labels):
            raise InvalidQuery(row.name, _labelled(row.name, Sentence("Ce choix n'existe pas.")))
    return parameters


def invalid_form(request: Request, error: InvalidQuery) -> dict[str, str]:
    """Return the values of the search form after an invalid search, for it to be corrected.

    Args:
        request: the request of the page.
        error: the error of the search.

    Returns:
        `q` and `place`, as typed; `error`, its message; `invalid_field`, the name of the field.
    """
    received = request.query_params
    return {
        "q": received.get("q", "")[: query.MAX_CHARS],
        "place": received.get("lieu", "")[: query.MAX_PLACE_CHARS],
        "error": error.message,
        "invalid_field": "lieu" if error.field == "lieu" else "q",
    }


def _labelled(parameter: str, message: str) -> str:
    """Return a message about a parameter, headed by its label."""
    label = PARAMETER_LABELS[parameter.partition(".")[0]]
    return Sentence(
        "%(label)s : %(fault)s", label=label, fault=f"{message[:1].lower()}{message[1:]}"
    )

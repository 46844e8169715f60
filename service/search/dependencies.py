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
from service.http.problems import field_errors
from service.runtime.dependencies import CurrentIndex
from service.runtime.request_state import request_state
from service.runtime.services import services_of
from service.search.filters import codes_of
from service.search.parameters import PARAMETER_LABELS, SearchParameters

Search = Callable[[query.Query], SearchResult]


async def observed_search(request: Request, index: CurrentIndex) -> Search:
    """Return the search of the index in use, measured, and lexical only for a request that waited.

    Args:
        request: the request; its state says whether it waited, and receives the mode of the answer.
        index: the index in service.

    Returns:
        The search. It adds nothing to the published statistics.
    """
    metrics, state = services_of(request).metrics, request_state(request.scope)

    def search(asked: query.Query) -> SearchResult:
        result = index.searcher.search(asked, by_meaning=not state.lexical_only)
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
    observed = await observed_search(request, index)

    def search(asked: query.Query) -> SearchResult:
        result = observed(asked)
        if asked.page == 1 and asked.is_plain and request.method != "HEAD":
            theme = services.thesaurus.theme_of(result.needs) if result.need else ""
            services.counters.add(theme, result.understood.departement, result.total > 0)
        return result

    return search


ObservedSearch = Annotated[Search, Depends(observed_search)]
CountedSearch = Annotated[Search, Depends(counted_search)]


def parse_query(parameters: SearchParameters) -> query.Query:
    """The query of some parameters.

    Args:
        parameters: those of a search, from an address or from JSON, checked.

    Returns:
        The query, its text cleaned and its empty filters left out.

    Raises:
        InvalidQuery: when the text is empty or unreadable, or only half of a place is given.
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
        filters={each.name: codes for each, codes in codes_of(parameters) if codes},
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
    """The parameters of a page's address; names that are not ours (campaign marks) are ignored.

    Args:
        request: the request of the page.

    Returns:
        The parameters, checked.

    Raises:
        InvalidQuery: when a value is of the wrong type, out of bounds or no known choice; its words
            are for people, who see labels and not names.
    """
    given = request.query_params
    values: dict[str, object] = {}
    for name, field in SearchParameters.model_fields.items():
        if name in given:
            values[name] = given.getlist(name) if field.default == [] else given[name]
    values.setdefault("q", "")
    try:
        parameters = SearchParameters.model_validate(values)
    except ValidationError as error:
        first = field_errors(error.errors(), 0)[0]
        empty = first.champ == "q" and not values["q"]
        empty_need = Sentence("Écrivez votre besoin.")
        message = empty_need if empty else _labelled(first.champ, first.message)
        raise InvalidQuery(first.champ, message) from error
    for shown, codes in codes_of(parameters):
        if not set(codes) <= set(shown.codes.labels):
            raise InvalidQuery(
                shown.name, _labelled(shown.name, Sentence("Ce choix n'existe pas."))
            )
    return parameters


def what_to_mend(request: Request, error: InvalidQuery) -> dict[str, str]:
    """What a page says of a search that cannot be made, with what was typed, to be mended.

    Args:
        request: the request of the page.
        error: what is wrong.

    Returns:
        `q` and `place`, as typed; `error`, in words; `at_fault`, the field that it is about.
    """
    given = request.query_params
    return {
        "q": given.get("q", "")[: query.MAX_CHARS],
        "place": given.get("lieu", "")[: query.MAX_PLACE_CHARS],
        "error": error.message,
        "at_fault": "lieu" if error.field == "lieu" else "q",
    }


def _labelled(parameter: str, message: str) -> str:
    """What is wrong with a parameter, under the name that pages give it."""
    label = PARAMETER_LABELS[parameter.partition(".")[0]]
    return Sentence(
        "%(label)s : %(fault)s", label=label, fault=f"{message[:1].lower()}{message[1:]}"
    )

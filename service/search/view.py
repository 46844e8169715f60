"""Values that the pages of results show: filters in use, facts about a record, URLs of searches."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from index.candidates.facets import Facet, FacetValue, LocationFacet
from index.locations.filters import FEE, OPEN
from index.messages import Sentence
from index.places.models import PlaceKind
from index.search.likelihood import Certainty
from index.search.results import SearchResult
from index.search.retriever import Retriever
from index.taxonomy.thesaurus import Thesaurus
from service.presentation import messages
from service.presentation.distances import place_name
from service.presentation.formatting import moment_in_words
from service.presentation.i18n import source_of, to
from service.search.filters import FILTERS, LOCATION_FILTERS, public_filters
from service.search.parameters import (
    PARAMETER_LABELS,
    LocationParameters,
    PlaceParameters,
    SearchParameters,
)

RESULTS = "/recherche"
ORIGIN = "de"
"""URL parameter of the page of a record: the page of results that led to it, "carte" if a map."""
NEED = "besoin"
"""URL parameter of the page of a record: identifier of the need recognized in the query."""
ORIGINS = {"aidant": "/aidant", "carte": "/carte"}
"""Value of the parameter "de" -> path of the page of results that led to a record.

Without the parameter, that is the usual page, "/recherche".
"""
RESENT = ("q", *PlaceParameters.model_fields, "partout", "exact", "size")
"""Parameters that the form of filters sends again in hidden fields."""
NO_PLACE: dict[str, object] = {
    name: field.default
    for name, field in PlaceParameters.model_fields.items()
    if name != "distance"
}
"""Parameters of a search that has no place."""
NO_LOCATION_FILTER: dict[str, object] = {
    name: field.default
    for name, field in LocationParameters.model_fields.items()
    if name not in PlaceParameters.model_fields
}
"""Parameters of a search that has no filter on locations."""
OPEN_ON = "ouvert_le"
"""Parameter of a search: day and hour when what is kept is open."""
WELCOME: Mapping[str, tuple[str, str]] = {
    "en": ("ltr", "We read your need in English. The records are in French."),
    "es": ("ltr", "Hemos leído su necesidad en español. Las fichas están en francés."),
    "pt": ("ltr", "Lemos a sua necessidade em português. As fichas estão em francês."),
    "it": ("ltr", "Abbiamo letto il suo bisogno in italiano. Le schede sono in francese."),
    "de": ("ltr", "Wir haben Ihr Anliegen auf Deutsch gelesen. Die Einträge sind auf Französisch."),
    "uk": ("ltr", "Ми прочитали ваш запит українською. Картки написані французькою."),
    "ar": ("rtl", "قرأنا حاجتك بالعربية. البطاقات مكتوبة بالفرنسية."),
}
"""Language of a query -> (direction of its script, message in it: the results are in French)."""


@dataclass(frozen=True)
class Chip:
    """A place or a filter of a search, shown above the results with a link that removes it.

    kind: the word before the text, "Lieu" or "Filtre"; text: name of the place or label of the
    filter, in French; address: URL of the same search without this place or filter.
    """

    kind: str
    text: str
    address: str


@dataclass(frozen=True)
class Reading:
    """A need that a query may express, to choose: the identifier of its theme, and its label."""

    theme: str
    label: str


def readings_of(result: SearchResult, thesaurus: Thesaurus) -> list[Reading]:
    """Return what a query that is not surely understood may ask, likeliest first; else nothing."""
    return [
        Reading(thesaurus.needs[need].theme, thesaurus.label(need))
        for need in result.readings
        if need in thesaurus.needs
    ]


def search_address(parameters: SearchParameters, path: str = RESULTS, /, **changes: object) -> str:
    """Return the URL of a page of results; parameters equal to their default are left out.

    parameters: the search; path: path of the page, "/recherche" or "/carte" (the map) for example;
    changes: values that replace those of the search, such as `page=2`.
    """
    values = parameters.model_copy(update=changes).model_dump(exclude_defaults=True)
    return to(path) + ("?" + urlencode(values, doseq=True) if values else "")


def searched_text(parameters: SearchParameters, result: SearchResult) -> str:
    """Return the text that was searched, as a page shows it: its spelling corrected.

    The label of a need, searched in French, is shown as it was asked, in the language of the page.
    """
    asked = parameters.q
    return result.searched if source_of(asked) == asked else asked


def with_default_size(parameters: SearchParameters) -> SearchParameters:
    """Return the same search with the default number of results a page.

    Pages that show another number of results keep it out of their links in this way.
    """
    size = SearchParameters.model_fields["size"].default
    return parameters.model_copy(update={"size": size})


def record_query(parameters: SearchParameters | None, need: str = "", origin: str = "") -> str:
    """Return the query string of links from results to the page of a record.

    It holds the search, so that the page of the record can link back to the results. parameters:
    the search, None to leave it out; need: identifier of the need recognized in the query, or
    empty; origin: the page of results: "aidant" (for helpers), "carte" (map), or empty for the
    usual one.
    """
    values = {} if parameters is None else parameters.model_dump(exclude_defaults=True)
    context = {name: value for name, value in ((NEED, need), (ORIGIN, origin)) if value}
    return urlencode(values | context, doseq=True)


def link_query(parameters: SearchParameters, result: SearchResult, origin: str = "") -> str:
    """Return `record_query` for the results of a search; from a page of danger it says nothing.

    parameters: the search; result: its results; origin: as for `record_query`.
    """
    if result.in_danger:
        return record_query(None, origin=origin)
    return record_query(parameters, result.need, origin)


def everywhere(parameters: SearchParameters, path: str = RESULTS) -> str:
    """Return the URL of the same search without its place, requested or named in the text.

    parameters: the search; path: path of the page of results.
    """
    return search_address(parameters, path, **NO_PLACE, partout=True, page=1)


def without_filters(parameters: SearchParameters, path: str = RESULTS) -> str:
    """Return the URL of the first page of the same search without any filter.

    parameters: the search; path: path of the page of results.
    """
    none: dict[str, object] = {row.name: [] for row in FILTERS}
    return search_address(parameters, path, page=1, **none, **NO_LOCATION_FILTER)


def chips(
    parameters: SearchParameters, result: SearchResult, path: str = RESULTS
) -> Iterator[Chip]:
    """Yield the place of a search, then each code filtered on, each with a link that removes it.

    The filters on locations come last. parameters: the search;
    result: its results, which tell the place recognized; path: path of the page of results.
    """
    place = result.understood.place
    if place is not None:
        yield Chip(messages.PLACE, place_name(place), everywhere(parameters, path))
    labels = {row.name: row.codes for row in FILTERS}
    for field, chosen in result.query.filters.items():
        for code in chosen:
            others = [other for other in chosen if other != code]
            address = search_address(parameters, path, page=1, **{field: others})
            yield Chip(Sentence("Filtre"), labels[field].label(code), address)
    yield from _location_chips(parameters, path)


def _location_chips(parameters: SearchParameters, path: str) -> Iterator[Chip]:
    """Yield the filters on locations, each code with a link that removes it."""
    for row in LOCATION_FILTERS:
        chosen = getattr(parameters, row.name)
        if row.codes is None:
            if chosen:
                address = search_address(parameters, path, page=1, **{row.name: False})
                yield Chip(Sentence("Filtre"), row.label, address)
            continue
        for code in chosen:
            others = [other for other in chosen if other != code]
            address = search_address(parameters, path, page=1, **{row.name: others})
            yield Chip(Sentence("Filtre"), row.codes.label(code), address)
    if parameters.ouvert_le is not None:
        text = Sentence("Ouvert le %(moment)s", moment=moment_in_words(parameters.ouvert_le))
        yield Chip(
            Sentence("Filtre"), text, search_address(parameters, path, page=1, ouvert_le=None)
        )


MOST_VALUES = 5
"""Codes of a filter that the form shows at most."""
QUICK: Sequence[tuple[str, str]] = (("frais", "gratuit"), ("modes_accueil", "a-distance"))
"""Filters offered above the results, one touch each: parameter and code."""


def quick_filters(
    parameters: SearchParameters, result: SearchResult, shows_open: bool, path: str = RESULTS
) -> Iterator[Chip]:
    """Yield the filters and the area to choose with one touch, those in use left out.

    A filter that keeps nothing, or everything, is left out too.

    Args:
        parameters: the search.
        result: its results.
        shows_open: whether it may keep what is open.
        path: of the page of results.

    Yields:
        Each with the address of the search that it makes.
    """
    lists = {row.name: row.codes for row in FILTERS}
    counts = {
        (facet.field, value.code): value.count for facet in result.facets for value in facet.values
    }
    for field, code in QUICK:
        chosen = result.query.filters.get(field, ())
        if not chosen and 0 < counts.get((field, code), 0) < result.total:
            address = search_address(parameters, path, page=1, **{field: [code]})
            yield Chip(Sentence("Filtre"), lists[field].label(code), address)
    if shows_open and result.query.open_at is None:
        address = search_address(parameters, path, page=1, ouvert=True)
        yield Chip(Sentence("Filtre"), messages.OPEN_NOW, address)
    if result.understood.place is not None:
        yield Chip(messages.PLACE, messages.SEARCH_EVERYWHERE, everywhere(parameters, path))


def other_towns(
    parameters: SearchParameters, result: SearchResult, retriever: Retriever
) -> list[Chip]:
    """Return the other large towns of the name that was typed as the place, each with its search.

    A name with the number of its département, or a postal code, says which one is meant.
    """
    place = result.understood.place
    if place is None or re.search(r"\d", parameters.lieu):
        return []
    return [
        Chip(messages.PLACE, other.nom, search_address(parameters, page=1, lieu=other.nom))
        for other in retriever.namesakes(place)
    ]


def public_facets(result: SearchResult) -> Iterator[Facet]:
    """Yield the filters of the form beside the results, with the number of results of each code.

    A filter with fewer than two codes to choose from is left out, unless one is chosen already; of
    many codes, those that keep most results and those chosen are shown.
    """
    every = {facet.field: facet for facet in result.facets}
    for row in public_filters():
        facet = every[row.name]
        chosen = any(value.selected for value in facet.values)
        if chosen or len(facet.values) > 1:
            yield replace(facet, values=_most_useful(facet.values))


def shown_location_facets(result: SearchResult) -> list[LocationFacet]:
    """Return the filters on locations of a search, each with its most useful codes."""
    return [replace(facet, values=_most_useful(facet.values)) for facet in result.location_facets]


def _most_useful(values: Sequence[FacetValue]) -> tuple[FacetValue, ...]:
    """Return the values of a filter that are chosen or keep most results, in their order."""
    ranked = sorted(values, key=lambda value: (not value.selected, -value.count))
    kept = {value.code for value in ranked[:MOST_VALUES]}
    return tuple(value for value in values if value.code in kept)


def opens(result: SearchResult, retriever: Retriever) -> bool:
    """Return whether the form offers to keep what is open: hours of records or places are known."""
    offered = any(facet.field == OPEN for facet in result.location_facets)
    return offered or retriever.hours.any_known


def open_on(parameters: SearchParameters) -> str:
    """Return the day and hour when what is kept is open, as an HTML field writes them; or ""."""
    moment = parameters.ouvert_le
    return "" if moment is None else moment.replace(tzinfo=None).isoformat(timespec="minutes")


def location_fields(result: SearchResult, shows_open: bool) -> list[str]:
    """Return the names of the filters on locations that the form shows, all but the price.

    The price is asked of records. result: of the search; shows_open: whether it offers to keep what
    is open.
    """
    offered = [facet.field for facet in result.location_facets if facet.field != FEE]
    return [*offered, *([OPEN, OPEN_ON] if shows_open else [])]


def hidden_fields(
    parameters: SearchParameters, visible: Collection[str]
) -> list[tuple[str, object]]:
    """Return the (name, value) pairs of the hidden fields of the HTML form of filters.

    They hold the need, the place and the filters that the form does not show, for a change of
    filter to keep them.

    parameters: the search; visible: names of the filters that the form shows.
    """
    filters = (row.name for row in FILTERS)
    fields = {*RESENT, *filters, *NO_LOCATION_FILTER} - set(visible)
    values = parameters.model_dump(include=fields, exclude_defaults=True)
    return [
        (name, single)
        for name, value in values.items()
        for single in (value if isinstance(value, list) else [value])
    ]


def filter_form(
    parameters: SearchParameters, result: SearchResult, retriever: Retriever, path: str = RESULTS
) -> dict[str, object]:
    """Return what the form of filters beside the results shows, by name.

    Args:
        parameters: the search.
        result: its results.
        retriever: says whether opening hours are known.
        path: of the page of results that the form leads to.

    Returns:
        The values of the template `filters.html`, and `quick`, filters of one touch.
    """
    facets, shows_open = list(public_facets(result)), opens(result, retriever)
    shown = [facet.field for facet in facets] + location_fields(result, shows_open)
    return {
        "filters_path": path,
        "facets": facets,
        "location_facets": shown_location_facets(result),
        "labels": PARAMETER_LABELS,
        "by_distance": can_sort_by_distance(result),
        "opens": shows_open,
        "open_on": open_on(parameters),
        "quick": list(quick_filters(parameters, result, shows_open, path)),
        "hidden_fields": hidden_fields(parameters, shown),
    }


def can_sort_by_distance(result: SearchResult) -> bool:
    """Return whether results can be sorted by distance: the query has a place, not a country.

    The coordinates of the place must also be known.
    """
    place = result.understood.place
    return place is not None and place.point is not None and place.kind is not PlaceKind.COUNTRY


def welcome(result: SearchResult) -> tuple[str, str, str] | None:
    """Return the message for a query in another language than French: (language, direction, text).

    The language is its code ("ar"), the direction that of its script ("ltr" or "rtl"). None for a
    query in French or in a language without message, for the name of a record, which is in no
    language ("Tela Botanica"), and when nothing surely answers.
    """
    code = result.understood.language
    message = WELCOME.get(code)
    told = result.certainty is Certainty.SURE and not result.is_name
    return (code, *message) if told and message is not None else None

"""Pages for professionals and volunteers who refer somebody else to a structure.

The server stores nothing: the query and the chosen records are in the URL, and what is typed on a
referral sheet never leaves the browser.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from index.errors import InvalidQuery
from index.messages import Sentence
from index.places.models import PlaceKind
from index.records import code_lists as ref
from index.search.results import SearchResult
from index.search.searcher import Searcher
from index.taxonomy.thesaurus import Thesaurus
from service.presentation.emergency import emergency_shown
from service.presentation.evidence import location_credits
from service.presentation.i18n import gettext, to
from service.presentation.messages import PLACE
from service.presentation.templating import page, page_at, site_address
from service.referral.codes import Codes
from service.referral.messages import report_text, sms_link, sms_text
from service.referral.qr import qr_code
from service.referral.rows import chosen_rows, result_rows
from service.referral.shortlist import (
    MAX_COMPARED,
    MAX_LISTED,
    MAX_ON_SHEET,
    PATH,
    Shortlist,
    address,
)
from service.runtime.dependencies import CurrentSearch
from service.runtime.services import services_of
from service.search.dependencies import CountedSearch, invalid_form, page_parameters, parse_query
from service.search.filters import helper_filters
from service.search.pages import entry_themes
from service.search.parameters import PARAMETER_LABELS, PlaceParameters, SearchParameters
from service.search.schemas import pages_of
from service.search.view import (
    can_sort_by_distance,
    chips,
    everywhere,
    link_query,
    open_on,
    opens,
    readings_of,
    search_address,
    searched_text,
    with_default_size,
    without_filters,
)
from service.settings import Settings

PAGE_SIZE = 20
TOPIC_NEEDS = 4
"""Needs of each theme that the first page offers."""
COMPARED_CHARS = 320
"""Most characters of a text about a record in a comparison."""
LIST_KEYS = (
    ("/", Sentence("aller à la recherche")),
    ("j", Sentence("résultat suivant")),
    ("k", Sentence("résultat précédent")),
    ("g", Sentence("garder ou retirer le résultat")),
    ("c", Sentence("comparer la sélection")),
    ("f", Sentence("fiche d'orientation : sélection ou, sans elle, résultat choisi")),
    ("?", Sentence("montrer cette liste")),
)
SHEET_KEYS = (("p", Sentence("imprimer")), ("?", Sentence("montrer cette liste")))
"""(key of the keyboard, what it does on the printable sheet) pairs."""
HIDDEN_FIELDS = {*PlaceParameters.model_fields, "partout", "exact"}
"""Parameters of the search that the HTML form of filters repeats as hidden fields."""

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True)
class FilterBox:
    """A check box of the form that filters the results.

    field: field of records that is filtered ("frais"); code: code that the box selects ("gratuit");
    label: text beside the box; count: results that filtering on this code would give, maybe 0;
    selected: whether the box is checked.
    """

    field: str
    code: str
    label: str
    count: int
    selected: bool


def _list_page(
    template: str,
    status: int = 200,
    /,
    q: str = "",
    where: str = "",
    sheet_query: str = "",
    need: str = "",
    **values: object,
) -> HTMLResponse:
    """Render a page with a list of records, and the short-list of the browser under it."""
    return page(
        template,
        status,
        q=q,
        where=where,
        sheet_query=sheet_query,
        need=need,
        keys=LIST_KEYS,
        most={"compared": MAX_COMPARED, "sheet": MAX_ON_SHEET, "listed": MAX_LISTED},
        basket={
            "compare": address("comparer", [], q, where, need),
            "sheet": address("fiche", [], q, where, need),
            "selection": address("selection", []),
        },
        **values,
    )


@page_at(router, PATH)
def aidant(request: Request, searcher: CurrentSearch, search: CountedSearch) -> HTMLResponse:
    """Render the search page for helpers, who search for somebody else.

    Without query in the URL, it is an empty form; else the results, or the form with the error to
    correct (HTTP 422).
    """
    if "q" not in request.query_params:
        return _first_page(request)
    try:
        parameters = page_parameters(request).model_copy(update={"size": PAGE_SIZE})
        result = search(parse_query(parameters))
    except InvalidQuery as error:
        return _first_page(request, 422, **invalid_form(request, error))
    thesaurus = services_of(request).get(Thesaurus)
    return _results_page(parameters, result, searcher, thesaurus)


def _first_page(request: Request, status: int = 200, /, **values: str) -> HTMLResponse:
    """Render the form, and the first needs of the usual themes to choose from."""
    thesaurus = services_of(request).get(Thesaurus)
    topics = [
        (theme, [need for need in thesaurus.needs.values() if need.theme == theme.id][:TOPIC_NEEDS])
        for theme in entry_themes(thesaurus)
    ]
    return _list_page("aidant.html", status, result=None, topics=topics, **values)


def _results_page(
    parameters: SearchParameters, result: SearchResult, searcher: Searcher, thesaurus: Thesaurus
) -> HTMLResponse:
    plain = with_default_size(parameters)
    quick, others = _quick(result), list(_others(result))
    where = _where(parameters, result)
    need = "" if result.in_danger else result.need
    return _list_page(
        "aidant.html",
        q=parameters.q,
        place=parameters.lieu,
        where=where,
        need=need,
        searched=searched_text(parameters, result),
        result=result,
        readings=readings_of(result, thesaurus),
        sheet_query=link_query(plain, result, "aidant"),
        rows=result_rows(result, where, need, searcher),
        quick=quick,
        others=others,
        labels=PARAMETER_LABELS,
        opens=opens(result, searcher.retriever),
        location_facets=result.location_facets,
        open_on=open_on(parameters),
        pages=pages_of(result.total, result.query.size),
        address=partial(search_address, plain, PATH),
        everywhere=everywhere(plain, PATH),
        without_filters=without_filters(plain, PATH),
        chips=[
            each
            for each in chips(plain, result, PATH)
            if each.kind != PLACE or not parameters.lieu  # the form says the place typed
        ],
        by_distance=can_sort_by_distance(result),
        **emergency_shown(result.emergency),
        hidden=plain.model_dump(include=HIDDEN_FIELDS, exclude_defaults=True),
    )


def _where(parameters: SearchParameters, result: SearchResult) -> str:
    """Return the place that the next pages measure distances from, as its field reads it."""
    place = result.understood.place
    if place is None or place.kind is not PlaceKind.COMMUNE:
        return parameters.lieu
    return parameters.lieu or place.nom


def _quick(result: SearchResult) -> list[FilterBox]:
    """Return the boxes of the filters that decide most often, also those that give nothing."""
    values = {(facet.field, value.code): value for facet in result.facets for value in facet.values}
    boxes = []
    for choice in helper_filters():
        for code, label in choice.quick.items():
            value = values.get((choice.name, code))
            count, selected = (value.count, value.selected) if value else (0, False)
            boxes.append(FilterBox(choice.name, code, label, count, selected))
    return boxes


def _others(result: SearchResult) -> Iterator[tuple[str, list[FilterBox]]]:
    """Yield (label, boxes) of each other filter that can narrow the results."""
    facets = {facet.field: facet for facet in result.facets}
    located = result.understood.place is not None
    for choice in helper_filters():
        boxes = [
            FilterBox(choice.name, value.code, value.label, value.count, value.selected)
            for value in facets[choice.name].values
            if value.code not in choice.quick
        ]
        chosen = any(box.selected for box in boxes)
        if boxes and (chosen or not (located and choice.codes is ref.TERRITOIRES)):
            yield choice.label, boxes


def _shortlist(request: Request, searcher: Searcher, limit: int) -> Shortlist:
    """Return the short-list that a URL holds, which tells who published each location."""
    lists = services_of(request).get(Settings).location_lists
    return Shortlist.of(request, searcher, limit, location_credits(lists))


@page_at(router, f"{PATH}/selection")
def selection(request: Request, searcher: CurrentSearch) -> HTMLResponse:
    """Render the records that the helper chose (the short-list), whose identifiers are in the URL.

    HTTP 404 when the URL names records and none of them exists.
    """
    shortlist = _shortlist(request, searcher, MAX_LISTED)
    return _list_page(
        "aidant_selection.html",
        shortlist.status,
        where=shortlist.place,
        shortlist=shortlist,
        rows=list(chosen_rows(shortlist, searcher)),
    )


@page_at(router, f"{PATH}/comparer")
def compare(request: Request, searcher: CurrentSearch) -> HTMLResponse:
    """Render a table that compares the records named in the URL, four at most.

    HTTP 404 when the URL names records and none of them exists.
    """
    shortlist = _shortlist(request, searcher, MAX_COMPARED)
    on_sheet = shortlist.choices[:MAX_ON_SHEET]
    return page(
        "aidant_compare.html",
        shortlist.status,
        shortlist=shortlist,
        entries=shortlist.facts(searcher, COMPARED_CHARS),
        sheet=address("fiche", on_sheet, shortlist.query, shortlist.place, shortlist.need),
        most=MAX_COMPARED,
        on_sheet=MAX_ON_SHEET,
    )


@page_at(router, f"{PATH}/fiche")
def sheet(request: Request, searcher: CurrentSearch) -> HTMLResponse:
    """Render the referral sheet: one A4 page about the records named in the URL, three at most.

    The helper prints it, or sends its text to the person. HTTP 404 when the URL names records and
    none of them exists.
    """
    shortlist = _shortlist(request, searcher, MAX_ON_SHEET)
    entries = shortlist.sheet(searcher)
    site = site_address(request)
    links = [site + to(facts.path) for facts in entries]
    short = services_of(request).get(Codes).address(facts.identifier for facts in entries)
    one = to(entries[0].path) if len(entries) == 1 else ""
    together = site + (short or one or address("selection", shortlist.choices))
    message = sms_text(entries, together)
    return page(
        "aidant_sheet.html",
        shortlist.status,
        shortlist=shortlist,
        entries=entries,
        links=links,
        together=together,
        codes=short.rpartition("/")[2],
        qr=qr_code(together, gettext("QR code de cette liste")) if entries else "",
        today=date.today(),
        message=message,
        message_address=sms_link(message),
        report=report_text(entries, links, shortlist.query, date.today()),
        most=MAX_ON_SHEET,
        keys=SHEET_KEYS,
    )

"""Values that the pages of results show: filters in use, facts about a record, URLs of searches."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten
from urllib.parse import urlencode

from babel.dates import format_datetime

from index.candidates.facets import Facet
from index.locations.filters import OPEN
from index.locations.models import Location
from index.messages import Sentence
from index.places.models import Place, PlaceKind
from index.records import code_lists as ref
from index.records.code_lists import CodeList
from index.records.evidence import Age, age_of
from index.records.models import AnyRecord
from index.records.opening_hours import OpenStatus
from index.records.passages import Kind, sentences
from index.search.likelihood import Certainty
from index.search.results import Hit, SearchResult
from index.search.retriever import Retriever
from service.presentation import messages
from service.presentation.contacts import contacts_of, is_national
from service.presentation.evidence import evidence_in_words
from service.presentation.formatting import (
    number_in_words,
    open_in_words,
)
from service.presentation.i18n import gettext, ngettext, to, translated
from service.presentation.location_card import hit_situation
from service.search.filters import FILTERS, LOCATION_FILTERS, public_filters
from service.search.parameters import LocationParameters, PlaceParameters, SearchParameters

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
SUMMARY_CHARS = 180
MAX_LABELS = 3
"""Labels of one kind, such as the groups of people served, that a result shows at most."""
WELCOME: Mapping[str, tuple[str, str]] = {
    "en": ("ltr", "You wrote in English. These records, in French, answer your need."),
    "es": ("ltr", "Ha escrito en español. Estas fichas, en francés, responden a su necesidad."),
    "pt": ("ltr", "Escreveu em português. Estas fichas, em francês, respondem à sua necessidade."),
    "it": ("ltr", "Ha scritto in italiano. Queste schede, in francese, rispondono al suo bisogno."),
    "de": ("ltr", "Sie haben auf Deutsch geschrieben. Die Einträge sind auf Französisch."),
    "uk": ("ltr", "Ви написали українською. Ці картки французькою відповідають на ваш запит."),
    "ar": ("rtl", "لقد كتبت بالعربية. هذه البطاقات مكتوبة بالفرنسية وتجيب عن حاجتك."),
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


def search_address(parameters: SearchParameters, path: str = RESULTS, /, **changes: object) -> str:
    """Return the URL of a page of results; parameters equal to their default are left out.

    parameters: the search; path: path of the page, "/recherche" or "/carte" (the map) for example;
    changes: values that replace those of the search, such as `page=2`.
    """
    values = parameters.model_copy(update=changes).model_dump(exclude_defaults=True)
    return to(path) + ("?" + urlencode(values, doseq=True) if values else "")


def with_default_size(parameters: SearchParameters) -> SearchParameters:
    """Return the same search with the default number of results a page.

    Pages that show another number of results keep it out of their links in this way.
    """
    size = SearchParameters.model_fields["size"].default
    return parameters.model_copy(update={"size": size})


def record_query(parameters: SearchParameters, need: str = "", origin: str = "") -> str:
    """Return the query string of links from results to the page of a record.

    It holds the search, so that the page of the record can link back to the results. parameters:
    the search; need: identifier of the need recognized in the query, or empty; origin: the page of
    results: "aidant" (for helpers), "carte" (map), or empty for the usual one.
    """
    values = parameters.model_dump(exclude_defaults=True)
    context = {name: value for name, value in ((NEED, need), (ORIGIN, origin)) if value}
    return urlencode(values | context, doseq=True)


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
        yield Chip(messages.PLACE, place.nom, everywhere(parameters, path))
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
        moment = format_datetime(parameters.ouvert_le, "EEEE d MMMM, H 'h' mm", locale="fr")
        text = Sentence("Ouvert le %(moment)s", moment=moment)
        yield Chip(
            Sentence("Filtre"), text, search_address(parameters, path, page=1, ouvert_le=None)
        )


def public_facets(result: SearchResult) -> Iterator[Facet]:
    """Yield the filters of the form beside the results, with the number of results of each code.

    A filter with fewer than two codes to choose from is left out, unless one is chosen already.
    """
    every = {facet.field: facet for facet in result.facets}
    for row in public_filters():
        facet = every[row.name]
        chosen = any(value.selected for value in facet.values)
        if chosen or len(facet.values) > 1:
            yield facet


def facts(hit: Hit, status: OpenStatus | None = None, place: Place | None = None) -> list[str]:
    """Return short texts that help to choose a result, in the language of the page.

    They are who the record is for, its price, on site or remote, its town and distance or the
    territory that it serves, the number of its places, whether it is open, its age when it is old,
    and the lack of any contact; what is unknown is left out.

    hit: the result; status: whether it is open now and until when, None when unknown; place:
    searched, None for none.
    """
    record = hit.record
    silent = not hit.location_count and not any(contacts_of(record))
    texts = [
        _labels(ref.PUBLICS, record.publics),
        _labels(ref.FRAIS, (record.frais,) if record.frais else ()),
        _labels(ref.MODES_ACCUEIL, record.modes_accueil),
        places_in_words(hit.location_count) or _where(hit, place),
        open_in_words(status),
        _age(record),
        gettext("contact non trouvé") if silent else "",
    ]
    return [text for text in texts if text]


def place_facts(record: AnyRecord, at: Location | None) -> list[str]:
    """Return short texts about a result whose card shows a place to go to.

    They are who it is for, its price (that of the place, else of its network), and its age when it
    is old. record: of the result; at: the location shown, None for the address of the record.
    """
    fee = (at.frais if at else None) or record.frais
    texts = [
        _labels(ref.PUBLICS, (at.publics if at else ()) or record.publics),
        _labels(ref.FRAIS, (fee,) if fee else ()),
        "" if at else _age(record),
    ]
    return [text for text in texts if text]


def places_in_words(count: int) -> str:
    """Return how many places a record has: "2 834 lieux en France"; "" when it has none."""
    if not count:
        return ""
    return ngettext("%(count)s lieu en France", "%(count)s lieux en France", count) % {
        "count": number_in_words(count)
    }


def summary(hit: Hit) -> str:
    """Return the first sentence of the description of a result, cut to 180 characters.

    It is shown when the reason of the result is only a need that the record declares. Otherwise it
    is empty: the reason already quotes a text of the record.
    """
    if hit.reason.label != Kind.NEED.value:
        return ""
    first = next(iter(sentences(hit.record.description)), "")
    return shorten(first, SUMMARY_CHARS, placeholder="…")


def _labels(codes: CodeList, chosen: Sequence[str]) -> str:
    """Return the labels of codes, the first `MAX_LABELS` of them."""
    labels = [gettext(codes.label(code)) for code in chosen[:MAX_LABELS]]
    more = "…" if len(chosen) > MAX_LABELS else ""
    return ", ".join(labels) + more


def _age(record: AnyRecord) -> str:
    """Return a warning about an old record; empty for a recent one."""
    if record.a_reverifier:
        return gettext("sources anciennes")
    return evidence_in_words(record) if age_of(record) is Age.AGEING else ""


def _where(hit: Hit, place: Place | None) -> str:
    """Return where a record is from the place searched, else the territory that it serves."""
    record = hit.record
    if hit.distance_km is not None:
        words = hit_situation(hit, place)
        commune = record.commune if record.commune and record.commune not in words else ""
        return ", ".join(filter(None, (commune, translated(words))))
    if record.commune and "en-presentiel" in record.modes_accueil and not is_national(record):
        return record.commune
    return _labels(ref.TERRITOIRES, record.territoires)


def opens(result: SearchResult, retriever: Retriever) -> bool:
    """Return whether the form offers to keep what is open: hours of records or places are known."""
    offered = any(facet.field == OPEN for facet in result.location_facets)
    return offered or retriever.hours.any_known


def open_on(parameters: SearchParameters) -> str:
    """Return the day and hour when what is kept is open, as an HTML field writes them; or ""."""
    moment = parameters.ouvert_le
    return "" if moment is None else moment.replace(tzinfo=None).isoformat(timespec="minutes")


def location_fields(result: SearchResult, shows_open: bool) -> list[str]:
    """Return the names of the filters on locations that the form shows.

    result: of the search; shows_open: whether it offers to keep what is open.
    """
    offered = [facet.field for facet in result.location_facets]
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


def can_sort_by_distance(result: SearchResult) -> bool:
    """Return whether results can be sorted by distance: the query has a place, not a country.

    The coordinates of the place must also be known.
    """
    place = result.understood.place
    return place is not None and place.point is not None and place.kind is not PlaceKind.COUNTRY


def welcome(result: SearchResult) -> tuple[str, str, str] | None:
    """Return the message for a query in another language than French: (language, direction, text).

    The language is its code ("ar"), the direction that of its script ("ltr" or "rtl"). None for a
    query in French or in a language without message, and when nothing surely answers.
    """
    code = result.understood.language
    message = WELCOME.get(code)
    return None if message is None or result.certainty is not Certainty.SURE else (code, *message)

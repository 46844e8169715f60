"""Values that the templates of results show: chips, filters, facts of a record, addresses."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import shorten
from urllib.parse import urlencode

from index.messages import Sentence
from index.places.models import PlaceKind
from index.places.proximity import distance_in_words
from index.records import code_lists as ref
from index.records.code_lists import CodeList
from index.records.models import AnyRecord
from index.records.opening_hours import OpenStatus
from index.records.passages import Kind, sentences
from index.search.facets import Facet
from index.search.results import Hit, SearchResult
from service.presentation import messages
from service.presentation.contacts import contacts_of, is_national
from service.presentation.formatting import RECENT_DAYS, freshness, open_in_words
from service.presentation.i18n import gettext, to, translated
from service.search.filters import FILTERS, public_filters
from service.search.parameters import SearchParameters

RESULTS = "/recherche"
ORIGIN = "de"
"""Parameter of the page of a record: the page of results that led to it."""
NEED = "besoin"
"""Parameter of the page of a record: the need of the thesaurus recognized in the query."""
ORIGINS = {"aidant": "/aidant", "carte": "/carte"}
"""Value of `ORIGIN` -> path of a page of results other than `RESULTS`."""
RESENT = ("q", "lieu", "partout", "lat", "lon", "distance", "exact", "size")
"""Parameters that the form of filters sends again in hidden fields."""
SUMMARY_CHARS = 180
CENTRE_KM = 5.0
"""Distance below which it means nothing for a record located at the centre of its commune."""
MAX_LABELS = 3
"""Labels of one code list that a result shows at most."""
WELCOME: Mapping[str, tuple[str, str]] = {
    "en": ("ltr", "You wrote in English. These records, in French, answer your need."),
    "es": ("ltr", "Ha escrito en español. Estas fichas, en francés, responden a su necesidad."),
    "pt": ("ltr", "Escreveu em português. Estas fichas, em francês, respondem à sua necessidade."),
    "it": ("ltr", "Ha scritto in italiano. Queste schede, in francese, rispondono al suo bisogno."),
    "de": ("ltr", "Sie haben auf Deutsch geschrieben. Die Einträge sind auf Französisch."),
    "uk": ("ltr", "Ви написали українською. Ці картки французькою відповідають на ваш запит."),
    "ar": ("rtl", "لقد كتبت بالعربية. هذه البطاقات مكتوبة بالفرنسية وتجيب عن حاجتك."),
}
"""Language of a query -> direction of its script, and message about the results in it."""


@dataclass(frozen=True)
class Chip:
    """A place or filter of a search, with the address of the search without it.

    kind: the word before its text, "Lieu" or "Filtre"; both in French.
    """

    kind: str
    text: str
    address: str


def search_address(parameters: SearchParameters, path: str = RESULTS, /, **changes: object) -> str:
    """Return the address of a search; parameters equal to their default are left out.

    parameters: the search; path: the page of results; changes: parameters to replace.
    """
    values = parameters.model_copy(update=changes).model_dump(exclude_defaults=True)
    return to(path) + ("?" + urlencode(values, doseq=True) if values else "")


def with_default_size(parameters: SearchParameters) -> SearchParameters:
    """Return the same search with the default page size, for pages that have their own size."""
    size = SearchParameters.model_fields["size"].default
    return parameters.model_copy(update={"size": size})


def record_query(parameters: SearchParameters, need: str = "", origin: str = "") -> str:
    """Return the query string of links from results to a record, which leads back to them.

    parameters: the search; need: identifier of the need recognized in the query, or empty; origin:
    a key of `ORIGINS`, empty from the usual page of results.
    """
    values = parameters.model_dump(exclude_defaults=True)
    context = {name: value for name, value in ((NEED, need), (ORIGIN, origin)) if value}
    return urlencode(values | context, doseq=True)


def everywhere(parameters: SearchParameters, path: str = RESULTS) -> str:
    """Return the address of the same search without its place."""
    return search_address(parameters, path, lieu="", lat=None, lon=None, partout=True, page=1)


def without_filters(parameters: SearchParameters, path: str = RESULTS) -> str:
    """Return the address of the same search without filters."""
    none: dict[str, object] = {row.name: [] for row in FILTERS}
    return search_address(parameters, path, page=1, ouvert=False, **none)


def chips(
    parameters: SearchParameters, result: SearchResult, path: str = RESULTS
) -> Iterator[Chip]:
    """Yield a chip for the place of a search, then for each of its filters."""
    place = result.understood.place
    if place is not None:
        yield Chip(messages.PLACE, place.nom, everywhere(parameters, path))
    labels = {row.name: row.codes for row in FILTERS}
    for field, chosen in result.query.filters.items():
        for code in chosen:
            others = [other for other in chosen if other != code]
            address = search_address(parameters, path, page=1, **{field: others})
            yield Chip(Sentence("Filtre"), labels[field].label(code), address)
    if result.query.open_at is not None:
        yield Chip(
            Sentence("Filtre"),
            messages.OPEN_NOW,
            search_address(parameters, path, page=1, ouvert=False),
        )


def public_facets(result: SearchResult) -> Iterator[Facet]:
    """Yield the facets of the public form, but for those with a single value to choose from."""
    every = {facet.field: facet for facet in result.facets}
    for row in public_filters():
        facet = every[row.name]
        chosen = any(value.selected for value in facet.values)
        if chosen or len(facet.values) > 1:
            yield facet


def facts(hit: Hit, status: OpenStatus | None = None) -> list[str]:
    """Return the facts that help to choose a record, in the language of the page.

    They are its publics, price, reception, location, opening status, and age if it is old.

    hit: the result; status: opening status now, None when unknown.
    """
    record = hit.record
    texts = [
        _labels(ref.PUBLICS, record.publics),
        _labels(ref.FRAIS, (record.frais,) if record.frais else ()),
        _labels(ref.MODES_ACCUEIL, record.modes_accueil),
        _where(hit),
        open_in_words(status),
        _age(record),
        "" if any(contacts_of(record)) else gettext("contact non trouvé"),
    ]
    return [text for text in texts if text]


def summary(hit: Hit) -> str:
    """Return the first sentence of a description; empty when the reason shows it already."""
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
    recent = record.date_maj and (date.today() - record.date_maj).days < RECENT_DAYS
    return "" if recent else freshness(record.date_maj)


def _where(hit: Hit) -> str:
    """Return the commune of a record and its distance, else the territory that it serves."""
    record = hit.record
    if hit.distance_km is not None:
        return ", ".join(filter(None, (record.commune, distance_text(hit))))
    if record.commune and "en-presentiel" in record.modes_accueil and not is_national(record):
        return record.commune
    return _labels(ref.TERRITOIRES, record.territoires)


def distance_text(hit: Hit) -> str:
    """Return a distance in words; empty when unknown, or when it means nothing.

    A record without an address is at the centre of its commune: under `CENTRE_KM`, its distance
    means nothing.
    """
    km, record = hit.distance_km, hit.record
    if km is None or not (record.adresse or km >= CENTRE_KM or not record.commune):
        return ""
    return translated(distance_in_words(km))


def hidden_fields(
    parameters: SearchParameters, visible: Collection[str]
) -> list[tuple[str, object]]:
    """Return (name, value) of the hidden fields of the form of filters.

    They hold the search and the filters that the form does not show.

    parameters: the search; visible: names of the filters that the form shows.
    """
    fields = {*RESENT, *(row.name for row in FILTERS)} - set(visible)
    values = parameters.model_dump(include=fields, exclude_defaults=True)
    return [
        (name, single)
        for name, value in values.items()
        for single in (value if isinstance(value, list) else [value])
    ]


def can_sort_by_distance(result: SearchResult) -> bool:
    """Return whether distances make sense: the place has a point, and is no country."""
    place = result.understood.place
    return place is not None and place.point is not None and place.kind is not PlaceKind.COUNTRY


def welcome(result: SearchResult) -> tuple[str, str, str] | None:
    """Return (language, direction, message) for a query in another language than French."""
    code = result.understood.language
    message = WELCOME.get(code)
    return None if message is None or not result.total else (code, *message)

"""What the page of results shows of an answer: chips, filters, hours, a word in one's language."""

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
from service.presentation.i18n import gettext, said, to
from service.search.filters import FILTERS, public_filters
from service.search.parameters import SearchParameters

RESULTS = "/recherche"
ORIGIN = "de"
"""Parameter of a sheet that says which page led to it."""
NEED = "besoin"
"""Parameter of a sheet that says which need of the thesaurus was understood."""
ORIGINS = {"aidant": "/aidant", "carte": "/carte"}
"""Its values -> pages of results other than the usual one."""
KEPT = ("q", "lieu", "partout", "lat", "lon", "distance", "exact", "size")
"""Parameters that the form of filters always sends again."""
WHAT_CHARS = 180
CENTRE_KM = 5.0
"""A record without an address is at the centre of its commune: nearer than that means nothing."""
MAX_LABELS = 3
"""Labels of one kind that a result shows."""
WELCOME: Mapping[str, tuple[str, str]] = {
    "en": ("ltr", "You wrote in English. These records, in French, answer your need."),
    "es": ("ltr", "Ha escrito en español. Estas fichas, en francés, responden a su necesidad."),
    "pt": ("ltr", "Escreveu em português. Estas fichas, em francês, respondem à sua necessidade."),
    "it": ("ltr", "Ha scritto in italiano. Queste schede, in francese, rispondono al suo bisogno."),
    "de": ("ltr", "Sie haben auf Deutsch geschrieben. Die Einträge sind auf Französisch."),
    "uk": ("ltr", "Ви написали українською. Ці картки французькою відповідають на ваш запит."),
    "ar": ("rtl", "لقد كتبت بالعربية. هذه البطاقات مكتوبة بالفرنسية وتجيب عن حاجتك."),
}
"""Language of a need -> direction of its script, and what is said of the results in it."""


@dataclass(frozen=True)
class Chip:
    """One thing that was understood or chosen, and the address without it.

    kind: what it is, before its text; both in French.
    """

    kind: str
    text: str
    address: str


def search_address(parameters: SearchParameters, path: str = RESULTS, /, **changes: object) -> str:
    """The address of a search, with changes; defaults are left out.

    parameters: of the search; path: of the page that answers it.
    """
    values = parameters.model_copy(update=changes).model_dump(exclude_defaults=True)
    return to(path) + ("?" + urlencode(values, doseq=True) if values else "")


def usual_size(parameters: SearchParameters) -> SearchParameters:
    """The same search without a number of results of its own, for pages that have theirs."""
    usual = SearchParameters.model_fields["size"].default
    return parameters.model_copy(update={"size": usual})


def asked(parameters: SearchParameters, need: str = "", origin: str = "") -> str:
    """The query string that a link to a sheet carries: the way back, and what was understood.

    parameters: of the search; need: identifier of the one understood, if any; origin: a value of
    `ORIGIN`, empty from the usual page.
    """
    values = parameters.model_dump(exclude_defaults=True)
    told = {name: each for name, each in ((NEED, need), (ORIGIN, origin)) if each}
    return urlencode(values | told, doseq=True)


def everywhere(parameters: SearchParameters, path: str = RESULTS) -> str:
    """The address of the same search without its place."""
    return search_address(parameters, path, lieu="", lat=None, lon=None, partout=True, page=1)


def without_filters(parameters: SearchParameters, path: str = RESULTS) -> str:
    """The address of the same search with no filter."""
    none: dict[str, object] = {each.name: [] for each in FILTERS}
    return search_address(parameters, path, page=1, ouvert=False, **none)


def chips(
    parameters: SearchParameters, result: SearchResult, path: str = RESULTS
) -> Iterator[Chip]:
    """What was understood and chosen, each to be taken away."""
    place = result.understood.place
    if place is not None:
        yield Chip(messages.PLACE, place.nom, everywhere(parameters, path))
    labels = {each.name: each.codes for each in FILTERS}
    for field, chosen in result.query.filters.items():
        for code in chosen:
            kept = [each for each in chosen if each != code]
            address = search_address(parameters, path, page=1, **{field: kept})
            yield Chip(Sentence("Filtre"), labels[field].label(code), address)
    if result.query.open_at is not None:
        yield Chip(
            Sentence("Filtre"),
            messages.OPEN_NOW,
            search_address(parameters, path, page=1, ouvert=False),
        )


def shown_facets(result: SearchResult) -> Iterator[Facet]:
    """The filters that everybody is offered, but for those that would change nothing."""
    every = {facet.field: facet for facet in result.facets}
    for each in public_filters():
        facet = every[each.name]
        chosen = any(value.selected for value in facet.values)
        if chosen or len(facet.values) > 1:
            yield facet


def facts(hit: Hit, status: OpenStatus | None = None) -> list[str]:
    """What helps to choose: for whom, price, how, where, hours, how fresh; in the page's language.

    hit: of the answer; status: whether it is open now, None when unknown.
    """
    record = hit.record
    told = [
        _labels(ref.PUBLICS, record.publics),
        _labels(ref.FRAIS, (record.frais,) if record.frais else ()),
        _labels(ref.MODES_ACCUEIL, record.modes_accueil),
        _where(hit),
        open_in_words(status),
        _age(record),
        "" if any(contacts_of(record)) else gettext("contact non trouvé"),
    ]
    return [each for each in told if each]


def what(hit: Hit) -> str:
    """What a record is, in its first sentence; empty when the reason says it already."""
    if hit.reason.label != Kind.NEED.value:
        return ""
    first = next(iter(sentences(hit.record.description)), "")
    return shorten(first, WHAT_CHARS, placeholder="…")


def _labels(codes: CodeList, chosen: Sequence[str]) -> str:
    """The labels of some codes, the first ones when they are many."""
    labels = [gettext(codes.label(code)) for code in chosen[:MAX_LABELS]]
    more = "…" if len(chosen) > MAX_LABELS else ""
    return ", ".join(labels) + more


def _age(record: AnyRecord) -> str:
    """A warning about what may no longer be true: nothing of what is recent."""
    if record.a_reverifier:
        return gettext("sources anciennes")
    recent = record.date_maj and (date.today() - record.date_maj).days < RECENT_DAYS
    return "" if recent else freshness(record.date_maj)


def _where(hit: Hit) -> str:
    """The town of a record and how far it is, else the territory that it serves."""
    record = hit.record
    if hit.distance_km is not None:
        return ", ".join(filter(None, (record.commune, distance_told(hit))))
    if record.commune and "en-presentiel" in record.modes_accueil and not is_national(record):
        return record.commune
    return _labels(ref.TERRITOIRES, record.territoires)


def distance_told(hit: Hit) -> str:
    """How far a record is; empty when it is not known, or only that of the centre of its town."""
    km, record = hit.distance_km, hit.record
    if km is None or not (record.adresse or km >= CENTRE_KM or not record.commune):
        return ""
    return said(distance_in_words(km))


def kept(parameters: SearchParameters, shown: Collection[str]) -> list[tuple[str, object]]:
    """What the form of filters sends again: the search, and the filters that it does not show.

    parameters: of the search; shown: the fields of the form.
    """
    fields = {*KEPT, *(each.name for each in FILTERS)} - set(shown)
    values = parameters.model_dump(include=fields, exclude_defaults=True)
    return [
        (name, each)
        for name, value in values.items()
        for each in (value if isinstance(value, list) else [value])
    ]


def can_sort_by_distance(result: SearchResult) -> bool:
    """Whether distances make sense: a point is known, and not that of a whole country."""
    place = result.understood.place
    return place is not None and place.point is not None and place.kind is not PlaceKind.COUNTRY


def welcome(result: SearchResult) -> tuple[str, str, str] | None:
    """(language, direction, what is said) to who wrote in another language than French."""
    code = result.understood.language
    said = WELCOME.get(code)
    return None if said is None or not result.total else (code, *said)

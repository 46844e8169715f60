"""Options of a widget (the search embedded in the site of a partner), read from its URL.

The partner chooses them: title, territory, filters, number of results, colours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import urlencode

from starlette.datastructures import ImmutableMultiDict

from index.errors import InvalidQuery
from index.messages import Sentence
from index.places.models import CODE_ERRORS, CODE_PARAMETERS, Place, PlaceCode
from index.search.query import MAX_PLACE_CHARS, ONE_PLACE, PlacedQuery
from index.search.searcher import Searcher
from service.presentation.i18n import to
from service.search.filters import widget_filters
from service.search.parameters import SearchParameters
from service.widget.palette import Colour, ColourChoice, ColourTheme, Palette, palette

ADDRESS, STYLE_ADDRESS = "/widget", "/widget.css"
MAX_TITLE_CHARS, MAX_KEY_CHARS = 80, 128
SIZES = (3, 5, 10)
"""Numbers of results per page among which the form of options lets a partner choose."""
DEFAULT_SIZE, MAX_SIZE = 5, 20
"""Number of results per page: by default, and at most."""
PLACE = "ou"
"""URL parameter of the place that a visitor types. The parameter "lieu" is another one: the
territory that the partner chose.
"""
NEED = "besoin"
"""URL parameter of a query that the partner writes in the search field in advance. It is searched
only when a visitor sends the form.
"""
VISITOR_PARAMETERS = frozenset({"q", "page", "exact", "partout", "distance"})
"""URL parameters of a search that a visitor may set; others are fixed by the partner."""
PREVIEW = "apercu"
"""URL parameter that marks the preview on the page where a partner configures a widget. Searches in
the preview are left out of the statistics.
"""
COLOURS = {"couleur": "brand", "fond": "paper", "texte": "ink"}
"""URL parameter of a colour -> name of the field of `ColourChoice` that holds it."""


@dataclass(frozen=True)
class Widget:
    """Options that a partner chose for its widget, the search embedded in its own site.

    title: heading, "" for the default one; place: territory that every search is restricted to, as
    the partner wrote it, "" for none; filters: name of a filter -> codes that every search is
    restricted to, such as {"frais": ("gratuit",)}; size: number of results per page; choice:
    colours; key: widget key (a public API key that lists the sites allowed to display the widget),
    "" without one; preview: True in the preview shown to the partner while it chooses; errors:
    one message per option of the URL that was not valid and was ignored; code: official code of the
    territory, instead of its name.
    """

    title: str = ""
    place: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    size: int = DEFAULT_SIZE
    choice: ColourChoice = field(default_factory=ColourChoice)
    key: str = ""
    preview: bool = False
    errors: tuple[Sentence, ...] = ()
    code: PlaceCode | None = None

    @property
    def has_territory(self) -> bool:
        """Return True when the partner restricts every search to a territory, named or coded."""
        return bool(self.place) or self.code is not None

    @property
    def territory_code(self) -> list[tuple[str, str]]:
        """Return the (name, value) URL parameter of the code of the territory; empty without it.

        Such as [("code_commune", "59350")].
        """
        return [] if self.code is None else [(self.code.parameter, self.code.code)]

    @property
    def colours(self) -> list[tuple[str, str]]:
        """Return the (name, value) URL parameters of the theme and colours chosen for the widget.

        Such as [("theme", "sombre"), ("couleur", "0c5c4c")]; empty when nothing was chosen.
        """
        theme = self.choice.theme
        parameters = [] if theme is ColourTheme.AUTO else [("theme", theme.value)]
        colours = ((name, getattr(self.choice, kind)) for name, kind in COLOURS.items())
        return [*parameters, *((name, colour.digits) for name, colour in colours if colour)]

    @property
    def fixed(self) -> list[tuple[str, str]]:
        """Return the (name, value) URL parameters of the options that the partner chose.

        Such as [("titre", "Mon aide"), ("lieu", "Lille")]; options left at the default are absent.
        """
        size = "" if self.size == DEFAULT_SIZE else str(self.size)
        values = (("titre", self.title), ("lieu", self.place), ("size", size), ("cle", self.key))
        preview = [(PREVIEW, "1")] if self.preview else []
        options = ((name, value) for name, value in values if value)
        return [*options, *self.territory_code, *self.codes, *self.colours, *preview]

    @property
    def codes(self) -> list[tuple[str, str]]:
        """Return the (name, value) URL parameters of the filters that restrict all searches.

        Such as [("frais", "gratuit")]; empty without a filter.
        """
        return [(name, code) for name, codes in self.filters.items() for code in codes]

    @property
    def labels(self) -> list[tuple[str, list[str]]]:
        """Return the filters that restrict all searches, in words, to show them to visitors.

        Returns:
            (label of the filter, labels of its selected codes) pairs; filters without a selected
            code are left out.
        """
        return [
            (choice.label, [choice.codes.label(code) for code in self.filters[choice.name]])
            for choice in widget_filters()
            if self.filters.get(choice.name)
        ]

    @cached_property
    def palette(self) -> Palette:
        """Return the colours to draw the widget with: those chosen, made readable where needed."""
        return palette(self.choice)

    @property
    def style(self) -> str:
        """Return the URL of the CSS with the colours of this widget; "" for the default colours."""
        return "" if self.choice.is_default else f"{STYLE_ADDRESS}?{urlencode(self.colours)}"

    def address(self, *visitor_parameters: tuple[str, str]) -> str:
        """Return the URL, without a host, that shows the widget in a frame of another site.

        It holds the options of the widget.

        *visitor_parameters: (name, value) parameters of a search, put before the options.
        """
        parameters = [*visitor_parameters, *self.fixed]
        return to(ADDRESS) + (f"?{urlencode(parameters)}" if parameters else "")

    def search_address(self, parameters: SearchParameters, **changes: object) -> str:
        """Return the URL of the widget, without a host, that shows the results of a search.

        Args:
            parameters: parameters of the search; of these, the URL has only those that a visitor
                may set (query, place, page…), and the options of the widget stand for the others.
            **changes: new values of some parameters, such as page=2.

        Returns:
            The path of the widget and its parameters.
        """
        changed = parameters.model_copy(update=changes)
        typed = changed.model_dump(include=set(VISITOR_PARAMETERS), exclude_defaults=True)
        if changed.lieu and not self.has_territory:
            typed[PLACE] = changed.lieu
        return self.address(*((name, str(value)) for name, value in typed.items()))

    def search_parameters(self, received: ImmutableMultiDict[str, str]) -> list[tuple[str, str]]:
        """Return the parameters of the search that a URL of this widget requests.

        The territory of the widget, if any, replaces the place that the visitor typed.

        Args:
            received: parameters of the URL.

        Returns:
            (name, value) pairs: what the visitor set, then the territory or the place, the number
            of results per page and the filters.
        """
        typed = [(name, received[name]) for name in sorted(VISITOR_PARAMETERS) if name in received]
        if self.has_territory:
            typed = [(name, value) for name, value in typed if name != "partout"]
            typed += self.territory_code or [("lieu", self.place)]
        elif received.get(PLACE):
            typed.append(("lieu", received[PLACE]))
        return [*typed, ("size", str(self.size)), *self.codes]


def read_widget(received: ImmutableMultiDict[str, str]) -> Widget:
    """Read the options of a widget, the search embedded in another site, from its URL.

    Nothing is raised: an option that is not valid gets its default value, and the field `errors` of
    the result has a message about it.

    received: parameters of the URL.
    """
    errors: list[Sentence] = []
    code = _territory_code(received, errors)
    if code is not None and received.get("lieu"):
        errors.append(ONE_PLACE)
    return Widget(
        _line(received.get("titre", ""), MAX_TITLE_CHARS),
        "" if code else _line(received.get("lieu", ""), MAX_PLACE_CHARS),
        _filters(received, errors),
        _size(received.get("size", ""), errors),
        _colour_choice(received, errors),
        _line(received.get("cle", ""), MAX_KEY_CHARS),
        PREVIEW in received,
        tuple(errors),
        code,
    )


def _territory_code(
    received: ImmutableMultiDict[str, str], errors: list[Sentence]
) -> PlaceCode | None:
    """Return the code of the territory of the partner: the first one that is in its form."""
    for kind, name in CODE_PARAMETERS.items():
        try:
            if received.get(name):
                return PlaceCode(kind, received[name])
        except InvalidQuery:
            errors.append(CODE_ERRORS[kind])
    return None


def _filters(
    received: ImmutableMultiDict[str, str], errors: list[Sentence]
) -> dict[str, tuple[str, ...]]:
    """Return field -> existing codes of the filters of the partner."""
    filters = {}
    for choice in widget_filters():
        codes = choice.codes.ordered(received.getlist(choice.name))
        if not set(received.getlist(choice.name)) <= set(codes):
            errors.append(
                Sentence(
                    "%(label)s : un des choix demandés n'existe pas, il est laissé de côté.",
                    label=choice.label,
                )
            )
        if codes:
            filters[choice.name] = codes
    return filters


def _line(text: str, max_chars: int) -> str:
    """Put a text on one line, without unprintable characters, and cut it."""
    printable = "".join(char for char in text if char.isprintable() or char.isspace())
    return " ".join(printable.split())[:max_chars].rstrip()


def _size(text: str, errors: list[Sentence]) -> int:
    if not text:
        return DEFAULT_SIZE
    size = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    if 1 <= size <= MAX_SIZE:
        return size
    errors.append(Sentence("Le nombre de résultats va de 1 à %(most)s.", most=MAX_SIZE))
    return DEFAULT_SIZE


def _colour_choice(received: ImmutableMultiDict[str, str], errors: list[Sentence]) -> ColourChoice:
    theme = received.get("theme", "")
    if theme and theme not in {value.value for value in ColourTheme}:
        errors.append(Sentence("Le thème est « auto », « clair » ou « sombre »."))
        theme = ""
    colours: dict[str, Colour | None] = {}
    for name, kind in COLOURS.items():
        text = received.get(name, "")
        colours[kind] = Colour.read(text)
        if text and colours[kind] is None:
            errors.append(
                Sentence(
                    "Une couleur s'écrit avec six chiffres de 0 à f, comme 0c5c4c : "
                    "« %(name)s » est laissé de côté.",
                    name=name,
                )
            )
    return ColourChoice(ColourTheme(theme) if theme else ColourTheme.AUTO, **colours)


def geocode_territory(widget: Widget, searcher: Searcher) -> tuple[Widget, Place | None]:
    """Find the place (commune, département or région) that the territory of a widget names.

    A widget is the search embedded in the site of a partner; the partner may restrict its searches
    to a territory, written in words.

    Args:
        widget: options as read from the URL; the territory is its field `place`, such as "Lille".
        searcher: search engine, which holds the gazetteer (index of place names).

    Returns:
        (options, place). The place is None when the widget has no territory, or one that is not
        recognized; in the latter case the returned options have no territory, and a message about
        it in `errors`.
    """
    if not widget.has_territory:
        return widget, None
    try:
        place = searcher.retriever.place(PlacedQuery(place=widget.place, code=widget.code))
    except InvalidQuery:
        place = None
    if place is not None:
        return widget, place
    written = widget.place if widget.code is None else widget.code.code
    error = Sentence("Le territoire « %(place)s » n'est pas reconnu.", place=written)
    return replace(widget, place="", code=None, errors=(*widget.errors, error)), None

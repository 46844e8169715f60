"""Options of a widget, chosen by a partner and held in its URL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import urlencode

from starlette.datastructures import ImmutableMultiDict

from index.errors import InvalidQuery
from index.messages import Sentence
from index.places.models import Place
from index.search.query import MAX_PLACE_CHARS, Query
from index.search.searcher import Searcher
from service.presentation.i18n import to
from service.search.filters import widget_filters
from service.search.parameters import SearchParameters
from service.widget.palette import Colour, ColourChoice, ColourTheme, Palette, palette

ADDRESS, STYLE_ADDRESS = "/widget", "/widget.css"
MAX_TITLE_CHARS, MAX_KEY_CHARS = 80, 128
SIZES = (3, 5, 10)
"""Numbers of results on a page that the builder page offers."""
DEFAULT_SIZE, MAX_SIZE = 5, 20
"""Results on a page: by default, and at most."""
PLACE = "ou"
"""Parameter of the place that the visitor types; « lieu » is the territory of the partner."""
NEED = "besoin"
"""Parameter of a query that the partner prefills; it is searched when the visitor sends it."""
VISITOR_PARAMETERS = frozenset({"q", "page", "exact", "partout", "distance"})
"""Search parameters that the visitor may change."""
PREVIEW = "apercu"
"""Parameter of a widget shown by the builder page, whose searches are not counted."""
PLACE_QUERY = "aide numérique"
"""Query with which a place is geocoded; only the place is used."""
COLOURS = {"couleur": "brand", "fond": "paper", "texte": "ink"}
"""Parameter -> field of `ColourChoice`."""


@dataclass(frozen=True)
class Widget:
    """Options of a widget.

    title: heading, empty for the default one; place: territory that all searches are restricted to,
    as the partner wrote it; filters: field -> codes that all searches are restricted to; size:
    results on a page; choice: colours; key: public key, which names the hosts that may frame the
    widget; preview: True in the builder page; errors: messages on options that are not valid.
    """

    title: str = ""
    place: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    size: int = DEFAULT_SIZE
    choice: ColourChoice = field(default_factory=ColourChoice)
    key: str = ""
    preview: bool = False
    errors: tuple[Sentence, ...] = ()

    @property
    def colours(self) -> list[tuple[str, str]]:
        """Return the URL parameters of the colours, defaults left out."""
        theme = self.choice.theme
        parameters = [] if theme is ColourTheme.AUTO else [("theme", theme.value)]
        colours = ((name, getattr(self.choice, kind)) for name, kind in COLOURS.items())
        return [*parameters, *((name, colour.digits) for name, colour in colours if colour)]

    @property
    def fixed(self) -> list[tuple[str, str]]:
        """Return the URL parameters of all options, defaults left out."""
        size = "" if self.size == DEFAULT_SIZE else str(self.size)
        values = (("titre", self.title), ("lieu", self.place), ("size", size), ("cle", self.key))
        preview = [(PREVIEW, "1")] if self.preview else []
        options = ((name, value) for name, value in values if value)
        return [*options, *self.codes, *self.colours, *preview]

    @property
    def codes(self) -> list[tuple[str, str]]:
        """Return the URL parameters of the filters."""
        return [(name, code) for name, codes in self.filters.items() for code in codes]

    @property
    def labels(self) -> list[tuple[str, list[str]]]:
        """Return the label of each filter with the labels of its codes."""
        return [
            (choice.label, [choice.codes.label(code) for code in self.filters[choice.name]])
            for choice in widget_filters()
            if self.filters.get(choice.name)
        ]

    @cached_property
    def palette(self) -> Palette:
        """Compute the colours that are shown."""
        return palette(self.choice)

    @property
    def style(self) -> str:
        """Return the URL of the style sheet of the colours; empty for the default colours."""
        return "" if self.choice.is_default else f"{STYLE_ADDRESS}?{urlencode(self.colours)}"

    def address(self, *visitor_parameters: tuple[str, str]) -> str:
        """Return the URL of the widget, with parameters of the visitor."""
        parameters = [*visitor_parameters, *self.fixed]
        return to(ADDRESS) + (f"?{urlencode(parameters)}" if parameters else "")

    def search_address(self, parameters: SearchParameters, **changes: object) -> str:
        """Return the URL of a search in the widget.

        parameters: all parameters of a search; changes: new values of some of them.
        """
        changed = parameters.model_copy(update=changes)
        typed = changed.model_dump(include=set(VISITOR_PARAMETERS), exclude_defaults=True)
        if changed.lieu and not self.place:
            typed[PLACE] = changed.lieu
        return self.address(*((name, str(value)) for name, value in typed.items()))

    def search_parameters(self, received: ImmutableMultiDict[str, str]) -> list[tuple[str, str]]:
        """Return the parameters of a search: those of the visitor, then the options.

        The territory of the options replaces the place of the visitor.

        received: parameters of a URL of this widget.
        """
        typed = [(name, received[name]) for name in sorted(VISITOR_PARAMETERS) if name in received]
        if self.place:
            typed = [(name, value) for name, value in typed if name != "partout"]
            typed.append(("lieu", self.place))
        elif received.get(PLACE):
            typed.append(("lieu", received[PLACE]))
        return [*typed, ("size", str(self.size)), *self.codes]


def read_widget(received: ImmutableMultiDict[str, str]) -> Widget:
    """Read the options of a widget; an option that is not valid is left out, with a message.

    received: parameters of the URL of the widget.
    """
    errors: list[Sentence] = []
    return Widget(
        _line(received.get("titre", ""), MAX_TITLE_CHARS),
        _line(received.get("lieu", ""), MAX_PLACE_CHARS),
        _filters(received, errors),
        _size(received.get("size", ""), errors),
        _colour_choice(received, errors),
        _line(received.get("cle", ""), MAX_KEY_CHARS),
        PREVIEW in received,
        tuple(errors),
    )


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
    """Geocode the territory of a widget; one that is not recognized is removed, with a message.

    Args:
        widget: options as read from the URL.
        searcher: searcher, which has the gazetteer.

    Returns:
        The options, and the place of their territory; None without a territory.
    """
    if not widget.place:
        return widget, None
    try:
        place = searcher.retriever.understand(Query(PLACE_QUERY, place=widget.place)).place
    except InvalidQuery:
        place = None
    if place is not None:
        return widget, place
    error = Sentence("Le territoire « %(place)s » n'est pas reconnu.", place=widget.place)
    return replace(widget, place="", errors=(*widget.errors, error)), None

"""A widget: the search as a partner's site frames it, and how its address says it."""

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
from service.widget.palette import Choice, Colour, Palette, Theme, palette

ADDRESS, STYLE_ADDRESS = "/widget", "/widget.css"
MAX_TITLE_CHARS, MAX_KEY_CHARS = 80, 128
SIZES = (3, 5, 10)
"""Results a page that the generator offers."""
USUAL_SIZE, MAX_SIZE = 5, 20
PLACE = "ou"
"""Parameter of the place that the visitor writes: « lieu » is that of the partner."""
NEED = "besoin"
"""Parameter of a need that the partner wrote: it is searched when the visitor asks, not before."""
TYPED = frozenset({"q", "page", "exact", "partout", "distance"})
"""Parameters of a search that the visitor may change."""
PREVIEW = "apercu"
"""Parameter of a widget that our own page shows: its searches are nobody's needs."""
NEED_OF_A_PLACE = "aide numérique"
"""A need to read a place with: only the place matters."""
COLOURS = {"couleur": "brand", "fond": "paper", "texte": "ink"}
"""Parameter -> colour of a choice."""


@dataclass(frozen=True)
class Widget:
    """What a partner chose.

    title: of the frame, empty for ours; place: the territory that it keeps to, as the partner wrote
    it; filters: field -> codes that it keeps to; size: results a page; key: public identifier of
    the hosts that may frame it; preview: True in the page where the partner chooses; faults: what
    was not understood, in words for the partner.
    """

    title: str = ""
    place: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    size: int = USUAL_SIZE
    choice: Choice = field(default_factory=Choice)
    key: str = ""
    preview: bool = False
    faults: tuple[Sentence, ...] = ()

    @property
    def colours(self) -> list[tuple[str, str]]:
        """The parameters of its colours, but for the usual ones."""
        theme = self.choice.theme
        told = [] if theme is Theme.AUTO else [("theme", theme.value)]
        chosen = ((name, getattr(self.choice, kind)) for name, kind in COLOURS.items())
        return [*told, *((name, colour.digits) for name, colour in chosen if colour)]

    @property
    def fixed(self) -> list[tuple[str, str]]:
        """The parameters that the partner chose, but for the usual ones."""
        size = "" if self.size == USUAL_SIZE else str(self.size)
        told = (("titre", self.title), ("lieu", self.place), ("size", size), ("cle", self.key))
        preview = [(PREVIEW, "1")] if self.preview else []
        given = ((name, value) for name, value in told if value)
        return [*given, *self.codes, *self.colours, *preview]

    @property
    def codes(self) -> list[tuple[str, str]]:
        """The parameters of the filters that the partner fixed."""
        return [(name, code) for name, codes in self.filters.items() for code in codes]

    @property
    def labels(self) -> list[tuple[str, list[str]]]:
        """Label of each filter that the partner fixed, and labels of its codes."""
        return [
            (shown.label, [shown.codes.label(code) for code in self.filters[shown.name]])
            for shown in widget_filters()
            if self.filters.get(shown.name)
        ]

    @cached_property
    def palette(self) -> Palette:
        """Its colours."""
        return palette(self.choice)

    @property
    def style(self) -> str:
        """The address of the style of its colours; empty when they are the usual ones."""
        return "" if self.choice.is_usual else f"{STYLE_ADDRESS}?{urlencode(self.colours)}"

    def address(self, *typed: tuple[str, str]) -> str:
        """Its address, with parameters of the visitor."""
        told = [*typed, *self.fixed]
        return to(ADDRESS) + (f"?{urlencode(told)}" if told else "")

    def search_address(self, parameters: SearchParameters, **changes: object) -> str:
        """The address of a search in it.

        parameters: of the search, the partner's choices included; changes: of them.
        """
        changed = parameters.model_copy(update=changes)
        told = changed.model_dump(include=set(TYPED), exclude_defaults=True)
        if changed.lieu and not self.place:
            told[PLACE] = changed.lieu
        return self.address(*((name, str(value)) for name, value in told.items()))

    def asked(self, given: ImmutableMultiDict[str, str]) -> list[tuple[str, str]]:
        """The parameters of a search: what the visitor wrote, under what the partner fixed.

        given: the parameters of an address of this widget.
        """
        told = [(name, given[name]) for name in sorted(TYPED) if name in given]
        if self.place:
            told = [*((name, value) for name, value in told if name != "partout")]
            told.append(("lieu", self.place))
        elif given.get(PLACE):
            told.append(("lieu", given[PLACE]))
        return [*told, ("size", str(self.size)), *self.codes]


def read_widget(given: ImmutableMultiDict[str, str]) -> Widget:
    """The widget of an address: what cannot be understood is left out, and told.

    given: the parameters of the address.
    """
    faults: list[Sentence] = []
    return Widget(
        _line(given.get("titre", ""), MAX_TITLE_CHARS),
        _line(given.get("lieu", ""), MAX_PLACE_CHARS),
        _filters(given, faults),
        _size(given.get("size", ""), faults),
        _choice(given, faults),
        _line(given.get("cle", ""), MAX_KEY_CHARS),
        PREVIEW in given,
        tuple(faults),
    )


def _filters(
    given: ImmutableMultiDict[str, str], faults: list[Sentence]
) -> dict[str, tuple[str, ...]]:
    """Return field -> codes that the partner fixed, those that exist alone."""
    filters = {}
    for shown in widget_filters():
        codes = shown.codes.ordered(given.getlist(shown.name))
        if not set(given.getlist(shown.name)) <= set(codes):
            faults.append(
                Sentence(
                    "%(label)s : un des choix demandés n'existe pas, il est laissé de côté.",
                    label=shown.label,
                )
            )
        if codes:
            filters[shown.name] = codes
    return filters


def _line(text: str, most: int) -> str:
    """A text on one line, without what cannot be seen."""
    seen = "".join(each for each in text if each.isprintable() or each.isspace())
    return " ".join(seen.split())[:most].rstrip()


def _size(text: str, faults: list[Sentence]) -> int:
    if not text:
        return USUAL_SIZE
    size = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    if 1 <= size <= MAX_SIZE:
        return size
    faults.append(Sentence("Le nombre de résultats va de 1 à %(most)s.", most=MAX_SIZE))
    return USUAL_SIZE


def _choice(given: ImmutableMultiDict[str, str], faults: list[Sentence]) -> Choice:
    theme = given.get("theme", "")
    if theme and theme not in {each.value for each in Theme}:
        faults.append(Sentence("Le thème est « auto », « clair » ou « sombre »."))
        theme = ""
    colours: dict[str, Colour | None] = {}
    for name, kind in COLOURS.items():
        text = given.get(name, "")
        colours[kind] = Colour.read(text)
        if text and colours[kind] is None:
            faults.append(
                Sentence(
                    "Une couleur s'écrit avec six chiffres de 0 à f, comme 0c5c4c : "
                    "« %(name)s » est laissé de côté.",
                    name=name,
                )
            )
    return Choice(Theme(theme) if theme else Theme.AUTO, **colours)


def placed(widget: Widget, searcher: Searcher) -> tuple[Widget, Place | None]:
    """A widget and its place; one that is not understood is left out, and told.

    Args:
        widget: as its address says it.
        searcher: knows places.

    Returns:
        The widget, and the place that it keeps to, None for none.
    """
    if not widget.place:
        return widget, None
    try:
        place = searcher.retriever.understand(Query(NEED_OF_A_PLACE, place=widget.place)).place
    except InvalidQuery:
        place = None
    if place is not None:
        return widget, place
    fault = Sentence("Le territoire « %(place)s » n'est pas reconnu.", place=widget.place)
    return replace(widget, place="", faults=(*widget.faults, fault)), None

"""Rendering of pages: the environment of templates, and the routes of pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from index.codes.short_code import MAX_CODES
from index.files import digest
from index.languages import FRENCH
from index.messages import Sentence
from index.places.geocoding import says_nowhere
from index.records import code_lists as ref
from index.search.query import MAX_CHARS, MAX_PLACE_CHARS
from service.presentation import messages
from service.presentation.distances import place_name, widened_words
from service.presentation.evidence import evidence_in_words
from service.presentation.figures import published_figures
from service.presentation.formatting import date_in_words, number_below, number_in_words
from service.presentation.i18n import (
    EASY,
    EASY_NAME,
    address_in,
    alternate,
    direction,
    gettext,
    gettext_in,
    is_demonstration,
    is_easy,
    isolated,
    language,
    language_of,
    ngettext,
    page_languages,
    preparation,
    source_address,
    to,
    translated,
)
from service.runtime.services import services_of
from service.settings import Settings

STATIC = Path(__file__).parents[1] / "static"
EASY_TEMPLATE = "easy_"
"""Start of the names of the templates of pages in easy French."""
EXAMPLES = (
    "réparer mon téléphone",
    "internet pas cher",
    "faire ma demande à la CAF",
    "imprimer un papier",
    "on m'a arnaqué",
    "apprendre à se servir d'un ordinateur",
    "un logiciel pour mon association",
    "je sais coder, qui aider ?",
)

NO_BREAK = "\u00a0"
VERBATIM = frozenset({"title", "script", "textarea", "pre", "code"})
"""HTML elements in which spaces are left as they are: read by programs, or copied."""
_TAGS = re.compile(r"(<[^>]*>)")
_OPENED = re.compile(r"<([a-z]+)")
_BEFORE = re.compile(r" (?=[:;?!»%])|(?<=«) |(?<=\bn°) ")


def in_french() -> Markup:
    """Return the HTML attribute lang="fr", for text in French on a page in another language.

    It begins with a space, to follow the name of a tag. It is empty on a page in French.
    """
    return Markup() if language() == FRENCH else Markup(' lang="fr"')


def in_its_language(path: str) -> Markup:
    """Return the HTML attribute hreflang="fr", for a link to a page that stays in French.

    It begins with a space, to follow the name of a tag. It is empty when the link leads to a page
    in the language of the current one. path: path of the French page.
    """
    stays = language_of(path) == language()
    return Markup() if stays else Markup(' hreflang="fr"')


def _initial(text: str) -> str:
    """Return a text with its first letter in upper case, the rest unchanged."""
    return text[:1].upper() + text[1:]


def _host(address: str) -> str:
    """Return the site of an address, as people read it: "17cyber.gouv.fr"."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


def accessibility_statement() -> Sentence:
    """Return the state of accessibility that the self-evaluation of the site supports."""
    return published_figures().accessibility.statement


@cache
def static_address(name: str) -> str:
    """Return the address of a static file with its digest, so that a changed file has a new one."""
    return f"/static/{name}?{digest(STATIC / name).sha256[:8]}"


_FILTERS: dict[str, Callable[..., object]] = {
    "date": date_in_words,
    "evidence": evidence_in_words,
    "widened": widened_words,
    "number": number_in_words,
    "place_name": place_name,
    "below": number_below,
    "translated": translated,
    "initial": _initial,
    "isolated": isolated,
    "nowhere": says_nowhere,
    "host": _host,
}
_GLOBALS: dict[str, object] = {
    "referentials": ref,
    "messages": messages,
    "max_chars": MAX_CHARS,
    "max_place_chars": MAX_PLACE_CHARS,
    "max_kept": MAX_CODES,
    "examples": EXAMPLES,
    "static": static_address,
    "accessibility_statement": accessibility_statement,
    "to": to,
    "in_french": in_french,
    "language": language,
    "page_languages": page_languages,
    "source_address": source_address,
    "direction": direction,
    "is_demonstration": is_demonstration,
    "preparation": preparation,
    "is_easy": is_easy,
    "easy": EASY,
    "easy_name": EASY_NAME,
    "french": FRENCH,
    "address_in": address_in,
    "alternate": alternate,
    "gettext_in": gettext_in,
    "in_its_language": in_its_language,
    "q": "",
    "error": None,
    "place": "",
    "invalid_field": "q",
}


@cache
def _environment() -> Environment:
    """Return the environment of templates, built at the first page.

    Each feature has its folder of templates; names are unique among all.
    """
    folders = sorted(Path(__file__).parents[1].glob("*/templates"))
    environment = Environment(
        loader=FileSystemLoader(folders),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.filters |= _FILTERS
    environment.globals |= _GLOBALS
    return environment


def page(template: str, status: int = 200, /, **values: object) -> HTMLResponse:
    """Render an HTML page from a template, in the language of the request.

    In easy French, the template "easy_home.html" is taken for "home.html", where there is one.
    template: file name of the template; status: HTTP status; values: what the template shows, by
    name.
    """
    names = [f"{EASY_TEMPLATE}{template}", template] if is_easy() else [template]
    html = _environment().select_template(names).render(values)
    return HTMLResponse(with_fixed_spaces(html) if language() == FRENCH else html, status)


def site_address(request: Request) -> str:
    """Return the public address of this site, for links used outside it: "https://exemple.fr".

    It has no final slash. It is read in the settings or, when they have none, in the address of
    `request`.
    """
    settings = services_of(request).get(Settings)
    return (settings.address or str(request.base_url)).rstrip("/")


Route = TypeVar("Route", bound=Callable[..., object])


def page_at(
    router: APIRouter, path: str, response_class: type[Response] = HTMLResponse
) -> Callable[[Route], Route]:
    """Return a decorator that makes a function answer GET and HEAD requests at a path.

    router: the router to which the route is added; path: such as "/fiches/{identifier}";
    response_class: class of the response, which gives its media type, HTML by default.
    """
    route: Callable[[Route], Route] = router.api_route(
        path, methods=["GET", "HEAD"], response_class=response_class
    )
    return route


def operator_page(template: str, request: Request, **values: object) -> HTMLResponse:
    """Render a page that names who runs this site, such as the legal notice.

    The template receives, from the settings, publisher (who publishes the site), contact (how to
    reach them) and hosting (who hosts it), each "" when not set. template: file name of the
    template; request: gives the settings; values: other values that the template shows, by name.
    """
    settings = services_of(request).get(Settings)
    return page(
        template,
        publisher=settings.publisher.strip(),
        contact=settings.publisher_contact.strip(),
        hosting=settings.hosting.strip(),
        **values,
    )


def with_fixed_spaces(html: str) -> str:
    """Replace, in the text of a French page, the spaces where no line may break.

    They become no-break spaces: inside « », before : ; ? ! and %, after n°. html: a whole page;
    attributes, and the text of the elements of `VERBATIM` (such as script), stay as they are.
    """
    pieces = _TAGS.split(html)
    verbatim = ""
    for index, piece in enumerate(pieces):
        if index % 2:
            opened = _OPENED.match(piece)
            if opened is not None and opened[1] in VERBATIM:
                verbatim = opened[1]
            elif piece == f"</{verbatim}>":
                verbatim = ""
        elif not verbatim:
            pieces[index] = _BEFORE.sub(NO_BREAK, piece)
    return "".join(pieces)

"""Rendering of pages: the environment of templates, and the routes of pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

from fastapi import APIRouter, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from index.files import digest
from index.records import code_lists as ref
from index.search.query import MAX_CHARS, MAX_PLACE_CHARS
from service.presentation import messages
from service.presentation.formatting import date_in_words, freshness
from service.presentation.i18n import (
    FRENCH,
    LANGUAGES,
    address_in,
    gettext,
    language,
    ngettext,
    to,
    translated,
)
from service.runtime.services import services_of
from service.settings import Settings

STATIC = Path(__file__).parents[1] / "static"
EXAMPLES = (
    "réparer mon téléphone",
    "internet pas cher",
    "apprendre à se servir d'un ordinateur",
    "quitter Google",
    "je sais coder, qui aider ?",
    "un logiciel pour mon association",
)

NO_BREAK = "\u00a0"
VERBATIM = frozenset({"title", "script", "textarea", "pre", "code"})
"""Elements whose text is left as it is: read by programs, or copied as it stands."""
_TAGS = re.compile(r"(<[^>]*>)")
_OPENED = re.compile(r"<([a-z]+)")
_BEFORE = re.compile(r" (?=[:;?!»%])|(?<=«) |(?<=\bn°) ")


def in_french() -> Markup:
    """Return the attribute lang="fr" for a text left in French on a page of another language."""
    return Markup() if language() == FRENCH else Markup(' lang="fr"')


def _initial(text: str) -> str:
    """Return a text with its first letter in upper case, the rest unchanged."""
    return text[:1].upper() + text[1:]


@cache
def _static_address(name: str) -> str:
    """Return the address of a static file with its digest, so that a changed file has a new one."""
    return f"/static/{name}?{digest(STATIC / name).sha256[:8]}"


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
    environment.filters |= {
        "date": date_in_words,
        "freshness": freshness,
        "translated": translated,
        "initial": _initial,
    }
    environment.globals |= {
        "referentials": ref,
        "messages": messages,
        "max_chars": MAX_CHARS,
        "max_place_chars": MAX_PLACE_CHARS,
        "examples": EXAMPLES,
        "static": _static_address,
        "to": to,
        "in_french": in_french,
        "language": language,
        "languages": LANGUAGES,
        "address_in": address_in,
        "q": "",
        "error": None,
        "place": "",
        "invalid_field": "q",
    }
    return environment


def page(template: str, status: int = 200, /, **values: object) -> HTMLResponse:
    """Render a page from a template.

    template: file name; status: HTTP status; values: the values that the template shows.
    """
    html = _environment().get_template(template).render(values)
    return HTMLResponse(with_fixed_spaces(html) if language() == FRENCH else html, status)


def site_address(request: Request) -> str:
    """Return the public address of the site, without a final slash, for links used outside it.

    request: gives the address when the settings have none.
    """
    settings = services_of(request).get(Settings)
    return (settings.address or str(request.base_url)).rstrip("/")


Route = TypeVar("Route", bound=Callable[..., object])


def page_at(
    router: APIRouter, path: str, response_class: type[Response] = HTMLResponse
) -> Callable[[Route], Route]:
    """Return a decorator that makes a function the route of a path, for GET and HEAD.

    router: the router of the pages; response_class: media type of the response.
    """
    route: Callable[[Route], Route] = router.api_route(
        path, methods=["GET", "HEAD"], response_class=response_class
    )
    return route


def operator_page(template: str, request: Request, **values: object) -> HTMLResponse:
    """Render a page that names the publisher, the contact and the host of the site.

    template: file name; request: gives the settings; values: other values of the template.
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
    """Return a page in French with no-break spaces inside « » and before : ; ? ! and %.

    html: a whole page; attributes, and the elements of `VERBATIM`, are left as they are.
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

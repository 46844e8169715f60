"""Pages as such: templates, what they know, and how they are answered."""

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
    elsewhere,
    gettext,
    language,
    ngettext,
    said,
    to,
)
from service.runtime.services import services_of

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
APART = frozenset({"title", "script", "textarea", "pre", "code"})
"""Elements whose text is left as it is: read by programs, or copied as it stands."""
_TAGS = re.compile(r"(<[^>]*>)")
_OPENED = re.compile(r"<([a-z]+)")
_BEFORE = re.compile(r" (?=[:;?!»%])|(?<=«) |(?<=\bn°) ")


def in_french() -> Markup:
    """The attribute of what stays in French in a page of another language."""
    return Markup() if language() == FRENCH else Markup(' lang="fr"')


def _initial(text: str) -> str:
    """A text that begins with a capital, the rest as it is: names keep theirs."""
    return text[:1].upper() + text[1:]


@cache
def _static_address(name: str) -> str:
    """The address of a static file, with its digest: a new file is a new address."""
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
        "said": said,
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
        "elsewhere": elsewhere,
        "q": "",
        "error": None,
        "place": "",
        "at_fault": "q",
    }
    return environment


def page(template: str, status: int = 200, /, **values: object) -> HTMLResponse:
    """A page made from a template.

    template: its name; status: of HTTP; values: what it shows.
    """
    html = _environment().get_template(template).render(values)
    return HTMLResponse(with_fixed_spaces(html) if language() == FRENCH else html, status)


def site_address(request: Request) -> str:
    """The public address of the site, without the slash at its end: links that leave it need one.

    request: says the address when the operator did not.
    """
    settings = services_of(request).settings
    return (settings.address or str(request.base_url)).rstrip("/")


Route = TypeVar("Route", bound=Callable[..., object])


def page_at(
    router: APIRouter, path: str, response_class: type[Response] = HTMLResponse
) -> Callable[[Route], Route]:
    """A decorator: the function answers to GET and HEAD at a path.

    router: of the pages; response_class: HTML unless it says otherwise.
    """
    route: Callable[[Route], Route] = router.api_route(
        path, methods=["GET", "HEAD"], response_class=response_class
    )
    return route


def operator_page(template: str, request: Request, **values: object) -> HTMLResponse:
    """A page that says who runs the site.

    template: its name; request: of it; values: what else it shows.
    """
    settings = services_of(request).settings
    return page(
        template,
        publisher=settings.publisher.strip(),
        contact=settings.publisher_contact.strip(),
        hosting=settings.hosting.strip(),
        **values,
    )


def with_fixed_spaces(html: str) -> str:
    """A page in French whose « guillemets », « ? » and the like stay with their words.

    html: of a whole page; attributes, and the elements of `APART`, are not touched.
    """
    pieces = _TAGS.split(html)
    apart = ""
    for place, piece in enumerate(pieces):
        if place % 2:
            opened = _OPENED.match(piece)
            if opened is not None and opened[1] in APART:
                apart = opened[1]
            elif piece == f"</{apart}>":
                apart = ""
        elif not apart:
            pieces[place] = _BEFORE.sub(NO_BREAK, piece)
    return "".join(pieces)

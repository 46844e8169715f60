"""The language of a page: French, or English under /en.

Sentences are written in French in the code and templates; `translations/en.po` translates them.
The language is a context variable of the request, so that no function has to pass it on.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from starlette.types import ASGIApp, Receive, Scope, Send

from index.messages import Sentence
from service.http.routes import FOR_PROGRAMS, STATIC

FRENCH, ENGLISH = "fr", "en"
LANGUAGES = {FRENCH: "Français", ENGLISH: "English"}
"""Code of a language -> its own name."""
TRANSLATIONS = Path(__file__).parent / "translations"
PREFIX = f"/{ENGLISH}"
"""Prefix of the path of every page in English."""
_UNTRANSLATED = (*FOR_PROGRAMS, STATIC)


@dataclass(frozen=True)
class RequestedPage:
    """Language and address of the page that a request asks for.

    language: "fr" or "en"; address: path and query string, without the prefix /en.
    """

    language: str = FRENCH
    address: str = "/"


_REQUESTED: ContextVar[RequestedPage] = ContextVar("page", default=RequestedPage())  # noqa: B039 - it is frozen


def language() -> str:
    """Return the language of the page being answered: "fr", or "en" under /en."""
    return _REQUESTED.get().language


def to(path: str) -> str:
    """Return the address to link to, so that the reader keeps the language of the current page.

    path: path of the French page, with its query string if any: from a page in English, "/parcours"
    gives "/en/parcours"; from a page in French, it is unchanged.
    """
    return path if language() == FRENCH else PREFIX + path


def address_in(code: str) -> str:
    """Return the address of the page being answered, in the language `code` ("fr" or "en")."""
    address = _REQUESTED.get().address
    return address if code == FRENCH else PREFIX + address


def gettext(message: str) -> str:
    """Return a French message in the language of the page being answered.

    It is unchanged on a page in French, or when it has no translation.
    """
    if not message or language() == FRENCH:
        return message
    return _english().gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the singular or plural of a French message for a number, in the language of the page.

    In French, 0 and 1 take the singular; in English, 1 alone.
    """
    if language() == FRENCH:
        return singular if number < 2 else plural
    return _english().ngettext(singular, plural, number)


def translated(text: str) -> str:
    """Return a French text in the language of the page being answered.

    For a `Sentence` (a pattern such as "à %(km)s km" with its values), the pattern and each value
    are translated. A text without translation is unchanged.
    """
    if isinstance(text, Sentence):
        return gettext(text.pattern) % {
            name: translated(value) for name, value in text.values.items()
        }
    return gettext(text)


@cache
def _english() -> Translations:
    """Return the translations into English, compiled from their source at the first page."""
    with (TRANSLATIONS / f"{ENGLISH}.po").open("rb") as stream:
        catalogue = read_po(stream, locale=ENGLISH)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


class Languages:
    """ASGI middleware that reads the language of a page in its path: English under /en, or French.

    "/en/parcours" is passed on as "/parcours", so that both languages have the same routes.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on without the prefix /en, after setting the language of its page."""
        if scope["type"] == "http":
            path = str(scope["path"])
            rest = path.removeprefix(PREFIX)
            bare = "/" + rest.strip("/")
            prefixed = rest != path and rest[:1] in ("", "/")
            english = prefixed and not bare.startswith(_UNTRANSLATED)
            if english:
                scope = {**scope, "path": bare, "raw_path": bare.encode()}
            query = scope["query_string"].decode("latin-1")
            # a single slash: // would make a link that leads to another site
            address = "/" + quote(scope["path"].lstrip("/")) + (f"?{query}" if query else "")
            _REQUESTED.set(RequestedPage(ENGLISH if english else FRENCH, address))
        await self._app(scope, receive, send)

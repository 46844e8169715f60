"""The language of a page: French, or English under /en.

Sentences are written in French where they are said; `translations/en.po` says them in English. The
language is that of the request being answered, so that no function has to hand it on.
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
"""Before the path of every page in English."""
_UNTRANSLATED = (*FOR_PROGRAMS, STATIC)


@dataclass(frozen=True)
class Reading:
    """What is being read: the language, and the address of the page without its prefix."""

    language: str = FRENCH
    address: str = "/"


_READING: ContextVar[Reading] = ContextVar("reading", default=Reading())  # noqa: B039 - it is frozen


def language() -> str:
    """The language of the page being answered, an ISO 639-1 code."""
    return _READING.get().language


def to(path: str) -> str:
    """The address of one of our pages, in the language of the one being answered.

    path: from the root of the site, with its query string if any.
    """
    return path if language() == FRENCH else PREFIX + path


def elsewhere(code: str) -> str:
    """The address of the page being answered, in a language."""
    address = _READING.get().address
    return address if code == FRENCH else PREFIX + address


def gettext(message: str) -> str:
    """Return a message in the language of the page, unchanged when it has no translation."""
    if not message or language() == FRENCH:
        return message
    return _english().gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the form of a message for a number: in French, 0 and 1 are singular."""
    if language() == FRENCH:
        return singular if number < 2 else plural
    return _english().ngettext(singular, plural, number)


def said(text: str) -> str:
    """A French text in the language of the page, whatever values it holds."""
    if isinstance(text, Sentence):
        return gettext(text.pattern) % {name: said(each) for name, each in text.values.items()}
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
    """Reads the language of a page in its path, which the rest of the service does not see."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take the prefix away, and remember what is read while the request is answered."""
        if scope["type"] == "http":
            path = str(scope["path"])
            rest = path.removeprefix(PREFIX)
            bare = "/" + rest.strip("/")
            prefixed = rest != path and rest[:1] in ("", "/")
            english = prefixed and not bare.startswith(_UNTRANSLATED)
            if english:
                scope = {**scope, "path": bare, "raw_path": bare.encode()}
            query = scope["query_string"].decode("latin-1")
            # one slash and no more: an address of ours never leads to another site
            address = "/" + quote(scope["path"].lstrip("/")) + (f"?{query}" if query else "")
            _READING.set(Reading(ENGLISH if english else FRENCH, address))
        await self._app(scope, receive, send)

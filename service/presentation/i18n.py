"""The language of a page: French, or another one under its prefix, such as /en.

Sentences are written in French in the code and templates; a file of `translations` a language says
them in it. The language is a context variable of the request, so that no function has to pass it
on.

Easy French, under /facile, is an edition of French and not a language: it has a prefix and a file
of sentences as the languages have, but its pages are in French.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from starlette.types import ASGIApp, Receive, Scope, Send

from index.languages import ENGLISH, FRENCH, LANGUAGES
from index.messages import Sentence, filled
from service.http.routes import FOR_PROGRAMS, PROBES, STATIC
from service.preparation.state import Preparation

NAMES = {code: each.name for code, each in LANGUAGES.items()}
"""Code of a language -> its own name."""
OF_EVERY_PAGE = (FRENCH, ENGLISH)
"""Languages of every page; the others are those of the pages of people who look for help."""
IN_TWO_LANGUAGES = re.compile(
    r"/(?:a-propos|accessibilite|aidant|api|comprendre|donnees-personnelles|ecoconception|integrer"
    r"|mentions|proposer|reception|statistiques|statut|widget"
    r"|fiches/[^/?#]+/(?:confirmer|corriger))(?:[/?#]|$)"
)
"""Pages for helpers, operators, developers and the law: in French and in English only."""
IN_FRENCH = (*FOR_PROGRAMS, "/valider")
"""Prefixes of the pages in French alone: their words are those of the API, or of importers."""
WITHOUT_QUERY = re.compile(r"/(?:competences|missions|metiers/)")
"""Pages whose query string may hold words of an old link: pages say themselves what links hold."""
EASY, EASY_NAME = "facile", "Facile à lire"
"""Easy French, for people who read with difficulty: code of the edition, and its own name."""
TRANSLATIONS = Path(__file__).parent / "translations"
PREFIXES = {code: "" if code == FRENCH else f"/{code}" for code in (*LANGUAGES, EASY)}
"""Code of a language, or of easy French -> prefix of the path of its pages."""
_UNTRANSLATED = (*FOR_PROGRAMS, STATIC)


@dataclass(frozen=True)
class RequestedPage:
    """Language and address of the page that a request asks for.

    edition: code of its language such as "fr", or "facile" for easy French; address: path and query
    string, without the prefix of the edition; site: public address of the site, without a final
    slash, "" when it is not known; source: address of the code of the site, "" when it is not said;
    demonstration: True when what the store of the site holds is made up; preparing: returns how
    far the preparation of searches by meaning is, None when it is over.
    """

    edition: str = FRENCH
    address: str = "/"
    site: str = ""
    source: str = ""
    demonstration: bool = False
    preparing: Callable[[], Preparation | None] = lambda: None


_REQUESTED: ContextVar[RequestedPage] = ContextVar("page", default=RequestedPage())  # noqa: B039 - it is frozen


def language() -> str:
    """Return the language of the page being answered: "fr", even in easy words, or "ar"."""
    return FRENCH if is_easy() else edition()


def edition() -> str:
    """Return the code of the language of the page being answered, or "facile" in easy French."""
    return _REQUESTED.get().edition


def source_address() -> str:
    """Return the address of the code of this site, "" when the operator does not say it."""
    return _REQUESTED.get().source


def is_demonstration() -> bool:
    """Return True when what the store of this site holds is made up, which every page says."""
    return _REQUESTED.get().demonstration


def preparation() -> Preparation | None:
    """Return how far the preparation of searches by meaning is, None when it is over."""
    return _REQUESTED.get().preparing()


def is_easy() -> bool:
    """Return whether the page being answered is in easy French."""
    return edition() == EASY


def direction(code: str) -> str:
    """Return the direction in which a language is written: "ltr", or "rtl" for Arabic."""
    return str(Locale(code).text_direction)


def isolated(text: str) -> str:
    """Return a text written from left to right, such as a telephone number, for any page.

    In a page written from right to left, marks of direction keep the order of its parts.
    """
    return text if direction(language()) == "ltr" else f"\u2066{text}\u2069"


def to(path: str) -> str:
    """Return the address to link to, so that the reader keeps the language of the current page.

    path: path of the French page, with its query string if any: from a page in English, "/parcours"
    gives "/en/parcours", and from one in easy French "/facile/parcours"; from a page in French, or
    when the page has no translation, it is unchanged.
    """
    return PREFIXES[EASY if is_easy() and _has_easy(path) else language_of(path)] + path


def language_of(path: str) -> str:
    """Return the language in which a link from the current page leads to a page.

    It is that of the current page, or French when the page linked to is not in it. path: path of
    the French page.
    """
    code = language()
    return code if code in languages_of(path) else FRENCH


def languages_of(path: str) -> dict[str, str]:
    """Return the languages in which a page can be read: code -> own name.

    path: path of the French page, with its query string if any.
    """
    if path.startswith(IN_FRENCH):
        return {FRENCH: NAMES[FRENCH]}
    if not IN_TWO_LANGUAGES.match(path):
        return NAMES
    return {code: NAMES[code] for code in OF_EVERY_PAGE}


def _has_easy(path: str) -> bool:
    """Return whether a page can be read in easy French: it is for people who look for help."""
    return languages_of(path) == NAMES


def page_languages() -> dict[str, str]:
    """Return the languages in which the page being answered can be read: code -> own name."""
    return languages_of(_REQUESTED.get().address)


def address_in(code: str) -> str:
    """Return the address of the page being answered, in the language `code`, such as "en".

    code: of a language or, for easy French, "facile"; a page that is not in easy French leads to
    its home page.
    """
    address = _REQUESTED.get().address
    return PREFIXES[code] + (address if code != EASY or _has_easy(address) else "/")


def alternate(code: str) -> str:
    """Return the address of the page being answered in a language, for search engines.

    It is whole, as they ask, when the settings hold the address of the site.
    """
    return _REQUESTED.get().site + address_in(code)


def set_address(address: str) -> None:
    """Set the address of the page being answered, which its links to other languages lead to.

    address: path and query string, without the prefix of a language.
    """
    _REQUESTED.set(replace(_REQUESTED.get(), address=address))


def gettext(message: str) -> str:
    """Return a French message in the language of the page being answered.

    It is unchanged on a page in French, or when it has no translation; in easy French, it is said
    in easy words.
    """
    return gettext_in(edition(), message)


def gettext_in(code: str, message: str) -> str:
    """Return a French message in the language `code`; unchanged when it has no translation."""
    return message if not message or code == FRENCH else _translations(code).gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the form of a French message for a number, in the language of the page.

    In French, 0 and 1 take the singular; in English, 1 alone; Arabic has six forms.
    """
    french = singular if number < 2 else plural
    if edition() == FRENCH:
        return french
    said: str = _translations(edition()).ngettext(singular, plural, number)
    return french if said in (singular, plural) else said


def translated(text: str) -> str:
    """Return a French text in the language of the page being answered.

    For a `Sentence` (a pattern such as "à %(km)s km" with its values), the pattern and each value
    are translated. A text without translation is unchanged.
    """
    if isinstance(text, Sentence):
        pattern = _small_or_capital(text.pattern)
        values = {name: translated(value) for name, value in text.values.items()}
        return filled(pattern, values) if language() == FRENCH else pattern % values
    return _small_or_capital(text)


def _small_or_capital(message: str) -> str:
    """Return a message translated; a small first letter may stand for a capital of the message."""
    said = gettext(message)
    if said != message or not message[:1].islower():
        return said
    capital = message[:1].upper() + message[1:]
    said = gettext(capital)
    return message if said == capital else said[:1].lower() + said[1:]


def source_of(text: str) -> str:
    """Return the French message that a text translates, in the language of the page.

    A search that begins with the label of a need is thus as sure as in French. A text that
    translates no message is unchanged.
    """
    if language() == FRENCH:
        return text
    return _sources(language()).get(_folded(text), text)


def _folded(text: str) -> str:
    """Return a text in one line and in small letters, for comparison."""
    return " ".join(text.split()).casefold()


def read_translations(code: str) -> Catalog:
    """Return the file of translations into a language, or into easy French, as it is written."""
    with (TRANSLATIONS / f"{code}.po").open("rb") as stream:
        return read_po(stream, locale=locale_of(code))


def locale_of(code: str) -> str:
    """Return the locale of Babel that gives the plurals of a language, or of easy French."""
    return FRENCH if code == EASY else code


@cache
def _sources(code: str) -> dict[str, str]:
    """Return the translations into a language, in small letters -> the French message.

    Of two messages said alike, it is the longer: the label of a need rather than its short form.
    """
    messages = {
        entry.id: _folded(entry.string)
        for entry in read_translations(code)
        if isinstance(entry.id, str) and isinstance(entry.string, str) and "%(" not in entry.id
    }
    return {messages[french]: french for french in sorted(messages, key=len)}


@cache
def _translations(code: str) -> Translations:
    """Return the translations into a language, compiled from their source at its first page."""
    compiled = BytesIO()
    write_mo(compiled, read_translations(code))
    compiled.seek(0)
    return Translations(compiled)


class Languages:
    """ASGI middleware that reads the language of a page in its path, such as /en; French without.

    "/en/parcours" is passed on as "/parcours", so that all languages have the same routes. A page
    that is not in the language asked for is answered in French.
    """

    def __init__(
        self,
        app: ASGIApp,
        site: str | None = None,
        source: str = "",
        demonstration: bool = False,
        preparing: Callable[[], Preparation | None] = lambda: None,
    ) -> None:
        """app: the application; site: public address of the site, when it is known.

        source: address of the code of the site, "" when the operator does not say it;
        demonstration: True when what the store of the site holds is made up; preparing: as in
        `RequestedPage`.
        """
        self._app, self._demonstration, self._preparing = app, demonstration, preparing
        self._site, self._source = (site or "").rstrip("/"), source

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on without its prefix, after setting the language of its page."""
        if scope["type"] == "http":
            code, path = _read(str(scope["path"]))
            query = scope["query_string"].decode("latin-1")
            # a single slash: // would make a link that leads to another site
            address = "/" + quote(path.lstrip("/"))
            if query and not WITHOUT_QUERY.match(address):
                address += f"?{query}"
            if code != FRENCH:
                scope = {**scope, "path": path, "raw_path": path.encode()}
            has_edition = _has_easy(path) if code == EASY else code in languages_of(path)
            said = code if has_edition else FRENCH
            site, source = self._site, self._source
            _REQUESTED.set(
                RequestedPage(said, address, site, source, self._demonstration, self._preparing)
            )
        await self._app(scope, receive, send)


def _read(path: str) -> tuple[str, str]:
    """Return the edition that a path asks for, and the path of the page without its prefix."""
    code, _, rest = path.removeprefix("/").partition("/")
    bare = "/" + rest.strip("/")
    untranslated = bare.startswith(_UNTRANSLATED) or bare in PROBES
    if code not in PREFIXES or code == FRENCH or untranslated:
        return FRENCH, path
    return code, bare

"""Languages of the pages: the one list, which data, translations and tests are checked against.

To add one, follow « Add a language of pages » in CONTRIBUTING.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, NamedTuple

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

FRENCH, ENGLISH = "fr", "en"


class Language(NamedTuple):
    """A language of the pages: its own name, and the locale of its dates and numbers (Babel)."""

    name: str
    locale: str


LANGUAGES: Mapping[str, Language] = {
    FRENCH: Language("Français", "fr"),
    ENGLISH: Language("English", "en_GB"),
    "ar": Language("العربية", "ar"),
    "uk": Language("Українська", "uk"),
    "es": Language("Español", "es"),
    "pt": Language("Português", "pt_PT"),
}
"""ISO 639-1 code -> the language, in the order of the menu of pages."""
OTHERS = tuple(code for code in LANGUAGES if code != FRENCH)
"""Codes of the languages into which sentences in French are translated."""


def _known(code: str) -> str:
    return _one_of(code, tuple(LANGUAGES))


def _translated(code: str) -> str:
    return _one_of(code, OTHERS)


def _one_of(code: str, codes: tuple[str, ...]) -> str:
    if code not in codes:
        expected = {"codes": ", ".join(codes)}
        raise PydanticCustomError("unknown_code", "une langue parmi {codes}", expected)
    return code


LanguageCode = Annotated[str, AfterValidator(_known)]
"""Code of a language of the pages."""
OtherLanguage = Annotated[str, AfterValidator(_translated)]
"""Code of a language of the pages, besides French."""


def missing(translated: Mapping[str, object]) -> list[str]:
    """Return the codes of the languages that a text is not translated into; by code of language."""
    return [code for code in OTHERS if code not in translated]

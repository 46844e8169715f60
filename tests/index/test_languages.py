"""The list of languages of the pages, and what is checked against it."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from babel import Locale
from pydantic import TypeAdapter, ValidationError

from index.languages import FRENCH, LANGUAGES, OTHERS, LanguageCode, OtherLanguage, missing
from tests.conftest import ROOT

TRANSLATIONS = ROOT / "service" / "presentation" / "translations"


def test_french_should_be_first_and_translated_into_each_other() -> None:
    assert next(iter(LANGUAGES)) == FRENCH
    assert (*OTHERS,) == tuple(LANGUAGES)[1:]


@pytest.mark.parametrize("code", list(LANGUAGES))
def test_a_language_should_have_a_locale_of_its_own(code: str) -> None:
    assert Locale.parse(LANGUAGES[code].locale).language == code


def test_each_language_should_have_its_file_of_sentences() -> None:
    assert {path.stem for path in TRANSLATIONS.glob("*.po")} == {*OTHERS, "facile"}


def test_needs_should_be_expected_in_every_language() -> None:
    expected = tomllib.loads((ROOT / "data" / "attentes.toml").read_text(encoding="utf-8"))
    codes = [code for each in _tables(expected) for code in _texts(each.get("langues"))]
    assert 0 < len(codes) <= len(set(codes) & set(OTHERS))


def _texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []


def _tables(table: object) -> list[dict[str, object]]:
    """A table and all those inside."""
    inside = table if isinstance(table, list) else table.values() if isinstance(table, dict) else ()
    own = [table] if isinstance(table, dict) else []
    return own + [each for item in inside for each in _tables(item)]


@pytest.mark.parametrize(("kind", "code"), [(LanguageCode, "xx"), (OtherLanguage, "fr")])
def test_another_code_should_be_refused_with_those_that_exist(kind: Any, code: str) -> None:
    adapter: TypeAdapter[str] = TypeAdapter(kind)
    with pytest.raises(ValidationError, match="une langue parmi .*en, ar"):
        adapter.validate_python(code)


def test_the_languages_that_a_text_lacks_should_be_named() -> None:
    assert missing(dict.fromkeys(OTHERS[1:])) == [OTHERS[0]]

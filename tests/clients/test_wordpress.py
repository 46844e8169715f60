"""The WordPress plugin: everything printed is escaped, options are those of the widget."""

from __future__ import annotations

import re

import pytest

from service.widget.options import MAX_SIZE
from tests.conftest import ROOT

FOLDER = ROOT / "clients" / "wordpress"
CODE = (FOLDER / "orientess.php").read_text(encoding="utf-8")
BARE = re.sub(r"/\*.*?\*/", "", CODE, flags=re.S)
"""The code without its comments."""


def test_nothing_should_run_outside_of_wordpress() -> None:
    assert CODE.startswith("<?php\n")
    assert "?>" not in CODE
    assert "if (!defined('ABSPATH')) {\n    exit;\n}" in CODE


@pytest.mark.parametrize(
    "attribute", ["value", "name", "id", "for", "action", "src", "title", "href"]
)
def test_what_is_put_in_an_attribute_should_be_escaped(attribute: str) -> None:
    written = re.findall(rf"""\b{attribute}="'\s*\.\s*(\w+)\(""", BARE)
    assert written
    assert set(written) <= {"esc_attr", "esc_url"}


def test_an_address_should_be_escaped_as_one() -> None:
    for attribute in ("action", "src", "href"):
        assert set(re.findall(rf"""\b{attribute}="'\s*\.\s*(\w+)\(""", BARE)) == {"esc_url"}


def test_options_should_be_those_of_the_widget() -> None:
    assert f"min({MAX_SIZE}," in CODE
    for name in ("code_commune", "code_departement", "code_region", "epci"):
        assert f"'{name}'" in CODE
    for path in ("/recherche", "/widget?", "/widget.js", "/composant.js"):
        assert f"'{path}" in CODE


def test_no_request_of_the_site_should_be_read_by_the_plugin_itself() -> None:
    assert not re.search(r"\$_(GET|POST|REQUEST|COOKIE|SERVER)|\beval\b|\bunserialize\b", CODE)
    assert "'sanitize_callback' => 'orientess_sanitize'" in CODE

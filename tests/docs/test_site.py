"""The documentation as a site: every link leads somewhere, and no other host is asked anything."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.conftest import ROOT

LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
"""Tag -> its attribute that a browser fetches without a gesture of the reader."""
NOT_LOADED = {"canonical", "alternate", "next", "prev"}
"""Relations of links that no browser fetches."""
_OF_STYLE = re.compile(r"url\(\s*[\"']?(?!data:)((?:https?:)?//[^)\"']+)|@import\s+[\"']?(https?:)")

pytestmark = pytest.mark.slow


class Loaded(HTMLParser):
    """The addresses that a page makes a browser fetch."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "link" and values.get("rel") in NOT_LOADED:
            return
        address = values.get(LOADED.get(tag, ""))
        if address:
            self.addresses.append(address)


def foreign(addresses: list[str]) -> list[str]:
    """The addresses that lead to another host."""
    return [each for each in addresses if re.match(r"(https?:)?//", each)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built from the pages as they are; a warning makes it fail."""
    folder = tmp_path_factory.mktemp("site")
    ended = subprocess.run(  # noqa: S603 - own command
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(folder)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return folder


def test_every_reader_should_find_a_page(site: Path) -> None:
    names = {str(path.relative_to(site)) for path in site.rglob("*.html")}
    assert names >= {
        "index.html", "guide/citoyen.html", "guide/aidant.html", "guide/structure.html",
        "guide/partenaire.html", "operations.html", "code.html", "data.html", "CONTRIBUTING.html",
        "model-card.html", "data-card.html", "registre.html", "aipd.html", "releases.html",
        "decisions/0001-layout.html",
    }  # fmt: skip


def test_no_page_should_ask_another_host_for_anything(site: Path) -> None:
    asked = {
        str(path.relative_to(site)): foreign(Loaded(path.read_text(encoding="utf-8")).addresses)
        for path in site.rglob("*.html")
    }
    assert {name: found for name, found in asked.items() if found} == {}


def test_no_style_should_ask_another_host_for_anything(site: Path) -> None:
    asked = [
        match[0]
        for path in site.rglob("*.css")
        for match in _OF_STYLE.finditer(path.read_text(encoding="utf-8"))
    ]
    assert asked == []


def test_a_request_to_another_host_should_be_seen() -> None:
    page = Loaded('<link rel="stylesheet" href="https://ailleurs.example/a.css"><img src="a.png">')
    assert foreign(page.addresses) == ["https://ailleurs.example/a.css"]
    assert foreign(Loaded('<link rel="canonical" href="https://a.example/">').addresses) == []
    assert _OF_STYLE.search("@font-face{src:url(//ailleurs.example/a.woff2)}")


def test_a_link_to_a_page_should_be_a_link_of_the_site(site: Path) -> None:
    page = (site / "guide" / "aidant.html").read_text(encoding="utf-8")
    assert 'href="../evaluation.html"' in page
    contributing = (site / "CONTRIBUTING.html").read_text(encoding="utf-8")
    assert 'href="data.html"' in contributing
    assert 'href="REUSE.toml"' not in contributing

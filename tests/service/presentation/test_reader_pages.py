"""No French is left on the pages of readers, but the words of records, marked so."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from fastapi.testclient import TestClient

from index.languages import LANGUAGES
from scripts.generated.messages import messages
from service.presentation.i18n import OF_EVERY_PAGE, gettext_in
from tests.service.page import BROWSER, VOID

READERS = [code for code in LANGUAGES if code not in OF_EVERY_PAGE]
SPOKEN = (
    "aria-label", "title", "placeholder", "alt", "data-listen", "data-failed", "data-copy",
    "data-keep", "data-kept", "data-stays", "data-offline", "data-removed", "data-full",
    "data-refused", "data-remove", "data-sure", "data-emptied",
)  # fmt: skip
"""Attributes whose text is shown or read aloud."""
VALUE = re.compile(r"%\\\(\w+\\\)s")
LEAST_LETTERS = 12
"""Letters that a message has besides its values, to be looked for inside a text."""
FAR = "lat=50.43&lon=2.83&distance=10"
PAGES = (
    "/", "/recherche?q=ordinateur", f"/recherche?q=ordinateur&{FAR}", "/recherche?q=asdkjh",
    "/recherche?q=ordinateur&frais=payant&ouvert_le=2026-11-30T10:30", "/recherche?q=",
    "/recherche?q=ordinateur&lieu=Nullepart", "/recherche?q=ordinateur&page=99",
    "/recherche?q=ordinateur&frais=rien", "/recherche?q=ordinateur&page=a",
    "/recherche?q=ordinateur&size=9999", "/recherche?q=ordinateur&ouvert_le=x",
    "/parcours", "/parcours?porte=aide", "/parcours?porte=aide&r=reemploi",
    "/parcours?porte=aide&r=%3F", "/parcours?porte=agir", "/themes", "/themes/equipement",
    "/plan-du-site", "/carte", "/carte?q=ordinateur", "/liste", "/liste?codes=ab", "/liste?codes=",
    "/mes-fiches",
    "/fiches/clic-pour-tous", "/fiches/clic-pour-tous?q=ordinateur",
    "/fiches/france-services/lieux?lieu=Lille", "/fiches/france-services/lieux",
    "/lieux/france-services--lille", "/lieux/france-services--tourcoing?q=papiers&lieu=Lille",
    "/fiches/clic-pour-tous/signaler", "/fiches/clic-pour-tous/signaler/merci",
    "/avis/merci?avis=utile", "/avis/merci?avis=bof", "/fiches/inconnue", "/nulle-part",
)  # fmt: skip


ONE_IN = 4
"""Of so many pages, one is read in every language; the others in Arabic only."""


class Shown(HTMLParser):
    """The texts of a page that are in its language: those marked as being in another are apart."""

    def __init__(self, html: str, code: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._code = code
        self._open: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        code = held.get("lang") or (self._open[-1][1] if self._open else self._code)
        if tag not in VOID:
            self._open.append((tag, code))
        if code == self._code:
            self.texts += [_in_line(held.get(name) or "") for name in SPOKEN]

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        tag, code = self._open[-1] if self._open else ("", self._code)
        if code == self._code and tag not in ("script", "style"):
            self.texts.append(_in_line(data))


def _in_line(text: str) -> str:
    return " ".join(text.replace("&nbsp;", " ").split()).lower()


@pytest.fixture(scope="module")
def left() -> dict[str, re.Pattern[str]]:
    """Language -> what tells a French message that it translates otherwise."""
    return {code: _left(code) for code in READERS}


def _left(code: str) -> re.Pattern[str]:
    patterns = []
    for message in messages(code):
        for form in (message,) if isinstance(message, str) else message:
            # a message that is the same in both languages, such as a name, tells nothing
            if gettext_in(code, form) == form and isinstance(message, str):
                continue
            words = re.escape(_in_line(re.sub(r"</?strong>", "", form))).replace("%%", "%")
            bare = VALUE.sub("", words)
            if bare == words or len(re.findall(r"[^\W\d]", bare)) >= LEAST_LETTERS:
                patterns.append(VALUE.sub(".+", words))
    whole = "|".join(f"(?:{pattern})" for pattern in patterns)
    part = "|".join(each for each in patterns if ".+" not in each and each.count(r"\ ") > 1)
    return re.compile(rf"(?:{whole})\Z|.*(?<!\w)(?:{part})(?!\w)")


@pytest.mark.parametrize(
    ("path", "code"),
    [(path, "ar") for path in PAGES]
    + [(path, code) for path in PAGES[::ONE_IN] for code in READERS if code != "ar"],
)
def test_no_french_should_be_left_on_a_page_in_another_language(
    located_client: TestClient, left: dict[str, re.Pattern[str]], path: str, code: str
) -> None:
    html = located_client.get(f"/{code}{path}", headers=BROWSER).text
    texts = [text for text in Shown(html, code).texts if text]
    assert len(texts) > 20
    assert [text for text in texts if left[code].match(text)] == []


def test_a_french_text_left_should_be_found(left: dict[str, re.Pattern[str]]) -> None:
    html = (
        '<p>Chercher partout</p><p lang="fr">Chercher partout</p><p lang="fr">a<b>Affiner</b></p>'
        '<a aria-label="Retirer les filtres">×</a><b>à environ 5 km du centre de Lille</b>'
    )
    found = [text for text in Shown(html, "es").texts if left["es"].match(text)]
    assert found == ["chercher partout", "retirer les filtres", "à environ 5 km du centre de lille"]


@pytest.mark.parametrize("code", ["en", *READERS])
def test_the_cards_of_the_guide_should_be_in_the_language_of_the_page(
    guided: TestClient, code: str
) -> None:
    html = guided.get(f"/{code}/parcours?porte=aide&r=reemploi", headers=BROWSER).text
    shown = Shown(html, code).texts
    assert _in_line(gettext_in(code, "Mon téléphone est cassé")) in shown

"""Languages: pages in six languages and in easy French, and nothing left unsaid in any."""

from __future__ import annotations

import asyncio
import re
from urllib.parse import urlsplit

import pytest
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Said
from fastapi.testclient import TestClient
from starlette.types import Receive, Scope, Send

from index.languages import FRENCH, LANGUAGES, OTHERS
from index.taxonomy.thesaurus import Thesaurus
from scripts.generated.messages import WRITTEN, Message, catalogue_of, messages, untranslated
from service.presentation.i18n import (
    EASY,
    OF_EVERY_PAGE,
    PREFIXES,
    Languages,
    alternate,
    direction,
    gettext,
    ngettext,
    read_translations,
    source_of,
)
from service.presentation.messages import MACHINE_TRANSLATED
from service.search import pages
from service.settings import Settings
from tests.conftest import ROOT
from tests.service.page import NEED, Page, read

VALUES = re.compile(r"%\((\w+)\)s|(%%)|(<strong>|</strong>)")
READERS = [code for code in LANGUAGES if code not in OF_EVERY_PAGE]
"""Languages of the pages of people who look for help, and of no other page."""
French = dict[str, list[Message]]
Told = dict[str, dict[str, tuple[str, ...]]]


@pytest.fixture(scope="module")
def french() -> French:
    """Language -> every message of its pages, in French."""
    return {code: messages(code) for code in WRITTEN}


@pytest.fixture(scope="module")
def told() -> Told:
    """Language -> French message -> what it says, in each of its forms."""
    return {
        code: {str(each.id): forms_of(each) for each in read_translations(code) if each.id}
        for code in WRITTEN
    }


def forms_of(message: Said) -> tuple[str, ...]:
    """What a translation says, in each of its forms."""
    said = message.string or ""
    return (said,) if isinstance(said, str) else tuple(said)


@pytest.mark.parametrize("code", WRITTEN)
def test_every_message_should_be_said_in_each_language_and_no_other_be_kept(
    french: French, told: Told, code: str
) -> None:
    assert set(told[code]) == {str(each) for each in french[code]}
    assert untranslated(read_translations(code)) == []


@pytest.mark.parametrize("code", WRITTEN)
def test_a_translation_should_hold_the_same_values(french: French, told: Told, code: str) -> None:
    wrong = [
        message
        for message in french[code]
        for said in [told[code][str(message)]]
        if not _holds(message if isinstance(message, str) else message[-1], said)
    ]
    assert wrong == []


def _holds(french: str, told: tuple[str, ...]) -> bool:
    """Whether what is said of several things holds the same values, and of one no other."""
    wanted = set(VALUES.findall(french))
    held = [set(VALUES.findall(each)) for each in told]
    return held[-1] == wanted and all(each <= wanted for each in held)


@pytest.mark.parametrize("code", [*OTHERS, EASY])
def test_a_number_should_have_every_form_of_its_language(code: str) -> None:
    forms = Catalog(locale=code if code in OTHERS else FRENCH).num_plurals
    plurals = [each for each in read_translations(code) if not isinstance(each.id, str)]
    assert plurals
    assert {len(forms_of(each)) for each in plurals} == {forms}


def test_a_message_that_lacks_a_form_should_be_told() -> None:
    catalogue = catalogue_of("ar")
    whole = untranslated(catalogue)
    catalogue.add(("%(count)s lune", "%(count)s lunes"), ("قمر", "", "", "", "", ""))
    catalogue.add("Bonne nuit", "")
    assert untranslated(catalogue) == [
        *whole,
        "%(count)s lune",
        "Bonne nuit",
    ]


@pytest.mark.parametrize("code", READERS)
def test_a_language_of_readers_should_leave_the_pages_of_operators(
    french: French, code: str
) -> None:
    assert set(french[code]) < set(french["en"])
    assert "Ouvrir la réception" not in french[code]


PAGES = ["/", f"/recherche?q={NEED}", "/recherche?q=asdkjh", "/fiches/clic-pour-tous", "/a-propos"]


def in_french(page: Page) -> list[dict[str, str]]:
    """What an English page says to be in French."""
    return [each for _, each in page.tags if each.get("lang") == "fr"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_should_be_read_in_english_under_its_own_address(
    client: TestClient, path: str
) -> None:
    page = read(client, f"/en{path}")
    assert page.all("html") == [{"lang": "en"}]
    assert "What do you need?" in page.texts("label") or path in {"/a-propos"}
    assert in_french(page)


@pytest.mark.parametrize("path", PAGES)
def test_the_links_of_an_english_page_should_stay_in_english(client: TestClient, path: str) -> None:
    links = [each for each in read(client, f"/en{path}").all("a") if "lang" not in each]
    ours = {each["href"] for each in links if each["href"].startswith("/")}
    apart = {href for href in ours if not urlsplit(href).path.startswith("/en/")}
    assert apart <= {"/api/openapi.json"}


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("path", ["/", "/recherche?q=ordinateur", "/fiches/clic-pour-tous"])
def test_each_language_should_lead_to_the_same_page_in_the_others(
    client: TestClient, path: str, code: str
) -> None:
    page = read(client, PREFIXES[code] + path)
    switches = [each for each in page.all("a") if "hreflang" in each and "lang" in each]
    easy = PREFIXES[EASY] + path
    beside = code == "fr"  # the style hides it on a phone, where the menu has it
    assert [each["href"] for each in switches].count(easy) == 1 + beside
    assert {
        (each["hreflang"], each["dir"], each["href"]) for each in switches if each["href"] != easy
    } == {(other, direction(other), PREFIXES[other] + path) for other in LANGUAGES if other != code}
    written = {"dir": "rtl"} if code == "ar" else {}
    assert page.all("html") == [{"lang": code, **written}]
    alternates = [each for each in page.all("link") if each["rel"] == "alternate"]
    indexed = {} if path.startswith("/recherche") else LANGUAGES  # searches are not indexed
    assert {each["hreflang"]: each["href"] for each in alternates} == {
        other: PREFIXES[other] + path for other in indexed
    }


@pytest.mark.parametrize("code", READERS)
def test_a_page_should_say_that_a_machine_translated_it(
    client: TestClient, told: Told, code: str
) -> None:
    (said,) = told[code][MACHINE_TRANSLATED]
    assert said in read(client, f"/{code}/").texts("p")
    assert MACHINE_TRANSLATED not in read(client, "/").texts("p")


@pytest.mark.parametrize(
    "path", ["/aidant", "/a-propos", "/mentions", "/fiches/clic-pour-tous/corriger"]
)
def test_a_page_in_two_languages_should_be_given_in_french_to_the_others(
    client: TestClient, path: str
) -> None:
    assert read(client, f"/uk{path}").html == read(client, path).html
    page = read(client, "/uk/")
    away = {each["href"]: each["hreflang"] for each in page.all("a") if "lang" not in each
            and "hreflang" in each}  # fmt: skip
    assert set(away.values()) == {"fr"}
    assert "/a-propos" in away
    switches = read(client, "/en/a-propos").all("a")
    assert {each["lang"] for each in switches if "lang" in each} == {"fr"}


def test_a_query_in_another_language_should_be_offered_its_page(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "welcome", lambda _: ("uk", "ltr", "Ви написали українською."))
    links = {
        prefix: read(client, f"{prefix}/recherche?q=ordinateur").link("Ця сторінка українською")
        for prefix in ("", "/ar")
    }
    assert set(links.values()) == {"/uk/recherche?q=ordinateur"}
    there = read(client, "/uk/recherche?q=ordinateur")
    assert "Ця сторінка українською" not in there.texts("a")


def test_an_english_search_should_tell_what_it_did_in_english(client: TestClient) -> None:
    page = read(client, "/en/recherche", q="réparé un smartfone", lat=50.43, lon=2.83, distance=10)
    assert page.title.startswith("1 result for “réparé un smartphone”")
    assert "Nothing within 10 km: search widened to 50 km." in page.notes


@pytest.mark.parametrize("page_in", [code for code in LANGUAGES if code != "fr"], indirect=True)
def test_the_label_of_a_need_should_be_searched_in_french(page_in: str) -> None:
    needs = Thesaurus.read(Settings(data=ROOT / "data").needs).needs.values()
    labels = [need.libelle for need in needs]
    lost = [each for each in labels if source_of(gettext(each)).lower() != each.lower()]
    assert lost == []
    assert source_of("  " + gettext(labels[0]).upper() + " ") == labels[0], page_in
    assert source_of("ordinateur de Maël") == "ordinateur de Maël"


def test_a_need_chosen_in_a_language_should_find_what_it_finds_in_french(
    client: TestClient,
) -> None:
    need = "Купити недорогий комп’ютер"
    page = read(client, read(client, "/uk/themes/equipement").link(need))
    french = read(client, "/recherche", q="Acheter un ordinateur à petit prix")
    assert _sheets(page, "/uk") == _sheets(french)
    assert _sheets(french)
    assert need in page.title
    assert page.field("q")["value"] == need


def _sheets(page: Page, prefix: str = "") -> list[str]:
    """The records that a page of results links to, in order."""
    links = (urlsplit(each["href"]).path for each in page.all("a"))
    return [path.removeprefix(prefix) for path in links if path.startswith(f"{prefix}/fiches/")]


def test_search_engines_should_have_whole_addresses_when_the_site_is_known() -> None:
    heard = []

    async def app(_scope: Scope, _receive: Receive, _send: Send) -> None:
        heard.append(alternate("ar"))

    scope = {"type": "http", "path": "/uk/carte", "query_string": b"q=a"}
    for site in ("https://exemple.fr/", None):
        asyncio.run(Languages(app, site)(scope, None, None))  # type: ignore[arg-type]
    assert heard == ["https://exemple.fr/ar/carte?q=a", "/ar/carte?q=a"]


def test_a_fault_should_be_told_in_english(client: TestClient) -> None:
    page = read(client, "/en/recherche", 422, q="")
    assert "Write what you need." in page.texts("p")


@pytest.mark.parametrize(
    "path", ["/en/api/v1/facets", "/ar/mcp", "/uk/static/style.css", "/enfants", "/en/ar/", "/fr/"]
)
def test_only_pages_should_have_an_english_address(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/en/avis/merci?avis=bof", 422, "Choose “useful” or “not useful”."),
        ("/en/fiches/inconnue", 404, "There is nothing at this address."),
    ],
)
def test_an_error_should_be_explained_in_english(
    client: TestClient, path: str, status: int, said: str
) -> None:
    page = read(client, path, status)
    assert said in page.texts("p")


def test_zero_should_be_singular_in_french() -> None:
    assert [ngettext("fiche", "fiches", number) for number in (0, 1, 2)] == [
        "fiche",
        "fiche",
        "fiches",
    ]


@pytest.mark.parametrize(
    "path", ["/en//evil.example/", "/en/%5Cevil.example", "/en/%09/evil.example", "//evil.example"]
)
def test_no_address_of_ours_should_lead_to_another_site(client: TestClient, path: str) -> None:
    html = client.get(f"http://testserver{path}", headers={"accept": "text/html"}).text
    links = [each["href"] for each in Page(html).all("a")]
    assert links
    assert [each for each in links if re.match(r"/[/\\\s]", each)] == []


@pytest.mark.parametrize("path", ["/en", "/en/", "/en/aidant/?q=velo", "/en/carte/"])
def test_a_slash_at_the_end_should_keep_the_language(client: TestClient, path: str) -> None:
    assert read(client, path).all("html") == [{"lang": "en"}]

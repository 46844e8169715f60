"""Languages: pages in French and in English, and nothing left unsaid in either."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from babel.messages.pofile import read_po
from fastapi.testclient import TestClient

from scripts.messages import Message, messages
from service.presentation.i18n import ENGLISH, TRANSLATIONS, ngettext
from tests.service.page import NEED, Page, read

VALUES = re.compile(r"%\((\w+)\)s")


def english() -> dict[str, tuple[str, ...]]:
    """French message -> what English says."""
    with (TRANSLATIONS / f"{ENGLISH}.po").open("rb") as stream:
        catalogue = read_po(stream, locale=ENGLISH)
    return {
        str(each.id): (each.string,) if isinstance(each.string, str) else tuple(each.string or ())
        for each in catalogue
        if each.id
    }


TRANSLATED = english()


@pytest.fixture(scope="module")
def french() -> list[Message]:
    """Every message, in French."""
    return messages()


def test_every_message_should_be_said_in_english_and_no_other_be_kept(
    french: list[Message],
) -> None:
    assert set(TRANSLATED) == {str(each) for each in french}
    assert [each for each, told in TRANSLATED.items() if not told or not all(told)] == []


def test_a_translation_should_hold_the_same_values(french: list[Message]) -> None:
    wrong = [
        message
        for message in french
        for said in [TRANSLATED.get(str(message), ())]
        if said and not _holds(message if isinstance(message, str) else message[-1], said)
    ]
    assert wrong == []


def _holds(french: str, told: tuple[str, ...]) -> bool:
    """Whether what English says of several things holds the same values, and of one no other."""
    wanted = set(VALUES.findall(french))
    held = [set(VALUES.findall(each)) for each in told]
    return held[-1] == wanted and all(each <= wanted for each in held)


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
    links = [each for each in read(client, f"/en{path}").all("a") if each["href"].startswith("/")]
    apart = {each["href"] for each in links if not urlsplit(each["href"]).path.startswith("/en/")}
    assert apart <= {path, path.replace(" ", "%20"), "/api/openapi.json"}


@pytest.mark.parametrize(("path", "code"), [("/", "en"), ("/en/", "fr")])
def test_each_language_should_lead_to_the_other(client: TestClient, path: str, code: str) -> None:
    switches = [each for each in read(client, path).all("a") if "hreflang" in each]
    other = "/en/" if code == "en" else "/"
    assert switches
    assert {(each["hreflang"], each["lang"], each["href"]) for each in switches} == {
        (code, code, other)
    }


def test_an_english_search_should_tell_what_it_did_in_english(client: TestClient) -> None:
    page = read(client, "/en/recherche", q="réparé un smartfone", lat=50.43, lon=2.83, distance=10)
    assert page.title.startswith("1 result for “réparé un smartphone”")
    assert "Nothing within 10 km: search widened to 50 km." in page.notes


def test_a_fault_should_be_told_in_english(client: TestClient) -> None:
    page = read(client, "/en/recherche", 422, q="")
    assert "Write what you need." in page.texts("p")


@pytest.mark.parametrize(
    "path", ["/en/api/v1/facets", "/en/mcp", "/en/static/style.css", "/enfants", "/en/en/"]
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

"""Tests of the pages of the guided path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

import brotli
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from index.guide.tree import GuideTree
from service.app import COMPRESSION_LEVEL
from service.presentation.messages import PLACE_QUESTION, YOU_SAID
from service.presentation.templating import STATIC
from service.runtime.dependencies import current_tree
from tests.index.guide.test_tree import screens
from tests.service.page import HOSTILE, Page

PHONE = "/parcours?porte=aide&r=reemploi&r=reemploi--reparer-smartphone"
PRESENTATION = STATIC.parent / "presentation" / "templates"
PERSON = "Parler à quelqu'un"
MAX_PAGE_BYTES = 16_000


@pytest.fixture
def short(guided: TestClient) -> Iterator[TestClient]:
    """The same client, over a tree that leads to occupations of its index, or of none."""
    overrides = cast(FastAPI, guided.app).dependency_overrides
    tree = GuideTree(screens(portes=["agir"], agir=[("reparateur", "disparu"), ("disparu",)]))
    overrides[current_tree] = lambda: tree
    yield guided
    del overrides[current_tree]


@pytest.fixture
def none(guided: TestClient) -> Iterator[TestClient]:
    """The same client, over an empty tree."""
    overrides = cast(FastAPI, guided.app).dependency_overrides
    overrides[current_tree] = lambda: GuideTree({})
    yield guided
    del overrides[current_tree]


@pytest.fixture(scope="module")
def rendered(guided: TestClient) -> Mapping[str, str]:
    """Address -> HTML of every screen of the project's tree, and of what follows."""
    tree = cast(FastAPI, guided.app).state.services.get(GuideTree)
    addresses = {"/parcours", "/parcours?porte=?", PHONE}
    for way in tree.ways():
        for end in range(1, len(way)):
            first, *rest = (card.key for card in way[:end])
            addresses.add("&".join([f"/parcours?porte={first}", *(f"r={key}" for key in rest)]))
    return {address: guided.get(address).text for address in addresses}


def page(client: TestClient, address: str) -> Page:
    response = client.get(address, headers={"accept": "text/html"})
    assert response.status_code == 200
    return Page(response.text)


def cards(read: Page) -> dict[str, str]:
    """What each card says -> the value that it adds to the address."""
    buttons = [each for each in read.all("button") if each.get("class") == "card"]
    return dict(zip(read.texts("button"), (each["value"] for each in buttons), strict=True))


def said(read: Page) -> str:
    """What the page repeats of the choices."""
    return next((each for each in read.texts("p") if each.startswith(YOU_SAID)), "")


def walk(client: TestClient, *labels: str) -> Page:
    """The page reached by choosing cards by what they say."""
    address = "/parcours"
    for label in labels:
        read = page(client, address)
        name = next(each["name"] for each in read.all("button"))
        joint = "&" if "?" in address else "?"
        address += f"{joint}{name}={cards(read)[label]}"
    return page(client, address)


def test_the_path_starts_with_three_doors(guided: TestClient) -> None:
    assert list(cards(page(guided, "/parcours"))) == [
        "J'ai besoin d'aide",
        "Mon association, ma collectivité cherche",
        "Je veux aider ou travailler",
        "Je ne sais pas",
    ]


def test_who_needs_help_chooses_among_eight_themes(guided: TestClient) -> None:
    read = page(guided, "/parcours?porte=aide")
    assert len(cards(read)) == 8 + 1
    assert read.texts("h1") == ["De quoi s'agit-il ?"]


def test_a_broken_phone_is_among_the_first_cards(guided: TestClient) -> None:
    read = walk(
        guided, "J'ai besoin d'aide", "Réparer, donner, réemployer", "Mon téléphone est cassé"
    )
    assert read.field("q")["value"] == "Faire réparer un smartphone"


def test_learning_a_tablet_is_told_on_its_own_card(guided: TestClient) -> None:
    read = walk(
        guided, "J'ai besoin d'aide", "Apprendre les bases", "Utiliser un téléphone, une tablette"
    )
    assert "tablette" in read.field("q")["value"]


def test_an_association_chooses_among_its_own_needs(guided: TestClient) -> None:
    read = walk(
        guided,
        "Mon association, ma collectivité cherche",
        "Outiller une association",
        "Adhérents et comptabilité",
    )
    assert read.field("q")["value"] == "Gérer les adhérents et la comptabilité"


def test_who_wants_to_help_is_asked_what_they_like_before_any_job(guided: TestClient) -> None:
    read = page(guided, "/parcours?porte=agir")
    assert read.texts("h1") == ["Qu'est-ce que vous aimez faire ?"]
    assert list(cards(read))[0] == "Réparer"


def test_every_card_of_a_screen_has_a_pictogram_of_its_own(rendered: Mapping[str, str]) -> None:
    for html in rendered.values():
        drawn = [each.split("</svg>")[0] for each in html.split('<svg class="pictogram"')[1:]]
        assert len({each.split(">", 1)[1] for each in drawn}) == len(drawn) > 0


def test_no_card_has_the_compass_of_the_site(rendered: Mapping[str, str]) -> None:
    compass = "M33 15l-5.5 12.5L15 33l5.5-12.5z"
    assert compass in (PRESENTATION / "pictograms.html").read_text(encoding="utf-8")
    assert [address for address, html in rendered.items() if compass in html] == []


def test_the_town_is_asked_last_and_may_be_left_out(guided: TestClient) -> None:
    read = page(guided, PHONE)
    assert read.texts("h1") == [PLACE_QUESTION]
    assert "required" not in read.field("lieu")
    assert read.link("Passer") == "/recherche?q=Faire%20r%C3%A9parer%20un%20smartphone"
    assert {"action": "/recherche", "class": "search", "role": "search"} in read.all("form")


def test_the_choices_are_repeated_and_can_be_taken_back(guided: TestClient) -> None:
    read = page(guided, PHONE)
    assert said(read) == f"{YOU_SAID} Réparer, donner, réemployer, Mon téléphone est cassé."
    assert read.link("Revenir en arrière") == "/parcours?porte=aide&r=reemploi"
    assert read.all("progress")[0]["value"] == "3"


@pytest.mark.parametrize(
    "address",
    [
        "/parcours?porte=?",
        "/parcours?porte=aide&r=?",
        "/parcours?porte=aide&r=?&r=?",
        "/parcours?porte=aide&r=reemploi&r=?",
        "/parcours?porte=structure&r=?",
        "/parcours?porte=agir&r=?",
    ],
)
def test_who_does_not_know_is_led_to_people_and_no_need_is_invented(
    guided: TestClient, address: str
) -> None:
    read = page(guided, address)
    assert read.texts("h1") == [PERSON]
    assert read.link("Appeler le 39 39") == "tel:3939"
    assert [each["name"] for each in read.all("input")] == ["lieu"]
    assert [each["value"] for each in read.all("button")] == ["France services", "médiathèque"]
    assert said(read) == ""


def test_who_does_not_know_can_come_back_to_the_cards(guided: TestClient) -> None:
    read = page(guided, "/parcours?porte=aide&r=reemploi&r=?")
    assert read.link("Revenir en arrière") == "/parcours?porte=aide&r=reemploi"


def test_a_way_to_occupations_shows_those_of_the_index(short: TestClient) -> None:
    read = page(short, "/parcours?porte=agir&r=reparateur")
    links = [each["href"] for each in read.all("a")]
    assert "/metiers/reparateur" in links
    assert "/metiers/disparu" not in links


def test_a_way_to_occupations_that_the_index_lacks_leads_to_people(short: TestClient) -> None:
    assert page(short, "/parcours?porte=agir&r=disparu").texts("h1") == [PERSON]


def test_without_a_tree_the_path_leads_to_people(none: TestClient) -> None:
    assert page(none, "/parcours").texts("h1") == [PERSON]


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/parcours?porte=ailleurs", "Que voulez-vous faire ?"),
        ("/parcours?porte=aide&r=", "De quoi s'agit-il ?"),
        ("/parcours?porte=aide&r=theme:bases&r=sens:x", "De quoi s'agit-il ?"),
        ("/parcours?porte=agir&r=sens:disparu&fin=1", "Qu'est-ce que vous aimez faire ?"),
        ("/parcours?" + "r=reemploi&" * 500, "Que voulez-vous faire ?"),
        (PHONE + "&r=autre", PLACE_QUESTION),
    ],
)
def test_an_old_address_or_one_made_by_hand_is_a_page_all_the_same(
    guided: TestClient, address: str, title: str
) -> None:
    assert page(guided, address).texts("h1") == [title]


def test_what_is_typed_in_an_address_is_never_markup(guided: TestClient) -> None:
    for address in ("/parcours?porte=aide&r=", "/parcours?porte=", "/comprendre?q="):
        assert HOSTILE not in guided.get(address + HOSTILE).text


def test_a_page_of_the_path_is_light(rendered: Mapping[str, str]) -> None:
    files = (STATIC / "style.css", STATIC / "site.js", STATIC / "parcours.js")
    shared = sum(_compressed(path.read_bytes()) for path in files)
    assert len(rendered) > 50
    heaviest = max(_compressed(html.encode()) for html in rendered.values())
    assert shared + heaviest <= MAX_PAGE_BYTES


def _compressed(content: bytes) -> int:
    return len(brotli.compress(content, quality=COMPRESSION_LEVEL))


@pytest.mark.parametrize(
    "address",
    [
        "/parcours",
        "/parcours?porte=aide",
        PHONE,
        "/parcours?porte=?",
        "/metiers/reparateur",
        "/metiers/astronaute",
        "/comprendre?q=faire+réparer+un+smartphone",
    ],
)
def test_a_page_in_english_leads_to_pages_in_english(guided: TestClient, address: str) -> None:
    response = guided.get(f"/en{address}", headers={"accept": "text/html"})
    read = Page(response.text)
    query = [(each["href"], each.get("hreflang")) for each in read.all("a")]
    query += [(each["action"], None) for each in read.all("form")]
    ours = [href for href, other in query if href.startswith("/") and other is None]
    assert read.all("html") == [{"lang": "en"}]
    assert len(ours) > 5
    assert [href for href in ours if href != "/en/" and not href.startswith("/en/")] == []

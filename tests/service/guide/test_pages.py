"""Tests of the pages of the guided path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from index.guide.items import Guides
from index.guide.questionnaire import Guide
from service.presentation.messages import YOU_SAID
from service.runtime.dependencies import current_guides
from tests.index.guide.test_questionnaire import items
from tests.service.page import HOSTILE, VOID, Page


@pytest.fixture
def many(guided: TestClient) -> Iterator[TestClient]:
    """The same client, over things of more themes than a screen has cards."""
    overrides = cast(FastAPI, guided.app).dependency_overrides
    usual = overrides[current_guides]
    guide = Guide(items(90, 30))
    overrides[current_guides] = lambda: Guides(guide, guide)
    yield guided
    overrides[current_guides] = usual


def page(client: TestClient, address: str, status: int = 200) -> Page:
    response = client.get(address, headers={"accept": "text/html"})
    assert response.status_code == status
    return Page(response.text)


def cards(results: Page) -> dict[str, tuple[str, str]]:
    """What each card says -> the field that it adds to the address."""
    buttons = [each for tag, each in results.tags if tag == "button"]
    labels = [each["value"] for each in buttons]
    return {
        label: (each["name"], each["value"]) for label, each in zip(labels, buttons, strict=True)
    }


def test_the_path_should_start_with_two_goals(guided: TestClient) -> None:
    assert set(cards(page(guided, "/parcours"))) == {"aide", "agir"}


def test_a_question_should_offer_its_cards_and_not_to_know(guided: TestClient) -> None:
    results = cards(page(guided, "/parcours?porte=aide"))
    assert set(results) == {"sens:reparer", "sens:internet", "sens:apprendre", "sens:?"}


def test_a_question_asked_again_should_ask_for_more_and_tell_the_finest_answer(
    many: TestClient,
) -> None:
    first = page(many, "/parcours?porte=aide")
    assert first.texts("h1") == ["De quoi s'agit-il ?"]
    shared = next(
        button["value"]
        for button, label in zip(first.all("button"), first.texts("button"), strict=True)
        if ", " in label and button["value"] != "theme:?"
    )
    again = page(many, f"/parcours?porte=aide&r={shared}")
    assert again.texts("h1") == ["Plus précisément ?"]
    (text,) = [each for each in again.texts("p") if each.startswith(YOU_SAID)]
    finer = again.all("button")[0]["value"]
    after = page(many, f"/parcours?porte=aide&r={shared}&r={finer}")
    (finest,) = [each for each in after.texts("p") if each.startswith(YOU_SAID)]
    assert " · " not in text
    assert finest != text
    assert finest.removeprefix("Vous avez dit : ").removesuffix(".") in again.texts("span")


def test_the_path_to_a_need_should_end_with_the_sentence_understood(guided: TestClient) -> None:
    results = page(guided, "/parcours?porte=aide&r=sens:internet")
    fields = {each["name"]: each.get("value") for tag, each in results.tags if tag == "input"}
    assert fields["q"] == "Avoir une connexion internet"
    assert "lieu" in fields


def test_a_person_who_never_knows_should_get_a_query_to_edit(guided: TestClient) -> None:
    results = page(guided, "/parcours?porte=aide&r=sens:?&r=theme:?")
    fields = {each["name"]: each.get("value") for tag, each in results.tags if tag == "input"}
    assert "Faire réparer un smartphone" in (fields["q"] or "")


def test_one_should_be_able_to_go_back_and_to_finish_at_any_time(guided: TestClient) -> None:
    results = page(guided, "/parcours?porte=agir")
    links = [each["href"] for tag, each in results.tags if tag == "a"]
    assert "/parcours" in links
    assert cards(results)


def test_the_path_to_an_occupation_should_end_with_its_sheet(guided: TestClient) -> None:
    first = cards(page(guided, "/parcours?porte=agir"))
    value = next(value for value in first if "reparateur" in value or "economie" in value
                 or "emploi" in value)  # fmt: skip
    ended = page(guided, f"/parcours?porte=agir&r={value}")
    links = [each["href"] for tag, each in ended.tags if tag == "a"]
    assert "/metiers/reparateur" in links
    assert "/metiers/aidant" not in links


@pytest.mark.parametrize(
    "address",
    ["/parcours?porte=ailleurs", "/parcours?porte=aide&r=", "/parcours?porte=aide&r=sens",
     "/parcours?porte=aide&r=couleur:bleu", "/parcours?porte=agir&r=sens:disparu&fin=1",
     "/parcours?" + "r=sens:x&" * 500],
)  # fmt: skip
def test_an_address_made_by_hand_should_be_a_page_all_the_same(
    guided: TestClient, address: str
) -> None:
    page(guided, address)


def test_what_is_typed_in_an_address_should_never_be_markup(guided: TestClient) -> None:
    for address in ("/parcours?porte=aide&r=", "/comprendre?q="):
        assert HOSTILE not in guided.get(address + HOSTILE).text


@pytest.mark.parametrize(
    "address",
    ["/parcours", "/parcours?porte=aide", "/parcours?porte=aide&r=sens:internet",
     "/parcours?porte=agir&fin=1", "/metiers/reparateur", "/metiers/astronaute",
     "/comprendre?q=faire+réparer+un+smartphone"],
)  # fmt: skip
def test_a_page_in_english_should_lead_to_pages_in_english(
    guided: TestClient, address: str
) -> None:
    response = guided.get(f"/en{address}", headers={"accept": "text/html"})
    results = Page(response.text)
    query = [(each["href"], each.get("hreflang")) for each in results.all("a")]
    query += [(each["action"], None) for each in results.all("form")]
    ours = [href for href, other in query if href.startswith("/") and other is None]
    assert results.all("html") == [{"lang": "en"}]
    assert len(ours) > 5
    assert [href for href in ours if href != "/en/" and not href.startswith("/en/")] == []


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("/parcours?porte=aide", "Avoir une connexion internet"),
        ("/parcours?porte=agir&fin=1", "Réparateur de smartphones"),
        ("/metiers/reparateur", "Réparer des smartphones"),
        ("/comprendre?q=internet", "Réseau Libre"),
    ],
)
def test_what_stays_in_french_on_a_page_in_english_should_be_marked(
    guided: TestClient, address: str, text: str
) -> None:
    marked = french_parts(guided.get(f"/en{address}").text)
    assert [each for each in marked if text in each]
    assert french_parts(guided.get(address).text) == []


def french_parts(html: str) -> list[str]:
    """The texts that a page marks as French, within its body."""
    results = Page(html)
    opened = [(tag, each) for tag, each in results.tags if tag not in VOID]
    texts = {tag: iter(results.texts(tag)) for tag, _ in opened}
    pairs = [(each, next(texts[tag])) for tag, each in opened]
    return [text for each, text in pairs[1:] if each.get("lang") == "fr" and "hreflang" not in each]

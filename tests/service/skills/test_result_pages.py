"""Page of the occupations to which skills lead: the address holds the skills."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient

from index.skills.compared import label_code
from index.skills.profile import MAX_SKILLS
from service.occupations.own_skills import TOO_LONG, TOO_MANY
from service.skills.result_pages import ADDRESS, MOST_BOXES
from service.skills.say_pages import NOTHING_SAID
from tests.service.page import BROWSER, HOSTILE, Page, read, sent

REPAIR = "réparer des smartphones"
LISTED = f"{ADDRESS}?e={label_code('Réparer des smartphones')}"


def titles(html_links: list[dict[str, str]]) -> list[str]:
    """The paths of the occupations linked, in order."""
    paths = [urlsplit(each["href"]).path for each in html_links]
    return [path for path in paths if path.startswith("/metiers/")]


def boxes(page: Page, name: str) -> list[str]:
    """The values of the fields of a name."""
    return [each["value"] for each in page.all("input") if each["name"] == name]


def test_occupations_should_come_best_first_with_what_is_met_and_missing(
    guided: TestClient,
) -> None:
    page = sent(guided, ADDRESS, c=[REPAIR, "coudre"])
    assert titles(page.all("a")) == ["/metiers/reparateur", "/metiers/aidant"]
    assert [each["value"] for each in page.all("meter")] == ["100", "0"]
    assert page.texts("q")[0] == REPAIR
    assert any(each.startswith("Expliquer sans jargon") for each in page.texts("li"))
    assert "Atelier Phénix" in page.html


def test_links_should_hold_the_listed_skills_that_words_name(guided: TestClient) -> None:
    page = sent(guided, ADDRESS, c=[REPAIR, "jongler"], langue="ar", lieu="Lille")
    link = next(each["href"] for each in page.all("a") if each.get("id") == "lien")
    assert link == f"http://testserver{LISTED}&langue=ar"
    assert page.link("Réparateur de smartphones").endswith(f"?{urlsplit(link).query}")
    assert "aucune liste ne les connaît : 1." in page.html.replace("\u00a0", " ")
    assert titles(read(guided, link).all("a"))[0] == "/metiers/reparateur"


def test_no_word_should_be_linked_when_no_list_knows_it(guided: TestClient) -> None:
    page = sent(guided, ADDRESS, c="jongler")
    assert not [each for each in page.all("a") if each.get("id") == "lien"]
    assert "aucune liste ne les connaît : 1." in page.html.replace("\u00a0", " ")


def test_words_of_an_address_should_be_ignored(guided: TestClient) -> None:
    page = read(guided, f"{ADDRESS}?c=jongler&lieu=Lille&ajout=souder", 422)
    assert NOTHING_SAID in page.texts("p")
    assert "jongler" not in page.html
    page = read(guided, f"{LISTED}&c=jongler&ajout=souder&metier=aidant&lieu=Lille")
    assert not {"jongler", "souder"} & set(page.html.split('"'))
    assert page.field("metier")["value"] == ""


def test_ways_and_pages_should_be_buttons_that_keep_the_words(guided: TestClient) -> None:
    page = sent(guided, ADDRESS, c=[REPAIR], langue="ar", voie=["emploi"])
    assert boxes(page, "voie") == ["emploi"]
    chosen = {each["value"] for each in page.all("button") if each.get("name") == "choix"}
    assert {"toutes", "emploi", "benevolat"} <= chosen
    kept = sent(guided, ADDRESS, c=[REPAIR], voie=["emploi"], choix="benevolat")
    assert boxes(kept, "voie") == ["benevolat"]
    assert titles(kept.all("a")) == ["/metiers/aidant"]
    assert boxes(sent(guided, ADDRESS, c=[REPAIR], voie=["emploi"], choix="toutes"), "voie") == []
    assert "Aucun métier ni rôle" in sent(guided, ADDRESS, c=[REPAIR], voie=["mecenat"]).html


def test_conditions_should_be_kept_and_be_in_the_link_only_when_asked(guided: TestClient) -> None:
    page = sent(guided, ADDRESS, c=[REPAIR], condition="sans-charges")
    assert boxes(page, "condition") == ["sans-charges"]
    assert "Sans port de charges" in page.texts("label")
    assert not [each for each in page.all("a") if "condition=" in each["href"]]
    shared = sent(guided, ADDRESS, c=[REPAIR], condition="sans-charges", lien="1")
    link = next(each["href"] for each in shared.all("a") if each.get("id") == "lien")
    assert link.endswith("&condition=sans-charges")
    assert boxes(read(guided, link), "condition") == ["sans-charges"]
    assert not [each for each in titles(shared.all("a")) if "condition" in each]


def test_another_occupation_should_be_compared_when_it_is_named(guided: TestClient) -> None:
    page = sent(guided, ADDRESS, c=REPAIR, metier="aidant benevol")
    assert titles(page.all("a"))[0] == "/metiers/aidant"
    assert "aidant benevol" in page.texts("h2")[0]
    assert page.field("metier")["value"] == "aidant benevol"


def test_an_unreadable_name_of_an_occupation_should_be_said(guided: TestClient) -> None:
    page = sent(guided, ADDRESS, 422, c=REPAIR, metier="???")
    assert "Écrivez le nom d'un métier : « soudeur »" in "".join(page.texts("p"))
    assert titles(page.all("a"))[0] == "/metiers/reparateur"


def test_skills_added_by_hand_and_general_skills_should_count(guided: TestClient) -> None:
    general = ["reparer-appareils", "inconnue"]
    page = sent(guided, ADDRESS, ajout="souder et coudre", g=general, permis="B")
    assert boxes(page, "c") == ["souder", "coudre"]
    assert boxes(page, "g") == ["reparer-appareils"]


def test_a_general_skill_should_be_named_in_the_language_of_the_page(guided: TestClient) -> None:
    assert "Repair devices" in read(guided, f"/en{ADDRESS}?g=reparer-appareils").html


def test_many_skills_should_be_lines_of_one_text(guided: TestClient) -> None:
    few = sent(guided, ADDRESS, c=[f"coudre {n}" for n in range(MOST_BOXES)])
    assert len(boxes(few, "c")) == MOST_BOXES
    assert few.all("textarea") == []
    skills = [f"coudre {number}" for number in range(MOST_BOXES + 1)]
    many = sent(guided, ADDRESS, c=skills)
    assert boxes(many, "c") == []
    assert [each["name"] for each in many.all("textarea")] == ["c"]
    assert "\n".join(skills) in many.html
    lines = sent(guided, ADDRESS, c=f"coudre\r\n{REPAIR}\r\n")
    assert boxes(lines, "c") == ["coudre", REPAIR]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, NOTHING_SAID),
        ({"c": "..."}, NOTHING_SAID),
        ({"c": ["souder"] * (MAX_SKILLS + 1)}, TOO_MANY),
        ({"g": ["x"] * (MAX_SKILLS + 1)}, TOO_MANY),
        ({"langue": "ar", "c": [f"souder {n}" for n in range(MAX_SKILLS)]}, TOO_MANY),
        ({"c": "x" * 121}, TOO_LONG),
        ({"ajout": "x" * 121}, TOO_LONG),
    ],
)
def test_skills_at_fault_should_be_said_in_french(
    guided: TestClient, fields: dict[str, object], message: str
) -> None:
    assert message in sent(guided, ADDRESS, 422, **fields).texts("p")


def test_a_hostile_form_should_be_shown_as_text(guided: TestClient) -> None:
    page = sent(guided, ADDRESS, c=HOSTILE, lieu=HOSTILE, metier=HOSTILE, page="-1")
    assert HOSTILE not in page.html
    assert page.foreign_scripts == []


def test_a_form_of_another_site_should_be_refused(guided: TestClient) -> None:
    headers = BROWSER | {"sec-fetch-site": "cross-site"}
    assert guided.post(ADDRESS, data={"c": "souder"}, headers=headers).status_code == 403


def test_what_a_person_can_do_should_not_be_indexed(guided: TestClient) -> None:
    metas = [each for each in read(guided, LISTED).all("meta") if each.get("name") == "robots"]
    assert metas == [{"name": "robots", "content": "noindex"}]
    assert f"Disallow: {ADDRESS}" in guided.get("/robots.txt").text


def test_long_skills_should_wait_for_the_batches(guided: TestClient) -> None:
    many = [f"souder la pièce {number}" for number in range(MAX_SKILLS)]
    assert sent(guided, ADDRESS, c=many).all("meter")

"""Page of the occupations to which skills lead: the address holds the skills."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from index.skills.profile import MAX_SKILLS
from service.occupations.own_skills import TOO_LONG, TOO_MANY
from service.skills.result_pages import ADDRESS, MOST_BOXES
from service.skills.say_pages import NOTHING_SAID
from tests.service.page import HOSTILE, read

REPAIR = f"{ADDRESS}?c=réparer des smartphones"


def titles(html_links: list[dict[str, str]]) -> list[str]:
    """The paths of the occupations linked, in order."""
    paths = [urlsplit(each["href"]).path for each in html_links]
    return [path for path in paths if path.startswith("/metiers/")]


def test_occupations_should_come_best_first_with_what_is_met_and_missing(
    guided: TestClient,
) -> None:
    page = read(guided, f"{REPAIR}&c=coudre")
    assert titles(page.all("a")) == ["/metiers/reparateur", "/metiers/aidant"]
    assert [each["value"] for each in page.all("meter")] == ["100", "0"]
    assert page.texts("q")[0] == "réparer des smartphones"
    assert any(each.startswith("Expliquer sans jargon") for each in page.texts("li"))
    assert "Atelier Phénix" in page.html


def test_ways_in_should_filter_and_keep_the_skills(guided: TestClient) -> None:
    page = read(guided, f"{REPAIR}&langue=ar&lieu=Lille")
    volunteering = page.link("Bénévolat")
    assert parse_qs(urlsplit(volunteering).query) == {
        "c": ["réparer des smartphones"],
        "langue": ["ar"],
        "lieu": ["Lille"],
        "voie": ["benevolat"],
    }
    kept = read(guided, volunteering)
    assert titles(kept.all("a")) == ["/metiers/aidant"]
    assert "Aucun métier ni rôle" in read(guided, f"{REPAIR}&voie=mecenat").html


def test_another_occupation_should_be_compared_when_it_is_named(guided: TestClient) -> None:
    page = read(guided, f"{REPAIR}&metier=aidant benevol")
    assert titles(page.all("a"))[0] == "/metiers/aidant"
    assert "aidant benevol" in page.texts("h2")[0]
    assert page.field("metier")["value"] == "aidant benevol"


def test_an_unreadable_name_of_an_occupation_should_be_said(guided: TestClient) -> None:
    page = read(guided, f"{REPAIR}&metier=???", 422)
    assert "Écrivez le nom d'un métier : « soudeur »" in "".join(page.texts("p"))
    assert titles(page.all("a"))[0] == "/metiers/reparateur"


def test_skills_added_by_hand_and_general_skills_should_count(guided: TestClient) -> None:
    page = read(guided, f"{ADDRESS}?ajout=souder et coudre&g=reparer-appareils&g=inconnue&permis=B")
    assert [each["value"] for each in page.all("input") if each["name"] == "c"] == [
        "souder",
        "coudre",
    ]
    assert [each["value"] for each in page.all("input") if each["name"] == "g"] == [
        "reparer-appareils"
    ]


def test_a_general_skill_should_be_named_in_the_language_of_the_page(guided: TestClient) -> None:
    assert "Repair devices" in read(guided, f"/en{ADDRESS}?g=reparer-appareils").html


def test_many_skills_should_be_lines_of_one_text(guided: TestClient) -> None:
    few = read(guided, f"{ADDRESS}?" + "&".join(f"c=coudre {n}" for n in range(MOST_BOXES)))
    assert len([each for each in few.all("input") if each["name"] == "c"]) == MOST_BOXES
    assert few.all("textarea") == []
    skills = [f"coudre {number}" for number in range(MOST_BOXES + 1)]
    many = read(guided, f"{ADDRESS}?" + "&".join(f"c={skill}" for skill in skills))
    assert [each for each in many.all("input") if each["name"] == "c"] == []
    assert [each["name"] for each in many.all("textarea")] == ["c"]
    assert "\n".join(skills) in many.html
    lines = read(guided, f"{ADDRESS}?c=coudre%0D%0Aréparer des smartphones%0D%0A")
    assert [each["value"] for each in lines.all("input") if each["name"] == "c"] == [
        "coudre",
        "réparer des smartphones",
    ]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", NOTHING_SAID),
        ("c=...&g=inconnue&langue=klingon", NOTHING_SAID),
        ("&".join(["c=souder"] * (MAX_SKILLS + 1)), TOO_MANY),
        ("&".join(["g=x"] * (MAX_SKILLS + 1)), TOO_MANY),
        ("langue=ar&" + "&".join(f"c=souder {n}" for n in range(MAX_SKILLS)), TOO_MANY),
        (f"c={'x' * 121}", TOO_LONG),
        (f"ajout={'x' * 121}", TOO_LONG),
    ],
)
def test_skills_at_fault_should_be_said_in_french(
    guided: TestClient, query: str, message: str
) -> None:
    page = read(guided, f"{ADDRESS}?{query}", 422)
    assert message in page.texts("p")


def test_a_hostile_address_should_be_shown_as_text(guided: TestClient) -> None:
    page = read(guided, ADDRESS, 200, c=HOSTILE, lieu=HOSTILE, metier=HOSTILE, page="-1")
    assert HOSTILE not in page.html
    assert page.foreign_scripts == []


def test_what_a_person_can_do_should_not_be_indexed(guided: TestClient) -> None:
    metas = [each for each in read(guided, REPAIR).all("meta") if each.get("name") == "robots"]
    assert metas == [{"name": "robots", "content": "noindex"}]
    assert f"Disallow: {ADDRESS}" in guided.get("/robots.txt").text


def test_long_skills_should_wait_for_the_batches(
    guided: TestClient,
) -> None:
    many = "&".join(f"c=souder la pièce {number}" for number in range(MAX_SKILLS))
    assert read(guided, f"{ADDRESS}?{many}").all("meter")

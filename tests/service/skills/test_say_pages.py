"""Pages where a person says what they can do: nothing is kept, and what is understood is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from index.skills.curriculum import MAX_TEXT_CHARS
from index.skills.profile import MAX_SKILLS
from index.taxonomy.general_skills import GeneralSkill, GeneralSkills
from service.runtime.dependencies import current_general_skills
from service.skills.say_pages import ADDRESS, NOTHING_SAID, STATE_KEPT_OUT, TOO_LONG
from tests.service.page import BROWSER, HOSTILE, Page, read

CURRICULUM = "Zoé KWAXLD\n06 12 34 56 78\n2019-2021 Vendeuse\nRéparer des smartphones\nPermis B\n"


@pytest.fixture
def app_general(guided: TestClient) -> Iterator[GeneralSkills]:
    """A general skill that answers to a label of the small index."""
    other = {"libelle": "Repair", "situation": "You repair."}
    skill = GeneralSkill.model_validate({
        "id": "reparer",
        "libelle": "Réparer des appareils",
        "situation": "Tu répares.",
        "traductions": dict.fromkeys(("en", "ar", "uk", "es", "pt"), other),
        "pictogramme": "tool",
        "rome": {"code": "103552", "libelle": "Rechercher une panne"},
        "exigences": ["Réparer des smartphones"],
    })  # fmt: skip
    general, app = GeneralSkills({skill.id: skill}, {}), guided.app
    assert isinstance(app, FastAPI)
    app.dependency_overrides[current_general_skills] = lambda: general
    yield general
    del app.dependency_overrides[current_general_skills]


def sent(client: TestClient, text: str, status: int = 200, lieu: str = "", lang: str = "") -> Page:
    """The page that answers a text."""
    data = {"texte": text, "lieu": lieu}
    response = client.post(f"{lang}{ADDRESS}", data=data, headers=BROWSER)
    assert response.status_code == status
    assert response.headers["Cache-Control"] == "private, no-store"
    return Page(response.text)


def ticked(page: Page, name: str) -> list[str]:
    return [each["value"] for each in page.all("input") if each["name"] == name]


def test_the_two_ways_in_should_be_offered(guided: TestClient) -> None:
    page = read(guided, ADDRESS)
    assert page.link("Jouer") == "/competences/jeu"
    assert page.all("textarea")[0]["maxlength"] == str(MAX_TEXT_CHARS)
    assert page.link("Tous les métiers") == "/metiers"


def test_each_skill_understood_should_be_a_ticked_box(guided: TestClient) -> None:
    page = sent(guided, "je sais souder et je parle arabe, je cherche un emploi à Lille")
    assert ticked(page, "c") == ["souder"]
    assert ticked(page, "langue") == ["ar"]
    assert ticked(page, "voie") == ["emploi"]
    assert all("checked" in each for each in page.all("input") if each["type"] == "checkbox")
    form = next(each for each in page.all("form") if "resultat" in each["action"])
    assert form["method"] == "post"


def test_each_skill_should_tell_its_usual_name_on_request(
    guided: TestClient, app_general: GeneralSkills
) -> None:
    page = sent(guided, "je sais réparer des smartphones")
    assert page.all("details")
    assert "Sans doute : Réparer des appareils." in " ".join(page.texts("details"))
    assert "Rechercher une panne" in " ".join(page.texts("details"))
    english = sent(guided, "je sais réparer des smartphones", lang="/en")
    assert "Repair" in " ".join(english.texts("details"))


def test_a_curriculum_should_give_skills_and_not_who_wrote_it(guided: TestClient) -> None:
    page = sent(guided, CURRICULUM, lieu="Roubaix")
    assert ticked(page, "c") == ["Vendeuse", "Réparer des smartphones"]
    assert ticked(page, "permis") == ["B"]
    assert page.field("lieu")["value"] == "Roubaix"
    assert "KWAXLD" not in page.html
    assert "06 12" not in page.html


def test_a_level_should_be_shown_on_its_chip(guided: TestClient) -> None:
    page = sent(guided, "un peu d'Excel, anglais scolaire, je sais souder")
    assert ticked(page, "c") == ["Excel — un peu", "souder"]
    assert ticked(page, "langue") == ["en-peu"]
    assert "Anglais — un peu" in page.texts("label")
    long_skill = "un peu de " + "réparation " * 20
    (kept,) = ticked(sent(guided, long_skill), "c")
    assert len(kept) <= 120
    assert kept.endswith(" — un peu")


def test_certificates_should_be_boxes_of_their_own(guided: TestClient) -> None:
    page = sent(guided, "Animateur BAFA, CACES 3, permis B et C")
    assert ticked(page, "c") == ["Animateur"]
    assert ticked(page, "permis") == ["bafa", "caces-chariot", "B", "C"]
    assert {"BAFA", "CACES chariot", "Permis C"} <= set(page.texts("label"))


def test_a_skill_in_the_feminine_should_be_understood(
    guided: TestClient, app_general: GeneralSkills
) -> None:
    assert ticked(sent(guided, CURRICULUM), "c") == ["Vendeuse", "Réparer des smartphones"]


def test_a_long_text_should_give_as_many_skills_as_an_address_may_hold(
    guided: TestClient,
) -> None:
    text = "".join(f"Peindre le mur numéro {number}\n" for number in range(200))[:MAX_TEXT_CHARS]
    assert len(ticked(sent(guided, text), "c")) == MAX_SKILLS
    page = sent(guided, f"Permis B\nje parle arabe\n{text}"[:MAX_TEXT_CHARS])
    assert len([each for each in page.all("input") if each["type"] == "checkbox"]) == MAX_SKILLS
    long_skill = "réparer " + "doucement " * 30
    assert all(len(skill) <= 120 for skill in ticked(sent(guided, long_skill), "c"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", NOTHING_SAID),
        (" ... ", NOTHING_SAID),
        ("06 12 34 56 78", NOTHING_SAID),
        ("x" * (MAX_TEXT_CHARS + 1), TOO_LONG),
    ],
)
def test_a_text_at_fault_should_say_what_to_do(guided: TestClient, text: str, message: str) -> None:
    page = sent(guided, text, 422)
    assert message in page.texts("p")
    assert page.all("textarea")[0]["aria-invalid"] == "true"


def test_a_hostile_text_should_be_shown_as_text(guided: TestClient) -> None:
    page = sent(guided, f"je sais souder, {HOSTILE} \x00 \u202e")
    assert page.foreign_scripts == []
    assert HOSTILE not in page.html


def test_a_text_sent_by_another_site_should_be_refused(guided: TestClient) -> None:
    response = guided.post(
        ADDRESS, data={"texte": "souder"}, headers=BROWSER | {"sec-fetch-site": "cross-site"}
    )
    assert response.status_code == 403


def test_nothing_of_a_text_should_be_logged(
    guided: TestClient, journalled: Callable[[], str]
) -> None:
    sent(guided, "je sais vwztrymer des brwlepins", lieu="Zorglwville")
    written = journalled().lower()
    assert "/competences" in written
    assert not [mark for mark in ("vwztrym", "brwlep", "zorglw") if mark in written]


def test_skills_should_be_understood_on_a_page_in_another_language(guided: TestClient) -> None:
    page = sent(guided, "je sais souder", lang="/en")
    assert ticked(page, "c") == ["souder"]
    assert any(each["action"] == "/en/competences/resultat" for each in page.all("form"))


def test_a_state_should_be_no_box_and_be_said_once_without_its_name(guided: TestClient) -> None:
    page = sent(guided, "je suis autiste asperger, au RSA, je sais souder")
    assert ticked(page, "c") == ["souder"]
    assert page.notes[1:] == [STATE_KEPT_OUT]
    alone = sent(guided, "RQTH pour le dos", 422)
    assert STATE_KEPT_OUT in alone.texts("p")


@pytest.mark.parametrize(
    ("lang", "text", "skill"),
    [
        ("/ar", "أجيد الخياطة", "أجيد الخياطة"),
        ("/uk", "вмію шити, я вагітна", "вмію шити"),
        ("/es", "sé coser, soy viuda", "coser"),
    ],
)
def test_texts_in_the_languages_of_the_site_should_be_read(
    guided: TestClient, lang: str, text: str, skill: str
) -> None:
    assert ticked(sent(guided, text, lang=lang), "c") == [skill]

"""Tests of the index of occupations and of the sheet of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from index.artefact import manifest, versions
from index.indexing.build import build
from index.search.query import MAX_CHARS
from index.skills.compared import label_code
from index.skills.profile import MAX_SKILLS
from index.skills.recommender import Recommender
from service.occupations.own_skills import TOO_MANY
from service.runtime.dependencies import current_recommender
from tests.conftest import SMALL_CATALOGUE, make_occupation
from tests.hash_encoder import HashEncoder
from tests.searchers import make_searcher
from tests.service.conftest import OCCUPATIONS
from tests.service.page import HOSTILE, read, sent

INDEX = "/metiers"
REPAIR = "/metiers/reparateur"
MET = label_code("Réparer des smartphones")
ROME = make_occupation(
    "rome-i1613",
    ("Réparer des moteurs",),
    useful=[f"Régler la pièce {number}" for number in range(40)],
    nom="Mécanicien",
    appellations=["Mécanicien", *(f"Mécanicien {number}" for number in range(20))],
    code_rome="I1613",
    voies=["emploi"],
    source="rome",
)
MAX_TAGS = 300
FOLDED = {"Voir la suite : 25", "Voir la suite : 5"}


@pytest.fixture(scope="module")
def with_rome(tmp_path_factory: pytest.TempPathFactory) -> Recommender:
    """A recommender over the occupations of the tests and one of ROME."""
    home = tmp_path_factory.mktemp("rome") / "index"
    build(SMALL_CATALOGUE, HashEncoder(), "hash", home, occupations=(*OCCUPATIONS, ROME))
    opened = manifest.read(home / versions.CURRENT)
    return Recommender(make_searcher(opened, HashEncoder()).retriever)


@pytest.fixture
def imported(guided: TestClient, with_rome: Recommender) -> Iterator[TestClient]:
    """A client of the service where ROME is imported."""
    overrides = cast(FastAPI, guided.app).dependency_overrides
    before = overrides[current_recommender]
    overrides[current_recommender] = lambda: with_rome
    yield guided
    overrides[current_recommender] = before


def test_the_page_of_an_occupation_should_show_its_skills_and_hosts(
    guided: TestClient,
) -> None:
    html = guided.get(REPAIR).text
    assert "Réparer des smartphones" in html
    assert "/fiches/atelier-phenix" in html
    assert "disparu" not in html
    assert "Venir un samedi." in guided.get("/metiers/aidant").text


def test_the_page_of_an_occupation_should_link_each_training_to_its_source(
    guided: TestClient,
) -> None:
    html = guided.get("/metiers/aidant").text
    assert 'href="https://exemple.fr/accueil"' in html
    assert "Formations qui y mènent" in html
    assert "Formations qui y mènent" not in guided.get(REPAIR).text


def test_each_way_in_should_stand_alone(guided: TestClient) -> None:
    page = read(guided, REPAIR)
    badges = [each for each in page.all("span") if each.get("class") == "badge"]
    assert len(badges) == 1
    assert "Métier <span" in page.html


def test_an_unknown_occupation_should_be_a_page_not_found(guided: TestClient) -> None:
    page = read(guided, "/metiers/astronaute", 404)
    assert page.title == "Introuvable – OrientESS"


def test_a_sheet_should_name_its_neighbours_and_its_source(guided: TestClient) -> None:
    page = read(guided, REPAIR)
    assert page.link("Aidant bénévole") == "/metiers/aidant"
    assert "Fiche écrite par OrientESS" in page.html


def test_a_sheet_should_say_the_gap_from_the_skills_of_the_address(guided: TestClient) -> None:
    page = read(guided, f"{REPAIR}?e={MET}&c=coudre&lieu=Lille")
    assert "Vous et ce métier" in page.texts("h2")
    assert "Vous avez tout ce qu'il demande." in page.html.replace("&#39;", "'")
    assert page.all("meter")[0]["value"] == "100"
    assert "Réparer des smartphones" in page.texts("q")
    assert "coudre" not in page.html
    assert page.link("Revenir aux résultats") == f"/competences/resultat?e={MET}"
    assert page.link("Aidant bénévole") == f"/metiers/aidant?e={MET}"
    assert f'href="/en{REPAIR}?e={MET}"' in page.html


def test_a_missing_skill_should_have_its_next_step(guided: TestClient) -> None:
    page = read(guided, f"/metiers/aidant?e={MET}")
    step = page.link("Chercher où l'apprendre")
    assert step == "/recherche?q=apprendre%20%3A%20Expliquer%20sans%20jargon"
    assert read(guided, step).title


def test_a_sheet_should_keep_the_skills_when_it_asks_where(guided: TestClient) -> None:
    page = read(guided, f"{REPAIR}?e={MET}&langue=ar&permis=B")
    assert page.values == {"e": [MET], "langue": ["ar"], "permis": ["B"]}
    answer = guided.post(REPAIR, data=page.values | {"lieu": ""}, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{REPAIR}?e={MET}&langue=ar&permis=B"


def test_skills_at_fault_should_leave_the_sheet_and_say_why(guided: TestClient) -> None:
    many = "&".join(f"e={number}" for number in range(MAX_SKILLS + 1))
    page = read(guided, f"{REPAIR}?{many}", 422)
    assert TOO_MANY in page.texts("p")
    assert "Réparer des smartphones" in page.html
    fields = {"c": [f"coudre {number}" for number in range(MAX_SKILLS + 1)]}
    assert TOO_MANY in sent(guided, REPAIR, 422, **fields).texts("p")


def test_an_unknown_place_should_be_said(guided: TestClient) -> None:
    page = sent(guided, REPAIR, lieu="Zzyzx", c="jongler")
    assert page.notes
    assert "jongler" not in page.html
    assert not read(guided, f"{REPAIR}?lieu=Zzyzx").notes


def test_the_index_should_list_and_search_with_mistakes(guided: TestClient) -> None:
    page = read(guided, INDEX)
    assert page.link("Réparateur de smartphones") == REPAIR
    assert "2 métiers et rôles" in page.texts("h2")
    found = read(guided, f"{INDEX}?q=reparateur de smartfone")
    jobs = [each["href"] for each in found.all("a") if each["href"].startswith("/metiers/")]
    assert jobs[0] == REPAIR


def test_the_index_should_filter_by_family_and_by_way_in(guided: TestClient) -> None:
    for choice in ("famille=economie-circulaire", "voie=emploi"):
        page = read(guided, f"{INDEX}?{choice}")
        assert "1 métier ou rôle" in page.texts("h2")
        assert page.link("Réparateur de smartphones") == REPAIR
    assert "Aucun métier" in read(guided, f"{INDEX}?voie=mecenat").html
    assert "2 métiers et rôles" in read(guided, f"{INDEX}?voie={HOSTILE}&page=x").texts("h2")


def test_an_index_searched_with_a_text_at_fault_should_say_why(guided: TestClient) -> None:
    page = read(guided, f"{INDEX}?q={'x' * (MAX_CHARS + 1)}", 422)
    assert page.field("q")["aria-invalid"] == "true"
    assert "Réparateur de smartphones" in page.html
    assert HOSTILE not in read(guided, INDEX, 200, q=HOSTILE).html


def test_a_sheet_of_rome_should_fold_its_long_lists_and_name_its_source(
    imported: TestClient,
) -> None:
    page = read(imported, f"/metiers/{ROME.id}")
    assert set(page.texts("summary")) >= FOLDED
    assert "Régler la pièce 39" in page.texts("li")
    assert "Fiche du ROME 4.0, France Travail, Licence Ouverte 2.0." in page.html
    said = next(text for text in page.texts("p") if "On dit aussi" in text)
    assert "On dit aussi : Mécanicien 0, Mécanicien 1," in said


def test_a_gap_with_a_long_sheet_should_fold_what_is_not_required(imported: TestClient) -> None:
    page = read(imported, f"/metiers/{ROME.id}?g=reparer-appareils")
    assert "Vous et ce métier" in page.texts("h2")
    assert set(page.texts("summary")) >= FOLDED
    assert any("Régler la pièce 39" in text for text in page.texts("p"))


def test_a_short_sheet_should_fold_nothing(imported: TestClient) -> None:
    assert not [text for text in read(imported, REPAIR).texts("summary") if "suite" in text]


def test_a_sheet_of_ours_should_have_no_neighbour_of_rome(imported: TestClient) -> None:
    links = [each["href"] for each in read(imported, REPAIR).all("a")]
    assert "/metiers/aidant" in links
    assert f"/metiers/{ROME.id}" not in links


def test_a_page_of_the_index_should_have_as_many_tags_with_rome(
    imported: TestClient, with_rome: Recommender, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [ROME.model_copy(update={"id": f"rome-{number}"}) for number in range(1_704)]
    monkeypatch.setattr(with_rome, "occupations", lambda _text: many)
    page = read(imported, f"{INDEX}?page=86")
    assert "1 704 métiers et rôles" in page.texts("h2")
    assert "Page 86 sur 86" in page.texts("span")
    assert len([each for each in page.all("a") if "/metiers/rome-" in each["href"]]) == 4
    assert len(page.tags) < MAX_TAGS
    assert len(read(imported, INDEX).tags) < MAX_TAGS

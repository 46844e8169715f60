"""Tests of the page of an occupation."""

from __future__ import annotations

from fastapi.testclient import TestClient

from tests.service.page import read


def test_the_page_of_an_occupation_should_show_its_skills_and_hosts(
    guided: TestClient,
) -> None:
    html = guided.get("/metiers/reparateur").text
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
    assert "Formations qui y mènent" not in guided.get("/metiers/reparateur").text


def test_an_unknown_occupation_should_be_a_page_not_found(guided: TestClient) -> None:
    page = read(guided, "/metiers/astronaute", 404)
    assert page.title == "Introuvable – OrientESS"

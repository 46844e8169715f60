"""Licences and certificates: read from what people write, and what they prove."""

from __future__ import annotations

import pytest

from index.facts.licences import (
    LICENCES,
    is_licence,
    licence_phrase,
    met_by,
    more_categories,
    near_to,
    read_licences,
)


@pytest.mark.parametrize(
    ("clause", "codes", "rest"),
    [
        ("Permis B", ("B",), ""),
        ("j'ai le permis de conduire", ("B",), ""),
        ("J'ai mon permis", ("B",), ""),
        ("permis b valide", ("B",), ""),
        ("mon permis depuis 10 ans", ("B",), "mon depuis 10 ans"),
        ("chauffeur permis poids lourd", ("C",), "chauffeur"),
        ("permis A2 et BE", ("A", "BE"), ""),
        ("permis remorque", ("BE",), ""),
        ("permis D", ("D",), ""),
        ("CACES R489 cat 1", ("caces-chariot",), ""),
        ("mini-pelle CACES R482", ("caces-engins",), "mini-pelle"),
        ("permis nacelle", ("caces-nacelle",), ""),
        ("Animateur BAFA", ("bafa",), "Animateur"),
        ("BAFD", ("bafd",), ""),
        ("habilitation B2V", ("habilitation-electrique",), ""),
        ("Habilitation électrique à jour", ("habilitation-electrique",), ""),
        ("PSC 1", ("psc1",), ""),
        ("Sauveteur secouriste du travail (SST)", ("sst",), ""),
        ("TOEIC 850", ("toeic",), ""),
        ("FIMO", ("fimo",), ""),
    ],
)
def test_a_licence_should_be_read_and_taken_out(
    clause: str, codes: tuple[str, ...], rest: str
) -> None:
    assert read_licences(clause) == (codes, rest)


@pytest.mark.parametrize(
    "clause",
    [
        "permis de construire",
        "permis c'est bon",
        "permis à points",
        "CACES périmé",
        "dossiers de permis",
        "je passe mon permis",
        "pas encore le permis",
        "j'aide à passer le permis",
        "formation SST en cours",
        "je conduis un vélo",
        "habilitation travail en hauteur",
    ],
)
def test_what_is_no_licence_held_should_stay_words(clause: str) -> None:
    assert read_licences(clause) == ((), clause)


def test_categories_alone_should_go_on_with_a_list_of_driving_licences() -> None:
    assert more_categories(" C") == ("C",)
    assert more_categories("CE et D") == ("C", "D")
    assert more_categories("remorque") == ("BE",)
    assert more_categories("camion") == ()


def test_a_licence_should_prove_what_asks_for_it_and_be_near_the_rest() -> None:
    forklift = licence_phrase("caces 3")
    assert is_licence(forklift)
    assert met_by(forklift) == {"Conduire un chariot élévateur"}
    assert near_to(licence_phrase("Permis B")) >= {"Avoir un permis et une assurance à jour"}
    assert licence_phrase("souder") == "souder"
    assert met_by("souder") == near_to("souder") == frozenset()
    assert not is_licence("souder")


def test_the_phrase_of_a_licence_should_be_its_own() -> None:
    assert len({each.phrase for each in LICENCES.values()}) == len(LICENCES)
    assert [each for each in LICENCES.values() if each.meets & each.near] == []

"""Licences and certificates: read from what people write, and what they prove."""

from __future__ import annotations

import pytest

from index.facts.licences import (
    LICENCES,
    is_licence,
    licence_of,
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
        ("permis B à jour", ("B",), ""),
        ("permis B a jour", ("B",), ""),
        ("permis de conduire à jour", ("B",), ""),
        ("permis B à 20 ans", ("B",), ""),
        ("permis A", ("A",), ""),
        ("permis A et B", ("A", "B"), ""),
        ("permis A1 B", ("A", "B"), ""),
        ("permis A 2019", ("A",), ""),
        ("permis B d'occasion", ("B",), "d'occasion"),
    ],
)
def test_a_licence_should_be_read_and_taken_out(
    clause: str, codes: tuple[str, ...], rest: str
) -> None:
    assert read_licences(clause) == (codes, rest)


@pytest.mark.parametrize(
    ("clause", "codes", "rest"),
    [
        ("CACES", ("caces-chariot",), ""),
        ("CACES à jour", ("caces-chariot",), ""),
        ("CACES 1, 3 et 5", ("caces-chariot",), ""),
        ("CACES 1A-3", ("caces-chariot",), ""),
        ("CACES cat. 3 et 5", ("caces-chariot",), ""),
        ("CACES cariste", ("caces-chariot",), ""),
        ("CACES (R489)", ("caces-chariot",), ""),
        ("CACES 389", ("caces-chariot",), ""),
        ("CACES R489 - cat 3", ("caces-chariot",), ""),
        ("CACES chariot élévateur R489 cat 3", ("caces-chariot",), ""),
        ("CACES R. 489 3 en entrepôt", ("caces-chariot",), "en entrepôt"),
        ("cariste CACES 3", ("caces-chariot",), "cariste"),
        ("CACES (R482)", ("caces-engins",), ""),
        ("CACES 482", ("caces-engins",), ""),
        ("CACES d'engins de chantier", ("caces-engins",), ""),
        ("CACES (R486)", ("caces-nacelle",), ""),
        ("CACES nacelles", ("caces-nacelle",), ""),
    ],
)
def test_a_caces_should_be_that_of_its_machine(
    clause: str, codes: tuple[str, ...], rest: str
) -> None:
    assert read_licences(clause) == (codes, rest)


@pytest.mark.parametrize(
    "machine",
    ["R483", "R487", "R377", "R383", "R390", "R490", "485", "(R485) cat 2", "pont roulant",
     "grutier", "pelle", "grue à tour"],
)  # fmt: skip
def test_the_caces_of_another_machine_should_stay_words(machine: str) -> None:
    for clause in (f"CACES {machine}", f"CACES de {machine}"):
        assert read_licences(clause) == ((), clause)


@pytest.mark.parametrize("trade", ["grutier", "pont roulant", "conducteur d'engins", "mini-pelle"])
def test_a_caces_alone_should_not_be_that_of_who_drives_another_machine(trade: str) -> None:
    assert read_licences(f"{trade} CACES") == ((), f"{trade} CACES")
    assert read_licences(f"{trade}, CACES R489") == (("caces-chariot",), trade)


@pytest.mark.parametrize(
    "clause",
    [
        "permis d'exploitation",
        "permis d’aménager",
        "permis d exploitation",
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


@pytest.mark.parametrize("separator", [" ", "(", "-", "1 "])
def test_separators_without_end_should_be_no_licence(separator: str) -> None:
    # a run of them is bounded: a longer one is not looked into
    for count in (5, 5_000):
        clause = f"CACES {separator * count}R489 grue"
        assert read_licences(clause) == ((), clause)


def test_categories_alone_should_go_on_with_a_list_of_driving_licences() -> None:
    assert more_categories(" C") == ("C",)
    assert more_categories("CE et D") == ("C", "D")
    assert more_categories("remorque") == ("BE",)
    assert more_categories("camion") == more_categories(" à") == ()


def test_a_licence_should_prove_what_asks_for_it_and_be_near_the_rest() -> None:
    forklift = licence_phrase("caces 3")
    assert is_licence(forklift)
    assert met_by(forklift) == {"Conduire un chariot élévateur"}
    assert near_to(licence_phrase("Permis B")) >= {"Avoir un permis et une assurance à jour"}
    assert licence_phrase("souder") == "souder"
    assert met_by("souder") == near_to("souder") == frozenset()
    assert not is_licence("souder")
    assert licence_of(forklift) == LICENCES["caces-chariot"]
    assert licence_of("souder") is None


def test_the_phrase_of_a_licence_should_be_its_own() -> None:
    assert len({each.phrase for each in LICENCES.values()}) == len(LICENCES)
    assert [each for each in LICENCES.values() if each.meets & each.near] == []

"""The file of emergencies: numbers with their sources, sentences in six languages."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from index.emergencies.directory import Directory, read_directory
from index.errors import InvalidRecords
from index.languages import LANGUAGES, OTHERS
from tests.conftest import ROOT

FILE = ROOT / "data" / "urgences.toml"
NUMBERS_OF_FRANCE = {
    "15", "17", "18", "112", "114", "115", "119", "3018", "3114", "3133", "3919", "116 000",
    "116 006", "0 800 05 95 95",
}  # fmt: skip
LOSSES = {
    "carte", "identite", "compte", "telephone", "faux-support", "colis", "permis", "location",
    "chantage",
}  # fmt: skip
STEPS = 3
SAID_IN_ALL = 10
"""Situations that have rules in every language; those of the others are the model's."""


@pytest.fixture(scope="module")
def directory() -> Directory:
    """What our file says."""
    read = read_directory(FILE)
    assert read is not None
    return read


def test_the_numbers_of_france_should_all_be_there(directory: Directory) -> None:
    assert {each.numero for each in directory.numeros if "fr" in each.pays} >= NUMBERS_OF_FRANCE


def test_a_number_of_france_should_say_where_it_was_read(directory: Directory) -> None:
    unread = [each.numero for each in directory.numeros if "fr" in each.pays and not each.lu]
    assert unread == ["0 980 980 930"]  # read in the code of applications alone


def test_a_loss_should_have_three_steps(directory: Directory) -> None:
    steps = {each.nom: len(each.etapes) for each in directory.situations if each.etapes}
    assert steps == dict.fromkeys(LOSSES, STEPS)


def test_a_replaced_number_should_lead_to_its_heir(directory: Directory) -> None:
    heirs = {old: each.numero for each in directory.numeros for old in each.anciens}
    assert heirs["3977"] == "3133"
    assert heirs["3020"] == "3018"


@pytest.mark.parametrize("country", ["fr", "be", "ch", "lu"])
def test_a_country_should_have_the_numbers_that_save_lives(
    directory: Directory, country: str
) -> None:
    there = [each for each in directory.numeros if country in each.pays]
    answered = {service for each in there for service in each.services}
    assert {"samu", "police", "pompiers", "secours", "suicide"} <= answered
    assert "112" in {each.numero for each in there}


def test_the_first_situations_should_be_said_in_every_language(directory: Directory) -> None:
    said = {each.nom: set(each.dit) for each in directory.situations if len(each.dit) > 1}
    assert len(said) == SAID_IN_ALL
    assert said == dict.fromkeys(said, set(LANGUAGES))


def test_a_number_should_be_called_or_written_to(directory: Directory) -> None:
    addresses = {each.numero: each.address for each in directory.numeros}
    assert addresses["116 000"] == "tel:116000"
    assert addresses["114"] == "sms:114"


def test_a_sentence_in_another_language_should_be_in_french(directory: Directory) -> None:
    assert directory.titre.in_language("xx") == directory.titre.fr
    assert directory.titre.in_language("ar") == "حالة طارئة: اتصل الآن"


def test_without_a_file_there_should_be_no_emergency(tmp_path: Path) -> None:
    assert read_directory(tmp_path / "absent.toml") is None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('source = "https://', 'source = "ftp://', "numeros.0.source"),
        ('services = ["samu"]', 'services = ["pizza"]', "pizza"),
        ('consigne = "ecrit"', 'consigne = "rien"', "rien"),
        ('numero = "15"', 'numero = "quinze"', "numeros.0.numero"),
        ("[titre]\n", "[titre]\nde = 'Notfall'\n", "« de » n'est pas une langue des pages"),
        ("pt = ", "autre = ", "n'est pas une langue"),
        ("pt = ", "# ", "la phrase manque en : pt"),
        ("[titre]\n", "[titre\n", "TOML invalide"),
    ],
)
def test_a_mistake_in_the_file_should_be_told(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "urgences.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InvalidRecords, match=told):
        read_directory(path)


def test_machine_translations_should_be_told(directory: Directory) -> None:
    written = tomllib.loads(FILE.read_text(encoding="utf-8"))
    assert set(written["traduction_automatique"]) == set(OTHERS)
    assert directory.traduction_automatique == tuple(written["traduction_automatique"])

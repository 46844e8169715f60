"""Emergencies told by a text: judged calls and ordinary needs, countries, order of numbers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from index.emergencies.detector import MAX_NUMBERS, Emergencies, Strength
from index.evaluation.emergencies import JudgedText, Shown, read_seen, show
from index.text.word_set import WordSet
from tests.conftest import ROOT

FOLDER = ROOT / "data" / "evaluation" / "urgences"
LEAST_RIGHT = 0.95


@pytest.fixture(scope="module")
def emergencies() -> Emergencies:
    """What tells emergencies, from our file."""
    read = Emergencies.read(ROOT / "data" / "urgences.toml")
    assert read is not None
    return read


@pytest.fixture(scope="module")
def learned() -> Emergencies:
    """What tells emergencies, from our file and our model."""
    data = ROOT / "data"
    read = Emergencies.read(data / "urgences.toml", data / "urgences.safetensors")
    assert read is not None
    return read


@pytest.fixture(scope="module")
def exists() -> Callable[[str], bool]:
    """The words of French."""
    return WordSet.read(ROOT / "data" / "lexique.txt.gz").__contains__


def unknown(word: str) -> bool:
    """A language without words."""
    return False


def numbers(emergencies: Emergencies, text: str, country: str = "fr") -> list[str]:
    """The numbers of a text in a country."""
    emergency = emergencies.of(text, unknown, country)
    return [] if emergency is None else [each.number.numero for each in emergency.numbers]


def told(emergencies: Emergencies, exists: Callable[[str], bool], name: str) -> list[Shown]:
    """What is shown for a set of judged texts."""
    texts = read_seen(FOLDER / f"{name}.tsv")
    return list(show(texts, lambda text: emergencies.of(text, exists)))


@pytest.mark.parametrize("name", ["appels", "mise_au_point"])
def test_almost_all_judged_calls_should_show_the_right_number(
    emergencies: Emergencies, exists: Callable[[str], bool], name: str
) -> None:
    shown = told(emergencies, exists, name)
    right = [each for each in shown if set(each.text.numbers) & set(each.numbers)]
    assert len(right) >= LEAST_RIGHT * len(shown)
    first = [each for each in right if each.numbers[0] in each.text.numbers]
    assert len(first) >= LEAST_RIGHT * len(shown)


def test_no_ordinary_need_should_show_a_number(
    emergencies: Emergencies, exists: Callable[[str], bool]
) -> None:
    shown = told(emergencies, exists, "ordinaires")
    assert [each.text.texte for each in shown if each.numbers] == []


def test_the_judged_texts_should_be_as_many_as_was_asked() -> None:
    calls = read_seen(FOLDER / "appels.tsv")
    assert len(calls) == 120
    assert sum(each.group == "fautes" for each in calls) >= 36
    assert {each.langue for each in calls} == {"fr", "en", "ar", "uk", "es", "pt"}
    ordinary = read_seen(FOLDER / "ordinaires.tsv")
    assert len({each.texte for each in ordinary}) == 300
    assert isinstance(ordinary[0], JudgedText)


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("douleur dans la poitrine", "be", ["112"]),
        ("je veux mourir", "be", ["0800 32 123", "112"]),
        ("mon mari me frappe", "be", ["0800 30 030", "101"]),
        ("il y a le feu chez moi", "ch", ["118", "112"]),
        ("je veux mourir", "ch", ["143", "144"]),
        ("on me menace avec un couteau", "lu", ["113", "112"]),
        ("je veux mourir", "lu", ["45 45 45", "112"]),
        ("ma fille est harcelée sur internet", "lu", ["116 111", "113"]),
    ],
)
def test_a_country_should_have_its_own_numbers(
    emergencies: Emergencies, text: str, country: str, expected: list[str]
) -> None:
    assert numbers(emergencies, text, country) == expected


def test_a_country_without_numbers_should_have_those_of_europe(emergencies: Emergencies) -> None:
    assert numbers(emergencies, "je veux mourir", "mc") == ["112"]


def test_the_first_number_should_be_that_of_the_most_urgent_situation(
    emergencies: Emergencies,
) -> None:
    emergency = emergencies.of("mon père ne respire plus et la maison est en feu", unknown)
    assert emergency is not None
    assert emergency.situation == "malaise"
    called = [each.number.numero for each in emergency.numbers]
    assert called == ["15", "18", "112", "0 800 47 33 33"]
    many = "je suis sourd, au secours, mon mari me frappe, il y a le feu, je veux mourir"
    assert len(numbers(emergencies, many)) == MAX_NUMBERS


def test_the_language_should_be_that_of_the_words(emergencies: Emergencies) -> None:
    emergency = emergencies.of("quiero morir", unknown)
    assert emergency is not None
    assert emergency.language == "es"


@pytest.mark.parametrize(
    "text",
    [
        "formation à la prévention du suicide",
        "site internet pour une association contre les violences conjugales",
        "le secours populaire est-il ouvert ?",
        "suicide commercial",
    ],
)
def test_a_situation_named_in_a_text_about_something_else_should_show_nothing(
    emergencies: Emergencies, text: str
) -> None:
    assert numbers(emergencies, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "mon mari me frappe, j'ai besoin d'un ordinateur",
        "il me faut un ordinateur et je veux mourir",
    ],
)
def test_a_danger_beside_an_ordinary_need_should_be_one_line_at_least(
    learned: Emergencies, text: str
) -> None:
    found = learned.of(text, unknown, by_meaning=False)
    assert found is not None
    assert found.strength is Strength.LIKELY


def test_a_topic_in_a_list_should_show_nothing(learned: Emergencies) -> None:
    assert learned.of("prévention, suicide, jeunes", unknown, by_meaning=False) is None


def test_without_a_file_there_should_be_nothing_to_tell(tmp_path: Path) -> None:
    assert Emergencies.read(tmp_path / "urgences.toml") is None

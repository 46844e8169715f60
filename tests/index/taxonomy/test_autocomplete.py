"""Suggestions of needs: what of the thesaurus a need being typed may become."""

from __future__ import annotations

from pathlib import Path
from statistics import quantiles
from time import thread_time

import pytest

from index.table_files import read_table, write_table
from index.taxonomy.autocomplete import MAX_CHARS, MAX_NEEDS, NeedIndex, NeedSuggestions
from index.taxonomy.thesaurus import Thesaurus
from tests.conftest import DATA, make_thesaurus

THESAURUS = Thesaurus.read(DATA / "needs.jsonl")
LIMIT_MS = 2


@pytest.fixture(scope="module")
def suggestions() -> NeedSuggestions:
    return NeedSuggestions(THESAURUS)


def labels(suggestions: NeedSuggestions, text: str, limit: int = MAX_NEEDS) -> list[str]:
    return [each.libelle for each in suggestions.suggest(text, limit)]


@pytest.mark.catalogue
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("impôts", "Déclarer ses impôts en ligne"),
        ("IMPOT", "Déclarer ses impôts en ligne"),
        ("réparer mon télé", "Faire réparer un smartphone"),
        ("je cherche le wifi", "Trouver un accès wifi gratuit"),
        ("quitter goo", "Quitter les outils des GAFAM"),
        ("cheap lap", "Acheter un ordinateur à petit prix"),
        ("ноут", "Acheter un ordinateur à petit prix"),
        ("l'ordi en pann", "Faire réparer un ordinateur"),
    ],
)
def test_a_need_should_be_found_by_the_start_of_its_words(
    text: str, expected: str, suggestions: NeedSuggestions
) -> None:
    assert expected in labels(suggestions, text)


def test_a_label_should_come_before_any_number_of_phrasings() -> None:
    many = make_thesaurus(autre="Vélo").needs["autre"]
    labelled = make_thesaurus(voulu="Donner un vélo").needs["voulu"]
    silent = labelled.model_copy(update={"formulations": ("autre chose",) * 8})
    renamed = many.model_copy(update={"libelle": "Bicyclette"})
    small = NeedSuggestions(Thesaurus({}, {"autre": renamed, "voulu": silent}))
    assert labels(small, "vélo") == ["Donner un vélo", "Bicyclette"]


def test_what_begins_so_should_come_before_what_only_has_the_word() -> None:
    small = NeedSuggestions(make_thesaurus(un="Donner un ordinateur", deux="Ordinateur donné"))
    assert labels(small, "ordi") == ["Ordinateur donné", "Donner un ordinateur"]


@pytest.mark.catalogue
def test_words_of_several_phrasings_should_do_when_none_has_them_all(
    suggestions: NeedSuggestions,
) -> None:
    text = "déclaration sur inter"
    phrases = [phrase for need in THESAURUS.needs.values() for _, phrase in need.phrases]
    assert not any("déclaration" in each and " inter" in each for each in phrases)
    assert labels(suggestions, text, 1) == ["Déclarer ses impôts en ligne"]


@pytest.mark.parametrize("text", ["", " ", "a", "é", "…", "\x00", "zzzz", "ordinateur zzzz", "d'"])
def test_what_begins_no_need_should_suggest_none(text: str, suggestions: NeedSuggestions) -> None:
    assert suggestions.suggest(text) == ()


@pytest.mark.catalogue
def test_suggestions_should_be_few_and_different(suggestions: NeedSuggestions) -> None:
    found = labels(suggestions, "or")
    assert len(found) == len(set(found)) == MAX_NEEDS
    assert labels(suggestions, "or", 3) == found[:3]


@pytest.mark.catalogue
def test_what_is_typed_beyond_the_limit_should_not_be_read(suggestions: NeedSuggestions) -> None:
    long = "wifi ".ljust(MAX_CHARS)
    assert suggestions.suggest(f"{long}zzzz") == suggestions.suggest("wifi") != ()


def test_a_thesaurus_without_needs_should_suggest_none() -> None:
    assert NeedSuggestions(Thesaurus({}, {})).suggest("ordinateur") == ()


def test_suggestions_should_come_in_less_than_two_milliseconds(
    suggestions: NeedSuggestions,
) -> None:
    typed = [need.libelle[:size] for need in THESAURUS.needs.values() for size in (2, 5, 12, 40)]
    times = []
    for text in typed:
        start = thread_time()
        suggestions.suggest(text)
        times.append((thread_time() - start) * 1_000)
    assert quantiles(times, n=20)[18] < LIMIT_MS


def test_texts_of_the_index_in_service_should_suggest_the_needs_that_it_was_built_from(
    tmp_path: Path,
) -> None:
    write_table(NeedIndex.of(THESAURUS), tmp_path, "need")
    built = read_table(NeedIndex, tmp_path, "need")
    assert built.identifiers == tuple(THESAURUS.needs)
    read = NeedSuggestions(THESAURUS, lambda: built)
    read.prepare()
    for text in ("répar", "ordi", "une", "x"):
        assert read.suggest(text) == NeedSuggestions(THESAURUS).suggest(text)


def test_another_thesaurus_than_that_of_the_index_should_be_read_itself() -> None:
    built = NeedIndex.of(make_thesaurus(autre="Acheter un lapin"))
    small = NeedSuggestions(make_thesaurus(voulu="Réparer un vélo"), lambda: built)
    assert [need.id for need in small.suggest("répar")] == ["voulu"]
    assert small.suggest("lapin") == ()

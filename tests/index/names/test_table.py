"""Table of names: what each word tells, and the forms that have it, as written to files."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from index.names.forms import Kind
from index.names.table import NameTable, grams_of, sound_of
from tests.index.names.examples import RECORDS, reread, table

NAMES = table()


def forms_having(names: NameTable, word: str) -> list[int]:
    """The forms that have a word in their name."""
    return [int(form) for form in names.inside.having(names.numbers[word])]


def test_a_word_of_many_names_should_tell_less_than_one_of_few() -> None:
    weight = {word: float(NAMES.weights[NAMES.numbers[word]]) for word in ("emmaus", "connect")}
    assert weight["emmaus"] < weight["connect"] <= NAMES.rarest


def test_a_small_word_should_tell_little() -> None:
    assert float(NAMES.weights[NAMES.numbers["de"]]) < NAMES.rarest / 4


def test_the_forms_of_a_word_should_be_those_that_have_it() -> None:
    forms = forms_having(NAMES, "ecodair")
    assert {RECORDS[int(NAMES.facts["owner"][form])][0] for form in forms} == {"Ecodair"}
    assert all("ecodair" in map(NAMES.word, NAMES.form_words(form)) for form in forms)


def test_the_town_of_a_location_should_not_be_a_word_of_its_name() -> None:
    number = NAMES.numbers["jallerange"]
    assert NAMES.inside.having(number).tolist() == []
    assert {bool(NAMES.facts["location"][form]) for form in NAMES.towns.having(number)} == {True}


def test_only_a_full_name_should_be_that_of_a_record() -> None:
    assert NAMES.names_record("emmaus connect")
    assert not NAMES.names_record("cress")
    assert not NAMES.names_record("mission locale")
    assert not NAMES.names_record("\x00")


def test_a_sound_should_be_that_of_all_its_words() -> None:
    assert sound_of(["éco", "dair"]) == sound_of(["ecodair"])
    assert grams_of("abcd") == {"abc", "bcd"}
    assert grams_of("ab") == set()


def test_a_table_should_be_read_as_it_was_written(tmp_path: Path) -> None:
    read = reread(tmp_path, NAMES)
    assert read.facts.tolist() == NAMES.facts.tolist()
    assert [read.form_words(form) for form in range(len(read))] == [
        NAMES.form_words(form) for form in range(len(NAMES))
    ]
    assert np.array_equal(read.weights, NAMES.weights)


def test_a_table_without_a_name_should_be_written_and_read(tmp_path: Path) -> None:
    assert len(reread(tmp_path, NameTable.of([]))) == 0


def test_an_acronym_should_be_a_form_of_its_kind() -> None:
    kinds = {int(NAMES.facts["kind"][form]) for form in forms_having(NAMES, "cress")}
    assert Kind.ACRONYM in kinds

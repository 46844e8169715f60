"""Dictionary: the words of a catalogue and of French, and their serialization."""

from __future__ import annotations

from index.spelling.dictionary import (
    Entry,
    catalogue_words,
    entry_line,
    parse_entry,
    with_french,
)


def test_a_word_should_be_shown_in_its_most_frequent_form() -> None:
    entries = catalogue_words(["Écran, écran", "ecran écran"])
    assert entries["ecran"] == Entry("écran", 4, 0.0, "ekrA")


def test_words_with_digits_should_not_enter_the_vocabulary() -> None:
    assert set(catalogue_words(["un PC en 2024 et la 4G"])) == {"un", "pc", "en", "et", "la"}


def test_of_forms_that_fold_alike_the_most_frequent_should_be_shown() -> None:
    entries = with_french({}, [("à", 7.0), ("a", 6.9), ("c'est", 6.0), ("4g", 4.0)])
    assert entries == {"a": Entry("à", 0, 7.0, "a")}


def test_a_word_of_the_catalogue_should_learn_its_frequency_and_keep_its_form() -> None:
    entries = with_french({"cafe": Entry("Café", 2, 0.0, "kafe")}, [("café", 4.9), ("cafe", 3.0)])
    assert entries == {"cafe": Entry("Café", 2, 4.9, "kafe")}


def test_an_entry_should_be_read_back_as_it_was_written() -> None:
    entries = with_french(catalogue_words(["Un Repair Café"]), [("vélo", 4.6)])
    lines = [f"{entry_line(*each)}\n".encode() for each in entries.items()]
    assert dict(map(parse_entry, lines)) == entries

"""How short codes are written, checked and read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.codes.short_code import (
    ALPHABET,
    CODE_CHARS,
    DIGITS,
    LETTERS,
    MAX_CODES,
    check_char,
    is_code,
    proposed_code,
    read_codes,
    write_codes,
)
from index.errors import InvalidQuery

CODES = st.text(st.sampled_from(ALPHABET), min_size=CODE_CHARS, max_size=CODE_CHARS)
LISTS = st.lists(CODES, min_size=1, max_size=MAX_CODES, unique=True)


@given(LISTS)
def test_a_list_is_read_as_it_was_written(codes: list[str]) -> None:
    assert list(read_codes(write_codes(codes))) == codes


@given(st.lists(CODES, min_size=3, max_size=3))
def test_three_codes_take_sixteen_characters_at_most(codes: list[str]) -> None:
    assert len(write_codes(codes)) <= 16


@given(LISTS, st.data())
def test_one_wrong_character_is_found(codes: list[str], data: st.DataObject) -> None:
    text = "".join(codes) + check_char("".join(codes))
    position = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from([char for char in ALPHABET if char != text[position]]))
    with pytest.raises(InvalidQuery, match="Un caractère est faux"):
        read_codes(text[:position] + other + text[position + 1 :])


@given(LISTS, st.data())
def test_two_neighbours_swapped_are_found(codes: list[str], data: st.DataObject) -> None:
    text = "".join(codes)
    check = check_char(text)
    position = data.draw(st.integers(0, len(text) - 2))
    left, right = text[position], text[position + 1]
    if left == right:
        return
    swapped = text[:position] + right + left + text[position + 2 :]
    with pytest.raises(InvalidQuery):
        read_codes(swapped + check)


@pytest.mark.parametrize(
    "typed", ["k7p2 4mqd {}", "K7P24MQD{}", " K7P2 – 4MQD – {} ", "k7p2.4mqd.{}"]
)
def test_a_list_is_read_whatever_separates_its_codes(typed: str) -> None:
    check = check_char("K7P24MQD")
    assert read_codes(typed.format(check.lower())) == ("K7P2", "4MQD")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Écrivez les codes"),
        (" - ", "Écrivez les codes"),
        ("K7P0-2", "« 0 »"),
        ("K7P2", "Il manque un caractère"),
        ("7", "Il manque un caractère"),
        ("K7P2-4MQ", "Il manque un caractère"),
        ("2" * 53, "Trop de codes"),
        ("-" * 500, "Écrivez les codes"),
        ("<script>alert(1)</script>", "« < »"),
    ],
)
def test_what_is_no_list_is_refused_with_the_reason(typed: str, said: str) -> None:
    with pytest.raises(InvalidQuery, match=said):
        read_codes(typed)


@given(st.text(), st.integers(0, 99), st.sampled_from([DIGITS, LETTERS]))
def test_a_code_is_drawn_from_its_identifier_alone(name: str, attempt: int, first: str) -> None:
    code = proposed_code(name, attempt, first)
    assert is_code(code)
    assert code[0] in first
    assert code == proposed_code(name, attempt, first)


def test_no_code_can_be_a_word_of_french() -> None:
    assert not set(ALPHABET) & set("AEIOU01")
    assert len(ALPHABET) == len(set(ALPHABET)) == 29

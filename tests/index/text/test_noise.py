"""Noise: seeded mistakes, of the kinds that people make and as often as real pairs have them."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from index.text.noise import INSIDE, STYLES, Noise, TypingError
from index.text.typing_errors import NEIGHBOURS, bare
from tests.conftest import OPEN_DATA, open_data

TYPOS = OPEN_DATA / "typos"
SENTENCE = "Je cherche quelqu'un pour réparer l'ordinateur de ma mère, s'il vous plaît."


def plain(word: str) -> str:
    """A word in lower case, without accents."""
    return "".join(map(bare, word.lower()))


def kind_of(typed: str, meant: str) -> TypingError | None:
    """The one mistake between a word typed and the word meant; None when it is another thing."""
    one, other = plain(typed), plain(meant)
    if one == other:
        return TypingError.ACCENT
    doubled = re.compile(r"(.)\1")
    if doubled.sub(r"\1", one) == doubled.sub(r"\1", other):
        return TypingError.UNDOUBLED if len(one) < len(other) else TypingError.DOUBLED
    if OSA.distance(one, other) > 1 or one[0] != other[0]:
        return TypingError.SOUND if one[0] == other[0] else None
    if len(one) == len(other):
        if sorted(one) == sorted(other):
            return TypingError.SWAPPED
        at = next(at for at, char in enumerate(one) if char != other[at])
        return (
            TypingError.NEIGHBOUR if one[at] in NEIGHBOURS.get(other[at], "") else TypingError.SOUND
        )
    return TypingError.DROPPED if len(one) < len(other) else TypingError.ADDED


@pytest.mark.parametrize("style", STYLES)
def test_the_same_seed_should_make_the_same_mistakes(style: str) -> None:
    assert Noise(4).write(SENTENCE, style) == Noise(4).write(SENTENCE, style)
    assert Noise(4).write(SENTENCE, style) != SENTENCE


@given(st.text(max_size=80), st.sampled_from(list(STYLES)), st.integers(0, 50))
def test_any_text_should_be_writable(text: str, style: str, seed: int) -> None:
    assert isinstance(Noise(seed).write(text, style), str)


@pytest.mark.parametrize("kind", TypingError)
def test_every_mistake_should_fit_some_word_of_a_sentence(kind: TypingError) -> None:
    words = ["l'ordinateur", "réparer", "appareil", "besoin", "est", "téléphone"]
    noise = Noise(1)
    assert any(noise.misspell(word, kind) != word for word in words for _ in range(20))


@pytest.mark.parametrize("kind", [TypingError.DROPPED, TypingError.SWAPPED, TypingError.NEIGHBOUR])
def test_a_short_word_should_keep_its_letters(kind: TypingError) -> None:
    assert Noise(1).misspell("vol", kind) == "vol"


@pytest.mark.parametrize("kind", [TypingError.DROPPED, TypingError.NEIGHBOUR, TypingError.ADDED])
def test_the_first_letter_should_be_typed_right(kind: TypingError) -> None:
    noise = Noise(2)
    assert all(noise.misspell("ordinateur", kind)[0] == "o" for _ in range(50))


def test_a_slip_should_hit_a_key_beside_the_right_one() -> None:
    assert set(NEIGHBOURS["a"]) == {"z", "q", "s"}
    typed = Noise(3).misspell("ordinateur", TypingError.NEIGHBOUR)
    ((at, key),) = [(i, key) for i, key in enumerate(typed) if key != "ordinateur"[i]]
    assert key in NEIGHBOURS["ordinateur"[at]]


def test_writing_by_ear_should_touch_more_words_than_a_slip() -> None:
    def touched(style: str) -> float:
        noise, words = Noise(5), SENTENCE.split()
        return sum(noise.write(word, style) != word for word in words for _ in range(200))

    assert touched("phonetique") > 1.3 * touched("frappe")


@open_data("typos")
def test_the_shares_of_mistakes_should_be_those_of_real_pairs() -> None:
    counts: Counter[TypingError] = Counter()
    for path in sorted(Path(TYPOS).glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            typed, _, meant = line.partition("\t")
            if typed.isalpha() and meant.isalpha() and len(meant) > 3:
                kind = kind_of(typed, meant)
                counts.update([kind] if kind else [])
    assert counts.total() > 200
    for kind, share in INSIDE.items():
        assert counts[kind] / counts.total() == pytest.approx(share, abs=0.08), kind

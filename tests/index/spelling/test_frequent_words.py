"""The frequent words of languages: those of wordfreq, without the package."""

from __future__ import annotations

import gzip
import subprocess
import sys

import pytest
import wordfreq

from index.spelling.frequent_words import FILE, frequencies, frequent_words
from index.text.language_detection import OTHERS
from tests.conftest import ROOT


def test_words_of_french_should_be_those_of_wordfreq_with_their_frequency() -> None:
    words = [(each, wordfreq.zipf_frequency(each, "fr")) for each in wordfreq.top_n_list("fr", 999)]
    assert frequencies("fr", 999) == words
    assert frequent_words("fr", 3) == ["de", "la", "le"]


@pytest.mark.parametrize("code", OTHERS)
def test_words_of_another_language_should_be_those_of_wordfreq(code: str) -> None:
    words = frequent_words(code, 1_000_000)
    assert len(words) == 20_000
    assert words[:500] == wordfreq.top_n_list(code, 500)


def test_the_file_should_be_small_and_say_its_licence() -> None:
    assert FILE.stat().st_size < 1_000_000
    assert "ShareAlike 4.0" in FILE.with_name("frequent_words.LICENSE").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_file_should_be_the_one_that_is_made_again() -> None:
    program = "import sys, scripts.build_frequencies as b; sys.stdout.buffer.write(b.content())"
    made = subprocess.run(  # noqa: S603 - without the shorter lists of the tests
        [sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True
    )
    assert gzip.decompress(made.stdout) == gzip.decompress(FILE.read_bytes())

"""Frequent words of French and of other languages, which training texts are made of."""

from __future__ import annotations

import random

import wordfreq

from index.text.analysis import content_words

FRENCH_WORDS, FOREIGN_WORDS = 12_000, 300
LANGUAGES = ("en", "es", "pt", "ar", "uk", "ru", "it", "de", "tr", "pl")


def frequent_words() -> list[str]:
    """Return the most frequent words of French, in order, without stop words.

    Those of less than four letters, or with other characters than letters, are left out too.
    """
    return [
        word
        for word in wordfreq.top_n_list("fr", FRENCH_WORDS)
        if len(word) > 3 and word.isalpha() and content_words(word)
    ]


def foreign_texts(seed: int) -> list[str]:
    """Return frequent words of ten languages other than French, alone and in groups of three.

    seed: of the draw of the groups.
    """
    rng = random.Random(seed)  # noqa: S311 - nothing secret
    texts = []
    for language in LANGUAGES:
        words = wordfreq.top_n_list(language, FOREIGN_WORDS * 2)[FOREIGN_WORDS:]
        texts += words + [" ".join(rng.sample(words, 3)) for _ in range(FOREIGN_WORDS // 2)]
    return texts

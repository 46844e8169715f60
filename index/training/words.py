"""Frequent words of French and of other languages, which training texts are made of."""

from __future__ import annotations

import random

import wordfreq

from index.text.analysis import content_words

FRENCH_WORDS, FOREIGN_WORDS = 12_000, 300
COMPOSED = 40_000
"""Number of requests that are composed of frequent words of French."""
OPENINGS = (
    "",
    "comment",
    "comment obtenir",
    "comment faire pour",
    "où trouver",
    "qui peut",
    "peut-on",
    "doit-on",
    "faut-il",
    "qu'est-ce que",
    "quel est le",
    "quelles sont les règles de",
    "combien coûte",
    "que faire en cas de",
    "j'ai besoin de",
    "je cherche",
    "je voudrais",
    "aide pour",
)
"""First words of the composed requests."""
LINKS = (
    " ",
    " de ",
    " du ",
    " de la ",
    " des ",
    " d'un ",
    " et ",
    " pour ",
    " à ",
    " en ",
    " sans ",
)
"""Text between two words of a composed request."""
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


def composed_texts(seed: int) -> list[str]:
    """Return requests made of one to three frequent words of French, put together at random.

    They make no sense, but hold words of all domains after the usual first words of a request.
    seed: of the draw.
    """
    rng = random.Random(seed)  # noqa: S311 - nothing secret
    words, texts = frequent_words(), []
    for _ in range(COMPOSED):
        first, *others = rng.sample(words, rng.randint(1, 3))
        text = f"{rng.choice(OPENINGS)} {first}"
        for word in others:
            text += rng.choice(LINKS) + word
        texts.append(text.strip())
    return texts


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

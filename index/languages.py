"""Languages: whether a text is in another language than French, whose words are not mended."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

FRENCH = "fr"
OTHERS = ("en", "es", "pt", "it", "de", "pl", "tr")
"""Languages in Latin letters that are often read in France; the words of others are never like
those of French."""
LEAST_WORDS, LEAST_SHARE = 2, 0.6
"""How many of its words, and which share of them, a text must have in another language."""


def language_of(words: Iterable[str], lexicons: Mapping[str, Container[str]]) -> str:
    """The language of a text: French unless another one has more of its words.

    Args:
        words: of the text, folded; mistakes included.
        lexicons: code of a language -> its folded words; with `FRENCH`.

    Returns:
        The ISO 639-1 code of the language.
    """
    every = list(words)
    known = {
        code: sum(word in lexicon for word in every)
        for code, lexicon in lexicons.items()
        if code != FRENCH
    }
    best = max(known, key=known.__getitem__, default=FRENCH)
    least = max(LEAST_WORDS, LEAST_SHARE * len(every))
    french = sum(word in lexicons.get(FRENCH, ()) for word in every)
    return best if known.get(best, 0) >= least and known[best] > french else FRENCH

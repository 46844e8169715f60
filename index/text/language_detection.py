"""Languages: whether a text is in another language than French, whose words are not mended."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Mapping

from index.text.stopwords import STOP_WORDS

FRENCH = "fr"
OTHERS = ("en", "es", "pt", "it", "de")
"""Languages in Latin letters that are often read in France; the words of others are never like
those of French. Of two that know as many words, the first one is meant."""
GRAMMAR: Mapping[str, frozenset[str]] = {
    "en": frozenset(["i", "to", "for", "the", "my", "and", "is", "of", "it", "in", "you"]),
    "es": frozenset(["el", "mi", "con", "su"]),
    "pt": frozenset(["os", "eu", "em"]),
}
"""Words of grammar that the lexicons leave out, for they are also met in texts of French."""
SCRIPTS = {"ARABIC": "ar", "CYRILLIC": "uk", "GREEK": "el", "HEBREW": "he", "CJK": "zh"}
"""The language most likely meant, in France, by a script: only to speak to who wrote it."""
UNKNOWN = "und"
"""ISO 639-2 code of a language that is not determined."""
LEAST_WORDS = 2
"""How many words of its own a text must have in another language."""


def language_of(words: Iterable[str], lexicons: Mapping[str, Container[str]]) -> str:
    """The language of a text: French unless another one has as many words, at least two.

    Args:
        words: of the text, folded; mistakes included.
        lexicons: code of a language -> its folded words; those of the others are none of French.

    Returns:
        The ISO 639-1 code of the language.
    """
    every = list(words)
    foreign = Counter(filter(None, map(_script_of, every)))
    if foreign.total() * 2 > len(every):
        return SCRIPTS.get(foreign.most_common(1)[0][0], UNKNOWN)
    french = sum(word in STOP_WORDS or word in lexicons.get(FRENCH, ()) for word in every)
    own = {
        code: sum(word in lexicons[code] or word in GRAMMAR.get(code, ()) for word in every)
        for code in OTHERS
        if code in lexicons
    }
    best = max(own, key=own.__getitem__, default=FRENCH)
    return best if own.get(best, 0) >= max(LEAST_WORDS, french) else FRENCH


def _script_of(word: str) -> str:
    """The Unicode name of the script of a word, empty for Latin and for what is no letter."""
    script = unicodedata.name(word[0], "").partition(" ")[0] if word[:1].isalpha() else ""
    return "" if script == "LATIN" else script

"""Language detection: tell a query in French from one in another language.

Words of other languages are not corrected as if they were misspelt French.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence

from index.text.stopwords import STOP_WORDS

FRENCH = "fr"
"""ISO 639-1 code of French."""
OTHERS = ("en", "es", "pt", "it", "de")
"""Languages in Latin letters to tell from French, by ISO 639-1 code.

When two of them have as many words of a text, the first is chosen.
"""
GRAMMAR: Mapping[str, frozenset[str]] = {
    "en": frozenset(["i", "to", "for", "the", "my", "and", "is", "of", "it", "in", "you"]),
    "es": frozenset(["el", "mi", "con", "su"]),
    "pt": frozenset(["os", "eu", "em"]),
}
"""Language -> common words of it (articles, pronouns) that its word list leaves out because they
are also French words."""
SCRIPTS = {"ARABIC": "ar", "CYRILLIC": "uk", "GREEK": "el", "HEBREW": "he", "CJK": "zh"}
"""Alphabet, by its Unicode name -> the language of France that most likely uses it, by ISO 639-1
code."""
UNKNOWN = "und"
"""ISO 639-2 code of a language that is not determined."""
LEAST_WORDS = 2
"""Fewest words of another language that make a text one of that language."""


def language_of(words: Iterable[str], lexicons: Mapping[str, Container[str]]) -> str:
    """Return the language of a text: French, unless its words clearly belong to another one.

    The other languages are English, Spanish, Portuguese, Italian and German: at least two words
    must belong to one of them, and no more words than that to French. When most words are in
    another alphabet, the language is the one that most often uses it in France.

    Args:
        words: words of the text, in lower case without accents, misspelt ones included.
        lexicons: ISO 639-1 code of a language -> its words, in lower case without accents. The
            words of other languages must not include those that are also French.

    Returns:
        The ISO 639-1 code of the language ("fr", "en"), or "und" (undetermined) when most words are
        in an alphabet of no language in `SCRIPTS`.
    """
    folded = list(words)
    foreign = Counter(filter(None, map(_script_of, folded)))
    if foreign.total() * 2 > len(folded):
        return SCRIPTS.get(foreign.most_common(1)[0][0], UNKNOWN)
    lexicon = lexicons.get(FRENCH, ())
    french = sum(word in STOP_WORDS or word in lexicon for word in folded)
    own = {
        code: _count(folded, lexicons[code], GRAMMAR.get(code, frozenset()))
        for code in OTHERS
        if code in lexicons
    }
    best = max(own, key=own.__getitem__, default=FRENCH)
    return best if own.get(best, 0) >= max(LEAST_WORDS, french) else FRENCH


def _count(words: Sequence[str], lexicon: Container[str], grammar: Container[str]) -> int:
    """Return how many words are in a language: in its lexicon, or common words of it."""
    return sum(word in grammar or word in lexicon for word in words)


def _script_of(word: str) -> str:
    """Return the Unicode name of the script of a word, empty for Latin and for other characters."""
    if word[:1].isascii():
        return ""
    script = unicodedata.name(word[0], "").partition(" ")[0] if word[:1].isalpha() else ""
    return "" if script == "LATIN" else script

"""Language detection: tell a query in French from one in another language.

Words of other languages are not corrected as if they were misspelt French.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Mapping

from index.text.stopwords import STOP_WORDS

FRENCH = "fr"
"""ISO 639-1 code of French."""
OTHERS = ("en", "es", "pt", "it", "de")
"""Languages in Latin letters to distinguish from French, by ISO 639-1 code.

Of two that have as many words of a text, the first is chosen.
"""
GRAMMAR: Mapping[str, frozenset[str]] = {
    "en": frozenset(["i", "to", "for", "the", "my", "and", "is", "of", "it", "in", "you"]),
    "es": frozenset(["el", "mi", "con", "su"]),
    "pt": frozenset(["os", "eu", "em"]),
}
"""Language -> its function words that its lexicon leaves out, since they also occur in French."""
SCRIPTS = {"ARABIC": "ar", "CYRILLIC": "uk", "GREEK": "el", "HEBREW": "he", "CJK": "zh"}
"""Script, by its Unicode name -> its most likely language in France, to answer in it."""
UNKNOWN = "und"
"""ISO 639-2 code of a language that is not determined."""
LEAST_WORDS = 2
"""Words of another language that a text must have to be in it."""


def language_of(words: Iterable[str], lexicons: Mapping[str, Container[str]]) -> str:
    """Return the language of a text: French unless another one has as many words, at least two.

    Args:
        words: words of the text, folded, misspelt ones included.
        lexicons: code of a language -> its folded words; another language has no word of French.

    Returns:
        The ISO 639-1 code of the language.
    """
    folded = list(words)
    foreign = Counter(filter(None, map(_script_of, folded)))
    if foreign.total() * 2 > len(folded):
        return SCRIPTS.get(foreign.most_common(1)[0][0], UNKNOWN)
    french = sum(word in STOP_WORDS or word in lexicons.get(FRENCH, ()) for word in folded)
    own = {
        code: sum(word in lexicons[code] or word in GRAMMAR.get(code, ()) for word in folded)
        for code in OTHERS
        if code in lexicons
    }
    best = max(own, key=own.__getitem__, default=FRENCH)
    return best if own.get(best, 0) >= max(LEAST_WORDS, french) else FRENCH


def _script_of(word: str) -> str:
    """Return the Unicode name of the script of a word, empty for Latin and for other characters."""
    script = unicodedata.name(word[0], "").partition(" ")[0] if word[:1].isalpha() else ""
    return "" if script == "LATIN" else script

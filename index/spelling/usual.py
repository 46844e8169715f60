"""Usual forms of words: what is encoded is the same in any case, number and gender.

"NUMERIQUE" and "numériques" are read as "numérique", and a woman who asks is answered as a man.
What is shown keeps the words as typed.
"""

from __future__ import annotations

import re

from index.spelling.candidates import ACRONYM_MAX_CHARS
from index.spelling.table import MIN_CHARS
from index.spelling.vocabulary import Vocabulary
from index.text.accents import has_twin
from index.text.analysis import content_words, fold
from index.text.gender import masculine
from index.text.stopwords import STOP_WORDS

NUMBER_MIN_CHARS = 5
"""Letters of the shortest word that may be read in another number."""
SINGULARS = frozenset({
    "cours", "temps", "gens", "corps", "sens", "tiers", "univers", "divers", "concours",
    "discours", "secours", "parcours", "recours", "ailleurs", "plusieurs", "alors", "toujours",
    "jamais", "moeurs", "ours",
})  # fmt: skip
"""Words that end with s in the singular, besides those in -as, -is, -os, -us and -ss."""
PLURAL_ZIPF = 0.6
"""By how much a word is more frequent in the plural, in Zipf, to be read so."""
AUXILIARIES = frozenset({
    "ai", "as", "avons", "avez", "ont", "avait", "avais", "avaient", "ete", "est", "suis", "es",
    "sommes", "etes", "sont", "etait", "etaient", "etre", "avoir", "serait", "aurait",
})  # fmt: skip
"""Words after which a verb that ends with e is a participle: "j'ai oublie"."""
PARTICIPLE_ZIPF = 3.5
"""Least Zipf frequency of a word that ends with é, and that no verb of ours has, to be read so."""
KIN = frozenset({"mère", "maman", "fille", "copine"})
"""Words of which the masculine is another person: somebody's mother is not a father."""
UNACCENTED = {"à": "a", "où": "ou", "là": "la", "dès": "des", "çà": "ca", "ça": "ca"}
"""Small words whose accents people leave out."""
_WORD = re.compile(r"[^\W\d_]+")
_PARTICIPLE = re.compile(r"(?:ees?|es?)$")
_BY = re.compile(r"\s+par\b", re.IGNORECASE)
_KEPT_S = re.compile(r"(?:[aiou]s|ss)$")


def usual(text: str, vocabulary: Vocabulary) -> str:
    """Write the words of a text in their usual forms.

    A word alone keeps its number and its gender: nothing else says what it is about.

    Args:
        text: in French, with its accents (`accented`).
        vocabulary: the words that exist.

    Returns:
        The text, to be encoded.
    """
    alone = len(content_words(text)) == 1
    return _WORD.sub(lambda match: _usual(match.group(), vocabulary, alone), text)


def _usual(typed: str, vocabulary: Vocabulary, alone: bool) -> str:
    """Return the usual form of a word; alone: to keep its number and its gender."""
    word = typed.lower()
    if word in UNACCENTED or fold(word) in STOP_WORDS:
        return UNACCENTED.get(word, word)
    entry = vocabulary.entries.get(fold(word))
    if entry is not None and not entry.form[1:].islower() and not vocabulary.is_listed(word):
        return entry.form if entry.form.lower() == word else word
    if typed.isupper() and len(typed) <= ACRONYM_MAX_CHARS:
        return typed
    common = word if alone else _number(word, vocabulary)
    return common if alone or common in KIN else masculine(common)


def accented(text: str, vocabulary: Vocabulary) -> str:
    """Write the accents that the words of a text lack: "numerique" -> "numérique".

    A word whose accents would change its meaning ("marche", "marché") keeps them as they are, and
    so does a verb that may be a participle ("refuse"), but after an auxiliary or before "par".

    Args:
        text: in French, corrected.
        vocabulary: the words that exist.

    Returns:
        The text, its other characters as they were.
    """
    before = ""

    def form(match: re.Match[str]) -> str:
        nonlocal before
        word = match.group().lower()
        participle = before in AUXILIARIES or _BY.match(text, match.end()) is not None
        found = _accented(word, participle, vocabulary)
        before = fold(word)
        return match.group() if found == word else found

    return _WORD.sub(form, text)


def _accented(word: str, participle: bool, vocabulary: Vocabulary) -> str:
    """Return a word with its accents, if it has none; participle: whether it must be one."""
    if not word.isascii() or len(word) < MIN_CHARS or has_twin(word):
        return word
    entry = vocabulary.entries.get(word)
    form = word if entry is None or len(entry.form) != len(word) else entry.form.lower()
    verb = _PARTICIPLE.sub("er", word)
    if verb != word and vocabulary.exists(verb):
        root, ending = form[: len(verb) - 2], word[len(verb) - 2 :]
        is_participle = participle or ending.startswith("ee")
        return f"{root}é{ending[1:]}" if is_participle else f"{root}{ending}"
    rare = entry is None or (form.endswith("é") and entry.zipf < PARTICIPLE_ZIPF)
    return word if rare else form


def _number(word: str, vocabulary: Vocabulary) -> str:
    """Return a word in the singular, or in the plural when that is the usual number: "données"."""
    if len(word) < NUMBER_MIN_CHARS or _KEPT_S.search(word) or word in SINGULARS:
        return word
    one = word.removesuffix("s")
    zipfs = vocabulary.zipf(fold(one)), vocabulary.zipf(fold(f"{one}s"))
    if not all(zipfs):
        return word
    return f"{one}s" if zipfs[1] > zipfs[0] + PLURAL_ZIPF else one

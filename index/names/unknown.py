"""Names that nobody here bears: a text that asks for a body by its name, and not for help.

"Mairie de Villeurbanne", "numéro de téléphone de Klesia" and "Ornikar" ask for one body. Told as
unknown, they are not answered with another one as if it were it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from index.names.asked import CONTACT, asked_name
from index.text.analysis import Token, content_words, fold

BODIES = frozenset({
    "mairie", "prefecture", "sousprefecture", "ccas", "cpas", "hopital", "chu", "clinique",
    "lycee", "universite", "tribunal", "commissariat", "gendarmerie", "urssaf", "carsat",
    "cpam", "msa", "mdph", "crous", "rectorat", "consulat", "ambassade", "tresorerie", "dreets",
    "ddets", "ars", "restos", "paroisse", "mosquee", "synagogue", "rsma", "greta", "adil",
    "udaf",
})  # fmt: skip
"""Words that say what kind of body is asked for, when a place or a name follows."""
MAX_WORDS, MAX_OTHERS = 6, 2
"""Words of the longest text that is read as a name; content words besides the kind of a body."""


def is_unknown_name(
    text: str, rest: str, is_ordinary: Callable[[str], bool], mended: Collection[str]
) -> bool:
    """Tell whether a text asks for a body by its name, given that no name of ours is like it.

    It does when what is asked for is a kind of body in a place, is made of words that are not of
    French, or has the capitals of a name; more readily after "numéro de" or "contacter".

    Args:
        text: as typed.
        rest: the same without its place, which may take the kind of body with it.
        is_ordinary: whether a word, in lower case without accents, is of French or of the records.
        mended: words of the text, in the same form, that are ordinary ones misspelt.

    Returns:
        Whether it does.
    """
    name = asked_name(rest if content_words(rest) else text)
    words = content_words(name)
    if not 0 < len(words) <= MAX_WORDS:
        return False
    unknown = [
        token
        for token in words
        if token.word.isalpha() and token.word not in mended and not is_ordinary(token.word)
    ]
    body = words[0].word in BODIES and len(words) <= 1 + MAX_OTHERS
    if body and (rest != text or unknown or len(words) == 1 and CONTACT.search(text)):
        return True
    if CONTACT.search(text) and (unknown or _has_capitals(name, words)):
        return True
    return len(unknown) == len(words) or (len(words) > 1 and _has_capitals(name, words))


def _has_capitals(text: str, words: Sequence[Token]) -> bool:
    """Return whether the words of a text have the capitals of a name, its first one besides."""
    if text.isupper() or fold(text) == text:
        return False
    return all(text[word.start].isupper() for word in words) and any(word.start for word in words)

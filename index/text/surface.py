"""Surface of a text: what changes nothing of what it asks, taken away before it is read.

A text in capitals is read in small letters; politeness, the words that announce a request ("je
cherche"), a word said twice and the marks that end a text weigh nothing.
"""

from __future__ import annotations

import re

from index.text.analysis import content_words

CAPITALS, CAPITALS_MIN_CHARS = 0.8, 7
"""Share of the letters of a text that are capitals for it to be read in small letters, and letters
of the shortest such text: a shorter one is an acronym."""
_POLITE = r"(?:s'?il (?:vous|te) pla[iî]t|s v p|svp|stp|merci(?: d'avance| beaucoup| [àa] vous)?)"
_PERSON = r"(?:je|j'|j|on|nous)\s*"
_WISH = (
    r"(?:re)?cherch(?:e|ons|ais)|voudrais?|voudrions|aimerais?|aimerions|souhait(?:e|ons|erais)"
    r"|veux|voulons|suis [àa] la recherche"
)
_BEFORE = re.compile(
    rf"^\s*(?:(?:bonjour|bonsoir|salut|coucou|bjr|bsr|slt|hello|excusez[- ]moi|pardon|madame"
    rf"|monsieur|{_POLITE})(?:\s+(?:[àa] tous|madame|monsieur))?"
    rf"|{_PERSON}(?:{_WISH})(?:\s+(?:savoir )?(?:o[uù] )?(?:trouver|avoir))?"
    r"(?:\s+(?:de|d')(?=\s|\w))?"
    r"|o[uù]\s+(?:(?:puis[- ]je|peut[- ]on|est[- ]ce que je peux|je peux|on peut)\s+)?trouver"
    r"|(?:est[- ]ce que\s+)?(?:vous avez|avez[- ]vous|auriez[- ]vous|y a[- ]t[- ]il|il y a)"
    r"|est[- ]ce qu'il y a"
    r")(?![\w'-])[\s,;:.!]*",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"[\s,;:.!?]*(?:(?<![\w]){_POLITE}|cordialement|bonne journ[ée]e|[.!?…;,:\s]+)[\s,;:.!?…]*$",
    re.IGNORECASE,
)
_TWICE = re.compile(r"(?<![\w'-])([^\W\d_]+)(?:\s+\1)+(?![\w'-])", re.IGNORECASE)
_KEPT_TWICE = frozenset({"nous", "vous"})


def small_letters(text: str) -> str:
    """Return a text in small letters when it is written in capitals; as it is otherwise.

    Characters keep their places: a text whose length would change is left as it is.
    """
    letters = [char for char in text if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    if len(letters) < CAPITALS_MIN_CHARS or capitals < CAPITALS * len(letters):
        return text
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text


def asked(text: str) -> str:
    """Return what a text asks, without politeness, announce, repeated words or closing marks.

    The text as it is when nothing that tells anything would be left: "bonjour, je cherche".
    """
    rest = _TWICE.sub(_once, text.strip())
    while True:
        shorter = _AFTER.sub("", rest)
        found = _BEFORE.match(shorter)
        shorter = shorter[found.end() :] if found else shorter
        if shorter == rest or not content_words(shorter):
            return rest if content_words(rest) else text
        rest = shorter


def _once(match: re.Match[str]) -> str:
    """Return a word that is said several times, once."""
    return match.group() if match.group(1).lower() in _KEPT_TWICE else match.group(1)

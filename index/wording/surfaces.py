"""Evaluation of surfaces: ways to write a need that mean the same must find the same records.

Each judged need is searched as it is, then written otherwise: in capitals, without accents, with
politeness, with a word in the plural or in another gender. What should not matter is measured by
how many of the first three records stay, and by the answers that are lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from index.search.query import MAX_CHARS, Query
from index.search.searcher import Searcher
from index.text.analysis import fold
from index.text.gender import masculine
from index.text.stopwords import STOP_WORDS

FIRST = 3
"""Records, from the first, that must not change."""
MIN_CHARS = 5
"""Letters of the shortest word whose number or gender is changed."""
TOWNS = (
    "Lille", "Lyon", "Marseille", "Rennes", "Strasbourg", "Toulouse", "Nantes", "Dijon", "Amiens",
    "Limoges", "Montpellier", "Le Mans",
)  # fmt: skip
"""Towns that needs are asked for in, in the field for places then in their text."""
BEFORE, AFTER = "bonjour, je cherche ", " s'il vous plaît, merci"
GENDERS = (
    ("é", "ée"), ("eur", "euse"), ("teur", "trice"), ("ien", "ienne"), ("if", "ive"),
    ("al", "ale"), ("el", "elle"), ("ant", "ante"), ("ent", "ente"), ("er", "ère"), ("on", "onne"),
)  # fmt: skip
"""Endings of a word in the masculine and in the feminine."""
_WORD = re.compile(r"[^\W\d_]+")

Change = Callable[[str], str]
"""Function that writes a text otherwise, and returns it as it is when it offers no way to."""


@dataclass(frozen=True)
class Surface:
    """How the first records stay when texts are written otherwise in one way.

    name: of the way; texts: how many could be written so, and had results; overlap: mean share, in
    [0, 1], of the first three records that stay; lost: texts that find nothing any more.
    """

    name: str
    texts: int
    overlap: float
    lost: tuple[str, ...]

    def __str__(self) -> str:
        """Return the figures in French."""
        share = len(self.lost) / max(self.texts, 1)
        return (
            f"{self.name} : {self.overlap:.3f} des trois premières fiches gardées, sur "
            f"{self.texts} textes ; {len(self.lost)} sans réponse ({share:.1%})"
        )


def without_accents(text: str) -> str:
    """Return a text without accents, its case untouched."""
    bare = unicodedata.normalize("NFD", text)
    return "".join(char for char in bare if unicodedata.category(char) != "Mn")


def changes(exists: Container[str]) -> Mapping[str, Change]:
    """Return the ways to write a need that mean the same: name in French -> function.

    exists: words of French, in lower case without accents, so that a changed word is one of them.
    """
    return {
        "capitales": str.upper,
        "sans accents": without_accents,
        "politesse avant": lambda text: BEFORE + text,
        "politesse après": lambda text: text + AFTER,
        "point d'interrogation": lambda text: text.rstrip(" ?.!") + " ?",
        "nombre d'un mot": lambda text: _changed(text, lambda word: _number(word, exists)),
        "genre d'un mot": lambda text: _changed(text, lambda word: _gender(word, exists)),
        "premier mot doublé": lambda text: f"{text.split()[0]} {text}",
    }


def _changed(text: str, change: Change) -> str:
    """Return a text whose last content word that can be changed is."""
    for match in reversed(list(_WORD.finditer(text))):
        word = match.group()
        if len(word) >= MIN_CHARS and fold(word) not in STOP_WORDS and change(word) != word:
            return text[: match.start()] + change(word) + text[match.end() :]
    return text


def _number(word: str, exists: Container[str]) -> str:
    """Return a word in the other number; the word itself when none of the forms exists."""
    other = word[:-1] if word.endswith("s") else f"{word}s"
    return other if fold(word) in exists and fold(other) in exists else word


def _gender(word: str, exists: Container[str]) -> str:
    """Return a word in the other gender; the word itself when it has none, or no other form."""
    if masculine(word) != word:
        return masculine(word)
    for ending, other in GENDERS:
        form = word.removesuffix(ending) + other
        if word.endswith(ending) and fold(form) in exists and masculine(form) == word:
            return form
    return word


def measure(searcher: Searcher, texts: Iterable[str], exists: Container[str]) -> Iterator[Surface]:
    """Yield how the first records of some texts stay, for each way to write them otherwise.

    Args:
        searcher: searches the index to measure.
        texts: needs, each once.
        exists: words of French, in lower case without accents.

    Yields:
        Figures, the place moved from its field into the text last.
    """
    needs = list(dict.fromkeys(text[: MAX_CHARS - len(BEFORE + AFTER)] for text in texts))
    usual = {text: _first(searcher, Query(text, size=FIRST)) for text in needs}
    for name, change in changes(exists).items():
        pairs = {
            text: Query(changed, size=FIRST) for text in needs if (changed := change(text)) != text
        }
        yield _surface(name, searcher, usual, pairs)
    placed = {text: town for text in needs if (town := _town(searcher, text))}
    fields = {
        text: _first(searcher, Query(text, size=FIRST, place=town)) for text, town in placed.items()
    }
    inside = {text: Query(f"{text} à {town}", size=FIRST) for text, town in placed.items()}
    yield _surface("lieu dans le texte", searcher, fields, inside)


def _surface(
    name: str,
    searcher: Searcher,
    usual: Mapping[str, list[str]],
    changed: Mapping[str, Query],
) -> Surface:
    """Return how the first records of some texts stay, given their queries written otherwise."""
    found = [text for text in changed if usual[text]]
    after = {text: _first(searcher, changed[text]) for text in found}
    kept = [len({*usual[text]} & {*after[text]}) / len(usual[text]) for text in found]
    lost = tuple(changed[text].text for text in found if not after[text])
    return Surface(name, len(found), sum(kept) / max(len(kept), 1), lost)


def _first(searcher: Searcher, query: Query) -> list[str]:
    """Return the identifiers of the first records that a query finds."""
    return [hit.record.id for hit in searcher.search(query).hits]


def _town(searcher: Searcher, text: str) -> str:
    """Return a town for a text, always the same; empty when the text names a place."""
    if searcher.retriever.understand(Query(text)).place is not None:
        return ""
    return TOWNS[sha256(text.encode()).digest()[0] % len(TOWNS)]

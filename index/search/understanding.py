"""Understanding: what a query asks, from what was typed.

The place is taken out of the need, its words are mended, and grouped with what means the same.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from index.places.gazetteer import Gazetteer
from index.places.geocoding import read_place
from index.places.mentions import Mention, find_place
from index.places.models import Place, PlaceKind
from index.places.names import name_key
from index.search.query import Query
from index.spelling.corrector import Correction, Corrector
from index.text.analysis import Token, content_words, tokens
from index.text.language_detection import FRENCH, language_of
from index.text.synonyms import Synonyms, Term

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Understood:
    """What is searched.

    typed: the need without its place; correction: how it was mended, or None; terms: its words
    that matter and what means the same; place: where, or None; mentioned: the words of the need
    that named the place, or an empty text; unknown_place: one that was asked and not understood;
    language: ISO 639-1 code of the language that the need is written in.
    """

    typed: str
    correction: Correction | None
    terms: tuple[Term, ...]
    place: Place | None = None
    mentioned: str = ""
    unknown_place: str = ""
    language: str = FRENCH

    @property
    def departement(self) -> str:
        """The code of the département of the place, empty without one or for a wider place."""
        if self.place is None or self.place.kind not in (PlaceKind.COMMUNE, PlaceKind.DEPARTEMENT):
            return ""
        return self.place.departement

    @property
    def text(self) -> str:
        """What is searched: the text as mended, or as typed when nothing was."""
        return self.typed if self.correction is None else self.correction.text

    @property
    def words(self) -> tuple[Token, ...]:
        """The words that matter, and those that stand for them."""
        return tuple(word for term in self.terms for phrase in term.phrases for word in phrase)


class Understanding:
    """Reads queries, with the words of a catalogue and the names of places."""

    def __init__(
        self,
        corrector: Corrector,
        names: Sequence[str] = (),
        gazetteer: Gazetteer | None = None,
        synonyms: Synonyms | None = None,
        lexicons: Mapping[str, Container[str]] | None = None,
    ) -> None:
        """Gather what reading needs.

        Args:
            corrector: mends words.
            names: of the records: a place inside the name of an organisation is no place.
            gazetteer: names of places, or None to understand none.
            synonyms: other words for words, or None.
            lexicons: the words of some languages, to mend no word of another than French.
        """
        self._corrector = corrector
        self._names = [key for key in map(name_key, names) if " " in key]
        self._gazetteer = gazetteer
        self._synonyms = synonyms or Synonyms()
        self._lexicons = lexicons or {}

    def read(self, query: Query) -> Understood:
        """What a query asks."""
        place, mention = self._place(query)
        typed = query.text
        if mention is not None:
            rest = f"{typed[: mention.start]} {typed[mention.end :]}"
            rest = _SPACES.sub(" ", rest).strip(" ,;.-")
            typed = rest if content_words(rest) else typed
        language = language_of((token.word for token in tokens(typed)), self._lexicons)
        mend = language == FRENCH and not query.exact
        correction = self._corrector.correct(typed) if mend else None
        text = typed if correction is None else correction.text
        words = content_words(text) or list(tokens(text))
        return Understood(
            typed,
            correction,
            self._synonyms.terms(words),
            place,
            "" if mention is None else query.text[mention.start : mention.end],
            query.place if query.place and place is None else "",
            language,
        )

    def _place(self, query: Query) -> tuple[Place | None, Mention | None]:
        """The place asked for, else the one that the need names."""
        if query.near is not None:
            return Place.at(query.near), None
        if self._gazetteer is None:
            return None, None
        if query.place:
            return read_place(query.place, self._gazetteer, self._corrector.exists), None
        if query.anywhere:
            return None, None
        mention = find_place(query.text, self._gazetteer, self._corrector)
        if mention is None or self._is_name(query.text, query.text[mention.start : mention.end]):
            return None, None
        return mention.place, mention

    def _is_name(self, text: str, mentioned: str) -> bool:
        """Whether the place is part of the name of an organisation that the text says whole."""
        whole, part = f" {name_key(text)} ", f" {name_key(mentioned)} "
        return any(part in f" {name} " and f" {name} " in whole for name in self._names)

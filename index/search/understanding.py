"""Query understanding: place, language, spelling correction, words and synonyms.

The place is taken out of the text ("réparer un vélo à Lyon" -> "réparer un vélo"), the other words
are corrected, and grouped with their synonyms.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace

from index.artefact.content import ArtefactContent
from index.candidates.naming import Named, Naming
from index.errors import InvalidQuery
from index.messages import Sentence
from index.names.asked import asked_name
from index.names.unknown import is_unknown_name
from index.places.gazetteer import Gazetteer
from index.places.geocoding import read_place
from index.places.mentions import Mention, find_place
from index.places.models import Place, PlaceCode, PlaceKind
from index.places.names import name_key
from index.search.query import PlacedQuery, Query
from index.spelling.corrector import Correction, Corrector
from index.text.analysis import Token, content_words, fold, tokens
from index.text.edit_distance import is_near
from index.text.language_detection import FRENCH, language_of
from index.text.phonetics import phonetic_keys
from index.text.surface import asked, small_letters
from index.text.synonyms import Synonyms, Term

MAX_NAME_WORDS = 24
"""Words of the longest name of an organisation that is looked for in a query."""
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Understood:
    """Reading of a query: its place, its corrected words, its language.

    typed: its text without the place; correction: of the spelling, None when nothing was changed;
    terms: its words, each with its synonyms, without stop words ("je", "un") unless it has no
    other; place: town or area recognized, None when there is none; mentioned: words of the text
    that name it ("à Lyon"), empty when the place comes from elsewhere; unknown_place: what was
    typed in the field for places if no place was recognized in it, otherwise empty; language: ISO
    639-1 code, "fr" for French; named: the records whose name it is, or holds, None for none;
    encoded: the text to encode, its words in their usual forms, "" for `text`; unknown_name: the
    name that it asks for and that nobody here bears, "" when it asks for none.
    """

    typed: str
    correction: Correction | None
    terms: tuple[Term, ...]
    place: Place | None = None
    mentioned: str = ""
    unknown_place: str = ""
    language: str = FRENCH
    named: Named | None = None
    encoded: str = ""
    unknown_name: str = ""

    @property
    def departement(self) -> str:
        """Code of the département of the place ("69"); empty for none, or for a wider place."""
        if self.place is None or self.place.kind not in (PlaceKind.COMMUNE, PlaceKind.DEPARTEMENT):
            return ""
        return self.place.departement

    @property
    def text(self) -> str:
        """Text to search, without its place: corrected if misspelt, as typed otherwise."""
        return self.typed if self.correction is None else self.correction.text

    @property
    def words(self) -> tuple[Token, ...]:
        """Words of the query without stop words, and those of their synonyms."""
        return tuple(word for term in self.terms for phrase in term.phrases for word in phrase)

    @property
    def stems(self) -> tuple[str, ...]:
        """Stems of the words of the query, without stop words, and without their synonyms."""
        return tuple(word.stem for term in self.terms for word in term.own)


@dataclass(frozen=True)
class Draft:
    """Reading of a query before names are looked for in it.

    query: what was asked; whole: its text, in small letters if it is in capitals; rest: the same
    without its place; mention: of the place in its text, None without one; understood: the reading.
    """

    query: Query
    whole: str
    rest: str
    mention: Mention | None
    understood: Understood


class Understanding:
    """Reader of queries: finds their place, corrects their spelling and adds synonyms."""

    def __init__(
        self,
        corrector: Corrector,
        naming: Naming | None = None,
        gazetteer: Gazetteer | None = None,
        synonyms: Synonyms | None = None,
        lexicons: Mapping[str, Container[str]] | None = None,
    ) -> None:
        """Build the reader from what it recognizes.

        Args:
            corrector: corrects the spelling.
            naming: finds the names of the catalogue; None to find none. In a query that quotes one
                in full, a place inside this name is not the place of the query.
            gazetteer: index of the names of places; None to recognize none.
            synonyms: groups of words of the same meaning; None to add none.
            lexicons: ISO 639-1 code of a language -> its words, to correct only queries in French;
                None to take every query in Latin letters for French.
        """
        self._corrector = corrector
        self._naming = naming
        self._gazetteer = gazetteer
        self._synonyms = synonyms or Synonyms()
        self._lexicons = lexicons or {}

    def read(self, query: Query) -> Understood:
        """Return what a query says: its place, its corrected text, its words and its language.

        A place given by its code, as a point, or in the field for places, wins over one that the
        text names; a point wins over the field.

        Args:
            query: the text typed, and its place.

        Returns:
            What was understood of it.

        Raises:
            InvalidQuery: when no place has the code of the query.
        """
        return self.finish(self.draft(query))

    def draft(self, query: Query) -> Draft:
        """Return what a query says before names are looked for in it; see `read`."""
        whole = small_letters(query.text)
        place, mention = self._place(query, whole)
        typed = rest = whole
        if mention is not None:
            rest = f"{whole[: mention.start]} {whole[mention.end :]}"
            rest = _SPACES.sub(" ", rest).strip(" ,;.-")
            typed = rest if content_words(rest) else typed
        return Draft(query, whole, rest, mention, self._said(query, typed, place, mention))

    def finish(self, draft: Draft) -> Understood:
        """Return what a query says, the names that it is or holds included.

        draft: what `draft` returned. Only a name that it is changes its text.
        """
        query, understood = draft.query, draft.understood
        if self._naming is None or not query.is_request:
            return understood
        named = self._named(draft)
        if named is not None and named.is_whole:
            kept = not named.holds_place
            place, mention = (
                (understood.place, draft.mention) if kept else (self.place(query), None)
            )
            typed = understood.typed if kept else draft.whole
            return self._said(query, typed, place, mention, named)
        unknown = named is None and understood.language == FRENCH and self._is_unknown(draft)
        return replace(
            understood, named=named, unknown_name=asked_name(draft.whole) if unknown else ""
        )

    def nearly(self, query: Query, understood: Understood) -> Named | None:
        """Return the records with which to answer a query that nothing answers; None if none.

        They are those that it names, or whose name sounds most like it.
        """
        if understood.named is not None or self._naming is None:
            return understood.named
        return self._naming.nearly(small_letters(query.text), understood.language == FRENCH)

    def _said(
        self,
        query: Query,
        typed: str,
        place: Place | None,
        mention: Mention | None,
        named: Named | None = None,
    ) -> Understood:
        """Return the reading of a text without its place: its language, its words corrected.

        named: the name that it is, None for none.
        """
        language = language_of(self._telling(typed), self._lexicons)
        is_request = query.is_request and language == FRENCH
        typed = asked(typed) if is_request else typed
        correction = self._correction(query, typed, named, language)
        text = typed if correction is None else correction.text
        encoded = ""
        if is_request:
            text = self._corrector.accented(text)
            encoded = self._corrector.usual(text)
        return Understood(
            typed,
            correction,
            self._synonyms.terms(content_words(text) or list(tokens(text))),
            place,
            "" if mention is None else query.text[mention.start : mention.end],
            query.place if query.place and place is None else "",
            language,
            named,
            encoded,
        )

    def _is_unknown(self, draft: Draft) -> bool:
        """Return whether a query asks for a body by a name that nobody here bears."""
        correction = draft.understood.correction
        changes = () if correction is None else correction.changes
        mended = {
            part
            for typed, form in changes
            if is_near(fold(typed), fold(form)) or _sounds_alike(typed, form)
            for part in fold(typed).split()
        }
        return is_unknown_name(draft.whole, draft.rest, self._corrector.is_ordinary, mended)

    def _named(self, draft: Draft) -> Named | None:
        """Return the records whose name a query is, its place taken out or not, or holds.

        It may be the name once what sounds the same is corrected.
        """
        naming, understood = self._naming, draft.understood
        if naming is None:
            return None
        place, mention = understood.place, draft.mention
        named = naming.whole(draft.whole, None if mention is not None else place)
        if named is None and mention is not None and content_words(draft.rest):
            named = naming.whole(draft.rest, place, besides=True)
        correction = understood.correction
        if named is None and correction is not None and _is_heard(correction):
            named = naming.whole(correction.text, place, besides=mention is not None)
        return named or naming.inside(draft.whole)

    def _correction(
        self, query: Query, typed: str, named: Named | None, language: str
    ) -> Correction | None:
        """Return the correction of a text: the name that it misspells, else that of its words."""
        if query.exact:
            return None
        if named is not None:
            return None if named.is_exact else Correction(named.text, ((typed, named.text),))
        return self._corrector.correct(typed) if language == FRENCH else None

    def _telling(self, text: str) -> Iterator[str]:
        """Yield the words of a text that tell its language, in lower case without accents.

        Acronyms and shorthands of our list ("cv", "pa") are words of many languages.
        """
        for token in tokens(text):
            short = (text[token.start : token.end].lower(),) in self._synonyms.written
            if token.is_stop or not (short or token.word in self._synonyms.words):
                yield token.word

    def place(self, query: PlacedQuery) -> Place | None:
        """Return the place that a query gives apart from its text, or None.

        Args:
            query: a code comes first, then a point, then the field for places.

        Returns:
            The place; None when there is none, or when its name is not recognized.

        Raises:
            InvalidQuery: when no place has the code of the query.
        """
        if query.code is not None:
            return self._coded(query.code)
        if query.near is not None:
            return Place.at(query.near)
        if self._gazetteer is None or not query.place:
            return None
        return read_place(query.place, self._gazetteer, self._corrector.exists)

    def _place(self, query: Query, text: str) -> tuple[Place | None, Mention | None]:
        """Return the place of the query, else the one that its text, in small letters, mentions."""
        if query.code is not None or query.near is not None or query.place:
            return self.place(query), None
        if self._gazetteer is None or query.anywhere:
            return None, None
        mention = find_place(text, self._gazetteer, self._corrector)
        if mention is None:
            return None, None
        written = text[mention.start : mention.end]
        if self._is_name(text, written) or self._is_foreign(text, written, mention):
            return None, None
        return mention.place, mention

    def _is_foreign(self, text: str, written: str, mention: Mention) -> bool:
        """Return whether a place is but a word of another language: "cheap" is not Cher misspelt.

        In a text of another language only places whose name is written without mistake are read.
        """
        if language_of(self._telling(text), self._lexicons) == FRENCH:
            return False
        return name_key(written) not in name_key(mention.place.nom)

    def _coded(self, code: PlaceCode) -> Place:
        """Return the place that has a code; InvalidQuery when none has."""
        place = None if self._gazetteer is None else self._gazetteer.coded(code)
        if place is None:
            raise InvalidQuery(
                code.parameter, Sentence("Aucun lieu n'a le code « %(code)s ».", code=code.code)
            )
        return place

    def _is_name(self, text: str, mentioned: str) -> bool:
        """Return whether the place is inside the name of an organisation written in full."""
        words, part = name_key(text).split(), name_key(mentioned).split()
        size = len(part)
        return any(
            self._naming is not None and self._naming.is_record(" ".join(words[start:end]))
            for at in range(len(words) - size + 1)
            if size and words[at : at + size] == part
            for start in range(max(0, at + size - MAX_NAME_WORDS), at + 1)
            for end in range(at + size, min(len(words), start + MAX_NAME_WORDS) + 1)
        )


def _is_heard(correction: Correction) -> bool:
    """Return whether all that was changed sounds the same, or spells an acronym.

    Another correction may turn a name that nobody here has into one of ours.
    """
    return all(form.isupper() or _sounds_alike(typed, form) for typed, form in correction.changes)


def _sounds_alike(typed: str, form: str) -> bool:
    """Return whether words as typed and as corrected sound the same."""
    return not {*phonetic_keys(typed.lower())}.isdisjoint(phonetic_keys(form.lower()))


def corrector_of(content: ArtefactContent, synonyms: Synonyms | None = None) -> Corrector:
    """Return the spelling corrector for queries over a catalogue.

    Args:
        content: the index, with the words of its records and those of several languages.
        synonyms: groups of words whose members are never corrected, and shorthands; None for
            none.

    Returns:
        The corrector.
    """
    words, written = ((), {}) if synonyms is None else (synonyms.words, synonyms.written)
    french = content.lexicons.get(FRENCH, ())
    foreign = [words for code, words in content.lexicons.items() if code != FRENCH]
    return Corrector(content.spelling, words, french, content.pairs, foreign, written)

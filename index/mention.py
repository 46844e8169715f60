"""Mentions: the place that somebody names, in the field of places or inside a need.

In the field of places, the whole text is a name, perhaps mistaken. Inside a need, most words are
none: a name is believed when a word before it says so ("à", "près de"), when it is capitalised, or
when it is that of a town large enough and of nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.communes import Commune
from index.gazetteer import COUNTRIES, MAX_NAME_WORDS, Gazetteer, Name, country, name_key, place_of
from index.lexical import fold
from index.place import Place

LARGE = 20_000
"""Inhabitants from which a name that is no ordinary word is believed without any cue."""
LARGE_MISTAKEN = 40_000
"""The same for a name with mistakes."""
KNOWN_TOWN = 12_000
"""Inhabitants from which "a tours" means the town, in spite of the accent left out."""

NEAR_CUES = (
    "pres de", "proche de", "a cote de", "cote de", "autour de", "aux alentours de", "alentours de",
    "environs de", "aux environs de", "du cote de", "non loin de", "a proximite de", "vers",
    "j habite", "j habite a", "habite", "habite a", "habitant", "habitant a", "habitant de", "vis a",
    "vit a", "suis a", "suis sur", "secteur", "secteur de", "dans le secteur de", "ville de",
    "commune de", "agglo de", "agglomeration de", "metropole de", "banlieue de", "region de",
    "quartier de", "pays de", "residant a", "reside a", "installe a", "basee a", "base a",
)  # fmt: skip
"""What says that a place follows, in folded words."""
AREA_CUES = (
    "dans le", "dans la", "dans les", "dans l", "departement", "departement du", "departement de",
    "departement de la", "departement des", "departement de l", "region", "en", "en region",
    "du departement", "partout en", "partout dans le", "partout dans la",
)  # fmt: skip
TOWN_CUES = ("a", "au", "aux", "sur", "de", "d", "du", "des", "la ville de")
CONTRACTED = {"au": "le", "du": "le", "aux": "les", "des": "les"}
_PRONOUNS = frozenset(
    "il elle on y qui ca ce tu nous vous ils elles n l m t j personne".split()
)
"""Words after which an "a" without its accent is the verb "avoir"."""

_WORD = re.compile(r"[^\W_]+")
_DEPARTEMENT = re.compile(r"\d{2,3}|2[ab]")
_POSTAL = re.compile(r"\d{5}")
_NOWHERE = frozenset(
    {"chez moi", "ici", "partout", "n importe ou", "a la maison", "en ligne", "a distance", "france"}
)


@dataclass(frozen=True)
class Mention:
    """A place found inside a need, and where it is said: (start, end), its cue included."""

    place: Place
    start: int
    end: int


@dataclass(frozen=True)
class _Words:
    """The words of a text: folded, and where each stands."""

    text: str
    folded: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, text: str) -> _Words:
        spans = tuple(match.span() for match in _WORD.finditer(text))
        return cls(text, tuple(fold(text[start:end]) for start, end in spans), spans)

    def __len__(self) -> int:
        return len(self.folded)

    def key(self, first: int, last: int) -> str:
        """The words from `first` to `last` excluded, as names are compared."""
        return name_key(" ".join(self.folded[first:last]))

    def capital(self, place: int) -> bool:
        """Whether a word starts with a capital that the start of the sentence does not explain."""
        start = self.spans[place][0]
        return self.text[start].isupper() and not self.text.isupper()

    def cue(self, first: int, cues: Sequence[str]) -> int:
        """How many words before `first` make one of the cues, 0 when none does."""
        for count in range(min(4, first), 0, -1):
            if " ".join(self.folded[first - count : first]) in cues:
                return count
        return 0


def read_place(text: str, gazetteer: Gazetteer) -> Place | None:
    """The place that a field of places names, mistakes included.

    Args:
        text: what was typed: a name, a postal code, the number of a département, an address.
        gazetteer: the names known.

    Returns:
        The place, or None when none is understood.
    """
    words = _Words.of(text)
    key = words.key(0, len(words))
    if not key or key in _NOWHERE:
        return None
    if key in COUNTRIES:
        return country(COUNTRIES[key])
    if key.isdigit() and len(key) <= 3 or re.fullmatch("2[ab]", key):
        return gazetteer.departement(key)
    coded = _coded(words, gazetteer)
    if coded is not None:
        return coded
    return gazetteer.arrondissement(key) or _named(words, key, gazetteer)


def _coded(words: _Words, gazetteer: Gazetteer) -> Place | None:
    codes = (word for word in words.folded if _POSTAL.fullmatch(word))
    places = (gazetteer.postal(code, words.folded) for code in codes)
    return next((place for place in places if place is not None), None)


def _named(words: _Words, key: str, gazetteer: Gazetteer) -> Place | None:
    """The place of a name: as written, then inside the text, then mistaken."""
    departement = _number(words, len(words) - 1, gazetteer)
    found = gazetteer.name(key)
    if found is None and departement:
        found = gazetteer.name(words.key(0, len(words) - 1))
    found = found or gazetteer.starting(key)
    inside = None if found else _inside(words, gazetteer)
    if found is None and inside is not None:
        return inside.place
    if found is None:
        found = gazetteer.near(key, 0) or _end(words, gazetteer)
    if found is None:
        return None
    return place_of(_meant(found, departement, near=False, area=False))


def _end(words: _Words, gazetteer: Gazetteer) -> Name | None:
    """A name at the end of an address: its last words, exact then mistaken."""
    for first in range(len(words)):
        key = words.key(first, len(words))
        found = gazetteer.name(key) or gazetteer.starting(key)
        if found is not None:
            return found
    for first in range(1, len(words)):
        found = gazetteer.near(words.key(first, len(words)), 2_000)
        if found is not None:
            return found
    return None


def _inside(words: _Words, gazetteer: Gazetteer) -> Mention | None:
    return find_place(words.text, gazetteer, lambda word: False, lenient=True)


def _number(words: _Words, place: int, gazetteer: Gazetteer) -> str:
    """The département that a word is the number of, or an empty text."""
    if 0 <= place < len(words) and _DEPARTEMENT.fullmatch(words.folded[place]):
        found = gazetteer.departement(words.folded[place])
        return "" if found is None else found.departement
    return ""


def find_place(
    text: str, gazetteer: Gazetteer, knows: Callable[[str], bool], lenient: bool = False
) -> Mention | None:
    """The place that a need names, if any.

    Args:
        text: the need, as typed.
        gazetteer: the names known.
        knows: whether a folded word is a known one, which a mistaken name cannot be.
        lenient: whether the text is an address, where names need no cue.

    Returns:
        The mention of the place, or None.
    """
    words = _Words.of(text)
    for finder in (_by_code, _by_name):
        found = finder(words, gazetteer, lenient)
        if found is not None:
            return found
    return _mistaken(words, gazetteer, knows)


def _mention(words: _Words, place: Place, first: int, last: int) -> Mention:
    return Mention(place, words.spans[first][0], words.spans[last - 1][1])


def _by_code(words: _Words, gazetteer: Gazetteer, lenient: bool) -> Mention | None:
    """A postal code, or the number of a département after "dans le" or between brackets."""
    for place, word in enumerate(words.folded):
        if _POSTAL.fullmatch(word):
            found = gazetteer.postal(word, words.folded)
            if found is not None:
                named = _named_before(words, place, gazetteer)
                return _mention(words, found, named, place + 1)
        cue = words.cue(place, ("dans le", "le", "du", "departement", *AREA_CUES))
        if cue and _number(words, place, gazetteer) and not _counts(words, place):
            number = gazetteer.departement(word)
            if number is not None:
                return _mention(words, number, place - cue, place + 1)
    return None


def _counts(words: _Words, place: int) -> bool:
    """Whether a number counts something: "le 17 mars", "les 20 ordinateurs"."""
    following = words.folded[place + 1] if place + 1 < len(words) else ""
    return len(following) > 2 and following not in ("est", "pour", "avec", "dans", "mais", "svp", "merci")


def _named_before(words: _Words, place: int, gazetteer: Gazetteer) -> int:
    """Where the name that goes before a postal code starts, with its cue."""
    for first in range(max(0, place - MAX_NAME_WORDS), place):
        if gazetteer.name(words.key(first, place)) is not None:
            return first - words.cue(first, (*NEAR_CUES, *TOWN_CUES))
    return place - words.cue(place, (*NEAR_CUES, *TOWN_CUES))


def _by_name(words: _Words, gazetteer: Gazetteer, lenient: bool) -> Mention | None:
    """The best supported of the names found: the one with a cue, then the longest, then the last."""
    found = [
        (support, last - first, first, mention)
        for first, last, name in _names(words, gazetteer)
        for support, mention in _believed(words, first, last, name, gazetteer, lenient)
    ]
    return max(found, key=lambda each: each[:3])[3] if found else None


def _names(words: _Words, gazetteer: Gazetteer) -> Iterator[tuple[int, int, Name | Place]]:
    """Every run of words that is a name, none inside a longer one."""
    first = 0
    while first < len(words):
        for last in range(min(len(words), first + MAX_NAME_WORDS), first, -1):
            key = words.key(first, last)
            found: Name | Place | None = gazetteer.arrondissement(key) or gazetteer.name(key)
            if found is None and last - first > 1 and words.folded[first] in CONTRACTED:
                article = CONTRACTED[words.folded[first]]
                found = gazetteer.name(f"{article} {words.key(first + 1, last)}")
            if found is None and key in COUNTRIES and COUNTRIES[key] != "fr":
                found = country(COUNTRIES[key])
            if found is not None:
                yield first, last, found
                first = last - 1
                break
        first += 1


def _believed(
    words: _Words, first: int, last: int, name: Name | Place, gazetteer: Gazetteer, lenient: bool
) -> Iterator[tuple[int, Mention]]:
    """How well a name is supported, when it is enough, and the mention it makes."""
    near = words.cue(first, NEAR_CUES)
    area = words.cue(first, AREA_CUES)
    town = words.cue(first, TOWN_CUES)
    contracted = words.folded[first] in CONTRACTED
    start = first - max(near, area, town)
    if isinstance(name, Place):
        yield 3 if near or area or town else 2, _mention(words, name, start, last)
        return
    departement = _number(words, last, gazetteer)
    end = last + bool(departement)
    commune = _meant(name, departement, near=bool(near), area=bool(area) and not near)
    support = _support(words, first, last, name, bool(near), bool(area), bool(town) or contracted)
    if lenient or departement:
        support = max(support, 2)
    if support:
        yield support, _mention(words, place_of(commune), start, end)


def _meant(name: Name, departement: str, near: bool, area: bool) -> Commune:
    """Who bears the name here: an area after "dans le", a town of some size otherwise."""
    town = name.meant(area=False, departement=departement)
    if area:
        return name.meant(area=True, departement=departement)
    return town if near or town.population >= KNOWN_TOWN else name.meant(departement=departement)


def _support(
    words: _Words, first: int, last: int, name: Name, near: bool, area: bool, town: bool
) -> int:
    """How well a name is supported: 0 not enough, 1 by itself, 2 by its writing, 3 by a cue."""
    capital = any(words.capital(place) and place > 0 for place in range(first, last))
    many = last - first > 1
    before = words.folded[first - 1] if first else ""
    verb = before == "a" and _is_verb(words, first - 1)
    is_area = name.meant(area=True).type in ("departement", "region")
    if not name.ordinary:
        large = name.population >= LARGE or (many and name.population >= 3_000)
        if near or (town and not verb and (before != "de" or capital or large)) or (area and is_area):
            return 3
        return 2 if large and capital else 1 if large else 2 if capital and town else 0
    if near and (capital or many or name.population >= KNOWN_TOWN):
        return 3
    if area and is_area and before != "en" and (capital or name.meant(area=True).ordinary):
        return 3 if _area_article(name.key, before) else 0
    at = before in ("a", "au", "aux", "sur") or words.folded[first] in ("au", "aux")
    if at and not verb and (capital or name.population >= KNOWN_TOWN):
        return 3 if capital or before != "sur" else 0
    return 2 if capital and before in ("de", "d", "du") and name.population >= KNOWN_TOWN else 0


def _area_article(key: str, article: str) -> bool:
    """Whether the article is that of an area whose name is an ordinary word: "dans le Cher"."""
    return _ARTICLES.get(key, article) == article


_ARTICLES = {
    "nord": "le", "lot": "le", "cher": "le", "gard": "le", "var": "le", "jura": "le", "doubs": "le",
    "tarn": "le", "rhone": "le", "gers": "le", "loiret": "le", "cantal": "le", "finistere": "le",
    "manche": "la", "somme": "la", "loire": "la", "marne": "la", "creuse": "la", "vienne": "la",
    "drome": "la", "sarthe": "la", "mayenne": "la", "nievre": "la", "meuse": "la", "moselle": "la",
    "landes": "les", "ardennes": "les", "vosges": "les", "yvelines": "les", "centre": "",
    "eure": "l", "oise": "l", "orne": "l", "indre": "l", "aube": "l", "ain": "l", "aisne": "l",
}  # fmt: skip


def _is_verb(words: _Words, place: int) -> bool:
    """Whether an "a" is the verb: no accent, after a pronoun."""
    start, end = words.spans[place]
    written = words.text[start:end]
    return written in ("a", "A") and place > 0 and words.folded[place - 1] in _PRONOUNS


def _mistaken(
    words: _Words, gazetteer: Gazetteer, knows: Callable[[str], bool]
) -> Mention | None:
    """A name with mistakes, after a cue, or that of a large town; the words are not known ones."""
    for first in range(len(words)):
        near = words.cue(first, NEAR_CUES)
        town = words.cue(first, ("a", "au", "aux", "sur", "de", "en", "dans le", "dans la"))
        for last in range(min(len(words), first + 4), first, -1):
            key = words.key(first, last)
            unknown = [word for word in key.split() if not knows(word) and word.isalpha()]
            if len(key) < 4 or not unknown or key.split()[-1] not in unknown and last - first > 1:
                continue
            cue = near or (town and not _is_verb(words, first - 1))
            found = gazetteer.near(key, 5_000 if cue else LARGE_MISTAKEN)
            if found is not None and (cue or len(key) >= 6):
                place = place_of(found.meant(area=None))
                return _mention(words, place, first - max(near, town), last)
    return None

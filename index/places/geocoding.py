"""Geocoding of a field of places: its whole text is a name, a code or an address.

The name may be misspelt. Unlike a query (`index.places.mentions`), nothing else is expected in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from index.places.administrative_codes import POSTAL_CODE
from index.places.evidence import resolve
from index.places.gazetteer import Gazetteer, country_named, place_of
from index.places.mentions import departement_number, find_place
from index.places.models import Place
from index.places.names import Name, without_article
from index.places.triggers import CONTRACTED, FIELD_TRIGGERS, NUMBER_TRIGGERS
from index.places.words import Words
from index.text.analysis import fold

ADDRESS_TOWN = 2_000
"""Fewest inhabitants of a town whose misspelt name is looked for at the end of an address."""
SENTENCE_WORDS = 2
"""Words from which a text made only of French words is a sentence, not a misspelt name."""
MAX_EDITS = 6
"""Letters at most to add, drop, replace or swap between a misspelt name and the name of a place."""
NOWHERE = frozenset({
    "chez moi", "ici", "partout", "n importe ou", "a la maison", "en ligne", "a distance",
    "nulle part", "je ne sais pas", "je sais pas", "peu importe", "ma ville", "mon village",
    "mon quartier", "pres de chez moi", "a cote de chez moi", "a cote", "pas loin",
    "pas trop loin", "internet", "en visio", "par telephone", "au telephone", "sans importance",
    "autour de moi", "centre ville",
})  # fmt: skip
"""Answers that name no place, in lower case without accents: "chez moi", "partout"."""

_TRIGGERS = "|".join(sorted(FIELD_TRIGGERS, key=len, reverse=True))
_LEADING = re.compile(rf"^(?:(?:{_TRIGGERS})(?: d)? )+")
_CONTRACTED = re.compile(rf"^({'|'.join(CONTRACTED)}) ")
_ARTICLE_AFTER = re.compile(r"^(.+?)[\s,]*\(?\b(le|la|les|l['’])\)?$", re.IGNORECASE)
EXONYMS = {
    "Paris": ("باريس", "Париж", "París"),
    "Marseille": ("مرسيليا", "مارسيليا", "Марсель", "Marsella", "Marselha"),
    "Lyon": ("ليون", "Ліон", "Lião"),
    "Toulouse": ("تولوز", "Тулуза"),
    "Nice": ("نيس", "Ніцца", "Niza"),
    "Nantes": ("نانت", "Нант"),
    "Montpellier": ("مونبلييه", "مونبيلييه", "Монпельє"),
    "Strasbourg": ("ستراسبورغ", "Страсбург", "Estrasburgo"),
    "Bordeaux": ("بوردو", "Бордо", "Burdeos", "Bordéus"),
    "Lille": ("ليل", "Лілль"),
    "Rennes": ("رين", "Ренн"),
    "Reims": ("ريمس", "رانس", "Реймс"),
    "Saint-Étienne": ("سانت إتيان", "سانت ايتيان", "Сент-Етьєн"),
    "Toulon": ("تولون", "Тулон", "Tolón"),
    "Le Havre": ("لوهافر", "لو هافر", "Гавр", "El Havre"),
    "Grenoble": ("غرونوبل", "Гренобль"),
    "Dijon": ("ديجون", "Діжон"),
    "Angers": ("أنجيه", "انجيه", "Анже"),
    "Nîmes": ("نيم", "Нім"),
    "Saint-Denis": ("سان دوني", "Сен-Дені"),
    "Villeurbanne": ("فيلوربان", "Вільюрбанн"),
    "Clermont-Ferrand": ("كليرمون فيران", "Клермон-Ферран"),
    "Le Mans": ("لومان", "لو مان", "Ле-Ман"),
    "Brest": ("بريست", "Брест"),
    "Tours": ("تور", "Тур"),
    "Amiens": ("أميان", "اميان", "Ам'єн"),
    "Limoges": ("ليموج", "Лімож"),
    "Perpignan": ("بربينيان", "Перпіньян", "Perpiñán"),
    "Metz": ("ميتز", "ميتس", "Мец"),
    "Besançon": ("بيزانسون", "Безансон"),
    "Orléans": ("أورليان", "اورليان", "Орлеан", "Orleães"),
    "Mulhouse": ("ميلوز", "Мюлуз"),
    "Rouen": ("روان", "Руан", "Ruán", "Ruão"),
    "Caen": ("كان الشمال", "Кан"),
    "Nancy": ("نانسي", "Нансі"),
    "Argenteuil": ("أرجنتوي", "Аржантей"),
    "Montreuil": ("مونتروي", "Монтрей"),
    "Roubaix": ("روبيه", "Рубе"),
    "Tourcoing": ("توركوان", "Туркуен"),
    "Avignon": ("أفينيون", "افينيون", "Авіньйон", "Aviñón", "Avinhão"),
    "Créteil": ("كريتاي", "Кретей"),
    "Nanterre": ("نانتير", "Нантер"),
    "Aubervilliers": ("أوبرفيلييه", "Обервільє"),
    "Calais": ("كاليه", "Кале"),
    "Annecy": ("أنسي", "انسي", "Аннесі"),
    "Cannes": ("مدينة كان", "Канни"),
}
"""French name of a commune -> its names in Arabic, Ukrainian, Spanish and Portuguese: those of the
large towns where most people who read these languages live."""
_FRENCH = {fold(other): name for name, others in EXONYMS.items() for other in others}


def read_place(text: str, gazetteer: Gazetteer, exists: Callable[[str], bool]) -> Place | None:
    """Return the place that the text of a form field names, even with typing mistakes.

    The field asks for a place, so its whole text is read as one: a name ("Lille"), a postal code
    ("59000"), the number of a département ("59") or an address. Large towns are read in the other
    languages of the site.

    Args:
        text: the text typed in the field.
        gazetteer: the index of the names of places.
        exists: returns True when a word, in lower case without accents, exists in French. In a text
            of several words that all exist, only a name one letter away is taken for a mistake.

    Returns:
        The place, or None when the text names none or says so ("partout", "en ligne").
    """
    text = french_name(text)
    match = _ARTICLE_AFTER.match(text)
    words = Words.of(f"{match[2]} {match[1]}" if match and "(" in text else text)
    key = words.key(0, len(words))
    if not key or key in NOWHERE:
        return None
    return (
        _country(key)
        or _numbered(words, gazetteer)
        or _postal(words, gazetteer)
        or ("(" in text and _town_of_area(words, gazetteer))  # "Marseille (13)" is the town
        or gazetteer.arrondissement(key)
        or _town_of_area(words, gazetteer)
        or _named(key, gazetteer)
        or _misspelt(words, key, gazetteer, exists)
        or _inside(words, gazetteer)
        or _misspelt_end(words, gazetteer, exists)
    )


def says_nowhere(text: str) -> bool:
    """Return whether the text of a field of places says no place at all: "près de chez moi"."""
    words = Words.of(text)
    return words.key(0, len(words)) in NOWHERE


def _country(key: str) -> Place | None:
    """Return the country that a whole text names: "toute la France", "France entière"."""
    name = key.removeprefix("toute ").removeprefix("en ").removesuffix(" entiere")
    return country_named(without_article(name))


def _numbered(words: Words, gazetteer: Gazetteer) -> Place | None:
    """Return a département by its number alone: "59", "le 93", "dpt 42"."""
    last = len(words) - 1
    alone = last == 0 or words.trigger(last, NUMBER_TRIGGERS) == last
    number = words.folded[last]
    return gazetteer.departement(number) if alone and len(number) <= 3 else None


def _postal(words: Words, gazetteer: Gazetteer) -> Place | None:
    """Return the place of the first postal code of the text."""
    codes = (word for word in words.folded if POSTAL_CODE.fullmatch(word))
    places = (gazetteer.postal(code, words.folded) for code in codes)
    return next((place for place in places if place is not None), None)


def _forms(key: str) -> tuple[str, ...]:
    """Return a text as it is, without its triggers, and without its article."""
    bare = _LEADING.sub("", key)
    full = _CONTRACTED.sub(lambda match: f"{CONTRACTED[match[1]]} ", bare)
    return tuple(dict.fromkeys((key, bare, full, without_article(full))))


def _town_of_area(words: Words, gazetteer: Gazetteer) -> Place | None:
    """Return a town followed by the number of its département: "Saint-Denis 93"."""
    last = len(words) - 1
    departement = departement_number(words, last, gazetteer) if last else ""
    if not departement:
        return None
    key = words.key(0, last)
    town = gazetteer.within(key, departement)
    if town is not None:
        return place_of(town)
    name = gazetteer.nearest(key, 0)[1]
    near = None if name is None else _place(name, departement)
    return near if near is not None and near.departement == departement else None


def _named(key: str, gazetteer: Gazetteer) -> Place | None:
    """Return the place that has the text as its name, or as the first words of it ("sarlat")."""
    names = [name for form in _forms(key) if (name := gazetteer.name(form)) is not None]
    if names:
        largest = max(names, key=lambda name: name.population)
        area = key.startswith(("en ", "dans "))
        return place_of(resolve(largest, "", near=False, area=area))
    starts = (gazetteer.starting(form) for form in _forms(key) if len(form) > 3)
    longer = next((name for name in starts if name is not None), None)
    return None if longer is None else _place(longer)


def _place(name: Name, departement: str = "") -> Place:
    """Return the place that a name means by itself, or inside a département."""
    return place_of(resolve(name, departement, near=False, area=False))


def _inside(words: Words, gazetteer: Gazetteer) -> Place | None:
    """Return the place named inside an address."""
    mention = find_place(words.text, gazetteer, None, lenient=True)
    return None if mention is None else mention.place


def _misspelt(
    words: Words, key: str, gazetteer: Gazetteer, exists: Callable[[str], bool]
) -> Place | None:
    """Return the place whose misspelt name is the whole text."""
    allowed = 1 if _is_sentence(words, exists) else MAX_EDITS
    near = (gazetteer.nearest(form, 0) for form in _forms(key))
    match = next((name for edits, name in near if name is not None and edits <= allowed), None)
    return None if match is None else _place(match)


def _misspelt_end(
    words: Words, gazetteer: Gazetteer, exists: Callable[[str], bool]
) -> Place | None:
    """Return the place whose misspelt name ends an address."""
    if _is_sentence(words, exists):
        return None
    ends = (words.key(first, len(words)) for first in range(1, len(words)))
    names = (gazetteer.nearest(end, ADDRESS_TOWN)[1] for end in ends)
    match = next((name for name in names if name is not None), None)
    return None if match is None else _place(match)


def _is_sentence(words: Words, exists: Callable[[str], bool]) -> bool:
    """Return whether a text is several words, all of which exist in French."""
    return len(words) >= SENTENCE_WORDS and all(exists(word) for word in words.folded)


def french_name(text: str) -> str:
    """Return the French name of a town typed in another language of the site, or the text.

    "مرسيليا" -> "Marseille", "Ліон" -> "Lyon"; case and accents do not matter.
    """
    return _FRENCH.get(fold(text).strip(), text)

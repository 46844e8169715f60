"""Names of places as people write them: short forms, nicknames, countries, arrondissements.

Names are compared by their key (`name_key`): folded, "saint" for "st", without punctuation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property

from index.places.communes import AREAS, Commune
from index.places.triggers import ARTICLES
from index.text.analysis import fold
from index.text.phonetics import bare_key

FULL_WORDS = {
    "st": "saint", "ste": "sainte", "sts": "saints", "ss": "sous", "mt": "mont",
    "arr": "arrondissement", "ardt": "arrondissement", "dpt": "departement",
    "dept": "departement", "dep": "departement",
}  # fmt: skip
"""Abbreviation in the name of a place -> the full word."""
ALIASES = {
    "idf": "ile de france", "region parisienne": "ile de france",
    "la cote d azur": "provence alpes cote d azur", "cote d azur": "provence alpes cote d azur",
    "paca": "provence alpes cote d azur", "region sud": "provence alpes cote d azur",
    "hdf": "hauts de france", "npdc": "hauts de france", "nord pas de calais": "hauts de france",
    "picardie": "hauts de france", "aura": "auvergne rhone alpes",
    "rhone alpes": "auvergne rhone alpes", "auvergne": "auvergne rhone alpes",
    "alsace": "grand est", "lorraine": "grand est",
    "champagne ardenne": "grand est", "bourgogne": "bourgogne franche comte",
    "franche comte": "bourgogne franche comte", "bfc": "bourgogne franche comte",
    "aquitaine": "nouvelle aquitaine", "limousin": "nouvelle aquitaine",
    "poitou charentes": "nouvelle aquitaine", "midi pyrenees": "occitanie",
    "languedoc roussillon": "occitanie", "languedoc": "occitanie", "haute normandie": "normandie",
    "basse normandie": "normandie", "region centre": "centre val de loire", "reunion": "la reunion",
    "ile de la reunion": "la reunion", "paname": "paris", "bxl": "bruxelles",
    "brussels": "bruxelles", "neuf trois": "seine saint denis",
    "neuf deux": "hauts de seine", "neuf quatre": "val de marne", "neuf un": "essonne",
    "neuf cinq": "val d oise", "sept sept": "seine et marne", "sept huit": "yvelines",
    "aix marseille": "marseille",
    "la ville rose": "toulouse", "cite phoceenne": "marseille", "perigord": "dordogne",
    "touraine": "indre et loire", "anjou": "maine et loire", "pays basque": "pyrenees atlantiques",
    "bearn": "pyrenees atlantiques", "quercy": "lot", "rouergue": "aveyron", "forez": "loire",
    "gascogne": "gers", "bigorre": "hautes pyrenees", "cotentin": "manche",
    "artois": "pas de calais",
    "flandre": "nord", "flandres": "nord", "velay": "haute loire", "sainte": "saint etienne",
    "aix": "aix en provence", "grand paris": "paris",
    "clermont": "clermont ferrand", "boulogne": "boulogne billancourt",
}  # fmt: skip
"""Nickname, former name or short name -> the official name: "paca" -> "provence alpes cote d
azur"."""
ORDINARY_ALIASES = frozenset({"aura", "reunion", "sainte", "limousin"})
"""Nicknames that are also ordinary words."""
COUNTRIES = {
    "france": "fr", "belgique": "be", "wallonie": "be", "suisse": "ch", "luxembourg": "lu",
    "grand duche": "lu", "monaco": "mc",
}  # fmt: skip
"""Name of a country -> its two letters."""
COUNTRY_NAMES = {
    "fr": "France",
    "be": "Belgique",
    "ch": "Suisse",
    "lu": "Luxembourg",
    "mc": "Monaco",
}
"""Two letters of a country -> the name that pages show."""

_CITIES = {"paris": "75", "lyon": "69", "marseille": "13"}
_ROMANS = {"i": 1, "v": 5, "x": 10}
_NUMBER = r"\d{1,2}|[ivx]{1,5}"
_ORDINAL = "(?:er|e|eme|ieme)?"
_ARRONDISSEMENT = re.compile(
    rf"(?P<city>paris|lyon|marseille) (?P<number>{_NUMBER}){_ORDINAL}(?: arrondissement)?"
    rf"|(?P<before>{_NUMBER}){_ORDINAL} (?:arrondissement )?(?:de |a )?"
    rf"(?P<after>paris|lyon|marseille)"
    rf"|(?P<alone>\d{{1,2}}){_ORDINAL} arrondissement"
)
_PART = re.compile(r"[a-z0-9]+")
_ARTICLE = re.compile(rf"^(?:{'|'.join(sorted(ARTICLES, key=len, reverse=True))}) ")


@dataclass(frozen=True)
class Name:
    """A name of place, and the places that bear it, the most populous first.

    key: the name in lower case, without accents, punctuation or abbreviations ("saint etienne");
    bearers: the places; nickname: True for a name that people use and that is not the official one
    ("paca").
    """

    key: str
    bearers: tuple[Commune, ...]
    nickname: bool = False

    @property
    def population(self) -> int:
        """Inhabitants of the place that the name means by itself: the first of `bearers`."""
        return self.bearers[0].population

    def resolve(self, area: bool | None = None, departement: str = "") -> Commune:
        """Return which of the places that bear this name is meant.

        Args:
            area: True for a département or a région, False for a town, None for either; ignored
                when no place of this name is one.
            departement: code of the département where the place is ("59"), "" for any; ignored when
                no place of this name is in it.

        Returns:
            The most populous place that fits.
        """
        pool = [bearer for bearer in self.bearers if departement in ("", bearer.departement)]
        pool = pool or list(self.bearers)
        if area is not None:
            pool = [bearer for bearer in pool if (bearer.type in AREAS) == area] or pool
        return pool[0]

    @cached_property
    def phonetic(self) -> str:
        """Key of the sound of the name, without spaces: names that sound alike share it."""
        return bare_key(self.key.replace(" ", ""))

    @property
    def ordinary(self) -> bool:
        """True when the name is also made of ordinary French words, such as "Tours"."""
        return self.key in ORDINARY_ALIASES or (self.bearers[0].ordinary and not self.nickname)


def name_key(text: str) -> str:
    """Return a name of place in the form that compares names: "St-Étienne" -> "saint etienne".

    That form is in lower case, without accents or punctuation; abbreviations are written in full
    and words are separated by one space.
    """
    words = _PART.findall(fold(text))
    return " ".join(FULL_WORDS.get(word, word) for word in words)


def without_article(key: str) -> str:
    """Return a name without its leading article: "le mans" -> "mans".

    The name is in lower case and without accents.
    """
    return _ARTICLE.sub("", key)


def arrondissement_code(key: str) -> str | None:
    """Return the postal code of an arrondissement that a text names: "paris 18" -> "75018".

    The text is in lower case without accents. It may be written "18e arrondissement de paris" or
    "lyon 3e"; without a city, Paris is meant. Return None for any other text.
    """
    match = _ARRONDISSEMENT.fullmatch(key)
    if match is None:
        return None
    city = match["city"] or match["after"] or "paris"
    number = _value(match["number"] or match["before"] or match["alone"])
    return f"{_CITIES[city]}{number:03d}"


def country_code(key: str) -> str | None:
    """Return the two letters of the country that a text names ("suisse" -> "ch"), or None.

    The text is in lower case without accents. A spelling that sounds the same counts too: "suise".
    """
    if key in COUNTRIES:
        return COUNTRIES[key]
    if len(key) <= 4:
        return None
    return _country_sounds().get(bare_key(key))


@cache
def _country_sounds() -> dict[str, str]:
    """Return the sounds of each name of a country -> the two letters of the country."""
    return {bare_key(name): code for name, code in reversed(COUNTRIES.items())}


def _value(number: str) -> int:
    """Return the value of a number in Arabic or in Roman figures ("xiv" -> 14)."""
    if number.isdigit():
        return int(number)
    values = [_ROMANS[letter] for letter in number]
    following = [*values[1:], 0]
    pairs = zip(values, following, strict=True)
    return sum(-value if value < after else value for value, after in pairs)

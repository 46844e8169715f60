"""What people call places: short forms, nicknames, countries, arrondissements.

Names are compared folded, "saint" for "st", without punctuation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from index.places.communes import AREAS, Commune
from index.text.analysis import fold
from index.text.phonetics import phonetic_key

FULL_WORDS = {
    "st": "saint", "ste": "sainte", "sts": "saints", "ss": "sous", "mt": "mont",
    "arr": "arrondissement", "ardt": "arrondissement", "dpt": "departement",
    "dept": "departement", "dep": "departement",
}  # fmt: skip
"""Short words -> what they stand for in names of places."""
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
"""What people say -> the name in the table."""
ORDINARY_ALIASES = frozenset({"aura", "reunion", "sainte", "limousin"})
COUNTRIES = {
    "france": "fr", "belgique": "be", "wallonie": "be", "suisse": "ch", "luxembourg": "lu",
    "grand duche": "lu", "monaco": "mc",
}  # fmt: skip
COUNTRY_NAMES = {
    "fr": "France",
    "be": "Belgique",
    "ch": "Suisse",
    "lu": "Luxembourg",
    "mc": "Monaco",
}

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


@dataclass(frozen=True)
class Name:
    """One name and who bears it, the most populous first.

    key: the name as it is compared; nickname: whether it is what people say, and not the name of
    the table.
    """

    key: str
    bearers: tuple[Commune, ...]
    nickname: bool = False

    @property
    def population(self) -> int:
        """Inhabitants of the place that the name means when nothing else is said."""
        return self.bearers[0].population

    def resolve(self, area: bool | None = None, departement: str = "") -> Commune:
        """Who is meant: an area or not when `area` says, in a département when it is named."""
        pool = [each for each in self.bearers if departement in ("", each.departement)]
        pool = pool or list(self.bearers)
        if area is not None:
            pool = [each for each in pool if (each.type in AREAS) == area] or pool
        return pool[0]

    @cached_property
    def phonetic(self) -> str:
        """What the name sounds like."""
        return phonetic_key(self.key.replace(" ", ""))

    @property
    def ordinary(self) -> bool:
        """Whether the name is also one or several ordinary words."""
        return self.key in ORDINARY_ALIASES or (self.bearers[0].ordinary and not self.nickname)


def name_key(text: str) -> str:
    """A name as it is compared: folded words, short forms written in full, single spaces."""
    words = _PART.findall(fold(text))
    return " ".join(FULL_WORDS.get(word, word) for word in words)


def arrondissement_code(key: str) -> str | None:
    """The postal code of "paris 18", "18e arrondissement de paris" or "lyon 3e", or None."""
    match = _ARRONDISSEMENT.fullmatch(key)
    if match is None:
        return None
    city = match["city"] or match["after"] or "paris"
    number = _value(match["number"] or match["before"] or match["alone"])
    return f"{_CITIES[city]}{number:03d}"


def country_code(key: str) -> str | None:
    """The country that a folded name is that of, perhaps as it is heard ("suise"), or None."""
    heard = phonetic_key(key)
    alike = (
        name for name in COUNTRIES if name == key or (len(key) > 4 and phonetic_key(name) == heard)
    )
    found = next(alike, None)
    return None if found is None else COUNTRIES[found]


def _value(number: str) -> int:
    """A number written in figures or in Roman ones ("xiv" -> 14)."""
    if number.isdigit():
        return int(number)
    values = [_ROMANS[letter] for letter in number]
    following = [*values[1:], 0]
    return sum(-one if one < other else one for one, other in zip(values, following, strict=True))

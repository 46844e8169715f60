"""Triggers: words before a name that announce a place, and of which kind.

In "j'habite à Lille", the words "habite à" are a trigger: a name that follows is that of a place.
This module is the only table of them, with the words that say the contrary ("savon de Marseille").
All are folded: lower case, without accents, punctuation as spaces.
"""

from __future__ import annotations

import re

TOWN_PREPOSITIONS = frozenset({"a", "sur"})
"""Prepositions before the name of a town: "à Lille", "sur Lille"."""
AREA_PREPOSITIONS = frozenset({"en", "dans le", "dans la", "dans les", "dans l"})
"""Prepositions, with their article, before the name of an area: "en Bretagne", "dans le Nord"."""
OF = frozenset({"de", "d", "du"})
"""Forms of "de" before a name in the singular."""
CONTRACTED = {"au": "le", "du": "le", "aux": "les", "des": "les"}
"""Preposition merged with an article -> that article: "au Mans" is "à" + "Le Mans"."""
ARTICLES = frozenset({"le", "la", "les", "l"})
NEAR_TRIGGERS = frozenset({
    "pres de", "pres d", "proche de", "proche d", "a cote de", "cote de", "autour de", "autour d",
    "aux alentours de", "alentours de", "environs de", "aux environs de", "du cote de",
    "non loin de", "a proximite de", "vers", "j habite", "j habite a", "habite", "habite a",
    "habitant", "habitant a", "habitant de", "habitante de", "habitants de", "habitant d",
    "habitante d", "vis a", "vit a", "vivons a", "suis a", "suis sur", "secteur", "secteur de",
    "dans le secteur de", "ville de", "commune de", "agglo de", "agglomeration de",
    "metropole de", "banlieue de", "region de", "bassin de", "residant a", "reside a",
    "installe a", "installee a", "basee a", "base a", "demenage a", "mairie de", "mairie d",
    "mediatheque de", "bibliotheque de", "gare de", "ccas de", "lycee de", "college de",
    "hopital de", "prefecture de", "centre social de",
    "maison de quartier de", "mairie", "mediatheque", "bibliotheque", "gare", "ccas", "lycee",
    "college", "hopital", "prefecture",
})  # fmt: skip
"""Words that announce a town, or a place of any kind."""
AREA_TRIGGERS = AREA_PREPOSITIONS | {
    "departement", "departement du", "departement de", "departement de la", "departement des",
    "departement de l", "region", "en region", "du departement", "partout en", "partout dans le",
    "partout dans la", "sud de l", "sud de la", "nord de l", "nord de la", "nord du", "sud du",
    "est de la", "ouest de la",
}  # fmt: skip
"""Words that announce a département or a région."""
TOWN_TRIGGERS = TOWN_PREPOSITIONS | OF | {"au", "aux", "des", "la ville de"}
"""Short words that may announce a town; another sign, such as a capital, must confirm it."""
FIELD_TRIGGERS = TOWN_PREPOSITIONS | {
    "en", "je suis", "j habite", "pres de", "autour de", "a cote de", "vers", "ville de",
    "commune de", "secteur", "dans", "habitant", "region", "departement",
}  # fmt: skip
"""Words that may come before the name in a field of places, where only a place is expected."""
NUMBER_TRIGGERS = frozenset({
    "dans le", "le", "du", "departement", "departement du", "du departement", "dept",
    "sur le", "dpt", "dep", "dans les",
})  # fmt: skip
"""Words that announce the number of a département: "dans le 93"."""
SURE_NUMBER_TRIGGERS = frozenset({"dans le", "departement", "dept", "dpt", "departement du"})
"""Words after which a number is that of a département, whatever follows it."""
WHOLE_COUNTRY_TRIGGERS = frozenset({
    "toute la", "partout en", "partout dans la", "en", "de toute la",
})  # fmt: skip
"""Words that announce a whole country: "toute la France"."""

PRONOUNS = frozenset({
    "il", "elle", "on", "y", "qui", "ca", "ce", "tu", "nous", "vous", "ils", "elles", "n", "l",
    "m", "t", "j", "personne",
})  # fmt: skip
"""Words after which an "a" without an accent is the verb "avoir", not the preposition "à"."""
DETERMINERS = frozenset({
    "le", "la", "les", "l", "un", "une", "des", "mes", "mon", "ma", "ton", "ta", "ses", "son",
    "sa", "ces", "ce", "cette", "aux", "au", "du", "notre", "votre",
})  # fmt: skip
"""Words that introduce an ordinary noun: a name after them is likely that noun."""
PRODUCTS = frozenset({
    "savon", "savons", "moutarde", "jambon", "saucisse", "dentelle", "porcelaine", "billet",
    "train", "tour", "maillot", "equipe", "choux", "chou", "recette", "match", "club", "google",
    "docteur", "dr", "mme", "madame", "monsieur", "mr", "mlle", "maitre", "professeur",
})  # fmt: skip
"""Words completed by the name of a town that is no place there: "savon de Marseille"."""
PEOPLE = frozenset({
    "voisin", "voisine", "collegue", "soeur", "frere", "ami", "amie", "copine", "fille", "fils",
    "mere", "pere", "tante", "oncle",
})  # fmt: skip
"""Words before a first name that is also a town: "ma voisine Nancy"."""
DIRECTIONS = frozenset({"nord", "centre", "sud", "est", "ouest"})
"""Names of areas that are also directions: "dans le nord de la France"."""
FIRST_NAMES = frozenset({
    "aude", "florence", "nancy", "claude", "albert", "lorraine", "charlotte", "romain",
})  # fmt: skip
"""Names of places that are also first names: a place only after a trigger."""
STREETS = frozenset({
    "rue", "av", "avenue", "bd", "boulevard", "route", "chemin", "place", "pl", "pte", "porte",
    "quai", "impasse", "imp", "allee", "square", "sq", "psg", "passage", "cours", "rond", "lot",
    "residence", "faubourg", "fbg",
})  # fmt: skip
"""Words of an address before the name of a street: "rue de Lille"."""
SURE_STREETS = frozenset({"rue", "avenue", "av", "boulevard", "bd", "quai", "impasse", "chemin"})
"""Words of `STREETS` that have no other sense in a query."""
CODES = frozenset({
    "code", "cerfa", "sms", "formulaire", "numero", "reference", "dossier", "pin", "article",
    "tel",
})  # fmt: skip
"""Words before five figures that are not a postal code: "cerfa 12345"."""
UNITS = frozenset({
    "est", "pour", "avec", "dans", "mais", "svp", "merci", "et", "ou", "je", "on", "il", "faut",
    "j", "c",
})  # fmt: skip
"""Words that no number counts: in "dans le 93 pour", 93 is thus a département."""
AREA_ARTICLES = {
    "nord": "le", "lot": "le", "cher": "le", "gard": "le", "var": "le", "jura": "le", "doubs": "le",
    "tarn": "le", "rhone": "le", "gers": "le", "loiret": "le", "cantal": "le", "finistere": "le",
    "manche": "la", "somme": "la", "loire": "la", "marne": "la", "creuse": "la", "vienne": "la",
    "drome": "la", "sarthe": "la", "mayenne": "la", "nievre": "la", "meuse": "la", "moselle": "la",
    "landes": "les", "ardennes": "les", "vosges": "les", "yvelines": "les", "centre": "",
    "eure": "l", "oise": "l", "orne": "l", "indre": "l", "aube": "l", "ain": "l", "aisne": "l",
}  # fmt: skip
"""Name of an area that is also an ordinary word -> the article it takes, "" for none: "nord" ->
"le"."""
MAX_TRIGGER_WORDS = 4
"""Most words in a phrase that announces a place: "departement de la"."""

WORD = re.compile(r"\d{5}(?=[^\W\d_])|[^\W_]+")
"""Words of a text; a postal code may be stuck to the name after it ("59000Lille")."""

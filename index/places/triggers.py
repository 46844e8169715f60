"""Cues: the words around a name that say whether it is a place, and which kind."""

from __future__ import annotations

import re

NEAR_CUES = frozenset({
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
"""What says that a place follows, in folded words."""
AREA_CUES = frozenset({
    "dans le", "dans la", "dans les", "dans l", "departement", "departement du", "departement de",
    "departement de la", "departement des", "departement de l", "region", "en", "en region",
    "du departement", "partout en", "partout dans le", "partout dans la", "sud de l", "sud de la",
    "nord de l", "nord de la", "nord du", "sud du", "est de la", "ouest de la",
})  # fmt: skip
TOWN_CUES = frozenset({"a", "au", "aux", "sur", "de", "d", "du", "des", "la ville de"})
NUMBER_CUES = frozenset({
    "dans le", "le", "du", "departement", "departement du", "du departement", "dept",
    "sur le", "dpt", "dep", "dans les",
})  # fmt: skip
SURE_NUMBER_CUES = frozenset({"dans le", "departement", "dept", "dpt", "departement du"})
"""After these, a number is that of a département whatever follows."""
WHOLE_COUNTRY_CUES = frozenset({"toute la", "partout en", "partout dans la", "en", "de toute la"})
MISTAKEN_CUES = frozenset({"a", "sur"})
MISTAKEN_AREA_CUES = frozenset({"en", "dans le", "dans la", "dans les", "dans l"})
ARTICLES = frozenset({"le", "la", "les", "l"})
CONTRACTED = {"au": "le", "du": "le", "aux": "les", "des": "les"}

PRONOUNS = frozenset({
    "il", "elle", "on", "y", "qui", "ca", "ce", "tu", "nous", "vous", "ils", "elles", "n", "l",
    "m", "t", "j", "personne",
})  # fmt: skip
"""Words after which an "a" without its accent is the verb "avoir"."""
DETERMINERS = frozenset({
    "le", "la", "les", "l", "un", "une", "des", "mes", "mon", "ma", "ton", "ta", "ses", "son",
    "sa", "ces", "ce", "cette", "aux", "au", "du", "notre", "votre",
})  # fmt: skip
PRODUCTS = frozenset({
    "savon", "savons", "moutarde", "jambon", "saucisse", "dentelle", "porcelaine", "billet",
    "train", "tour", "maillot", "equipe", "choux", "chou", "recette", "match", "club", "google",
    "docteur", "dr", "mme", "madame", "monsieur", "mr", "mlle", "maitre", "professeur",
})  # fmt: skip
"""Words that take the name of a town without being there: "savon de Marseille", "Mme Bourges"."""
PEOPLE = frozenset({
    "voisin", "voisine", "collegue", "soeur", "frere", "ami", "amie", "copine", "fille", "fils",
    "mere", "pere", "tante", "oncle",
})  # fmt: skip
"""Words just before a first name: "ma voisine Nancy"."""
DIRECTIONS = frozenset({"nord", "centre", "sud", "est", "ouest"})
"""Names of areas that are directions: "dans le nord de la France"."""
FIRST_NAMES = frozenset({
    "aude", "florence", "nancy", "claude", "albert", "lorraine", "charlotte", "romain",
})  # fmt: skip
"""Names of places that are first names too: without a cue, they are those."""
STREETS = frozenset({
    "rue", "av", "avenue", "bd", "boulevard", "route", "chemin", "place", "pl", "pte", "porte",
    "quai", "impasse", "imp", "allee", "square", "sq", "psg", "passage", "cours", "rond", "lot",
    "residence", "faubourg", "fbg",
})  # fmt: skip
"""Words of an address after which a name is that of a street."""
SURE_STREETS = frozenset({"rue", "avenue", "av", "boulevard", "bd", "quai", "impasse", "chemin"})
"""Those of them that are nothing else, in a need as well."""
CODES = frozenset({
    "code", "cerfa", "sms", "formulaire", "numero", "reference", "dossier", "pin", "article",
    "tel",
})  # fmt: skip
"""Words before five figures that are no postal code."""
UNITS = frozenset({
    "est", "pour", "avec", "dans", "mais", "svp", "merci", "et", "ou", "je", "on", "il", "faut",
    "j", "c",
})  # fmt: skip
"""Words after a number that it does not count."""
AREA_ARTICLES = {
    "nord": "le", "lot": "le", "cher": "le", "gard": "le", "var": "le", "jura": "le", "doubs": "le",
    "tarn": "le", "rhone": "le", "gers": "le", "loiret": "le", "cantal": "le", "finistere": "le",
    "manche": "la", "somme": "la", "loire": "la", "marne": "la", "creuse": "la", "vienne": "la",
    "drome": "la", "sarthe": "la", "mayenne": "la", "nievre": "la", "meuse": "la", "moselle": "la",
    "landes": "les", "ardennes": "les", "vosges": "les", "yvelines": "les", "centre": "",
    "eure": "l", "oise": "l", "orne": "l", "indre": "l", "aube": "l", "ain": "l", "aisne": "l",
}  # fmt: skip
"""Départements whose name is an ordinary word -> their article."""
MAX_CUE_WORDS = 4

_WORD = re.compile(r"\d{5}(?=[^\W\d_])|[^\W_]+")
"""A postal code may be stuck to the name that follows."""

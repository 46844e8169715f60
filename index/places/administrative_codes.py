"""Administrative codes of France (code officiel géographique, INSEE), of countries and of posts."""

import re

POSTAL_CODE = re.compile(r"\d{5}")
"""Regular expression of a French postal code: five figures."""

REGION_SLUGS = {
    "84": "auvergne-rhone-alpes", "27": "bourgogne-franche-comte", "53": "bretagne",
    "24": "centre-val-de-loire", "94": "corse", "44": "grand-est", "32": "hauts-de-france",
    "11": "ile-de-france", "28": "normandie", "75": "nouvelle-aquitaine", "76": "occitanie",
    "52": "pays-de-la-loire", "93": "provence-alpes-cote-d-azur", "01": "guadeloupe",
    "03": "guyane", "04": "la-reunion", "02": "martinique", "06": "mayotte",
    "975": "autres-outre-mer", "977": "autres-outre-mer", "978": "autres-outre-mer",
    "986": "autres-outre-mer", "987": "autres-outre-mer", "988": "autres-outre-mer",
}  # fmt: skip
"""INSEE code of a région -> its code in the field `territoires` of records: "53" -> "bretagne"."""
COUNTRY_OF = {
    "france-entiere": "fr",
    "belgique": "be",
    "luxembourg": "lu",
    "suisse": "ch",
    "canada": "ca",
}
"""Code of a country in the field `territoires` of records -> its two letters: "suisse" -> "ch"."""
DEPARTEMENTS_OF = {
    "84": "01 03 07 15 26 38 42 43 63 69 73 74", "27": "21 25 39 58 70 71 89 90",
    "53": "22 29 35 56", "24": "18 28 36 37 41 45", "94": "2A 2B",
    "44": "08 10 51 52 54 55 57 67 68 88", "32": "02 59 60 62 80",
    "11": "75 77 78 91 92 93 94 95", "28": "14 27 50 61 76",
    "75": "16 17 19 23 24 33 40 47 64 79 86 87",
    "76": "09 11 12 30 31 32 34 46 48 65 66 81 82", "52": "44 49 53 72 85",
    "93": "04 05 06 13 83 84", "01": "971", "02": "972", "03": "973", "04": "974", "06": "976",
    "975": "975", "977": "977", "978": "978", "986": "986", "987": "987", "988": "988",
}  # fmt: skip
"""Code of a région (INSEE) -> codes of its départements, separated by spaces (since 2021)."""

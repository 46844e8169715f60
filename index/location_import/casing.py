"""Case of names and addresses that producers write in capitals: "MAIRIE DE FOIX"."""

from __future__ import annotations

import re

from index.text.analysis import fold

ACRONYMS = frozenset({
    "adie", "adapei", "adil", "afpa", "agefiph", "anct", "apf", "api", "arnia", "asbl", "atd",
    "bij", "bfc", "bm", "cada", "caf", "cbe", "cc", "ccas", "cias", "cidff", "cij", "cio",
    "cnfs", "cpam", "crij", "cs", "csc", "csx", "edf", "efs", "epci", "ehpad", "epcc", "epide",
    "epn", "esat", "ess", "evs", "fcpe", "fjt", "fs", "gds", "greta", "ijcentre", "imep", "iut",
    "mda", "mdph", "mds", "mfr", "mfs", "mjc", "ml", "mlj", "msa", "msap", "oid", "opac",
    "paej", "pij", "pimms", "plie", "pmi", "pmn", "rdc", "rn", "rsa", "scic", "scop", "sdis",
    "siae", "smj", "snc", "spip", "sncf", "udaf", "ufcv", "ufolep", "za", "zac", "zi", "zup",
})  # fmt: skip
"""Acronyms of names of places, in lower case, written in capitals."""
_SMALL = frozenset({
    "a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "ou", "par",
    "pour", "sous", "sur", "bis", "ter",
})  # fmt: skip
_ABBREVIATIONS = frozenset({"bd", "bld", "pl", "rte", "st", "ste", "dr", "gal", "mr", "mme"})
"""Words without a vowel that are no acronyms: "BD" is "Bd"."""
_WORD = re.compile(r"[^\W\d_]+")
_ROMAN = re.compile(r"[IVXLC]+")
MIN_LETTERS = 6
"""Letters from which a text all in capitals is shouted, and not an acronym."""


def readable_case(text: str) -> str:
    """Return a text in capitals with capitals at its words only; any other text as it is.

    "MEDIATHEQUE DE LA VILLE" -> "Mediatheque de la Ville", "CCAS DE FOIX" -> "CCAS de Foix".
    """
    letters = [char for char in text if char.isalpha()]
    if len(letters) < MIN_LETTERS or not text.isupper():
        return text
    return _WORD.sub(lambda match: _word(match[0], match.start() == 0), text)


def _word(word: str, is_first: bool) -> str:
    """Return a word in capitals as a text in sentences writes it."""
    folded = fold(word)
    unspoken = len(word) > 1 and not re.search(r"[aeiouy]", folded)
    if folded in ACRONYMS or (unspoken and folded not in _ABBREVIATIONS):
        return word
    if folded in _SMALL and not is_first:
        return word.lower()
    return word if len(word) > 1 and _ROMAN.fullmatch(word) else word.capitalize()

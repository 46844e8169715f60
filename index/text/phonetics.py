"""Phonetics of French: keys that are the same for words that sound the same.

A key is a short string of sounds: the vowels a e i o u (ou) y (u) 2 (eu), the nasals A (an) I (in)
O (on), the glides j w, and consonants, S for "ch" and Z for "j". Sounds that people confuse when
they write share a sign: é and è, s and z, open and closed o. A silent e has none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from index.text.analysis import fold

SILENT_LAST = "stdpxz"
"""Letters that are mostly silent at the end of a French word."""
SPOKEN_LAST = SILENT_LAST + "nmrg"
"""Letters that people may write at the end of a word, without an e, for a spoken consonant."""
IRREGULAR: Mapping[str, str] = {
    word: heard
    for words, heard in (
        ("monsieur", "m2sj2"),
        ("messieurs", "mesj2"),
        ("femme femmes", "fam"),
        ("fils", "fis"),
        ("gens", "ZA"),
        ("aout", "ut"),
        ("second seconde secondes", "sgOd"),
        ("ville villes", "vil"),
        ("mille milles", "mil"),
        ("tranquille tranquilles", "trAkil"),
        ("million millions", "miljO"),
        ("oignon oignons", "onjO"),
        ("automne", "oton"),
        ("compte comptes", "kOt"),
        ("compter", "kOte"),
        ("sept", "set"),
        ("six", "sis"),
        ("dix", "dis"),
        ("cher chers", "Ser"),
        ("mer mers", "mer"),
        ("fer fers", "fer"),
        ("hier", "jer"),
        ("hiver hivers", "iver"),
        ("ver vers", "ver"),
        ("amer", "amer"),
        ("super", "syper"),
        ("est", "e"),
        ("et", "e"),
        ("les", "le"),
        ("des", "de"),
        ("mes", "me"),
        ("tes", "te"),
        ("ses ces", "se"),
        ("bus", "bys"),
        ("sens", "sAs"),
        ("ours", "urs"),
        ("tous", "tu"),
        ("plus", "ply"),
        ("sud", "syd"),
        ("sourd sourds", "sur"),
        ("faut", "fo"),
        ("outil outils", "uti"),
        ("gentil gentils", "ZAti"),
        ("fusil", "fysi"),
        ("solennel", "solanel"),
        ("examen examens", "eksamI"),
        ("tech", "tek"),
        ("technique techniques", "teknik"),
        ("psychologue psychologues", "psikolog"),
        ("psychologie", "psikoloZi"),
        ("orchestre", "orkestr"),
        ("archives", "arSiv"),
        ("web", "web"),
        ("wifi", "wifi"),
        ("eux", "2"),
        ("eu", "y"),
        ("un", "I"),
        ("parfum parfums", "parfI"),
        ("internet", "Iternet"),
        ("patient patients", "pasjA"),
        ("wordpress", "wordpres"),
        ("brest", "brest"),
        ("es", "e"),
    )
    for word in words.split()
}
"""Frequent words, in lower case without accents, whose letters do not tell the sound -> the key of
their sound."""
REMEMBERED = 8192
"""Words whose keys are remembered, the last ones read."""
FIRST_LETTERS = {
    letter: group[0] for group in ("aeiouhy", "ckqsxz", "fpv", "gj") for letter in group
}
"""Initial -> one letter that stands for all those that people confuse with it ("c", "k", "s"…)."""

_V = "aeiouyàâäéèêëîïôöùûü"
_SOFT = "eiyéèêëîï"
_OPEN = rf"(?![{_V}nmh])"
_RULES: tuple[tuple[str, str], ...] = (
    (r"aill|ail$", "aj"),
    (r"eill|eil$", "ej"),
    (r"(?:eu|ue|œ)(?:ill|il$)", "2j"),
    (r"ouill|ouil$", "uj"),
    (rf"(?<=.)(?<!^v)(?<!^m)(?<!^l)ill(?=[{_V}])", "ij"),
    (r"eaux?$|eau|aux$|au", "o"),
    (rf"oin{_OPEN}", "wI"),
    (r"(?<=.)um$", "om"),
    (rf"(?:ai|ei|i|y|u)[nm]{_OPEN}|[îï]n{_OPEN}", "I"),
    (r"(?<=[iyé])en(?=s?$)|(?<=[vt]i)en(?=t$)", "I"),
    (r"^emm", "Am"),
    (r"emm(?=en)", "am"),
    (rf"[aeâ][nm]{_OPEN}", "A"),
    (rf"o[nm]{_OPEN}", "O"),
    (r"(?<!s)ti(?=on|el|eu|al)", "sj"),
    (rf"oy(?=[{_V}])", "waj"),
    (r"oi|oî|oê|oy", "wa"),
    (r"o[uùû](?=[aieéèê](?!s?$))|ou(?=a)|w", "w"),
    (r"o[uùû]|oo", "u"),
    (r"œu|oeu|œ|e[uû]|ueu|ue(?=il)", "2"),
    (rf"[ae]y(?=[{_V}])", "ej"),
    (r"(?:ai|aî|ei|ey|ay)", "e"),
    (r"[éèêë]", "e"),
    (
        r"^e|e(?=[^aeiouyéèêh]{2})(?![bcdfgptv][lr])(?!ch|ph|gn|qu|gu|th)|e(?=x)|e(?=[rlcfnmvk]$)",
        "e",
    ),
    (r"e", ""),
    (r"[aàâä]", "a"),
    (r"[oôö]", "o"),
    (rf"[iyïî](?=[{_V}](?!s?$)|[aoéu])", "j"),
    (r"[iîïy]", "i"),
    (r"[uùûü]", "y"),
    (r"ph", "f"),
    (r"ch(?=[rln])", "k"),
    (r"sch|ch|sh", "S"),
    (r"gn", "nj"),
    (rf"gu(?=[{_SOFT}])", "g"),
    (rf"ge(?=[aoâôu])|g(?=[{_SOFT}])|j", "Z"),
    (rf"cc(?=[{_SOFT}])|xc(?=[{_SOFT}])|x", "ks"),
    (rf"sc(?=[{_SOFT}])|c(?=[{_SOFT}])|ç|z|s", "s"),
    (r"cqu|qu|q|ck|k|c", "k"),
    (r"h|'|-", ""),
    (r"[bdfglmnprtv]", ""),
)
_SCAN = re.compile("|".join(f"({pattern})" for pattern, _ in _RULES))
_SIGNS = tuple(sign for _, sign in _RULES)
_LAST_RULE = len(_RULES)
_AS_ANT = re.compile(r"(?<=[^vt]i)ents?$")
_AS_E = re.compile(r"(?<=.)(?:ers?|ez|ets?|es[st])$")
_MUTE = re.compile(rf"(?<=[^{_V}])es?$|(?<=[éiy])es?$|(?<=[^gq]u)es?$")
_SILENT = re.compile(rf"(?<=.)(?:[{SILENT_LAST}]+|(?<=[nm])[gcb]s?|(?<=r)[dtsg]+)$")
_TWICE = re.compile(r"(.)\1+")
_INNER_E = re.compile(rf"e(?=[^{_V}]?[^{_V}]?[{_V}])")
_OPEN_E = re.compile(rf"e(?=[^{_V}]?[^{_V}]?[{_V}]|$)")


def _scan(word: str) -> str:
    """Return the sounds of a word whose silent ending was taken away."""
    sounds = "".join(
        match.group() if match.lastindex == _LAST_RULE else _SIGNS[(match.lastindex or 1) - 1]
        for match in _SCAN.finditer(word)
    )
    return _TWICE.sub(r"\1", sounds.replace("ij", "j"))


def phonetic_key(word: str) -> str:
    """Return a key of the sound of a French word: "foto" and "photo" have the same key.

    The word is in lower case, with its accents when they are known. Built indexes store these keys:
    when this function changes, `FORMAT` of `index.artefact.manifest` must be increased, so that
    older indexes are refused.
    """
    irregular = IRREGULAR.get(fold(word))
    if irregular is not None and not word.endswith("é"):
        return irregular
    return _regular(word)


def _regular(word: str) -> str:
    """Return the key of the sound of a word whose letters tell its sound."""
    if len(word) < 3:
        return _scan(word)
    word = _AS_ANT.sub("ant", word)
    if word.endswith("aient"):
        return _scan(word.removesuffix("ent"))
    if word.endswith(("ied", "ieds")):
        return _scan(word.partition("ied")[0] + "ié")
    mute = _MUTE.sub("", word)
    if mute != word:
        return _scan(mute if mute[-1] in "éiyu" and mute[-2:] != "gu" else mute + "e")
    return _scan(_SILENT.sub("", _AS_E.sub("é", word)))


def bare_key(word: str) -> str:
    """Return a key of the sound of a word whose accents are not known: each e is taken for é.

    A final e stays silent. The word is in lower case without accents.
    """
    return phonetic_key(_INNER_E.sub("é", word))


def verb_key(word: str) -> str:
    """Return the key of a word that may be a verb whose ending "ent" is silent, "" for another.

    "ils cherchent". The word is in lower case without accents.
    """
    if word.endswith("ent") and not word.endswith(("ment", "aient")) and len(word) > 4:
        return _regular(word.removesuffix("nt"))
    return ""


@lru_cache(REMEMBERED)
def phonetic_keys(word: str) -> tuple[str, ...]:
    """Return the keys of the sounds that a word written by ear may have: one to six.

    The first is that of the word with its last letter silent. French writes an e after a final s,
    t, d, p or x that is spoken, and people who write as they hear drop it ("kermess" for
    "kermesse"): a word that ends with such a letter, or with n or m, has a second key, of the sound
    with the letter spoken. A word without accents has others, with each e spoken é. The word is in
    lower case.
    """
    spoken = [phonetic_key(word)]
    if word[-1:] in SPOKEN_LAST:
        last = _regular(word + "e")
        spoken = [last] if word[-2:-1] in ("è", "ê") else [*spoken, last]
    if word.isascii() and "e" in word:
        accented = _OPEN_E.sub("é", word)
        spoken.append(_regular(accented))
        if word[-1] == "e":
            inner = word[:-1].rfind("e")
            last = f"{word[:inner]}é{word[inner + 1 :]}" if inner > 0 else word
            spoken += map(_regular, (f"{word[:-1]}é", last, f"{accented[:-1]}e"))
    if "ay" in word:
        spoken.append(_regular(word.replace("ay", "aill")))
    return tuple(dict.fromkeys(filter(None, spoken)))


def first_letter(word: str) -> str:
    """Return the letter that stands for the first letter of a word and for those of like sound.

    People confuse these letters: "kado" and "cadeau" both give "c". The word is in lower case
    without accents, and not empty.
    """
    return FIRST_LETTERS.get(word[0], word[0])

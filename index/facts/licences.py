"""Licences and certificates: facts that a person tells, and the required skills that they prove.

A licence is no matter of degree: it meets the skills that ask for it and is near some others; it is
never taken for anything else, however alike the words are. Sources: code de la route, articles
R221-4 and following, for the categories of driving licences (who drives a lorry or a coach has
licence B); recommendations R482, R486 and R489 of the Caisse nationale de l'assurance maladie for
CACES; code du travail, articles R4544-9 and following, for the habilitation électrique; code de
l'action sociale et des familles, articles D432-10 and following, for BAFA and BAFD.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from index.messages import Sentence
from index.text.analysis import fold

_DRIVES = frozenset({
    "Conduire un utilitaire en ville",
    "Conduire un véhicule utilitaire",
    "Conduire et déplacer des véhicules",
    "Conduire pour aller à domicile",
    "Conduire d'un collège à l'autre",
})  # fmt: skip
"""Required skills that ask for the licence for cars and nothing else."""
_MAY_DRIVE = frozenset({
    "Avoir un permis et une assurance à jour",
    "Conduire prudemment",
    "Conduire un véhicule aménagé",
})  # fmt: skip
"""Required skills that ask for more than the licence: an insurance, prudence, another vehicle."""
_CHILDREN = frozenset({
    "Animer un groupe d'enfants ou d'adolescents",
    "Animer un groupe d'adultes ou d'enfants",
})  # fmt: skip


@dataclass(frozen=True)
class Licence:
    """A licence or a certificate.

    code: kept in addresses; name: in French, as people say it; phrase: the skill that it stands
    for, compared with the texts of occupations; meets: labels of the required skills that it
    proves; near: of those that it comes near.
    """

    code: str
    name: str
    phrase: str
    meets: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()


def _driving(
    code: str, does: str, meets: frozenset[str] = _DRIVES, near: frozenset[str] = _MAY_DRIVE
) -> Licence:
    """Return the driving licence of a category; does: what it allows to do."""
    return Licence(
        code, Sentence("Permis %(code)s", code=code), f"{does}, permis {code}", meets, near
    )


LICENCES: Mapping[str, Licence] = MappingProxyType({
    each.code: each
    for each in (
        _driving("A", "conduire une moto", frozenset(), frozenset()),
        _driving("B", "conduire"),
        _driving("BE", "conduire avec une remorque"),
        _driving("C", "conduire un poids lourd",
                 near=_MAY_DRIVE | {"Charger et arrimer un camion"}),
        _driving("D", "conduire un autocar"),
        Licence("fimo", "FIMO", "conducteur routier, FIMO"),
        Licence("caces-chariot", Sentence("CACES chariot"), "conduire un chariot élévateur, CACES",
                frozenset({"Conduire un chariot élévateur"})),
        Licence("caces-engins", Sentence("CACES engins"), "conduire un engin de chantier, CACES"),
        Licence("caces-nacelle", Sentence("CACES nacelle"), "travailler en nacelle, CACES"),
        Licence("bafa", "BAFA", "animer des enfants, BAFA", near=_CHILDREN),
        Licence("bafd", "BAFD", "diriger un accueil d'enfants, BAFD", near=_CHILDREN),
        Licence("habilitation-electrique", Sentence("Habilitation électrique"),
                "habilitation électrique",
                frozenset({"Bases d'électricité et habilitation électrique"}),
                frozenset({"Bases de l'électricité et de l'électronique",
                           "Travailler en sécurité avec l'électricité"})),
        Licence("psc1", "PSC1", "donner les premiers secours, PSC1"),
        Licence("sst", "SST", "porter secours au travail, SST"),
        Licence("toeic", "TOEIC", "parler anglais, TOEIC"),
    )
})  # fmt: skip
"""Code of a licence or a certificate -> what it is."""
_BY_PHRASE = MappingProxyType({each.phrase: each for each in LICENCES.values()})
_CATEGORY = (
    r"(?:a(?:[12]|(?!\s+(?:points|jour|\d\d?|la|l)\b))|be|b|c1?e?|d1?(?!\s+(?:exploitation|amenager))"
    r"|d1e|e|remorque|moto|poids lourds?|pl)\b(?!['’])"
)
"""A category of driving licence: neither "à" nor the article or preposition before a word."""
_ALSO = r"(?:\s*[,/&+]\s*|\s+et\s+|\s+)"
_DRIVING = re.compile(
    rf"\bpermis\s+(?:de conduire\s+)?(?P<categories>{_CATEGORY}(?:{_ALSO}{_CATEGORY})*)"
    r"|\bpermis (?:de conduire|voiture|auto)\b"
    r"|(?<!de )(?<!des )\bpermis\b(?=\W*$|\s+(?:ok|valide|depuis)\b)"
)
_CATEGORIES = re.compile(_CATEGORY)
# separators are few: a run of them without end is read once
_CACES = r"\bcaces\b[\s(:,–-]{0,4}(?:de\s|d['’]\s?)?"
_NUMBER = r"(?:r\s?\.?\s?)?"
"""Optional letter before the number of a kind of CACES: "R489", "R. 489" or "489"."""
_FORKLIFT = rf"(?:(?:chariots?(?: elevateurs?)?|caristes?|{_NUMBER}[34]89)\b[\s():,–-]{{0,4}})+"
_CHOSEN = r"(?:cat\w*\b\.?)?(?:[\s,/&()-]{0,4}\b(?:et\s)?[1-6][ab]?\b)*\)?"
"""The categories of a CACES for forklifts: "cat. 1, 3 et 5", or nothing."""
_END = r"(?=\W*(?:$|(?:(?:a\s+)?jour|valides?|en\s+cours|obtenus?|ok|depuis|(?:19|20)\d\d)\b))"
"""What may follow "CACES" with no name of machine: the end, "à jour", "depuis", a year."""
_OTHER_MACHINE = re.compile(
    r"\b(?:grues?|grutiere?s?|ponts? roulants?|(?:mini )?pelles?|pelleteuses?|tractopelles?"
    r"|nacelles?|engins?|bulldozers?|hayons?)\b"
)
_SAYS_FORKLIFT = re.compile(r"chariot|cariste|[34]89")
_WORDS: Mapping[str, re.Pattern[str]] = MappingProxyType({
    "fimo": re.compile(r"\b(?:fimo|fco)\b"),
    "caces-chariot": re.compile(
        rf"{_CACES}{_FORKLIFT}{_CHOSEN}|\bcaces\b[\s(:,–-]{{0,4}}{_CHOSEN}{_END}"
        r"|\bpermis (?:de )?cariste\b"
    ),
    "caces-engins": re.compile(
        rf"{_CACES}(?:engins?(?: de chantier)?|{_NUMBER}(?:482|372))\b\)?(?:\s+cat\w*\.?)?"
    ),
    "caces-nacelle": re.compile(
        rf"{_CACES}(?:nacelles?|pemp|{_NUMBER}[34]86)\b\)?|\bpermis nacelle\b"
    ),
    "bafa": re.compile(r"\bbafa\b"),
    "bafd": re.compile(r"\bbafd\b"),
    "habilitation-electrique": re.compile(
        r"\bhabilitations? (?:electriques?\b|(?=[bh][0-2crs]v?\b))"
        r"(?:[\s(/-]*\b[bh][0-2crs]v?\b\)?)*"
    ),
    "psc1": re.compile(
        r"\bpsc ?1\b"
        r"|\b(?:brevet|attestation|diplome) (?:de |aux )?(?:secourisme|premiers secours)\b"
    ),
    "sst": re.compile(r"\bsst\b|\bsauveteure?s? secouristes? (?:du|au) travail\b"),
    "toeic": re.compile(r"\btoeic\b(?:[\s:(]*\d{3}\b(?:\s?points?|\s?/\s?990)?\)?)?"),
})  # fmt: skip
"""Code of a licence -> what people write, without accents nor case; driving licences are apart."""
_ALONE = re.compile(
    r"(?:(?:j|ai|je|suis|mon|ma|mes|le|la|les|l|un|une|avec|et|titulaire|possede|obtenue?|du|de|d"
    r"|valide|a|jour|en|cours|validite|vehiculee?|ok|\d{4}|\d\d ans)\b ?)*"
)
_NOT_HELD = re.compile(
    r"\b(?:pass(?:e|er|erai)|prepar\w*|inscri\w*|sans|financ\w*|bientot|futur\w*|aide\w*|apprend\w*"
    r"|voudr\w*|pas|jamais|aucun|retire|perime\w*|expire\w*|suspendu|auto ecole)\b"
    r"|\ben cours\b(?! de validite)"
)
"""Words of who does not hold a licence yet, or speaks of another's."""


def read_licences(clause: str) -> tuple[tuple[str, ...], str]:
    """Return the codes of the licences that a clause tells, and the clause without them.

    "Animateur BAFA" -> (("bafa",), "Animateur"). A licence that somebody prepares or lacks is no
    fact: the clause is returned whole, with no code.

    Args:
        clause: a part of a sentence, as typed.

    Returns:
        The codes of `LICENCES`; what remains of the clause, "" when it tells nothing else.
    """
    plain = _flat(clause)
    told = [
        (code, found)
        for code, words in _WORDS.items()
        for found in words.finditer(plain)
        if code != "caces-chariot" or _is_of_forklift(found)
    ]
    told += [(code, found) for found in _DRIVING.finditer(plain) for code in _driving_codes(found)]
    if not told or _NOT_HELD.search(_bare(plain)):
        return (), clause
    left = list(clause)
    for _, found in told:
        left[found.start() : found.end()] = " " * (found.end() - found.start())
    rest = " ".join("".join(left).split()).strip(" ()-–—:,'’")
    codes = tuple(dict.fromkeys(code for code, _ in told))
    return codes, "" if _ALONE.fullmatch(_bare(_flat(rest))) else rest


def more_categories(clause: str) -> tuple[str, ...]:
    """Return the codes of the driving licences of a clause of categories alone: "C" -> ("C",).

    clause: what follows "permis B" in a list; any other clause gives none.
    """
    bare = _bare(_flat(clause))
    alone = re.fullmatch(rf"(?:et )?{_CATEGORY}(?: (?:et )?{_CATEGORY})*", bare)
    return tuple(map(_code, _CATEGORIES.findall(bare))) if alone else ()


def licence_phrase(skill: str) -> str:
    """Return the phrase of a licence when a skill says one and nothing else, else the skill.

    skill: as typed: "CACES 3" -> "conduire un chariot élévateur, CACES".
    """
    codes, rest = read_licences(skill)
    return LICENCES[codes[-1]].phrase if codes and not rest else skill


def licence_of(skill: str) -> Licence | None:
    """Return the licence or the certificate that a skill is the phrase of, None for any other."""
    return _BY_PHRASE.get(skill)


def is_licence(skill: str) -> bool:
    """Return whether a skill is the phrase of a licence or a certificate."""
    return licence_of(skill) is not None


def met_by(skill: str) -> frozenset[str]:
    """Return the labels of the required skills that the phrase of a licence proves, else none."""
    licence = licence_of(skill)
    return licence.meets if licence else frozenset()


def near_to(skill: str) -> frozenset[str]:
    """Return the labels of the required skills that the phrase of a licence is near, else none."""
    licence = licence_of(skill)
    return licence.near if licence else frozenset()


def _is_of_forklift(found: re.Match[str]) -> bool:
    """Return whether a CACES is for forklifts: it says so, or its clause names no other machine."""
    if _SAYS_FORKLIFT.search(found[0]):
        return True
    return not _OTHER_MACHINE.search(found.string)


def _driving_codes(found: re.Match[str]) -> tuple[str, ...]:
    """Return the codes of the driving licences that a text names: that for cars by default."""
    categories = found["categories"]
    return tuple(map(_code, _CATEGORIES.findall(categories))) if categories else ("B",)


def _code(category: str) -> str:
    """Return the code of a category of driving licence: "c1e" -> "C", "remorque" -> "BE"."""
    if category in {"be", "e", "remorque"}:
        return "BE"
    return {"m": "A", "p": "C"}.get(category[0], category[0].upper())


def _flat(text: str) -> str:
    """Return a text without accents nor case, each of its characters at the same position.

    "à" is left out: it is no category of driving licence.
    """
    return "".join(" " if char in "àÀ" else fold(char)[:1] or " " for char in text)


def _bare(plain: str) -> str:
    """Return a text without accents nor case as words separated by single spaces."""
    return " ".join(re.findall(r"[a-z0-9]+", plain))

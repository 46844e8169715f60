"""Missions: the text of an organisation that seeks somebody, read as skills, ways and moments.

It says of a person from the outside what a profile says from the inside: "nous cherchons quelqu'un
pour réparer des vélos", "je répare des vélos". Who seeks, the verb of seeking and the word that
says somebody are removed, days and hours are set apart; what remains are skills.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.skills.profile import LANGUAGES, MAX_SKILLS
from index.text.analysis import content_words, fold

_SENTENCES = re.compile(r"[.!?;\n]+(?=\s|$)|\s[-–—]\s")
_CLAUSES = re.compile(
    r"[,/+:()]|\b(?:et|puis|mais|ou|ainsi que|afin d[e']|pour|pr|qui|dont|sachant"
    r"|capables? d[e'])\b"
)
_SEEKING = re.compile(
    r".*?(?:\b(?:re)?(?:cherch|recrut|embauch)\w*|\b(?:nous|on) voul\w*"
    r"|\b(?:voudri|souhait|aimeri|propos)\w*|\bvoulons|\bveu(?:t|lent)|\bbesoin|\bmanquons"
    r"|\ben quete|\bfa(?:ut|udrait)|\bqui (?:peut|pourrait|veut|voudrait|sait|saurait))\b"
)
"""What comes first: who seeks, and the verb of seeking."""
_SOMEBODY = re.compile(
    r"\s*(?:(?:de|d|a|aussi|avoir|savoir|si|trouver|une?|des|deux|trois|quelques|plusieurs"
    r"|\d+)\b['’]?\s*)*(?:personnes?|gens|quelqu\s?['’]?une?|kelkun|qqu?n|qq1|volontaires?"
    r"|benevoles?|salariee?s?|intervenante?s?|nous aider?|aide|renforts?|coup de main)\b"
)
"""The word that says somebody, and nothing else of them: "une personne", "des bénévoles"."""
_LEAD = re.compile(
    r"[\s\-–'’«»…•*]*(?:(?:nous|on|ils?|elles?|les?|la|l|nos|notre|leurs?|des?|du|d|une?|en|a|au|aux"
    r"|ce|cette|sache|savoir|puisse|peut|pourrait|peuvent|aider?|si|soit|est|sont|ait|aussi|tout|y"
    r"|intervenante?s?|urgent|avec|dans|ds)\b[\s'’]*)*"
)
_SMALL = (
    r"\b(?:a|par|le|la|les|l|une?|deux|trois|quatre|cinq|quelques|tous|toutes|chaque|du|de|des|en"
    r"|ou|et|pendant|avant|apres|vers|entre|d|au|\d+)\b['’\s\-–]*"
)
_TIME = (
    r"\b(?:(?:lun|mar|mercre|jeu|vendre|same)dis?|dimanches?|week[- ]?ends?|matin(?:ee)?s?|midis?"
    r"|apres[- ]midis?|soirs?|soirees|heures?|\d+\s?h(?:\d\d)?|mois|semaines?|fois"
    r"|(?:par|une?|deux|trois|quatre|cinq|\d+) jours?|mi[- ]temps|temps (?:plein|partiel|complet)"
    r"|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
    r"|rentree|vacances)\b"
)
# few small words at a time, so that a text made of them is read in no more time than another
_MOMENT = re.compile(rf"(?:{_SMALL}){{0,4}}{_TIME}(?:[\s\-–]*(?:{_SMALL}){{0,4}}{_TIME})*")
_WAYS = {
    "emploi": re.compile(
        r"\b(?:recrut\w*|embauch\w*|cdi|cdd|salariee?s? a|poste|mi[- ]temps|remuner\w*"
        r"|temps (?:plein|partiel|complet))\b"
    ),
    "formation": re.compile(r"\b(?:stagiaires?|stages?|alternan\w*|apprentie?s?)\b"),
    "insertion": re.compile(r"\b(?:contrats? d.insertion|cddi)\b"),
    "benevolat": re.compile(
        r"(?<!nos )(?<!les )(?<!des )\bbenevol\w*|\b(?:cherch\w*|trouver) des benevol\w*"
        r"|\bcoups? de main\b"
    ),
    "volontariat": re.compile(r"\b(?:services? civiques?|volontariat)\b"),
    "mecenat": re.compile(r"\bmecenat\b"),
}
"""Way to take part -> the words that ask for it."""


@dataclass(frozen=True)
class Mission:
    """What an organisation seeks, read from a text that it typed.

    skills: what the person will do or must know, in the words of the text, in order; languages: ISO
    639 codes of the languages named, except French; ways: how the person would take part, as codes
    of `code_lists.VOIES` ("benevolat"…), empty when the text says nothing of it; moments: the words
    of the text that say when.
    """

    skills: tuple[str, ...]
    languages: tuple[str, ...]
    ways: tuple[str, ...]
    moments: tuple[str, ...]


def read_mission(text: str) -> Mission:
    """Read what an organisation seeks from a text.

    "La mairie cherche un bénévole pour tenir l'accueil le mardi" -> skill "tenir l'accueil", way
    "benevolat", moment "le mardi".

    Args:
        text: French as people type it; misspelt words are better read once corrected.

    Returns:
        The skills, at most `MAX_SKILLS` (40); the languages; the ways; and the moments.
    """
    skills: dict[str, str] = {}
    moments: dict[str, str] = {}
    for sentence in _pieces(_SENTENCES, text):
        for found in _MOMENT.finditer(_flat(sentence)):
            when = sentence[found.start() : found.end()].strip(" -–'’")
            moments.setdefault(fold(when), when)
        for clause in _pieces(_CLAUSES, _sought(_without_moments(sentence))):
            skill = _after(_LEAD, clause).strip(" \"'’«».…-–*•")
            if any(len(word.word) > 1 and word.word.isalpha() for word in content_words(skill)):
                skills.setdefault(fold(skill), skill)
    plain = _flat(text)
    words = dict.fromkeys(re.findall(r"[a-z]+", plain))
    return Mission(
        tuple(skills.values())[:MAX_SKILLS],
        tuple(LANGUAGES[word] for word in words if word in LANGUAGES),
        tuple(code for code, pattern in _WAYS.items() if pattern.search(plain)),
        tuple(moments.values()),
    )


def _flat(text: str) -> str:
    """Return a text without accents nor case, each of its characters at the same position."""
    return "".join(fold(char)[:1] or " " for char in text)


def _pieces(separator: re.Pattern[str], text: str) -> Iterator[str]:
    """Yield the parts of a text between separators, which are found without accents nor case."""
    start = 0
    for found in separator.finditer(_flat(text)):
        yield text[start : found.start()]
        start = found.end()
    yield text[start:]


def _after(pattern: re.Pattern[str], text: str) -> str:
    """Return what follows a pattern at the start of a text; the text when it is not there."""
    found = pattern.match(_flat(text))
    return text[found.end() :] if found else text


def _sought(sentence: str) -> str:
    """Return a sentence without who seeks, the verb of seeking and the word for somebody."""
    return _after(_SOMEBODY, _after(_SEEKING, sentence))


def _without_moments(sentence: str) -> str:
    """Return a sentence with a comma in place of the words that say when."""
    return ",".join(_pieces(_MOMENT, sentence))

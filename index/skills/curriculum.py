"""Long texts about oneself, such as a curriculum vitae, made ready to be split into skills.

A curriculum is written in lines, with dates, headings, names of towns, firms and schools, and
contact details: none of these is a skill. The name of who wrote it is known by where it stands and
how it is written: elsewhere, a name in small letters is read as a skill. Nothing of a text is
stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from index.facts.licences import read_licences
from index.facts.organisations import Organisations, is_written_as_a_name, names_a_trade
from index.places.gazetteer import Gazetteer
from index.skills.query import ProfileQuery
from index.text.analysis import fold

MAX_TEXT_CHARS = 5_000
"""Most characters of the text of a person: two pages of a curriculum."""
CURRICULUM_LINES = 4
"""Lines of the shortest text that is read as a curriculum: its towns are those of the past, and
its first line may be the name of who wrote it."""
_LINES = re.compile(r"[\r\n]+|\t+")
_BARS = re.compile(r"\s[|•·▪●◦*]\s")
"""What separates the parts of a line of a short text."""
_PARTS = re.compile(r"(\s*[,;|•·▪●◦]\s*|\s+[-–—*/]\s+|\s*:\s+|\.\s+(?=[A-ZÀ-Ý]))")
_BULLET = re.compile(r"^[\s\-–—•·▪●◦*>✓✔➢→]+")
_CONTACT = re.compile(
    r"@|https?:|www\.|\.(?:com|fr|org)/|(?:\+\d\d ?|\b0)\d(?:[ .\-]?\d{2}){4}\b"
    r"|^(?:tel|telephone|portable|courriel|e-?mail|site(?: web)?|linkedin|github|adresse)\.?"
    r"\s*(?::|$)"
    r"|^ne[e]? le\b|^date de naissance\b|^nationalite\b|\bcelibataire\b|\bmariee?\b|^\d enfants?$"
    r"|^(?:j?.?habite|reside\w*)\b"
    r"|\b\d{1,4},? (?:bis |ter )?(?:rue|avenue|av|boulevard|bd|place|impasse|chemin|allee|route)\b"
    r"|^\d{5} \w|\b\d{5}$"
)
_ADDRESS = re.compile(r"(?:adresse|domicile|date de naissance|nationalite)\s*:|ne[e]? le\b")
_EDGES = " ()*–—-:"
_TITLES = (
    r"(?:curriculum vitae|cv|(?:mes |mon |ma )?(?:experiences?|formations?|competences?|langues?"
    r"|diplomes?|loisirs|profil|coordonnees|contact|parcours|savoir-faire|savoir-etre|qualites"
    r"|outils|logiciels|langages|atouts|centres? d.interets?|informatique|divers|etudes|scolarite"
    r"|references?|emplois?|stages?|benevolat|certifications?|objectif|hobbies|projet|activites"
    r"|jobs d.ete|missions?)"
    r"(?:[ /](?:professionnel(?:le)?s?|personnel(?:le)?s?|cles?|techniques|informatiques"
    r"|scolaires?|benevoles?|initiale|continue|&|et (?:diplomes?|formations?|loisirs|competences"
    r"|etudes|logiciels|langues)))*)"
)
_HEADING = re.compile(_TITLES + r"\s*:?$")
_LABEL = re.compile(_TITLES + r"\s*:\s")
_SHOUTED = re.compile(
    r"^(?:EXP[ÉE]RIENCES?|FORMATIONS?|COMP[ÉE]TENCES|CENTRES? D['’]INT[ÉE]R[ÊE]TS?|LANGUES|LOISIRS"
    r"|DIPL[ÔO]MES|PROFIL|INFORMATIQUE)\s+(?=\S)"
)
"""A heading in capitals at the start of a line that goes on."""
_MONTHS = (
    "janvier|janv|fevrier|fevr?|mars|avril|avr|mai|juin|juillet|juil|aout|septembre|sept|octobre"
    "|oct|novembre|nov|decembre|dec|ete|hiver|automne|printemps|noel|saison"
)
_DATES = re.compile(
    rf"(?:\b(?:de|depuis|du|en|entre|jusqu'en|a|au|et)\s+)?"
    rf"(?:\b(?:{_MONTHS})\.?(?:\s*[-–/]\s*(?:{_MONTHS})\.?)?\s+|\b\d\d?[/.](?:\d\d?[/.])?)?"
    r"\b(?:19|20)\d\d\b(?:\s*[-–—/]\s*(?=\D|$))?|\baujourd'hui\b|\b(?:a|jusqu'a) ce jour\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\(([^()]*)\)")
_NO_DEED = re.compile(
    r"cdi|cdd|cddi|contrat aide|interim|stage|alternance|apprentissage|saison\w*|mi-temps"
    r"|temps (?:plein|partiel)|missions? d.interim|benevole|\d+ [a-z]+|\d+ ?h|actuel\w*"
    r"|en cours|present|en poste|depuis|obtenue?"
    r"|(?:stage de |cdd de |duree )?\d+ (?:ans?|mois|semaines?|jours?)"
    r"|(?:avec )?mention (?:assez bien|tres bien|bien)|niveau (?:bac|cap|bep|[1-8iv]+)\b[ +\d]*"
    r"|brevet(?: des colleges)?|dnb|bac(?: (?:general|s|es|l|scientifique|litteraire))?"
    r"|baccalaureat(?: (?!pro)\w+)?|disponib\w+.*|mobile\b.*|mobilite\b.*|(?:pas )?vehicule?e?"
    r"|(?:je suis |j.?ai |demandeu\w+ d.)?(?:titre de sejour|autorisation de travail|asile|rqth)"
    r"|refugiee?|(?:mere|pere|maman|papa) de .*|(?:le |les )?(?:soir|matin|week-?end)s?|[\W\d]*"
)
"""What says neither what was done nor where: a contract, a duration, a grade, a situation."""
_NAME = re.compile(r"^[A-ZÀ-Ý][a-zà-ÿ]['’\w-]* (?:[A-ZÀ-Ý][\w'’-]+ )?[A-ZÀ-Ý'’-]{2,}$")
"""A first name, then a family name in capitals."""
_IDLE = re.compile(r"(?:j.?ai )?(?:travaillee?|bosse|exerce|employee?|poste occupe|travaux?)")


@dataclass(frozen=True)
class LongProfile(ProfileQuery):
    """A profile whose text may be as long as a curriculum, `MAX_TEXT_CHARS` (5,000) characters."""

    limits: ClassVar[tuple[str, int]] = ("profil", MAX_TEXT_CHARS)


def sentences_of(text: str, gazetteer: Gazetteer | None = None) -> str:
    """Return the lines of a curriculum as sentences, without what is no skill.

    Dates, headings such as "Formation", names of towns, firms and schools are left out, and the
    parts of lines that are a telephone number, an address, or a name: a first name then a family
    name in capitals anywhere; one written otherwise at the start of the first line, or of a line
    that holds contact details.

    Args:
        text: as pasted, in lines.
        gazetteer: index of the names of places; None to leave towns in. In a text of less than
            `CURRICULUM_LINES` (4) lines, towns, firms and schools are left in, and a line is cut
            into parts at bars and bullets only.

    Returns:
        What remains of the other lines, each ended by " ; "; "" when nothing does.
    """
    bare = (" ".join(_BULLET.sub("", line).split()) for line in _LINES.split(text))
    lines = list(filter(None, bare))
    is_curriculum = len(lines) >= CURRICULUM_LINES
    if not is_curriculum:
        parts = (part for line in lines for part in _unnamed(_BARS.split(line)))
        return " ; ".join(filter(None, map(_without_contact, parts)))
    organisations = Organisations(gazetteer)
    said = (_said(line, organisations, is_first=not row) for row, line in enumerate(lines))
    return " ; ".join(filter(None, said))


def _is_person(text: str) -> bool:
    """Return whether what comes first in a curriculum is the name of who wrote it."""
    named = text.isupper() or is_written_as_a_name(text)
    letters = all(char.isalpha() or char in " -'’" for char in text)
    several = 2 <= len(text.split()) <= 3
    return several and named and letters and not (names_a_trade(text) or read_licences(text)[0])


def _is_name(text: str) -> bool:
    """Return whether a text is a first name, then a family name in capitals."""
    return bool(_NAME.match(text)) and not (names_a_trade(text) or read_licences(text)[0])


def _unnamed(parts: list[str], *, is_first: bool = False) -> list[str]:
    """Return the parts of a line, "" for the name of who wrote it.

    It is looked for in the first part that is no contact detail, when there are such details.

    parts: of the line; is_first: True for the first line of a curriculum, where it needs no such
    details.
    """
    details = [_CONTACT.search(fold(part)) is not None for part in parts]
    first = details.index(False) if False in details else 0
    if (is_first or any(details)) and _is_person(parts[first].strip(_EDGES)):
        return [*parts[:first], "", *parts[first + 1 :]]
    return parts


def _without_contact(part: str) -> str:
    """Return a part of a short text without its dates; "" for a heading or contact details."""
    plain = fold(part)
    if _CONTACT.search(plain) or _HEADING.match(plain) or _is_name(part):
        return ""
    return _without_dates(part).strip(" :,;–—-()")


def _said(line: str, organisations: Organisations, *, is_first: bool) -> str:
    """Return what a line of a curriculum says was done; "" when it says nothing of it.

    is_first: True for the first line, which may hold the name of who wrote it.
    """
    plain = fold(line)
    if _HEADING.match(plain) or _ADDRESS.match(plain):
        return ""
    label = _LABEL.match(plain)
    if label and len(plain) == len(line):
        line = line[label.end() :]
    if not line.isupper():
        line = _SHOUTED.sub("", line)
    undated = _without_dates(line)
    parts = _PARTS.split(_without_asides(undated, organisations))
    parts[::2] = _unnamed(parts[::2], is_first=is_first)
    placed = undated != line or any(map(organisations.is_town, parts[::2]))
    return "".join(_kept(parts, organisations, placed)).strip(" :,;–—-()|•")


def _kept(parts: list[str], organisations: Organisations, placed: bool) -> Iterator[str]:
    """Yield the parts of a line that say what was done, each after what separates it.

    parts: of the line, with what separates two of them between them; placed: whether the line
    holds a date or a town.
    """
    for row in range(0, len(parts), 2):
        before_town = organisations.is_town("".join(parts[row + 2 : row + 3]))
        bare = parts[row].strip(_EDGES)
        named = organisations.is_organisation(
            bare, is_first=row == 0, is_placed=placed, is_firm=before_town
        )
        done = "" if named else _deed(bare, organisations, placed)
        if done:
            separator = parts[row - 1] if row else ""
            yield (separator if separator.strip(" .;:-–—/") == "" else ", ") + done


def _deed(bare: str, organisations: Organisations, placed: bool) -> str:
    """Return a part of a line without where it was done; "" when it says nothing else."""
    plain = fold(bare)
    codes, rest = read_licences(bare)
    if codes and not rest:
        return bare
    if _CONTACT.search(plain) or _NO_DEED.fullmatch(plain) or _HEADING.match(plain):
        return ""
    if _is_name(bare):
        return ""
    done = (
        "" if organisations.is_town(bare) else organisations.without_where(bare, is_placed=placed)
    )
    return "" if _IDLE.fullmatch(fold(done)) else done


def _without_asides(line: str, organisations: Organisations) -> str:
    """Return a line without what is in brackets when it says nothing of what was done."""

    def kept(aside: re.Match[str]) -> str:
        parts = aside[1].split(",")
        said = (
            _deed(part.strip(), organisations, placed=True)
            for part in parts
            if not organisations.is_organisation(part, is_firm=True)
        )
        return aside[0] if any(said) else " "

    return _ASIDE.sub(kept, line)


def _without_dates(line: str) -> str:
    """Return a line without its years and months, found in its text without accents."""
    plain = fold(line)
    if len(plain) != len(line):
        return line
    kept, end = [], 0
    for found in _DATES.finditer(plain):
        kept.append(line[end : found.start()])
        end = found.end()
    return " ".join("".join([*kept, line[end:]]).split())

"""Level of a skill, read apart from its words: "un peu d'Excel" is the skill "Excel", a little.

A beginner's level is a fact: the skill is then nearly had, at most. It is kept in the text of the
skill, after a dash ("Excel — un peu"), so that an address holds it. A strong level ("je maîtrise",
"depuis 10 ans") changes nothing and is left out: these words are near every text that speaks of
experience. "Peu de" is a negation, which `index.skills.profile` reads.
"""

from __future__ import annotations

import re

from index.text.analysis import fold

LITTLE = " — un peu"
"""Suffix of the text of a skill in which a person says that they are a beginner."""
_COUNT = r"(?:(?:plus|près|moins)\s+de\s+|environ\s+|bientôt\s+)?(?:\d+|[a-zà-ÿ-]{1,20})\s+"
_OF = r"(?:\s+(?:de\s+la|de|du|des|en|sur|avec|dans)\b|\s+(?:de\s+)?[dl]['’])?"
_LITTLE_OF = re.compile(
    r"\btouche\s+un\s+peu\s+(?:à|a|au|aux)\s+"
    r"|\(?\b(?:un|1)\s+(?:tout\s+)?(?:p'?(?:e?ti)?t\s+)?peu\b"
    r"(?!\s+(?:plus|moins|partout|trop|comme|avant|apr[èe]s|(?:de\s+)?tout)\b)"
    rf"(?:\s+d['’e]\s*exp[ée]riences?{_OF}|\s+(?:de\s+la|de|du|des)\b|\s+(?:de\s+l|d)['’])?\)?",
    re.IGNORECASE,
)
_BEGINNER = re.compile(
    r"\b(?:je\s+|j['’]?)?d[ée]bute\b(?:\s+(?:en|sur|avec|comme|dans|à|au)\b|(?=\W*$))"
    r"|\b(?:je\s+)?commence\s+(?:(?:juste|tout\s+juste)\s+)?(?:en\b|(?:à|a)\s+apprendre\b"
    r"(?:\s+(?:à|la|le|les)\b|\s+l['’])?)"
    r"|^\W*(?:(?:je\s+|chui\s+)?suis\s+)?(?:grande?\s+)?d[ée]butante?\s+(?:en|sur|avec|dans|comme)\b"
    r"|(?<!un )(?<!une )(?<!le )(?<!la )(?<!du )(?<!au )(?<!de )(?<!pour )(?<!chaque )(?<!tout )"
    r"\(?\bd[ée]butante?\)?\W*$"
    r"|\(?\b(?:de\s+|au\s+)?niveau\s+(?:(?:grande?|très)\s+)?"
    r"(?:d[ée]butante?|[ée]l[ée]mentaire|scolaire|basique|faible|a1|a2)\b\)?"
    rf"|\(?\b(?:j['’]ai\s+)?(?:(?:quelques|de|des|les|petites|vagues)\s+){{0,3}}notions?\b{_OF}\)?"
    rf"|^\W*(?:j['’]ai\s+|je\s+connais\s+)?(?:(?:les|quelques|des)\s+)?(?:bases|rudiments)\b"
    rf"(?!\s+de\s+donn){_OF}",
    re.IGNORECASE,
)
_STRONG = re.compile(
    rf"\bdepuis\s+(?:{_COUNT}(?:ans?|ann[ée]es?|mois|moi)\b(?:\s+et\s+demie?\b)?|(?:19|20)\d\d\b|longtemps\b|toujours\b"
    r"|des\s+ann[ée]es\b|toute?\s+petite?\b)"
    rf"|\b(?:pendant|durant)\s+{_COUNT}(?:ans?|ann[ée]es?|mois)\b"
    rf"|^\W*apr[èe]s\s+{_COUNT}(?:ans?|ann[ée]es?)\s+(?:comme|en|dans)\b"
    rf"|\b(?:j['’]ai\s+|avec\s+)?{_COUNT}(?:ans?|ann[ée]es?|mois)\s+d['’]?\s*exp[ée]riences?\b"
    rf"(?:\s+(?:professionnelle|comme)\b)?{_OF}"
    r"|\(?\b(?:niveau\s+)?(?:confirm[ée]e?|avanc[ée]e?|interm[ée]diaire|expert)\)?\s*$(?<!^expert)"
    r"|\(?\bniveau\s+(?:expert|courant|pro|confirm[ée]|avanc[ée]|interm[ée]diaire|bon)\b\)?"
    r"|\bexperte?\s+(?:en|dans|sur)\b|^\W*(?:(?:très\s+)?bon\s+niveau|ma[îi]trise|ma[îi]tris[ée]e?)\W*$"
    r"|^\W*(?:(?:très\s+)?(?:bonne|parfaite|excellente|solide)s?\s+(?:ma[îi]trise|connaissances?"
    r"|pratique)|ma[îi]trise)(?=\s+(?:de|du|des|d['’]))(?!\s+d(?:e\s+soi|['’](?:oe|œ|ou)))"
    rf"{_OF}",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"\b(?:enseign|anim(?:e|er|ation|ateur|atrice)\b|accompagn|initi(?:e|er)\b|form(?:e|er|at)\w*\b"
    r"|expliqu|transm|evalu|ateliers?\b|aide\b|cours (?:de|d|a|aux)\b|apprends? (?:aux|a des)\b)"
)
"""Words of people who teach: a level mentioned beside them is that of their pupils."""
_NO_SKILL = re.compile(
    r"\W*(?:(?:mais|et|je|j|y|en|connais?|connai|sais?|c|fais|ai|suis|touche|ca|c est|juste"
    r"|seulement|encore|tres|tout|toute|me|debrouille|niveau|au|du|de|le|la)\b\W*)*"
)
_JOIN = re.compile(r"^(?:en|dans)\s+", re.IGNORECASE)
_NO_MORE = re.compile(r"(?:mais )?(?:pas|sans) plus")


def read_level(clause: str) -> tuple[str, bool]:
    """Return a clause without the words that tell a level, and whether it is a beginner's.

    "je fais un peu de couture" -> ("je fais couture", True). The clause is "" when it tells a level
    and no skill: "niveau débutant".

    Args:
        clause: a part of a sentence, as typed.

    Returns:
        What remains of it, and True for a beginner's level.
    """
    if clause.endswith(LITTLE):
        return clause.removesuffix(LITTLE), True
    plain = fold(clause).strip()
    rest, found = _LITTLE_OF.subn(" ", clause)
    if not _OF_OTHERS.search(plain):
        rest, more = _BEGINNER.subn(" ", rest)
        found += more
    rest, strong = _STRONG.subn(" ", rest)
    if not found and not strong:
        return ("", True) if _NO_MORE.fullmatch(plain) else (clause, False)
    if _NO_SKILL.fullmatch(fold(rest).replace("'", " ").replace("’", " ")):
        rest = ""
    said = " ".join(rest.split())
    # "en" at the start is kept when the clause began with it ("en chantier depuis 8 mois"), and
    # taken out when a level stood before it ("niveau moyen en Excel")
    skill = said if _JOIN.match(clause) else _JOIN.sub("", said)
    # without a letter or a digit it is no skill: "_" of "_ expert"
    return skill if any(map(str.isalnum, skill)) else "", bool(found)


def shortened(skill: str, most: int) -> str:
    """Return the text of a skill cut between two words, its level kept.

    skill: with its level; most: characters that the whole may hold.
    """
    if len(skill) <= most:
        return skill
    room = most - len(LITTLE)
    short = skill[:room].rpartition(" ")[0] or skill[:room]
    return at_level(short, is_beginner(skill))


def at_level(skill: str, is_beginner: bool) -> str:
    """Return the text of a skill with its level, when it is a beginner's: "Excel — un peu".

    skill: in the words of the person; is_beginner: whether they say that they are one in it.
    """
    return skill + LITTLE if is_beginner and not skill.endswith(LITTLE) else skill


def without_level(skill: str) -> str:
    """Return the text of a skill without its level: what is compared with occupations."""
    return skill.removesuffix(LITTLE)


def is_beginner(skill: str) -> bool:
    """Return whether the text of a skill tells a beginner's level."""
    return skill.endswith(LITTLE)

"""Profiles: the text of a person, split into skills, languages spoken and ways looked for.

A way is a job, training, volunteering… Nothing of a profile is stored. The rules follow written
French as people type it: clauses are split at punctuation and at "et", "puis", "mais"; wishes,
negations and personal facts (age, status) are removed; the rest is a skill, without the "je sais"
before it. Levels and licences are read as facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from index.facts.level import at_level, read_level
from index.facts.licences import LICENCES, more_categories, read_licences
from index.facts.marks import Mark
from index.facts.sorting import CONDITION, SKILL, STATE
from index.text.analysis import content_words, fold

MAX_SKILLS = 40
"""Most skills of one person: those beyond it in a text are ignored, a longer list is refused."""

MAX_ASIDES = 10
"""Most clauses that say no skill, in which conditions of a job are looked for."""

_SENTENCES = re.compile(r"(?<![.!?;\n])[.!?;\n]+(?=\s|$)|\s[-–—]\s|\s:\s|:\s")
_CLAUSES = re.compile(
    r"[,،؛]|/|\s\+\s"
    r"|\s(?:et|puis|mais|ou|ainsi que|car|donc|alors|parce que|du coup|aussi)\s(?!demi)"
    r"|\s(?:and|but|pero|та|але|й|і|لكن|لكني|é|mé(?=\s(?:je|j|g)))\s"
    r"|\sy\s(?=(?:sé|hago|fui|cobro|soy|tengo|puedo|cuido|trabajo)\b)|\sو(?=أ|ال|عند|كنت|تص|تف)"
    r"|\s(?=(?:sans[- ]papiers?|au rsa)\b)",
    re.IGNORECASE,
)
"""What separates clauses: in French as it is typed, then in the other languages of the site."""
_WISH = re.compile(
    r"(^|\b(je|j|on) )(re)?ch[ae]rch|\ba la recherche\b|\bj?e? ?demande\b"
    r"|\b(voudr|voulai|souhait|desir|propos|aspir|revais|vise\b)"
    r"|\bj ?e? ?(veu|aimerai|adorerai|prefererai|accepte)"
    r"|\b(dispo|disponibles?|libre (le|la|les|en|au))\b|\bm irait|\bme (plairai|tente|dirait)"
    r"|\ben quete|\brejoindre\b|\bme reconvertir|\benvie de|\bprete? a\b|\bbienvenu"
    r"|\bmes? (mardi|jeudi|mercredi|samedi|week|soir|apres)|\bil me faudrait|\bbesoin d"
    r"|\bsi possible|\bmotive pour|\bretour (a|au)\b|\bpar semaine\b"
)
_DENIED = re.compile(
    r"\b(ne|n|pas|jamais|aucun|aucune|rien|ni|sans|nulle?|peux? plus|ras le bol|quitte|marre"
    r"|lasse?|refuse|deteste|surtout pas|hors de question|(?<!un )(?<!tit )peu de)\b"
    r"(?! souci| probleme| relache| arret| peur)"
)
_NOT_DENYING = re.compile(
    r"\bne (lache|laisse)\b|\b(lache|laisse) (jamais|rien)\b|sans jargon|pas a pas|pas mal"
)
_FIRST_PERSON = re.compile(r"\b(je|j|jai|g|moi|mon|ma|mes|chui|jsuis|jsais|jconnai\w*)\b")
_PERSONAL = re.compile(
    r"^(bonjour|bjr|salut)$|^(merci|svp|s il vous plait|cordialement)\b"
    r"|^(j ?ai |g |jai |agee? de )?\d+ ans$|^(je suis |chui )?(au|le) (rsa|chomage)\b"
    r"|^(je suis |chui |ancien(ne)? |mere |maman |pere )?(sourde?|aveugle|retraitee?|a la retraite"
    r"|en retraite|licenciee?|au foyer|etudiante?|lyceen(ne)?|refugiee?|demandeu\w+ d emploi)\b"
    r"|^(j habite|je vis|je reside|jhabite)\b|^(mal|maux) (de|au)\b|^mon francais"
    r"|^(temps partiel|mi temps)|^(et )?vehicule?e?( personnel)?$|^voiture personnelle$"
    r"|^\d+ points$"
)
_LEAD = re.compile(
    r"^(?:(?:bonjour|bjr|salut|et|mais|puis|donc|car|aussi|surtout|apres|avant|la|depuis \w+|voila"
    r"|sinon|bref)\s+)*"
    r"(?:(?:je\s|j\s|j['’]|moi\s|j(?=ai\s)|j(?=[bcdfghlmnprstv]))\s*)?(?:(?:ne\s+)?(?:"
    r"sais|sai|sé|c\b|ces\b|peux|peu|suis|sui|fais|fait|ai|aime|adore|connais|connai|maîtrise"
    r"|maitrise|pratique|parle|m['’]y connais(?:\s+en)?|me d[ée]brouille(?:\s+en)?)\s+"
    r"(?:bien\s+|aussi\s+|déjà\s+|très\s+|beaucoup\s+|me\s+|faire\s+(?=du\s|de\s+la\s))*)?"
    r"(?:en\s+train\s+de\s+|capable\s+de\s+|doué[e]?\s+(?:pour|en)\s+|bon(?:ne)?\s+en\s+)?",
    re.IGNORECASE,
)
_CONSTRAINTS = {
    "emploi": re.compile(
        r"\b(emploi|cdi|cdd|poste|salarie|salariee|travail|boulot|taf|job|embauche|bosser)\b"
    ),
    "formation": re.compile(r"\b(formation|former|formassion|apprentissage|alternance|stage)\b"),
    "insertion": re.compile(r"\binsertion\b"),
    "benevolat": re.compile(
        r"\b(benevol\w*|bénévol\w*|donner (de )?mon temps|donner un coup de main|gratuitement)\b"
    ),
}
LANGUAGES = {
    "anglais": "en", "arabe": "ar", "espagnol": "es", "portugais": "pt", "ukrainien": "uk",
    "allemand": "de", "italien": "it", "russe": "ru", "chinois": "zh", "mandarin": "zh",
    "turc": "tr", "polonais": "pl", "roumain": "ro", "persan": "fa", "farsi": "fa", "dari": "fa",
    "pachto": "ps", "pashto": "ps", "somali": "so", "tamoul": "ta", "hindi": "hi", "ourdou": "ur",
    "bengali": "bn", "vietnamien": "vi", "japonais": "ja", "coreen": "ko", "neerlandais": "nl",
    "grec": "el", "hebreu": "he", "tigrinya": "ti", "amharique": "am", "peul": "ff",
    "wolof": "wo", "bambara": "bm", "lingala": "ln", "swahili": "sw", "albanais": "sq",
    "serbe": "sr", "armenien": "hy", "georgien": "ka", "kurde": "ku", "soninke": "snk",
    "berbere": "ber", "kabyle": "kab", "tibetain": "bo", "creole": "ht", "breton": "br",
}  # fmt: skip
"""Name of a language in French, without accents -> its ISO 639 code."""
_SPOKEN = re.compile(
    r"parl(e|ant|er)|\blangue|\bbilingue|couram|courant\b|\btradu[ic]|interpr|\becri[st]? en\b"
)
_LANGUAGE_WORDS = frozenset({
    *LANGUAGES, "a1", "a2", "ai", "avance", "b1", "b2", "base", "bases", "bien", "bilingue", "bon",
    "c1", "c2", "comprends", "couramment", "courant", "d", "de", "debutant", "debutante", "des",
    "du", "ecrit", "en", "et", "francais", "intermediaire", "j", "je", "jparle", "l", "la",
    "langue", "langues", "le", "les", "lu", "maternelle", "natif", "niveau", "notion", "notions",
    "parle", "parler", "peu", "quelques", "scolaire", "tres", "un",
})  # fmt: skip
"""Words of a clause that lists languages and nothing else."""
_BASIC = frozenset({"a1", "a2", "base", "bases", "debutant", "debutante", "scolaire"})
"""Words that tell a beginner's level of a language."""


@dataclass(frozen=True)
class Profile:
    """What a person says of themselves.

    skills: in their words, one a phrase, a beginner's level at the end ("Excel — un peu");
    languages: ISO 639 codes of those spoken, except French; constraints: what they look for, as
    codes of `code_lists.VOIES`; basic: of the languages, those spoken a little; licences: codes of
    `licences.LICENCES`; asides: what else is said, wished or denied, at most `MAX_ASIDES` (10).
    """

    skills: tuple[str, ...]
    languages: tuple[str, ...]
    constraints: tuple[str, ...]
    basic: frozenset[str] = frozenset()
    licences: tuple[str, ...] = ()
    asides: tuple[str, ...] = ()


def read_profile(text: str) -> Profile:
    """Read the skills, the languages, the licences and the wishes of a person from a text.

    "Je sais souder et je parle arabe, je cherche un emploi" -> skill "souder", language "ar",
    constraint "emploi".

    Args:
        text: French as people type it; misspelt words are better read once corrected.

    Returns:
        The skills, at most `MAX_SKILLS` (40), those said at a beginner's level told so; the
        languages; the licences and certificates; and the constraints: what the person looks for (a
        job, training…).
    """
    facts, wishes = _Facts(), []
    for sentence in _SENTENCES.split(text):
        wishing = False
        for clause in _CLAUSES.split(sentence):
            plain = _plain(clause)
            going_on = wishing and not _FIRST_PERSON.search(plain)
            wishing = going_on or bool(_WISH.search(plain))
            if wishing:
                wishes.append(plain)
                facts.asides[fold(clause)] = clause
            else:
                facts.add(clause, plain)
    skills = [at_level(skill, key in facts.little) for key, skill in facts.skills.items()]
    wished = " ".join(wishes)
    return Profile(
        tuple(skills)[:MAX_SKILLS],
        tuple(facts.languages),
        tuple(code for code, pattern in _CONSTRAINTS.items() if pattern.search(wished)),
        frozenset(facts.basic),
        tuple(facts.licences),
        tuple(filter(None, map(_skill, facts.asides.values())))[:MAX_ASIDES],
    )


def marked_profile(text: str, marks: Sequence[Mark]) -> Profile:
    """Return what a person says, from the marks on their words.

    Args:
        text: French as people type it, or another language of the site.
        marks: what an encoder marked in it; see `index.facts.marks`.

    Returns:
        As `read_profile`; but the skills are those marked, and `asides` holds the conditions, then
        the clauses that tell a state: a sorter says whether they ask something of the job.
    """
    facts = _Facts()
    for mark in marks:
        if mark.kind == SKILL:
            facts.add_marked(mark.text)
    skills = [at_level(skill, key in facts.little) for key, skill in facts.skills.items()]
    asides = [mark.text for mark in marks if mark.kind == CONDITION]
    states = [mark.text for mark in marks if mark.kind == STATE]
    asides += [each for each in clauses_of(text) if any(state in each for state in states)]
    whole = read_profile(text)
    return replace(
        whole,
        skills=tuple(skills)[:MAX_SKILLS],
        licences=tuple(dict.fromkeys((*whole.licences, *facts.licences))),
        asides=tuple(dict.fromkeys(filter(None, asides)))[:MAX_ASIDES],
    )


def clauses_of(text: str) -> tuple[str, ...]:
    """Return the clauses of a text, whatever they say; text: in any language of the site."""
    clauses = (each for part in _SENTENCES.split(text) for each in _CLAUSES.split(part))
    return tuple(filter(None, map(str.strip, clauses)))


@dataclass
class _Facts:
    """What the clauses read so far say, in order.

    skills: text without accents nor case -> as typed; little: keys of those of a beginner;
    languages, licences: their codes; basic: of the languages, those spoken a little; latest: keys
    of the skills, or codes of the languages, of the last clause that says any; asides: what is
    wished, denied or personal, as the skills.
    """

    skills: dict[str, str] = field(default_factory=dict)
    little: set[str] = field(default_factory=set)
    languages: dict[str, None] = field(default_factory=dict)
    basic: set[str] = field(default_factory=set)
    licences: dict[str, None] = field(default_factory=dict)
    latest: tuple[str, ...] = ()
    driving: bool = False
    asides: dict[str, str] = field(default_factory=dict)

    def add(self, clause: str, plain: str) -> None:
        """Read a clause that states no wish; plain: without accents, case nor punctuation."""
        codes: tuple[str, ...] = ()
        rest = clause
        if not _is_denied(plain):
            codes, rest = read_licences(clause)
            codes = codes or (more_categories(clause) if self.driving else ())
        self.driving = any(code.isupper() for code in codes)
        self.licences |= dict.fromkeys(codes)
        if not codes or rest != clause:
            self._add_said(*read_level(rest), plain)

    def add_marked(self, clause: str) -> None:
        """Note a clause that was marked as a skill: its level, its licence or itself."""
        codes, rest = read_licences(clause)
        self.licences |= dict.fromkeys(codes)
        said, is_beginner = read_level(rest)
        if not (codes and rest == clause) and not set(_plain(said).split()) <= _LANGUAGE_WORDS:
            self._add_skill(_skill(said), is_beginner)

    def _add_said(self, said: str, is_beginner: bool, plain: str) -> None:
        """Note the languages or the skill of a clause, or the level of what came before it."""
        words = plain.split()
        only_languages = set(words) <= _LANGUAGE_WORDS
        spoken = [LANGUAGES[word] for word in words if word in LANGUAGES]
        if is_beginner and not (said or (only_languages and spoken)):
            self._lower(self.latest)
        elif _is_denied(plain):
            self.asides[fold(said)] = said
            return
        if only_languages or _SPOKEN.search(plain):
            self._add_languages(spoken, is_beginner or not _BASIC.isdisjoint(words))
        if only_languages:
            return
        if _PERSONAL.search(_plain(said)):
            self.asides[fold(said)] = said
        else:
            self._add_skill(_skill(said), is_beginner)

    def _add_languages(self, codes: list[str], is_basic: bool) -> None:
        new = [code for code in codes if code not in self.languages]
        self.languages |= dict.fromkeys(new)
        self.latest = tuple(codes) or self.latest
        if is_basic:
            self._lower(new)

    def _add_skill(self, skill: str, is_beginner: bool) -> None:
        key = fold(skill)
        if not key:
            return
        if is_beginner and key not in self.skills:
            self.little.add(key)
        self.skills.setdefault(key, skill)
        self.latest = (key,)

    def _lower(self, latest: Iterable[str]) -> None:
        """Note that what was just said is said at a beginner's level."""
        self.little |= self.skills.keys() & set(latest)
        self.basic |= self.languages.keys() & set(latest)


def _plain(text: str) -> str:
    """Return a text without accents nor case, its words separated by single spaces."""
    return " ".join(re.findall(r"[^\W_]+", fold(text)))


def _is_denied(plain: str) -> bool:
    return bool(_DENIED.search(plain)) and not _NOT_DENYING.search(plain)


def _skill(clause: str) -> str:
    """Return a clause without its introduction ("je sais"), empty if no word remains."""
    bare = _LEAD.sub("", clause.strip(" '’\"()«»…-*•"), count=1).strip(" '’\"()«»…-*•")
    foreign = not bare.isascii() and any(char > "\u0370" for char in bare)
    said = foreign or any(len(word.word) > 1 for word in content_words(bare))
    return bare if said else ""


def stated_skills(profile: Profile) -> tuple[str, ...]:
    """Return the skills that a profile states, its licences among them.

    profile: as `read_profile` returns it; a licence is the phrase that it stands for.
    """
    return (*profile.skills, *(LICENCES[code].phrase for code in profile.licences))

"""Profiles: what somebody says of themselves, cut into skills, languages and constraints.

Nothing is kept of a profile. The rules are those of written French as people type it: clauses are
cut at punctuation and at "et", "puis", "mais"; what is wished, denied or only says who one is goes
out; what remains is a skill, without "je sais" before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.text.analysis import content_words, fold

MAX_SKILLS = 40
"""Skills of one person: a text that says more is cut, a list that does is refused."""

_SENTENCES = re.compile(r"[.!?;\n]+(?=\s|$)|\s[-–—]\s|\s:\s|:\s")
_CLAUSES = re.compile(
    r",|/|\s\+\s|\s(?:et|puis|mais|ou|ainsi que|car|donc|alors|parce que|du coup|aussi)\s(?!demi)",
    re.IGNORECASE,
)
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
    r"|lasse?|refuse|deteste|surtout pas|hors de question|(?<!un )peu de)\b"
    r"(?! souci| probleme| relache| arret| peur)"
)
_NOT_DENYING = re.compile(
    r"\bne (lache|laisse)\b|\b(lache|laisse) (jamais|rien)\b|sans jargon|pas a pas|pas mal"
)
_FIRST_PERSON = re.compile(r"\b(je|j|jai|g|moi|mon|ma|mes|chui|jsuis|jsais|jconnai\w*)\b")
_WHO = re.compile(
    r"^(bonjour|bjr|salut)$|^(merci|svp|s il vous plait|cordialement)\b"
    r"|^(j ?ai |g |jai |agee? de )?\d+ ans$|^(je suis |chui )?(au|le) (rsa|chomage)\b"
    r"|^(je suis |chui |ancien(ne)? |mere |maman |pere )?(sourde?|aveugle|retraitee?|a la retraite"
    r"|en retraite|licenciee?|au foyer|etudiante?|lyceen(ne)?|refugiee?|demandeu\w+ d emploi)\b"
    r"|^(j habite|je vis|je reside|jhabite)\b|^(mal|maux) (de|au)\b|^mon francais"
    r"|^(temps partiel|mi temps)"
)
_LEAD = re.compile(
    r"^(?:(?:bonjour|bjr|salut|et|mais|puis|donc|car|aussi|surtout|apres|avant|la|depuis \w+|voila"
    r"|sinon|bref)\s+)*"
    r"(?:(?:je\s|j\s|j['’]|moi\s|j(?=ai\s)|j(?=[bcdfghlmnprstv]))\s*)?(?:(?:ne\s+)?(?:"
    r"sais|sai|sé|c\b|ces\b|peux|peu|suis|sui|fais|fait|ai|aime|adore|connais|connai|maîtrise"
    r"|maitrise|pratique|parle|m'y connais|m’y connais|me débrouille|me debrouille)\s+"
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
"""Folded name of a language -> its ISO 639 code."""
_SPOKEN = re.compile(
    r"parl(e|ant|er)|\blangue|\bbilingue|couram|courant\b|\btradu[ic]|interpr|\becri[st]? en\b"
)
_TONGUES = frozenset({
    *LANGUAGES, "a2", "b1", "b2", "bien", "bilingue", "bon", "c1", "couramment", "courant", "ecrit",
    "en", "et", "francais", "j", "je", "jparle", "l", "la", "langue", "langues", "le", "lu",
    "maternelle", "natif", "niveau", "notions", "parle", "parler", "peu", "un",
})  # fmt: skip
"""Words of a clause that tells languages and nothing else."""


@dataclass(frozen=True)
class Profile:
    """What a text says of somebody.

    skills: in the words of the text, in order; languages: ISO 639 codes of the languages spoken,
    but French; constraints: codes of `referentials.VOIES` that are asked for.
    """

    skills: tuple[str, ...]
    languages: tuple[str, ...]
    constraints: tuple[str, ...]


def read_profile(text: str) -> Profile:
    """What a text says of the person who wrote it.

    Args:
        text: French as people type it, mistakes mended or not.

    Returns:
        Its skills, at most `MAX_SKILLS`, the languages and the constraints that it names.
    """
    skills: dict[str, str] = {}
    wishes: list[str] = []
    spoken: list[str] = []
    for sentence in _SENTENCES.split(text):
        wishing = False
        for clause in _CLAUSES.split(sentence):
            plain = _plain(clause)
            going_on = wishing and not _FIRST_PERSON.search(plain)
            wishing = going_on or bool(_WISH.search(plain))
            if wishing:
                wishes.append(plain)
                continue
            tongues = set(plain.split()) <= _TONGUES
            denied = _is_denied(plain)
            if not denied and (tongues or _SPOKEN.search(plain)):
                spoken += plain.split()
            if not tongues and not denied and not _WHO.search(plain):
                skill = _skill(clause)
                skills.setdefault(fold(skill), skill)
    skills.pop("", None)
    asked = " ".join(wishes)
    return Profile(
        tuple(skills.values())[:MAX_SKILLS],
        tuple(dict.fromkeys(LANGUAGES[word] for word in spoken if word in LANGUAGES)),
        tuple(code for code, pattern in _CONSTRAINTS.items() if pattern.search(asked)),
    )


def _plain(text: str) -> str:
    """A text folded, its words apart by single spaces."""
    return " ".join(re.findall(r"[a-z0-9]+", fold(text)))


def _is_denied(plain: str) -> bool:
    return bool(_DENIED.search(plain)) and not _NOT_DENYING.search(plain)


def _skill(clause: str) -> str:
    """A clause without what introduces it, or an empty text when it says nothing."""
    bare = _LEAD.sub("", clause.strip(" '’\"()«»…-*•"), count=1).strip(" '’\"()«»…-*•")
    return bare if any(len(word.word) > 1 for word in content_words(bare)) else ""

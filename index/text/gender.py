"""Grammatical gender of a person: a text in which somebody speaks of themselves, in one gender.

"Ancienne vendeuse, je suis organisée" is read as "Ancien vendeur, je suis organisé", so that a
woman and a man who say the same are answered the same. The masculine is only the form to which all
are brought, as most names of occupations begin by it; what is shown keeps the words as typed. Rules
follow the endings of French; words that name a thing ("visseuse", "lumière", "journée") are kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

KEPT_WORDS = 20_000
"""Number of words whose masculine is kept in memory: the occupations repeat theirs."""
_WORD = re.compile(r"[a-zà-öø-ÿœ]+", re.IGNORECASE)
_THINGS = frozenset({
    "agrafeuse", "allée", "année", "armée", "arrivée", "arrière", "assemblée", "barrière",
    "berceuse", "bière", "bouchée", "brodeuse", "broyeuse", "cafetière", "calculatrice",
    "carrière", "cayenne", "charnière", "chaudière", "cheminée", "cicatrice", "colère",
    "corvée", "creuse", "croisière", "derrière", "dictée", "donnée", "durée",
    "débroussailleuse", "découpeuse", "défonceuse", "entrée", "faucheuse", "filière",
    "fraiseuse", "friteuse", "frontière", "fumée", "fusée", "galère", "gelée", "glacière",
    "gouttière", "idée", "journée", "litière", "lumière", "lycée", "manière", "marée",
    "matinée", "matière", "matrice", "meuleuse", "moissonneuse", "montée", "mosquée", "moyenne",
    "musée", "mutuelle", "métadonnée", "mêlée", "pensée", "perceuse", "photocopieuse",
    "plieuse", "plongée", "poignée", "ponceuse", "portée", "poupée", "poussière", "prière",
    "purée", "raboteuse", "randonnée", "rentrée", "rivière", "ruelle", "soirée", "tondeuse",
    "tournée", "traversée", "trieuse", "tronçonneuse", "trophée", "truelle", "vallée",
    "veilleuse", "veillée", "visière", "visseuse", "visée", "épée", "étienne", "heure", "demeure",
})  # fmt: skip
"""Words that end as a feminine and name no person, in the singular."""
_WORDS = {
    "active": "actif", "adjointe": "adjoint", "amoureuse": "amoureux", "artisane": "artisan",
    "attentive": "attentif", "avocate": "avocat", "bavarde": "bavard",
    "chaleureuse": "chaleureux", "cheffe": "chef", "commerciale": "commercial",
    "contremaîtresse": "contremaître", "copine": "copain", "courageuse": "courageux",
    "créative": "créatif", "douce": "doux", "débrouillarde": "débrouillard",
    "experte": "expert", "fille": "garçon", "généreuse": "généreux", "heureuse": "heureux",
    "hôtesse": "hôte", "inventive": "inventif", "libérale": "libéral", "maman": "papa",
    "marchande": "marchand", "maçonne": "maçon", "maîtresse": "maître",
    "minutieuse": "minutieux", "mère": "père", "médicale": "médical", "nombreuse": "nombreux",
    "patronne": "patron", "précise": "précis", "prête": "prêt", "rigoureuse": "rigoureux",
    "réactive": "réactif", "seule": "seul", "sociale": "social", "soigneuse": "soigneux",
    "sourde": "sourd", "sportive": "sportif", "voisine": "voisin",
}  # fmt: skip
"""Feminine -> masculine, for words that no ending tells."""
_ENDINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), ending)
    for pattern, ending in (
        (r"(?<=\w)trice$", "teur"),
        (r"(?<=\wi)euse$", "eux"),
        (r"(?<=\w\w)euse$", "eur"),
        (r"(?<=\w\w)eure$", "eur"),
        (r"(?<=\wi)ère$", "er"),
        (r"(?<=\wll)ère$|(?<=ng)ère$|(?<=ch)ère$|(?<=ég)ère$", "er"),
        (r"(?<=[iy])enne$|(?<=é)enne$", "en"),
        (r"(?<=\w\w\w)ée$", "é"),
        (r"(?<=nn)elle$|(?<=\wi)elle$|(?<=\wu)elle$", "el"),
    )
)
_AGENTS = re.compile(
    r"^((?:assist|étudi|etudi|soign|enseign|habit|commerç|particip|représent|gér|souri|endur|début"
    r"|milit|migr|surveill|consult|exploit|fabric|interven|encadr|command|correspond|dirige|gouvern"
    r"|intend|négoci)ant"
    r"|(?:indépend|dépend)ant|(?:ag|ad?hér|présid|pati|prud|compét|polyval|intellig)ent)e$"
)


def masculine(text: str) -> str:
    """Return a text with the words that say the gender of a person in the masculine.

    Args:
        text: French as people type it.

    Returns:
        The same text, its other words and its case untouched: "Technicienne fibre" -> "Technicien
        fibre"; the same text when nothing in it says a gender.
    """
    return _WORD.sub(lambda match: _of(match.group()), text)


@lru_cache(KEPT_WORDS)
def _of(word: str) -> str:
    """Return a word in the masculine, plural as it was."""
    plural = word[-1] if word[-1] in "sS" and len(word) > 3 else ""
    singular = word[: len(word) - len(plural)]
    plain = singular.lower()
    form = _form(plain)
    if form == plain:
        return word
    if plural and form.endswith("al"):
        return _case_of(singular)(f"{form[:-1]}ux")
    return _case_of(singular)(form) + ("" if form[-1] in "sx" else plural)


def _form(plain: str) -> str:
    """Return the masculine of a word in lower case, the word itself when it has none."""
    if plain in _WORDS:
        return _WORDS[plain]
    if plain in _THINGS:
        return plain
    if agent := _AGENTS.match(plain):
        return agent.group(1)
    for pattern, ending in _ENDINGS:
        form, changed = pattern.subn(ending, plain)
        if changed:
            return form
    return plain


def _case_of(word: str) -> Callable[[str], str]:
    """Return the function that gives to a text the case of a word."""
    if word.isupper() and len(word) > 1:
        return str.upper
    return str.capitalize if word[0].isupper() else str

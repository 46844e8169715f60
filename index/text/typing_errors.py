"""Tables of typing errors in French: neighbouring keys, sounds, abbreviations, homophones.

`index.text.noise` makes misspelt text from them; `index.text.phonetics` and `index.spelling` read
the keys and the elisions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

AZERTY = ("azertyuiop", "qsdfghjklm", "wxcvbn")
"""Rows of letters of a French keyboard."""
SMS: Mapping[str, tuple[str, ...]] = {
    "aujourd'hui": ("ojd", "auj"),
    "avec": ("avc", "ac"),
    "beaucoup": ("bcp",),
    "besoin": ("bsoin", "bezoin"),
    "bonjour": ("bjr", "slt"),
    "c'est": ("c", "cé"),
    "comment": ("coment", "cmt"),
    "dans": ("ds", "dan"),
    "demain": ("2m1", "dmain"),
    "est": ("é", "e"),
    "je": ("j", "jeu"),
    "j'ai": ("g", "jé"),
    "mais": ("mé", "ms"),
    "merci": ("mci", "mercy"),
    "mes": ("mé",),
    "ordinateur": ("ordi", "pc"),
    "parce": ("pske",),
    "pas": ("pa", "po"),
    "plus": ("+", "plu"),
    "pour": ("pr", "pour"),
    "pourquoi": ("pk", "prkoi"),
    "quand": ("qd", "kan"),
    "que": ("ke", "q"),
    "quelqu'un": ("qqun", "kelkun"),
    "quelque": ("qq",),
    "qui": ("ki",),
    "quoi": ("koi",),
    "rendez-vous": ("rdv",),
    "salut": ("slt",),
    "s'il": ("svp", "sil"),
    "suis": ("sui", "chui"),
    "téléphone": ("tel", "tél", "telefone"),
    "toujours": ("tjs", "tjr"),
    "tout": ("tt",),
    "vous": ("vs",),
}
"""Word -> its abbreviations in text messages."""
HOMOPHONES: tuple[tuple[str, ...], ...] = (
    ("a", "à"),
    ("ai", "est", "et", "ait"),
    ("ce", "se"),
    ("ces", "ses", "c'est", "sait"),
    ("la", "là", "l'a"),
    ("leur", "leurs"),
    ("ma", "m'a"),
    ("mes", "mais", "met"),
    ("on", "ont"),
    ("ou", "où"),
    ("peu", "peut", "peux"),
    ("quel", "quelle", "qu'elle"),
    ("sa", "ça"),
    ("sans", "cent", "s'en"),
    ("son", "sont"),
    ("vers", "verre"),
    ("voie", "voix"),
)
"""Groups of words that sound the same."""
SOUNDS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(pattern), written)
    for pattern, written in (
        (r"ph", ("f",)),
        (r"eaux?", ("o", "au")),
        (r"au", ("o",)),
        (r"qu", ("k", "q", "c")),
        (r"c(?=[aoulr])", ("k",)),
        (r"(?<!^)c(?=[eiéèy])", ("s", "ss")),
        (r"^c(?=[eiéèy])", ("s",)),
        (r"ç", ("s", "c", "ss")),
        (r"tion", ("sion", "ssion", "cion")),
        (r"ssion", ("sion", "tion")),
        (r"(?<=[aeiouéè])ss(?=[aeiouéè])", ("s", "c")),
        (r"(?<=[aeiouéè])s(?=[aeiouéè])", ("z",)),
        (r"g(?=[eiéèy])", ("j",)),
        (r"ge(?=[aou])", ("j",)),
        (r"gu(?=[eiéè])", ("g",)),
        (r"ai|ei", ("é", "è", "e")),
        (r"é", ("er", "e", "ai")),
        (r"è|ê", ("é", "ai", "e")),
        (r"en(?=[^aeiouyéèn]|$)", ("an",)),
        (r"an(?=[^aeiouyéèn]|$)", ("en",)),
        (r"em(?=[bp])", ("an", "en", "am")),
        (r"om(?=[bp])", ("on",)),
        (r"ain|ein", ("in", "un")),
        (r"in(?=[^aeiouyéèn]|$)", ("ain", "un")),
        (r"oi", ("oua", "oa")),
        (r"ill(?=[aeiouéè])", ("y", "il")),
        (r"y", ("i",)),
        (r"h", ("",)),
        (r"x$", ("",)),
        (r"([bcdfglmnprt])\1", (r"\1",)),
        (r"(?<=.{3})e$", ("",)),
        (r"(?<=.{2})[stdp]$", ("",)),
        (r"gn", ("ni",)),
        (r"z", ("s",)),
    )
)
"""(letters, as a regular expression; other spellings of the same sound, which may replace them)."""
VERB = re.compile(r"(?:é|ée|és|ées|er|ez|ait|ais|ai)$")
"""Ending of a verb that sounds like [e]."""
ENDINGS = ("é", "er", "ez", "ait", "ais", "ée", "és")
"""Endings that are confused, for they sound alike."""
WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
"""Word of a text, its apostrophes and hyphens included."""
ELISIONS = ("l", "d", "j", "m", "t", "n", "s", "c", "qu")
"""Words that lose their last vowel before another: "l'", "qu'"."""
ELIDED = re.compile(rf"^({'|'.join(ELISIONS)})['\u2019](?=\w)", re.IGNORECASE)
"""Elision at the start of a word."""


def bare(char: str) -> str:
    """Return a letter without its accent: "é" -> "e"."""
    return unicodedata.normalize("NFD", char)[0]


def _near(letter: str) -> str:
    """Return the letters around another on an AZERTY keyboard."""
    row = next(at for at, keys in enumerate(AZERTY) if letter in keys)
    column = AZERTY[row].index(letter)
    return "".join(
        keys[at]
        for keys in AZERTY[max(row - 1, 0) : row + 2]
        for at in range(max(column - 1, 0), min(column + 2, len(keys)))
        if keys[at] != letter
    )


NEIGHBOURS: Mapping[str, str] = {letter: _near(letter) for letter in "".join(AZERTY)}
"""Letter -> the letters around it on an AZERTY keyboard."""

"""How short codes are written, checked and read: "K7P2-4MQD-X9RT-6" names three places.

A code has four characters, without a vowel nor what is easily taken for another (0, 1, I, O, U). A
list of codes ends with one character that checks it whole: any single wrong character and any two
neighbours swapped are found, since the alphabet has a prime number of characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from index.errors import InvalidQuery
from index.messages import Sentence

DIGITS, LETTERS = "23456789", "BCDFGHJKLMNPQRSTVWXYZ"
ALPHABET = DIGITS + LETTERS
"""The 29 characters of codes; the values of characters are their positions."""
CODE_CHARS = 4
MAX_CODES = 12
"""Most codes in a list: those of the longest list that a helper makes."""
MAX_TYPED_CHARS = 120
"""Characters read of a typed list, separators included."""
SEPARATOR = "-"
_IGNORED = str.maketrans("", "", " \t\r\n\u00a0\u202f-‐‑–—._,;:/")
"""Separators that people type or say between codes."""
FIELD = "codes"
"""Name of the field in which codes are typed."""


def proposed_code(identifier: str, attempt: int, first: str = LETTERS) -> str:
    """Return a code for an identifier, drawn from its SHA-256: always the same.

    attempt: 0, then 1, 2… when the codes before are taken; first: characters to begin with.
    """
    number = int.from_bytes(sha256(f"{attempt}:{identifier}".encode()).digest()[:8])
    number, start = divmod(number, len(first))
    code = first[start]
    for _ in range(CODE_CHARS - 1):
        number, position = divmod(number, len(ALPHABET))
        code += ALPHABET[position]
    return code


def is_code(text: str) -> bool:
    """Return whether a text has the form of a code."""
    return len(text) == CODE_CHARS and all(char in ALPHABET for char in text)


def write_codes(codes: Sequence[str]) -> str:
    """Return a list of codes as it is shown and dictated, its check character last.

    Three codes take 16 characters, separators included.
    """
    return SEPARATOR.join([*codes, check_char("".join(codes))])


def check_char(text: str) -> str:
    """Return the character that checks a text of characters of codes.

    Each value is multiplied by a weight that its neighbours do not have and that is never 0.
    """
    weighted = (
        (position % (len(ALPHABET) - 1) + 1) * ALPHABET.index(char)
        for position, char in enumerate(text)
    )
    return ALPHABET[sum(weighted) % len(ALPHABET)]


def read_codes(typed: str) -> tuple[str, ...]:
    """Read a list of codes as it was typed: small letters, other separators or none.

    Args:
        typed: the text, whose last character checks the others.

    Returns:
        The codes, in order, each once.

    Raises:
        InvalidQuery: when the text is empty, too long, has a character that no code has, lacks one,
            or was not copied right.
    """
    text = typed[: MAX_TYPED_CHARS + 1].upper().translate(_IGNORED)
    if not text:
        raise InvalidQuery(FIELD, Sentence("Écrivez les codes que vous avez reçus."))
    if len(typed) > MAX_TYPED_CHARS or len(text) > MAX_CODES * CODE_CHARS + 1:
        raise InvalidQuery(FIELD, Sentence("Trop de codes : %(most)s au plus.", most=MAX_CODES))
    foreign = next((char for char in text if char not in ALPHABET), None)
    if foreign is not None:
        message = Sentence("Aucun code n'a le caractère « %(char)s ».", char=foreign)
        raise InvalidQuery(FIELD, message)
    if len(text) < CODE_CHARS + 1 or len(text) % CODE_CHARS != 1:
        raise InvalidQuery(FIELD, Sentence("Il manque un caractère, ou il y en a un de trop."))
    codes, check = text[:-1], text[-1]
    if check_char(codes) != check:
        raise InvalidQuery(
            FIELD, Sentence("Un caractère est faux : relisez ce que vous avez reçu.")
        )
    starts = range(0, len(codes), CODE_CHARS)
    return tuple(dict.fromkeys(codes[start : start + CODE_CHARS] for start in starts))

"""Words that differ by their accents alone and mean something else: "marche" and "marché".

`accents.txt`, beside this module, has one line for each such word without its accents: its forms by
meaning, as "marche / marché". A machine judged which meanings are apart
(docs/decisions/0071-names-and-surfaces.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("accents.txt")
APART = "/"
"""Sign between the forms of two meanings."""


def meaning(form: str) -> int:
    """Return which of the meanings of a word its accents say, from 0; 0 for any other word.

    form: in lower case, with its accents; one that the list lacks has the first meaning.
    """
    return _meanings().get(form, 0)


def has_twin(form: str) -> bool:
    """Return whether a word, in lower case without accents, has another meaning with accents."""
    return form in _twins()


def others(form: str) -> int:
    """Return how many other meanings a word, in lower case without accents, has with accents."""
    return _twins().get(form, 0)


@cache
def _lines() -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Return the groups of forms of each line."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return tuple(
        tuple(tuple(part.split()) for part in line.split(APART)) for line in lines if line.strip()
    )


@cache
def _meanings() -> Mapping[str, int]:
    """Return the meaning that each form says, from 0."""
    return {form: at for line in _lines() for at, forms in enumerate(line) for form in forms}


@cache
def _twins() -> Mapping[str, int]:
    """Return the forms without accents that the list has, with the number of other meanings."""
    return {
        form: len(line) - 1
        for line in _lines()
        for forms in line
        for form in forms
        if form.isascii()
    }

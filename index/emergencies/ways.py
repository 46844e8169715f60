"""Ways of saying a situation: patterns of words, as `data/urgences.toml` writes them.

"<veux> mourir & !rire" is said by "je veux mourir": a word of the group "veux", then "mourir", and
"rire" nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from index.errors import InvalidRecords, RecordError

AND, OR, NOT, WHOLE, JOINED, START = "&", "|", "!", "=", "_", "*"
"""Signs of a way: both, either, nowhere, nothing else, words that follow each other, beginning."""
GROUPS_KEPT = 1_024
"""Texts of groups whose phrases are kept: a group is read for each way that names it."""

Phrase = tuple[str, ...]
"""Words that follow each other, as the file writes them."""
Slot = frozenset[Phrase]
"""Phrases of which one is said."""
Groups = Mapping[str, Mapping[str, str]]
"""Language -> name of a group -> its phrases, separated by spaces."""


@dataclass(frozen=True)
class Way:
    """One way of saying a situation.

    language: ISO 639-1 code of its words; parts: sequences of slots, each of which is said in this
    order; excluded: (language, slot) pairs, none of which is said; whole: True when nothing else
    may be said.
    """

    language: str
    parts: tuple[tuple[Slot, ...], ...]
    excluded: tuple[tuple[str, Slot], ...]
    whole: bool


def read_way(text: str, language: str, groups: Groups, name: str) -> Way:
    """Read a way of saying a situation.

    Args:
        text: the way, in the syntax of `urgences.toml`.
        language: ISO 639-1 code of its words.
        groups: language -> name of a group -> its phrases, separated by spaces. A group that must
            not be said is that of every language.
        name: name of the file, for errors.

    Returns:
        The way.

    Raises:
        InvalidRecords: when it has no word, or names an unknown group.
    """
    whole = text.startswith(WHOLE)
    written = [part.split() for part in text.removeprefix(WHOLE).split(f" {AND} ")]
    try:
        said = tuple(
            tuple(_slot(slot, groups[language]) for slot in part)
            for part in written
            if not part[0].startswith(NOT)
        )
        excluded = tuple(
            slot
            for part in written
            if part[0].startswith(NOT)
            for slot in _excluded(part[0].removeprefix(NOT), language, groups)
        )
    except (KeyError, IndexError, ValueError) as error:
        wrong = RecordError(name, 0, f"situations ({language})", f"« {text} »", "une façon de dire")
        raise InvalidRecords([wrong]) from error
    return Way(language, said, excluded, whole)


def _slot(text: str, groups: Mapping[str, str]) -> Slot:
    """Return the phrases of a slot: words and groups ("<veux>") separated by "|".

    Raises KeyError when a group is unknown, ValueError when a phrase is empty.
    """
    phrases: set[Phrase] = set()
    for choice in text.split(OR):
        name = _group(choice)
        phrases.update(read_phrases(groups[name]) if name else [_phrase(choice)])
    return frozenset(phrases)


def _excluded(text: str, language: str, groups: Groups) -> Iterator[tuple[str, Slot]]:
    """Yield (language, slot) for the phrases of a slot, with its groups in every language."""
    yield language, _slot(text, groups[language])
    for name in filter(None, map(_group, text.split(OR))):
        for other, own in groups.items():
            if other != language and name in own:
                yield other, frozenset(read_phrases(own[name]))


def _group(choice: str) -> str:
    """Return the name of a group ("<veux>" gives "veux"); "" for a word."""
    return choice[1:-1] if choice.startswith("<") and choice.endswith(">") else ""


@lru_cache(GROUPS_KEPT)
def read_phrases(text: str) -> tuple[Phrase, ...]:
    """Return the phrases of a text, separated by spaces: "ado beau_père" has two."""
    return tuple(map(_phrase, text.split()))


def _phrase(text: str) -> Phrase:
    """Return the words of a phrase; ValueError when one is empty."""
    words = tuple(text.split(JOINED))
    if not all(word.strip(START) for word in words):
        raise ValueError(text)
    return words

"""Synonyms and acronyms: other words for what is asked, in one file that people edit.

    ordi, pc, ordinateur            each one stands for the others
    gafam => google, facebook       the left one also means the right ones, not the reverse

Only the lexical channels use them, when a query is read: changing the file needs no new vectors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import InvalidRecords, Problem
from index.lexical import Token, content_words, tokens

ONE_WAY = "=>"
MAX_PHRASE_WORDS = 5

Phrase = tuple[str, ...]
"""The stems of some words that go together."""


@dataclass(frozen=True)
class Term:
    """Words of a query that count as one, and the phrases that mean the same.

    own: the words as typed; others: phrases of tokens that stand for them.
    """

    own: tuple[Token, ...]
    others: tuple[tuple[Token, ...], ...] = ()

    @property
    def phrases(self) -> tuple[tuple[Token, ...], ...]:
        """The words as typed, then those that mean the same."""
        return (self.own, *self.others)

    @property
    def stems(self) -> tuple[Phrase, ...]:
        """The stems of each phrase."""
        return tuple(map(_phrase, self.phrases))


def _phrase(words: Iterable[Token]) -> Phrase:
    return tuple(word.stem for word in words)


def _words(text: str) -> tuple[Token, ...]:
    return tuple(content_words(text) or tokens(text))


class Synonyms:
    """What else means the same as some words."""

    def __init__(self, entries: Mapping[str, Sequence[str]] | None = None) -> None:
        """entries: words -> other words that stand for them."""
        self._others: dict[Phrase, list[tuple[Token, ...]]] = defaultdict(list)
        self.words = frozenset(token.word for said in entries or {} for token in tokens(said))
        """The folded words of the file: spelling leaves them alone."""
        for said, others in (entries or {}).items():
            known = self._others[_phrase(_words(said))]
            known += [words for words in map(_words, others) if words not in known]

    @classmethod
    def read(cls, path: Path) -> Synonyms:
        """The synonyms of a file; none when there is no file.

        Args:
            path: the file, in UTF-8.

        Returns:
            Its synonyms.

        Raises:
            InvalidRecords: with every line that gives no synonym.
        """
        if not path.exists():
            return cls()
        entries: dict[str, list[str]] = defaultdict(list)
        problems = []
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            text = line.partition("#")[0].strip()
            if text and not _add(text, entries):
                expected = "« mot, autre mot » ou « mot => autre mot »"
                problems.append(Problem(path.name, number, "ligne", f"« {text} »", expected))
        if problems:
            raise InvalidRecords(problems)
        return cls(entries)

    def terms(self, words: Sequence[Token]) -> tuple[Term, ...]:
        """The words of a query grouped into terms, the longest phrases first."""
        found: list[Term] = []
        first = 0
        while first < len(words):
            for last in range(min(len(words), first + MAX_PHRASE_WORDS), first, -1):
                own = tuple(words[first:last])
                others = self._others.get(_phrase(own))
                if others or last == first + 1:
                    found.append(Term(own, tuple(others or ())))
                    first = last
                    break
        return tuple(found)


def _add(text: str, entries: dict[str, list[str]]) -> bool:
    """Add one line to the entries; False when it says nothing."""
    left, arrow, right = text.partition(ONE_WAY)
    said = [part.strip() for part in left.split(",") if part.strip()]
    if arrow:
        others = [part.strip() for part in right.split(",") if part.strip()]
        for each in said:
            entries[each] += others
        return bool(said and others)
    for each in said:
        entries[each] += [other for other in said if other != each]
    return len(said) > 1

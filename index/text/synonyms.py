"""Synonyms and acronyms: other words for what is asked, in one file that people edit.

    ordi, pc, ordinateur            each one stands for the others
    gafam => google, facebook       the left one also means the right ones, not the reverse

Only the lexical channels use them, when a query is read: changing the file needs no new vectors.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import InvalidRecords, RecordError
from index.messages import in_french
from index.text.analysis import Token, content_words, tokens

ONE_WAY = "=>"
MAX_PHRASE_WORDS = 5
_PLURAL = re.compile(r"(?<=\w{3})[sx]$")

Phrase = tuple[str, ...]
"""Some words that go together, each in the form that is compared."""


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
    def stems(self) -> tuple[tuple[str, ...], ...]:
        """The stems of each phrase."""
        return tuple(tuple(word.stem for word in phrase) for phrase in self.phrases)


def _phrase(words: Iterable[Token]) -> Phrase:
    """Words as they are compared: folded, without the mark of the plural.

    Stems would go too far: "café" and "caf" have the same one.
    """
    return tuple(_PLURAL.sub("", word.word) for word in words)


def _words(text: str) -> tuple[Token, ...]:
    """The words of an entry; none when only one of several says something ("à la rue")."""
    content = tuple(content_words(text))
    alone = len(content) == 1 and len(tuple(tokens(text))) > 1
    return () if alone else content or tuple(tokens(text))


class Synonyms:
    """What else means the same as some words."""

    def __init__(self, entries: Mapping[str, Sequence[str]] | None = None) -> None:
        """entries: words -> other words that stand for them."""
        self._others: dict[Phrase, list[tuple[Token, ...]]] = defaultdict(list)
        self.words = frozenset(token.word for said in entries or {} for token in tokens(said))
        """The folded words of the file: spelling leaves them alone."""
        for said, others in (entries or {}).items():
            own = _words(said)
            known = self._others[_phrase(own)] if own else []
            known += [words for words in map(_words, others) if words and words not in known]

    @classmethod
    def read(cls, path: Path) -> Synonyms:
        """The synonyms of a file; none when there is no file.

        Args:
            path: the file, in UTF-8.

        Returns:
            Its synonyms.

        Raises:
            InvalidRecords: with every line that gives no synonym, or when it is no UTF-8.
        """
        if not path.exists():
            return cls()
        entries: dict[str, list[str]] = defaultdict(list)
        problems = []
        for number, line in enumerate(_lines(path), start=1):
            text = line.partition("#")[0].strip()
            if text and not _add(text, entries):
                expected = "« mot, autre mot » ou « mot => autre mot »"
                problems.append(RecordError(path.name, number, "ligne", f"« {text} »", expected))
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


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        problem = RecordError(path.name, 0, "fichier", in_french(error), "du texte en UTF-8")
        raise InvalidRecords([problem]) from error


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

"""Synonyms and acronyms: other words that a search accepts for those of a query, read from a file.

    ordi, pc, ordinateur            each word stands for the others
    gafam => google, facebook       the left word also means the right ones, not the reverse
    koi, kwa -> quoi                the left words are read as the right one, or as one of them

The file is `data/synonymes.txt`, written by hand. Synonyms are added to the words of a query and
not to the index, and only for comparing words: a change of the file needs no new build.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import InvalidRecords, RecordError
from index.messages import in_french
from index.text.analysis import Token, content_words, tokens

ONE_WAY = "=>"
"""Sign, in a line of the file, between words and the words that they also mean."""
WRITTEN = "->"
"""Sign, in a line of the file, between words as they are typed and what they stand for."""
MAX_PHRASE_WORDS = 5
"""Most words in a phrase that has synonyms."""
_PLURAL = re.compile(r"(?<=\w{3})[sx]$")

Phrase = tuple[str, ...]
"""Words of a phrase, in lower case without accents or final s or x of the plural."""


@dataclass(frozen=True)
class Term:
    """One or several words of a query that count as one, with their synonyms.

    own: the words of the query, in order; others: the phrases (one or several words each) that mean
    the same, possibly none.
    """

    own: tuple[Token, ...]
    others: tuple[tuple[Token, ...], ...] = ()

    @property
    def phrases(self) -> tuple[tuple[Token, ...], ...]:
        """The phrases of the term: its words as typed in the query, then each synonym."""
        return (self.own, *self.others)

    @property
    def stems(self) -> tuple[tuple[str, ...], ...]:
        """Each phrase of `phrases`, in order, as the stems (words without endings) of its words."""
        return tuple(tuple(word.stem for word in phrase) for phrase in self.phrases)


def _phrase(words: Iterable[Token]) -> Phrase:
    """Return words as they are compared: folded, without the mark of the plural.

    Stems would go too far: "café" and "caf" share one.
    """
    return tuple(_PLURAL.sub("", word.word) for word in words)


def _words(text: str) -> tuple[Token, ...]:
    """Return the words of an entry; none when all but one are stop words ("à la rue")."""
    content = tuple(content_words(text))
    alone = len(content) == 1 and len(tuple(tokens(text))) > 1
    return () if alone else content or tuple(tokens(text))


class Synonyms:
    """Synonyms of words and phrases: "ordi" -> "ordinateur", "pc"."""

    def __init__(
        self,
        entries: Mapping[str, Sequence[str]] | None = None,
        written: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Build the synonyms.

        Args:
            entries: word or phrase -> those that mean the same; None for no synonyms.
            written: words as they are typed ("koi") -> what they may stand for; None for none.
        """
        self.written = {tuple(_parts(text)): tuple(each) for text, each in (written or {}).items()}
        """Shorthands: words as typed, in lower case with accents -> what they may stand for."""
        self._others: dict[Phrase, list[tuple[Token, ...]]] = defaultdict(list)
        self.words = frozenset(token.word for text in entries or {} for token in tokens(text))
        """Words that have synonyms, in lower case without accents; spelling correction leaves
        them."""
        for text, others in (entries or {}).items():
            own = _words(text)
            synonyms = self._others[_phrase(own)] if own else []
            synonyms += [words for words in map(_words, others) if words and words not in synonyms]

    @classmethod
    def read(cls, path: Path) -> Synonyms:
        """Read a file of synonyms; when there is no file, there are no synonyms.

        A line is "ordi, pc, ordinateur" when each word stands for the others, or "gafam => google,
        facebook" when those on the left also mean those on the right, or "koi -> quoi" when the
        left is read as the right, or as one of them. What follows "#" is a comment.

        Args:
            path: the file, in UTF-8.

        Returns:
            Its synonyms.

        Raises:
            InvalidRecords: when the file cannot be read or is not in UTF-8, or when lines have
                another form; it lists them all.
        """
        if not path.exists():
            return cls()
        entries: dict[str, list[str]] = defaultdict(list)
        written: dict[str, list[str]] = defaultdict(list)
        errors = []
        for number, line in enumerate(_lines(path), start=1):
            text = line.partition("#")[0].strip()
            if text and not _add(text, entries, written):
                expected = "« mot, autre mot », « mot => autre mot » ou « abrégé -> mot »"
                errors.append(RecordError(path.name, number, "ligne", f"« {text} »", expected))
        if errors:
            raise InvalidRecords(errors)
        return cls(entries, written)

    def terms(self, words: Sequence[Token]) -> tuple[Term, ...]:
        """Group the words of a query into terms, each with its synonyms, in the order of the query.

        Args:
            words: words of the query, in order.

        Returns:
            The terms: a phrase that has synonyms makes one term (the longest phrase first), any
            other word makes one by itself. Each word of the query is in exactly one term.
        """
        terms: list[Term] = []
        first = 0
        while first < len(words):
            for last in range(min(len(words), first + MAX_PHRASE_WORDS), first, -1):
                own = tuple(words[first:last])
                others = self._others.get(_phrase(own))
                if others or last == first + 1:
                    terms.append(Term(own, tuple(others or ())))
                    first = last
                    break
        return tuple(terms)


def _lines(path: Path) -> list[str]:
    """Return the lines of a file; InvalidRecords when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        unreadable = RecordError(path.name, 0, "fichier", in_french(error), "du texte en UTF-8")
        raise InvalidRecords([unreadable]) from error


def _parts(text: str) -> Iterator[str]:
    """Yield the words of a shorthand, in lower case, as spelling correction cuts them."""
    yield from re.findall(r"[^\W_]+(?:['\u2019\u0060](?=\w))?", text.lower())


def _add(text: str, entries: dict[str, list[str]], written: dict[str, list[str]]) -> bool:
    """Add a line to the entries or to the shorthands; return False when it holds none."""
    sign = WRITTEN if WRITTEN in text else ONE_WAY
    left, arrow, right = text.partition(sign)
    words = [part.strip() for part in left.split(",") if part.strip()]
    if arrow:
        others = [part.strip() for part in right.split(",") if part.strip()]
        for word in words:
            (written if sign == WRITTEN else entries)[word] += others
        return bool(words and others)
    for word in words:
        entries[word] += [other for other in words if other != word]
    return len(words) > 1

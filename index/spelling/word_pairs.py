"""Pairs of words that follow each other in French, counted: which word is likely after which.

A text is read as words in lower case without accents, elided words apart ("j'", "arrive"); any
number is "0", and a mark of punctuation is ".", as are both ends of a text.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import marisa_trie

from index.errors import LexiconUnreadable
from index.text.analysis import fold

END = "."
"""Word that stands for both ends of a text and for punctuation."""
NUMBER = "0"
"""Word that stands for any number."""
LEAST = 2
"""Least count of the pairs of French that are kept."""
FIELDS = "<I"
"""A count, in four bytes."""
_TOTAL = " "
"""Key of the number of pairs, in the trie."""
_READ = re.compile(r"[^\W\d_]+(?:['\u2019](?=\w))?|\d+|[.,;:!?()]+")


def spoken_words(text: str) -> tuple[str, ...]:
    """Return the words of a text as pairs count them, without its ends: ("j'", "arrive")."""
    return tuple(map(_spoken, _READ.findall(text)))


def _spoken(part: str) -> str:
    """Return a word, a number or a mark as pairs count it."""
    if part[0].isdigit():
        return NUMBER
    return fold(part).replace("\u2019", "'") if part[0].isalpha() else END


def pairs_of(texts: Iterable[str]) -> Iterator[str]:
    """Yield each pair of words that follow each other in some texts, as "j' arrive".

    A pair is yielded as many times as the texts have it, both ends of each text included.
    """
    for text in texts:
        for before, word in pairwise((END, *spoken_words(text), END)):
            if (before, word) != (END, END):
                yield f"{before} {word}"


def read_pairs_of_french(path: Path) -> dict[str, int]:
    """Return the counted pairs of a compressed text file, none when there is no file.

    Args:
        path: the file: gzip, in ASCII; on each line a word, then those that follow it, each with
            its count after it unless it is `LEAST`, all one space apart.

    Returns:
        Pair ("j' arrive") -> number of times.

    Raises:
        LexiconUnreadable: when the file is not gzip, is truncated or holds something else.
    """
    if not path.exists():
        return {}
    try:
        with gzip.open(path, "rt", encoding="ascii") as stream:
            return {pair: count for line in stream for pair, count in _pairs(line.split())}
    except (OSError, EOFError, ValueError) as error:
        raise LexiconUnreadable(f"{path} est illisible : lancez « make pairs ».") from error


def _pairs(parts: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield the pairs of a line of the file, each with its count."""
    before, *others = parts
    for word, after in zip(others, [*others[1:], END], strict=True):
        if not _is_count(word):
            yield f"{before} {word}", int(after) if _is_count(after) else LEAST


def _is_count(part: str) -> bool:
    """Return whether a part of a line is a count, and not a word."""
    return part.isdigit() and part != NUMBER


def serialize_pairs(counts: Mapping[str, int]) -> str:
    """Return counts of pairs as text, as `read_pairs_of_french` reads them; rare ones are left out.

    counts: pair ("j' arrive") -> number of times; those under `LEAST` are left out.
    """
    lines: dict[str, list[str]] = {}
    for pair, count in sorted(counts.items()):
        before, word = pair.split(" ")
        if count >= LEAST:
            own = [word] if count == LEAST else [word, str(count)]
            lines.setdefault(before, [before]).extend(own)
    return "".join(f"{' '.join(line)}\n" for line in lines.values())


class WordPairs:
    """Immutable counts of pairs of words, stored as a MARISA trie, mapped in memory from a file."""

    def __init__(self, counts: Mapping[str, int] | None = None) -> None:
        """counts: pair ("j' arrive") -> number of times, at least 1; None for no pair."""
        firsts: Counter[str] = Counter()
        for pair, count in (counts or {}).items():
            firsts[pair.partition(" ")[0]] += count
        rows = [*(counts or {}).items(), *firsts.items(), (_TOTAL, firsts.total())]
        self._trie = marisa_trie.RecordTrie(FIELDS, ((key, (count,)) for key, count in rows))

    def count(self, before: str, word: str) -> int:
        """Return how many times a word follows another, as `spoken_words` writes both."""
        return self._of(f"{before} {word}")

    def occurrences(self, word: str) -> int:
        """Return how many times a word precedes another, which is about how frequent it is."""
        return self._of(word)

    def _of(self, key: str) -> int:
        """Return the number stored under a key, 0 when there is none."""
        found = self._trie.get(key)
        return int(found[0][0]) if found else 0

    @property
    def total(self) -> int:
        """Number of pairs counted, each as many times as it was seen."""
        return self._of(_TOTAL)

    def __len__(self) -> int:
        """Return the number of distinct pairs."""
        return sum(" " in key.strip() for key in self._trie.iterkeys())

    def write(self, path: Path) -> None:
        """Write the counts to a binary file, which the method `open` can then map in memory."""
        path.write_bytes(self._trie.tobytes())

    @classmethod
    def open(cls, path: Path) -> WordPairs:
        """Return the counts stored in a binary file that `write` made; it is mapped in memory.

        Args:
            path: the binary file.

        Returns:
            The counts.

        Raises:
            ValueError: when the file is absent, truncated or holds something else.
        """
        pairs = cls()
        try:
            pairs._trie = marisa_trie.RecordTrie(FIELDS).mmap(str(path))
        except RuntimeError as error:
            raise ValueError(f"{path.name} : {error}") from error
        return pairs

"""Table of spelling: the dictionary of corrections, made at build and mapped in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from index.line_file import LineFile, ParsedLines
from index.postings import Postings, TriePostings
from index.row_trie import RowTrie
from index.spelling.deletions import Deletions
from index.spelling.dictionary import Entry, entry_line, parse_entry
from index.text.phonetics import first_letter, verb_key

KEPT_ENTRIES = 10_000
"""Entries kept once read from their line."""
MIN_CHARS = 4
"""Letters of the shortest word corrected by its letters: one changed letter turns "vol" into
anything."""
FAR_MIN_CHARS = 7
"""Letters from which a word that is near no other is compared with those more than an edit away."""


def far_key(length: int, word: str) -> str:
    """Return the key of the words of some length that begin as a word: "9c"."""
    return f"{length}{first_letter(word)}"


@dataclass(frozen=True, eq=False)
class SpellingTable(Mapping[str, Entry]):
    """Word in lower case without accents -> its entry; and the words near another.

    lines: those of the words, by row; rows: word -> row; sounds: rows of the words of each phonetic
    key; far: rows of the words of each length and first letter (`far_key`); letters: rows of words
    by their letters; sound_letters: numbers of the keys of `sounds` by theirs.
    """

    lines: LineFile
    rows: RowTrie
    sounds: TriePostings
    far: Postings
    letters: Deletions
    sound_letters: Deletions

    @cached_property
    def _entries(self) -> ParsedLines[tuple[str, Entry]]:
        return ParsedLines(self.lines, parse_entry, KEPT_ENTRIES)

    def __getitem__(self, word: str) -> Entry:
        """Return the entry of a word; KeyError for an unknown one."""
        return self._entries[self.rows[word]][1]

    def __contains__(self, word: object) -> bool:
        """Return whether the dictionary has a word."""
        return word in self.rows

    def __len__(self) -> int:
        """Return the number of words."""
        return len(self.lines)

    def __iter__(self) -> Iterator[str]:
        """Yield the words, in the order of their rows."""
        return map(self.word, range(len(self)))

    def at(self, row: int) -> tuple[str, Entry]:
        """Return the word at a row, and its entry."""
        return self._entries[row]

    def word(self, row: int) -> str:
        """Return the word at a row."""
        return self.lines[row].partition(b"\t")[0].decode()

    @classmethod
    def of(cls, entries: Mapping[str, Entry]) -> SpellingTable:
        """Make the table of a dictionary; the table itself when it is one already.

        entries: word in lower case without accents -> its entry.
        """
        if isinstance(entries, cls):
            return entries
        sounds: defaultdict[str, list[int]] = defaultdict(list)
        far: defaultdict[str, list[int]] = defaultdict(list)
        long: dict[str, int] = {}
        for row, (word, entry) in enumerate(entries.items()):
            if entry.phonetic and len(word) >= MIN_CHARS:
                long[word] = row
            if len(word) < 2 or not entry.phonetic:
                continue
            for key in {entry.phonetic, verb_key(word)} - {""}:
                sounds[key].append(row)
            if len(word) >= FAR_MIN_CHARS - 2:
                far[far_key(len(word), word)].append(row)
        heard = TriePostings.of(sounds)
        keys = {key: heard.trie[key] for key in sounds if len(key) >= MIN_CHARS}
        return cls(
            LineFile.of(entry_line(word, entry) for word, entry in entries.items()),
            RowTrie((word, row) for row, word in enumerate(entries)),
            heard,
            Postings.of(far),
            Deletions.of(list(long), list(long.values())),
            Deletions.of(list(keys), list(keys.values())),
        )

"""Set of words, to tell those that exist in a language, rare and inflected forms included.

`data/lexique.txt.gz` holds every form of the Hunspell dictionary of French, in lower case without
accents, one a line (`make lexicon`). A word of it is never taken for a misspelling. Corrections
come from elsewhere: the words of the catalogue and frequent words of French
(`index.spelling.dictionary`).
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from pathlib import Path

import marisa_trie

from index.errors import LexiconUnreadable


class WordSet:
    """Immutable set of words, or of pairs of words ("aide numerique").

    Words are in lower case without accents. The set is stored as a MARISA trie, which shares the
    beginnings and the endings of words: 420,000 forms of French take 1 MB. A set opened from a file
    is mapped in memory, and the processes that open the same file share that memory.
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        """words: in lower case without accents, in any order; repeated ones count once."""
        self._trie = marisa_trie.Trie(words)

    def __contains__(self, word: object) -> bool:
        """Return True when the set has a word, given in lower case without accents."""
        return isinstance(word, str) and word in self._trie

    def __len__(self) -> int:
        """Return the number of distinct words."""
        return len(self._trie)

    def write(self, path: Path) -> None:
        """Write the set to a binary file, which the method `open` can then map in memory."""
        path.write_bytes(self._trie.tobytes())

    @classmethod
    def open(cls, path: Path) -> WordSet:
        """Return the set stored in a binary file that `write` made; the file is mapped in memory.

        Args:
            path: the binary file.

        Returns:
            The set.

        Raises:
            ValueError: when the file is absent, truncated or holds something else.
        """
        words = cls()
        try:
            words._trie = marisa_trie.Trie().mmap(str(path))
        except RuntimeError as error:
            raise ValueError(f"{path.name} : {error}") from error
        return words

    @classmethod
    def read(cls, path: Path) -> WordSet:
        """Return the set of the words of a compressed text file, empty when there is no file.

        Args:
            path: the file: gzip, in ASCII, one word in lower case without accents on each line.

        Returns:
            The set.

        Raises:
            LexiconUnreadable: when the file is not gzip, is truncated or is not in ASCII.
        """
        if not path.exists():
            return cls()
        try:
            with gzip.open(path, "rt", encoding="ascii") as stream:
                return cls(line.rstrip("\n") for line in stream)
        except (OSError, EOFError, UnicodeDecodeError) as error:
            raise LexiconUnreadable(f"{path} est illisible : lancez « make lexicon ».") from error

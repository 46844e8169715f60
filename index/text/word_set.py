"""Lexicon: which words exist in French, rare and inflected ones included.

`data/lexique.txt.gz` holds every form of the Hunspell dictionary of French, folded, one a line
(`make lexicon`). A word of it is never taken for a mistake; what a mistake is mended into comes
from the catalogue and from frequent words, not from here.
"""

from __future__ import annotations

import gzip
from bisect import bisect_left
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.errors import LexiconUnreadable


class Lexicon:
    """A set of folded words, or of pairs of words, kept as sorted CRC-32: a twentieth of the size.

    Two words share a CRC about once in ten thousand: a mistake would then be left alone, or a pair
    be taken for one that was read.
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        """words: folded."""
        codes = np.fromiter((crc32(word.encode()) for word in words), dtype=np.uint32)
        self.codes: NDArray[np.uint32] = np.unique(codes)

    @cached_property
    def _sorted(self) -> memoryview:
        """The codes, seen in a way that `bisect` reads ten times faster than NumPy."""
        return self.codes.data

    def __contains__(self, word: object) -> bool:
        """Whether a folded word exists."""
        if not isinstance(word, str):
            return False
        code = crc32(word.encode())
        at = bisect_left(self._sorted, code)
        return at < len(self._sorted) and self._sorted[at] == code

    def __len__(self) -> int:
        """How many words, but for shared CRC."""
        return len(self.codes)

    @classmethod
    def of_codes(cls, codes: NDArray[np.uint32]) -> Lexicon:
        """The lexicon of sorted CRC-32, as `codes` gives them."""
        lexicon = cls()
        lexicon.codes = codes
        return lexicon

    @classmethod
    def read(cls, path: Path) -> Lexicon:
        """The lexicon of a file; an empty one when there is no file.

        Args:
            path: folded words, one a line, gzip.

        Returns:
            The lexicon.

        Raises:
            LexiconUnreadable: when the file is no such list.
        """
        if not path.exists():
            return cls()
        try:
            with gzip.open(path, "rt", encoding="ascii") as stream:
                return cls(line.rstrip("\n") for line in stream)
        except (OSError, EOFError, UnicodeDecodeError) as error:
            raise LexiconUnreadable(f"{path} est illisible : lancez « make lexicon ».") from error

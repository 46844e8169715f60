"""Make the file of frequent words again, from the package wordfreq (make frequencies)."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from pathlib import Path

import wordfreq

from index.indexing.text_parts import FOREIGN_WORDS, FRENCH_WORDS
from index.spelling.frequent_words import FILE
from index.text.language_detection import FRENCH, OTHERS


def lines() -> Iterator[str]:
    """Yield the lines of the file."""
    yield f"[{FRENCH}]"
    for word in wordfreq.top_n_list(FRENCH, FRENCH_WORDS):
        yield f"{word}\t{wordfreq.zipf_frequency(word, FRENCH)}"
    for code in OTHERS:
        yield f"[{code}]"
        yield from wordfreq.top_n_list(code, FOREIGN_WORDS)


def content() -> bytes:
    """Return the compressed file, the same each time."""
    return gzip.compress("".join(f"{line}\n" for line in lines()).encode(), 9, mtime=0)


def main(path: Path = FILE) -> int:
    """Write the file."""
    path.write_bytes(content())
    return 0


if __name__ == "__main__":
    sys.exit(main())

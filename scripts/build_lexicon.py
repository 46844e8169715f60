"""Make data/lexique.txt.gz: every form of the Hunspell dictionary of French, folded.

Source: npm `dictionary-fr` 3.0.0 (Dicollecte, MPL 2.0), unfolded by its own affix rules, which
`spylls` reads. Forms of two or more words are cut; those under four letters are left out.
"""

from __future__ import annotations

import gzip
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from spylls.hunspell import Dictionary

from index.text.analysis import fold
from scripts.build_communes import HUNSPELL, member, npm

MIN_CHARS = 4
_CUT = re.compile(r"[-\s'\u2019]")


def _dictionary() -> Dictionary:
    package = npm(HUNSPELL)
    with tempfile.TemporaryDirectory() as folder:
        for part in ("index.aff", "index.dic"):
            (Path(folder) / part).write_bytes(member(package, part))
        return Dictionary.from_files(str(Path(folder) / "index"))


def _suffixed(dictionary: Dictionary, stem: str, flags: set[str]) -> Iterator[tuple[str, set[str]]]:
    """Yield a stem with each suffix that its flags allow, and the flags of that suffix."""
    for flag in flags:
        for suffix in dictionary.aff.SFX.get(flag, ()):
            if stem.endswith(suffix.strip) and suffix.cond_regexp.search(stem):
                yield stem[: len(stem) - len(suffix.strip)] + suffix.add, suffix.flags or set()


def _forms(dictionary: Dictionary) -> Iterator[str]:
    for word in dictionary.dic.words:
        yield word.stem
        for form, flags in _suffixed(dictionary, word.stem, word.flags or set()):
            yield form
            yield from (longer for longer, _ in _suffixed(dictionary, form, flags))


def main() -> None:
    """Write the forms, sorted."""
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "data/lexique.txt.gz")
    words = {
        part
        for form in _forms(_dictionary())
        for part in _CUT.split(fold(form))
        if len(part) >= MIN_CHARS and part.isascii() and part.isalpha()
    }
    text = "".join(f"{word}\n" for word in sorted(words))
    target.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{target} : {len(words)} formes.")


if __name__ == "__main__":
    main()

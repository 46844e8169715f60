"""Make data/paires.txt.gz: pairs of words that follow each other in French, with their counts.

Sources: our needs, questions and requests out of scope (Licence Ouverte 2.0), and in the folder
given, PIAF v1.1 (MIT: its paragraphs, and the questions whose identifier has an odd CRC-32: others
are kept to measure), titles of ROME (Licence Ouverte 2.0) and of ESCO v1.2 (CC BY 4.0). Among what
is written with mistakes, questions and phrasings, a text with an unknown word is left out. Counts
only are kept, of pairs seen at least twice; no text can be read back.
"""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from index.spelling.word_pairs import pairs_of, read_pairs_of_french, serialize_pairs
from index.text.analysis import simple_words
from index.text.short_words import SHORT_WORDS
from index.text.word_set import WordSet

DATA = Path("data")


def _objects(path: Path) -> Iterator[dict[str, object]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _own(lexicon: WordSet) -> Iterator[str]:
    """Yield our own texts, but those with an unknown word among those written with mistakes."""
    for record in _objects(DATA / "actors.jsonl"):
        yield from _known(record.get("questions"), lexicon)
    for need in _objects(DATA / "needs.jsonl"):
        yield from _strings([need.get("libelle"), need.get("description")])
        yield from _known(need.get("formulations"), lexicon)
    yield from (DATA / "hors_champ.txt").read_text(encoding="utf-8").splitlines()


def _known(texts: object, lexicon: WordSet) -> Iterator[str]:
    for text in _strings(texts):
        words = [token.word for token in simple_words(text)]
        if all(word in lexicon or word in SHORT_WORDS for word in words):
            yield text


def _others(folder: Path) -> Iterator[str]:
    for paragraph in _objects(folder / "piaf-v1.1" / "corpus.jsonl"):
        yield str(paragraph["text"])
    for name in ("piaf-v1.1", "rome-appellations", "esco-variantes"):
        for query in _objects(folder / name / "queries.jsonl"):
            if zlib.crc32(str(query["_id"]).encode()) % 2:
                yield str(query["text"])


def main() -> None:
    """Write the pairs, sorted."""
    folder, target = Path(sys.argv[1]), DATA / "paires.txt.gz"
    lexicon = WordSet.read(DATA / "lexique.txt.gz")
    counts = Counter(pair for pair in pairs_of(_own(lexicon)) if pair.isascii())
    counts.update(pair for pair in pairs_of(_others(folder)) if pair.isascii())
    text = serialize_pairs(counts)
    target.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{target} : {len(read_pairs_of_french(target))} paires, {counts.total()} vues.")


if __name__ == "__main__":
    main()

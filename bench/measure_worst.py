"""Measure the searches that take longest: texts of the longest length, made to be hard to read.

    python -m bench.measure_worst [--textes 40] [--sans-encodeur]

Each kind of text is drawn by a seed, so that a figure can be made again. Times are those of the
processor, of the least of three searches of each text, in this process.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence

from bench.benchmark import distinct_queries
from index.places.communes import read_communes
from index.search.query import MAX_CHARS, Query
from index.search.searcher import Searcher
from index.text.analysis import fold
from service.cli.evaluate import open_searcher
from service.settings import Settings

LETTERS = "abcdefghijklmnopqrstuvwxyz"
REPEATS = 3
"""Searches of a text, of which the least time is kept: another process may delay one."""
COMPATIBILITY = "℡Ⅷﬃ½㎏℃ﬁ№"
"""Characters that become several, some of them words, when they are normalised (NFKC)."""

Draw = Callable[[random.Random], str]


def misspelt(word: str, mistakes: int, drawn: random.Random) -> str:
    """Return a word with some letters replaced, dropped, doubled or swapped, never the first."""
    letters = list(word)
    for _ in range(mistakes):
        at = drawn.randrange(1, max(len(letters) - 1, 2))
        match drawn.randrange(4):
            case 0:
                letters[at : at + 1] = drawn.choice(LETTERS)
            case 1:
                letters[at : at + 1] = []
            case 2:
                letters[at:at] = letters[at : at + 1]
            case _:
                letters[at : at + 2] = letters[at : at + 2][::-1]
    return "".join(letters)


def filled(piece: Callable[[], str]) -> str:
    """Return a text of the longest length that searches read, made of pieces."""
    text = ""
    while len(text) < MAX_CHARS:
        text += f"{piece()} "
    return text[:MAX_CHARS].strip()


def kinds(texts: Sequence[str], towns: Sequence[str]) -> Mapping[str, Draw]:
    """Return the kinds of hard texts, by name; texts, towns: what their words are drawn from."""
    words = sorted({word for text in texts for word in fold(text).split() if word.isalpha()})
    long = [word for word in words if len(word) >= 7]
    letters = "".join

    def of_letters(drawn: random.Random, size: int) -> str:
        return letters(drawn.choices(LETTERS, k=size))

    return {
        "huit lettres au hasard": lambda drawn: filled(lambda: of_letters(drawn, 8)),
        "douze lettres au hasard": lambda drawn: filled(lambda: of_letters(drawn, 12)),
        "trois lettres au hasard": lambda drawn: filled(lambda: of_letters(drawn, 3)),
        "mots à deux fautes": lambda drawn: filled(lambda: misspelt(drawn.choice(long), 2, drawn)),
        "mots à trois fautes": lambda drawn: filled(lambda: misspelt(drawn.choice(long), 3, drawn)),
        "villes à deux fautes": lambda drawn: filled(
            lambda: f"à {misspelt(fold(drawn.choice(towns)), 2, drawn)}"
        ),
        "villes justes": lambda drawn: filled(lambda: f"à {drawn.choice(towns)}"),
        "codes postaux": lambda drawn: filled(lambda: f"{drawn.randrange(1000, 98999):05}"),
        "caractères de compatibilité": lambda drawn: filled(lambda: drawn.choice(COMPATIBILITY)),
        "mots collés": lambda drawn: filled(lambda: letters(drawn.choices(words, k=3))),
        "mots coupés": lambda drawn: filled(lambda: " ".join(drawn.choice(long))),
        "mots justes": lambda drawn: filled(lambda: drawn.choice(words)),
        "capitales": lambda drawn: filled(lambda: of_letters(drawn, 8).title()),
        "apostrophes": lambda drawn: filled(lambda: f"l'{of_letters(drawn, 7)}"),
        "traits d'union": lambda drawn: filled(lambda: "-".join(drawn.choices(words, k=4))),
        "un mot sans fin": lambda drawn: of_letters(drawn, MAX_CHARS),
        "lettres seules": lambda drawn: filled(lambda: of_letters(drawn, 1)),
    }


def hard_texts(number: int) -> list[tuple[str, list[str]]]:
    """Return, for each kind of hard text, its name and that number of texts, always the same."""
    texts = distinct_queries(500)
    communes = read_communes(Settings().communes)
    towns = [row.nom for row in communes if row.type == "commune"]
    named = ((name, draw, random.Random(name)) for name, draw in kinds(texts, towns).items())  # noqa: S311
    return [(name, [draw(drawn) for _ in range(number)]) for name, draw, drawn in named]


def milliseconds(searcher: Searcher, text: str, by_meaning: bool) -> float:
    """Return the processor time of the search of a text, the least of some."""
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        searcher.search(Query(text), by_meaning)
        times.append((time.process_time() - start) * 1000)
    return min(times)


def main() -> int:
    """Print the median and the worst time of each kind of text."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--textes", type=int, default=40, help="textes de chaque sorte")
    parser.add_argument("--sans-encodeur", action="store_true", help="par les mots seuls")
    options = parser.parse_args()
    searcher = open_searcher(Settings())
    for text in distinct_queries(20):
        searcher.search(Query(text))
    worst = 0.0
    for name, texts in hard_texts(options.textes):
        found = [milliseconds(searcher, text, not options.sans_encodeur) for text in texts]
        worst = max(worst, *found)
        print(f"{name:30} {statistics.median(found):7.1f} {max(found):7.1f} ms")
    print(f"{'le pire':30} {worst:15.1f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())

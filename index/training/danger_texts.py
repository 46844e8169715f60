"""Texts that the model of dangers is fitted on: calls, losses and look-alikes of many hands.

`data/encoder/dangers/mains.tsv.gz` holds those of writers who saw neither rules nor judged texts;
each line says who wrote it, so that a writer can be kept apart. Ordinary needs are ours.
"""

from __future__ import annotations

import csv
import gzip
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import EvaluationError
from index.messages import in_french
from index.records.models import Actor, AnyRecord
from index.taxonomy.thesaurus import Thesaurus
from index.text.language_detection import FRENCH
from index.text.noise import Noise

COLUMNS = ("main", "langue", "facon", "situation", "autres", "texte")
ORDINARY = "besoins"
"""Hand of the ordinary needs, which is never kept apart."""
NONSENSE, LETTERS = 1_000, "aaabcdeeefghiiijklmnooopqrstuuuvwxyz"
"""Number of texts that say nothing, and the letters that they are made of."""
FIRST_SHARE = 0.7
"""Share of a text that goes to its first situation, when it has others."""


@dataclass(frozen=True)
class DangerText:
    """A text, and the situations that it tells.

    hand: who wrote it; language: of its words, ISO 639-1; way: how it is said, or what kind of
    look-alike it is; situations: those that it tells, the first one first, none for a look-alike.
    """

    hand: str
    language: str
    way: str
    situations: tuple[str, ...]
    text: str


def read_hands(path: Path) -> list[DangerText]:
    """Read the texts of hands.

    Args:
        path: tab-separated file in UTF-8, compressed by gzip, with the columns `COLUMNS`.

    Returns:
        The texts, in the order of the file.

    Raises:
        EvaluationError: when the file cannot be read, or has other columns.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise EvaluationError(f"{path.name} : colonnes {', '.join(COLUMNS)} attendues.")
            return [_text(row) for row in reader]
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise EvaluationError(f"{path} est illisible : {in_french(error)}.") from error


def _text(row: dict[str, str]) -> DangerText:
    others = filter(None, row["autres"].split(","))
    situations = (row["situation"], *others) if row["situation"] else ()
    return DangerText(row["main"], row["langue"], row["facon"], situations, row["texte"])


def ordinary_texts(thesaurus: Thesaurus, records: Iterable[AnyRecord]) -> list[DangerText]:
    """Return the ways of asking for ordinary needs, in an order that never changes.

    Those in French come twice, once with mistakes; some texts say nothing at all. thesaurus: its
    phrasings, in every language; records: how people ask for them.
    """
    texts = [
        (language, text)
        for need in thesaurus.needs.values()
        for language, said in ((FRENCH, need.formulations), *need.traductions.items())
        for text in said
    ]
    for record in records:
        texts += [
            (FRENCH, text) for text in (record.questions if isinstance(record, Actor) else ())
        ]
    rng, noise = random.Random(0), Noise(0)  # noqa: S311 - nothing secret
    texts += [(FRENCH, noise.write(text)) for code, text in texts if code == FRENCH]
    texts += [(FRENCH, _nonsense(rng)) for _ in range(NONSENSE)]
    distinct = {text: DangerText(ORDINARY, code, ORDINARY, (), text) for code, text in texts}
    drawn = list(distinct.values())
    rng.shuffle(drawn)
    return drawn


def _nonsense(rng: random.Random) -> str:
    """Return letters that say nothing, as fingers make them."""
    words = ("".join(rng.choices(LETTERS, k=rng.randint(2, 10))) for _ in range(rng.randint(1, 3)))
    return " ".join(words)


def shares_of(text: DangerText, classes: Sequence[str]) -> dict[int, float]:
    """Return the classes of a text: row -> share of it, the sum of which is 1.

    classes: identifiers of the situations, "" first for none; unknown ones are left out.
    """
    known = [classes.index(name) for name in text.situations if name in classes]
    if not known:
        return {0: 1.0}
    if len(known) == 1:
        return {known[0]: 1.0}
    rest = (1 - FIRST_SHARE) / (len(known) - 1)
    return {row: FIRST_SHARE if place == 0 else rest for place, row in enumerate(known)}

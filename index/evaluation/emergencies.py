"""Evaluation of emergencies, on the judged texts of `data/evaluation/urgences`.

A call says a danger, and is answered when an accepted number of one of its situations is shown,
before results or in the line above them; a text about a loss or a swindle, when the steps of one of
its situations are. A look-alike and an ordinary need show nothing.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from index.emergencies.detector import Emergency
from index.errors import EvaluationError
from index.evaluation.judged_rows import read_rows
from index.messages import in_french
from index.places.models import FRANCE

CALL_COLUMNS = ("identifiant", "langue", "facon", "situation", "autres", "texte")
LOOK_COLUMNS = ("identifiant", "langue", "sorte", "ressemble", "texte")
LINE_COLUMNS = ("identifiant", "langue", "attendu", "texte")
VERDICT_COLUMNS = (
    "fichier", "identifiant", "lecture1", "situation1", "lecture2", "situation2",
)  # fmt: skip
OLD_COLUMNS = ("identifiant", "langue", "texte")
ANY_SITUATION = "situations"
"""Key of the numbers that a country accepts for the situations that it does not name."""
Z = 1.96
"""Normal deviate of an interval of 95 %."""
Tell = Callable[[str], Emergency | None]
"""Tells the emergency of a text."""
Accepted = Mapping[str, Mapping[str, Sequence[str]]]
"""Country -> situation -> numbers that answer it, without spaces."""


@dataclass(frozen=True)
class JudgedText:
    """A text as people type it, and what must be shown for it.

    identifiant: its identifier, which begins with the letter of its writer; langue: of its words,
    ISO 639-1; texte: the text; group: how it is said, or what kind of look-alike it is; situations:
    those that it tells, none for a look-alike; numbers: those of which one must be shown, without
    spaces, when they are not those of its situations.
    """

    identifiant: str
    langue: str
    texte: str
    group: str = ""
    situations: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """What is shown for a judged text.

    numbers: without spaces, the first one first; is_sure: whether they come before results, rather
    than in one line above them; steps: situation whose steps are shown, "" for none.
    """

    text: JudgedText
    numbers: tuple[str, ...] = ()
    is_sure: bool = False
    steps: str = ""

    @property
    def is_box(self) -> bool:
        """Whether numbers come before results."""
        return bool(self.numbers) and self.is_sure

    @property
    def is_line(self) -> bool:
        """Whether numbers are in one line above results."""
        return bool(self.numbers) and not self.is_sure

    def answers(self, accepted: Accepted) -> bool:
        """Return whether an accepted number is shown, before results or in the line."""
        wanted = set(self.text.numbers)
        known = accepted[FRANCE]
        for situation in self.text.situations:
            wanted |= set(known.get(situation, known.get(ANY_SITUATION, ())))
        return not wanted.isdisjoint(self.numbers)

    @property
    def has_steps(self) -> bool:
        """Whether the steps of one of its situations are shown."""
        return bool(self.steps) and self.steps in self.text.situations


@dataclass(frozen=True)
class Share:
    """A share of texts: how many of how many."""

    count: int
    total: int

    @property
    def value(self) -> float:
        """The share, in [0, 1]; 0 of none."""
        return self.count / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Interval of 95 % of the share (Wilson, 1927), in [0, 1]."""
        if not self.total:
            return 0.0, 1.0
        n, p = self.total, self.value
        middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
        reach = Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
        return max(0.0, middle - reach), min(1.0, middle + reach)

    def __str__(self) -> str:
        """Write the share with its interval: "450 sur 500 (90,0 %, 87,1 à 92,3)"."""
        low, high = self.interval
        told = (
            f"{self.count} sur {self.total} ({self.value:.1%}, {100 * low:.1f} à {100 * high:.1f})"
        )
        return told.replace("%", " %")


def share(texts: Sequence[Shown], right: Callable[[Shown], bool]) -> Share:
    """Return the share of texts for which something holds."""
    return Share(sum(map(right, texts)), len(texts))


def show(texts: Iterable[JudgedText], tell: Tell) -> Iterator[Shown]:
    """Yield what is shown for each judged text, in order; tell: tells the emergency of a text."""
    for text in texts:
        found = tell(text.texte)
        if found is None:
            yield Shown(text)
            continue
        numbers = tuple(each.number.numero.replace(" ", "") for each in found.numbers)
        yield Shown(text, numbers, found.is_sure, found.situation if found.steps else "")


def read_calls(path: Path) -> list[JudgedText]:
    """Read calls, or texts about losses, with their situations.

    Args:
        path: tab-separated file in UTF-8, with the columns `CALL_COLUMNS`; `autres` holds the other
            situations that fit, separated by commas.

    Returns:
        The texts, in the order of the file.

    Raises:
        EvaluationError: when the file cannot be read, or lacks a column.
    """
    return [
        JudgedText(
            row["identifiant"],
            row["langue"],
            row["texte"],
            row["facon"],
            (row["situation"], *filter(None, row["autres"].split(","))),
        )
        for row in read_rows(path, CALL_COLUMNS)
    ]


def read_looks(path: Path) -> list[JudgedText]:
    """Read look-alikes, which tell no danger; their group is their kind. See `read_calls`."""
    return [
        JudgedText(row["identifiant"], row["langue"], row["texte"], row["sorte"])
        for row in read_rows(path, LOOK_COLUMNS)
    ]


def read_lines(path: Path) -> list[JudgedText]:
    """Read names and numbers of lines, with the number expected. See `read_calls`."""
    return [
        JudgedText(
            row["identifiant"],
            row["langue"],
            row["texte"],
            numbers=tuple(row["attendu"].replace(" ", "").split(",")),
        )
        for row in read_rows(path, LINE_COLUMNS)
    ]


def read_seen(path: Path) -> list[JudgedText]:
    """Read the first judged texts, which rules were written on: calls with their number, or needs.

    Raises EvaluationError when the file cannot be read, or lacks a column.
    """
    return [
        JudgedText(
            row["identifiant"],
            row["langue"],
            row["texte"],
            "fautes" if row.get("faute") == "oui" else "",
            numbers=tuple(filter(None, [row.get("attendu", "")])),
        )
        for row in read_rows(path, OLD_COLUMNS, ("attendu", "faute"))
    ]


def read_accepted(path: Path) -> Accepted:
    """Read the numbers accepted for each situation, by country (`numeros.toml`).

    Raises EvaluationError when the file cannot be read.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EvaluationError(f"{path} est illisible : {in_french(error)}.") from error


def read_verdicts(path: Path, columns: Sequence[str] = VERDICT_COLUMNS) -> list[tuple[str, str]]:
    """Read the verdicts of two readers, blind to the version, on each judged text.

    columns: of the file, lecture1 and lecture2 among them.
    Raises EvaluationError when the file cannot be read, or lacks a column.
    """
    return [(row["lecture1"], row["lecture2"]) for row in read_rows(path, columns)]


def kappa(verdicts: Sequence[tuple[str, str]]) -> float:
    """Return the agreement of two readers beyond chance (Cohen, 1960), 1 when they always agree."""
    total = len(verdicts)
    same = sum(one == other for one, other in verdicts) / total
    first, second = Counter(one for one, _ in verdicts), Counter(other for _, other in verdicts)
    chance = sum(first[code] * second[code] for code in first) / total**2
    return 1.0 if chance == 1 else (same - chance) / (1 - chance)


def by_situation(texts: Sequence[Shown]) -> dict[str, list[Shown]]:
    """Group texts by the situation that they tell first."""
    groups: dict[str, list[Shown]] = {}
    for each in texts:
        groups.setdefault((*each.text.situations, "")[0], []).append(each)
    return groups


def by_group(texts: Sequence[Shown]) -> dict[str, list[Shown]]:
    """Group texts by how they are said."""
    groups: dict[str, list[Shown]] = {}
    for each in texts:
        groups.setdefault(each.text.group, []).append(each)
    return groups

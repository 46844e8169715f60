"""Evaluation of emergencies, on the judged texts of `data/evaluation/urgences`.

A call says a danger, and the number to show; an ordinary need shows none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.emergencies.detector import Emergencies
from index.evaluation.judged_rows import read_rows

COLUMNS = ("identifiant", "langue", "texte")
EXPECTED, MISSPELT = "attendu", "faute"


@dataclass(frozen=True)
class JudgedText:
    """A text as people type it, and the number that must be shown for it.

    identifiant: its identifier; langue: of its words, ISO 639-1; texte: the text; attendu: the
    number, without spaces, empty for an ordinary need; faute: True when it has a mistake.
    """

    identifiant: str
    langue: str
    texte: str
    attendu: str = ""
    faute: bool = False


@dataclass(frozen=True)
class Shown:
    """Numbers shown for a judged text, without spaces, the first one first."""

    text: JudgedText
    numbers: Sequence[str]

    @property
    def is_right(self) -> bool:
        """Whether the expected number is shown, or no number for an ordinary need."""
        if not self.text.attendu:
            return not self.numbers
        return self.text.attendu in self.numbers

    @property
    def is_first(self) -> bool:
        """Whether the expected number is the first one shown; False for an ordinary need."""
        return bool(self.numbers) and self.numbers[0] == self.text.attendu


def read_texts(path: Path) -> tuple[JudgedText, ...]:
    """Read judged texts.

    Args:
        path: tab-separated file in UTF-8; its first line names the columns identifiant, langue,
            texte and, for calls, attendu and faute.

    Returns:
        The texts, in the order of the file.

    Raises:
        EvaluationError: when the file cannot be read, lacks a column, or a line lacks one.
    """
    return tuple(
        JudgedText(
            row["identifiant"],
            row["langue"],
            row["texte"],
            row.get(EXPECTED, ""),
            faute=row.get(MISSPELT, "") == "oui",
        )
        for row in read_rows(path, COLUMNS, (EXPECTED, MISSPELT))
    )


def show(
    texts: Sequence[JudgedText], emergencies: Emergencies, exists: Callable[[str], bool]
) -> Iterator[Shown]:
    """Yield the numbers shown in France for each judged text.

    Args:
        texts: calls, or ordinary needs.
        emergencies: tells the emergency of a text.
        exists: tells whether a word, in lower case without accents, exists in French.

    Yields:
        The numbers of each text, in order.
    """
    for text in texts:
        emergency = emergencies.of(text.texte, exists)
        called = () if emergency is None else emergency.numbers
        yield Shown(text, [each.number.numero.replace(" ", "") for each in called])


def grouped(texts: Sequence[Shown]) -> dict[str, list[Shown]]:
    """Group judged texts: "tous", then "fautes" and each language where there are some.

    texts: judged texts with the numbers shown. Returns the title of each group -> its texts.
    """
    groups: dict[str, list[Shown]] = {"tous": list(texts)}
    for each in texts:
        if each.text.faute:
            groups.setdefault("fautes", []).append(each)
    for each in texts:
        groups.setdefault(each.text.langue, []).append(each)
    return groups

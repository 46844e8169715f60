"""Records and texts of a build, as lines of scratch files that are read block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import overload

from index.artefact.content import parse_passage, passage_line
from index.indexing.record_lines import parse_line
from index.line_file import LineFile, LineWriter, ParsedLines
from index.records.jsonl import to_json
from index.records.models import AnyRecord
from index.records.passages import Passage, passages_of

RECORDS, TEXTS = "records.jsonl", "texts.jsonl"
KEPT = 64
"""Objects kept once parsed: a build reads them in their order, and seldom twice."""


@dataclass(frozen=True)
class PassageFiles:
    """Records as they are shown, and the texts to encode.

    records: without their questions, which are searched only; passages: the texts cut from them, in
    their order; texts: these, then the other texts to encode.
    """

    records: Sequence[AnyRecord]
    passages: Sequence[Passage]
    texts: Sequence[Passage]

    @classmethod
    def write(
        cls,
        records: Iterable[AnyRecord],
        label: Callable[[str], str],
        others: Sequence[Passage],
        folder: Path,
    ) -> PassageFiles:
        """Write records and the texts cut from them.

        Args:
            records: read once.
            label: identifier of a need -> its label, which is indexed.
            others: texts to encode that are cut from no record.
            folder: where to write the files.

        Returns:
            The records and texts, mapped from the files.

        Raises:
            OSError: when a file cannot be written.
        """
        with (folder / RECORDS).open("wb") as shown, (folder / TEXTS).open("wb") as written:
            lines, texts = LineWriter(shown), LineWriter(written)
            for row, record in enumerate(records):
                lines.write(to_json(_without_questions(record)))
                for passage in passages_of(record, row, label):
                    texts.write(passage_line(passage))
            for passage in others:
                texts.write(passage_line(passage))
        every = LineFile.open(folder / TEXTS, texts.offsets)
        cut = every.head(len(every) - len(others))
        return cls(
            ParsedLines(LineFile.open(folder / RECORDS, lines.offsets), parse_line, KEPT),
            ParsedLines(cut, parse_passage, KEPT),
            ParsedLines(every, parse_passage, KEPT),
        )


class IndexedTexts(Sequence[str]):
    """Texts of passages that are encoded and indexed, read from them."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        """passages: those of the texts."""
        self._passages = passages

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self._passages)

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[str]: ...
    def __getitem__(self, row: int | slice) -> str | Sequence[str]:
        """Return the text at a row, or those of a slice."""
        if isinstance(row, slice):
            return [passage.indexed_text for passage in self._passages[row]]
        return self._passages[row].indexed_text

    def __iter__(self) -> Iterator[str]:
        """Yield the texts, in their order."""
        return (passage.indexed_text for passage in self._passages)


def _without_questions(record: AnyRecord) -> AnyRecord:
    """Return a record as it is shown: its questions are searched only."""
    return record.model_copy(update={"questions": ()}) if record.questions else record

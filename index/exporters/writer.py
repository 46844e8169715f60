"""Writing records in a standard: whole files, and what could not be written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from index.exporters.mediation_numerique import unlisted
from index.exporters.serializers import (
    Resource,
    data_inclusion_lines,
    data_inclusion_rows,
    forget,
    mediation_lines,
    mediation_rows,
)
from index.files import replacing
from index.records.models import AnyRecord

Row = TypeVar("Row")


@dataclass
class ExportReport:
    """What an export did: rows written by file, and the records left out with their reason.

    unlisted: labels written as their source said them, though the schema does not list them.
    """

    written: dict[str, int] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    unlisted: Counter[str] = field(default_factory=Counter)

    def leave(self, identifier: str, reason: str) -> None:
        """Note a record that is left out."""
        self.left_out.append((identifier, reason))

    def counted(self, rows: Iterable[Row], file: str) -> Iterator[Row]:
        """The same rows, counted as those of a file."""
        self.written[file] = 0
        for row in rows:
            self.written[file] += 1
            yield row

    def with_labels(self, rows: Iterable[dict[str, str]]) -> Iterator[dict[str, str]]:
        """The same places, the labels that the schema does not list being counted."""
        for row in rows:
            self.unlisted.update(unlisted(row))
            yield row


def write_mediation(records: Iterable[AnyRecord], target: Path) -> ExportReport:
    """Write the places among some records as a CSV of médiation numérique v1.0.2.

    Args:
        records: those to write.
        target: the CSV, in UTF-8.

    Returns:
        What was written and left out.
    """
    report = ExportReport()
    rows = report.with_labels(mediation_rows(records, report.leave))
    with replacing(target) as stream:
        stream.writelines(mediation_lines(report.counted(rows, target.name)))
    return report


def write_data_inclusion(
    records: Iterable[AnyRecord], structures: Path, services: Path
) -> ExportReport:
    """Write the structures among some records, and their services, as JSON of data·inclusion v1.

    Args:
        records: those to write.
        structures: the JSON of structures.
        services: the JSON of services.

    Returns:
        What was written and left out.
    """
    kept = tuple(records)
    report = ExportReport()
    for resource, target, leave in (
        (Resource.STRUCTURES, structures, report.leave),
        (Resource.SERVICES, services, forget),
    ):
        rows = data_inclusion_rows(kept, resource, leave)
        with replacing(target) as stream:
            stream.writelines(data_inclusion_lines(report.counted(rows, target.name)))
    return report

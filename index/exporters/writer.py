"""Writer of whole files in a standard, with a report of the records left out."""

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
    ignore,
    mediation_lines,
    mediation_rows,
)
from index.files import replacing
from index.records.models import AnyRecord

Row = TypeVar("Row")


@dataclass
class ExportReport:
    """Report of an export.

    written: file -> rows; left_out: (identifier, reason) of records; unlisted: label written though
    the schema does not list it -> times.
    """

    written: dict[str, int] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    unlisted: Counter[str] = field(default_factory=Counter)

    def leave(self, identifier: str, reason: str) -> None:
        """Add a record that is left out."""
        self.left_out.append((identifier, reason))

    def counted(self, rows: Iterable[Row], file: str) -> Iterator[Row]:
        """Yield the rows unchanged, and count them as those of a file."""
        self.written[file] = 0
        for row in rows:
            self.written[file] += 1
            yield row

    def with_labels(self, rows: Iterable[dict[str, str]]) -> Iterator[dict[str, str]]:
        """Yield the rows unchanged, and count the labels that the schema does not list."""
        for row in rows:
            self.unlisted.update(unlisted(row))
            yield row


def write_mediation(records: Iterable[AnyRecord], target: Path) -> ExportReport:
    """Write the places among some records as a CSV of médiation numérique v1.0.2.

    Args:
        records: the records to write.
        target: the CSV, in UTF-8.

    Returns:
        The report.
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
        records: the records to write.
        structures: the JSON of structures.
        services: the JSON of services.

    Returns:
        The report.
    """
    exported = tuple(records)
    report = ExportReport()
    for resource, target, leave in (
        (Resource.STRUCTURES, structures, report.leave),
        (Resource.SERVICES, services, ignore),
    ):
        rows = data_inclusion_rows(exported, resource, leave)
        with replacing(target) as stream:
            stream.writelines(data_inclusion_lines(report.counted(rows, target.name)))
    return report

"""Writer of the records of a catalogue as files of a public standard, with a report."""

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
    """Report of an export of records to the files of a standard.

    written: name of a file -> number of rows written in it; left_out: (identifier, reason in
    French) of the records that the standard cannot hold; unlisted: national programme that the
    schema does not list -> number of rows in which it is written all the same.
    """

    written: dict[str, int] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    unlisted: Counter[str] = field(default_factory=Counter)

    def leave(self, identifier: str, reason: str) -> None:
        """Add a record left out of the export to `left_out`; reason: in French."""
        self.left_out.append((identifier, reason))

    def counted(self, rows: Iterable[Row], file: str) -> Iterator[Row]:
        """Yield the rows unchanged, and count them in `written` under the name of their file."""
        self.written[file] = 0
        for row in rows:
            self.written[file] += 1
            yield row

    def with_labels(self, rows: Iterable[dict[str, str]]) -> Iterator[dict[str, str]]:
        """Yield rows of médiation numérique unchanged, and count their unlisted programmes.

        rows: column -> text; unlisted: that the schema does not list.
        """
        for row in rows:
            self.unlisted.update(unlisted(row))
            yield row


def write_mediation(
    records: Iterable[AnyRecord], target: Path, report: ExportReport | None = None
) -> ExportReport:
    """Write the records that have an address as a CSV of médiation numérique v1.0.2.

    That is the French standard of the places that help with digital tools.

    Args:
        records: the records to export; those that lack a required field are left out.
        target: the CSV to write, in UTF-8.
        report: to complete; None for a new one.

    Returns:
        Numbers of rows written, and the records left out.
    """
    report = report or ExportReport()
    rows = report.with_labels(mediation_rows(records, report.leave))
    with replacing(target) as stream:
        stream.writelines(mediation_lines(report.counted(rows, target.name)))
    return report


def write_data_inclusion(
    records: Iterable[AnyRecord],
    structures: Path,
    services: Path,
    report: ExportReport | None = None,
) -> ExportReport:
    """Write the organisations among some records, and their services, as data·inclusion v1.

    That is the standard of the French open data on social inclusion.

    Args:
        records: the records to export; programmes, open needs and organisations that the schema
            refuses are left out.
        structures: the JSON file of organisations to write.
        services: the JSON file of their services to write.
        report: to complete; None for a new one.

    Returns:
        Numbers of rows written in each file, and the records left out.
    """
    exported = tuple(records)
    report = report or ExportReport()
    for resource, target, leave in (
        (Resource.STRUCTURES, structures, report.leave),
        (Resource.SERVICES, services, ignore),
    ):
        rows = data_inclusion_rows(exported, resource, leave)
        with replacing(target) as stream:
            stream.writelines(data_inclusion_lines(report.counted(rows, target.name)))
    return report

"""Writing records in a standard: whole files, and what could not be written."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from index.exporters import data_inclusion, mediation_numerique
from index.files import replacing
from index.importers.mediation_codes import COLUMNS
from index.records import AnyRecord


@dataclass
class ExportReport:
    """What an export did: rows written by file, and the records left out with their reason.

    unlisted: labels written as their source said them, though the schema does not list them.
    """

    written: dict[str, int] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    unlisted: Counter[str] = field(default_factory=Counter)


def write_mediation(records: Iterable[AnyRecord], target: Path) -> ExportReport:
    """Write the places among some records as a CSV of médiation numérique v1.0.2.

    Args:
        records: those to write.
        target: the CSV, in UTF-8.

    Returns:
        What was written and left out.
    """
    report = ExportReport({target.name: 0})
    seen: set[str] = set()
    with replacing(target) as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for record in records:
            lacking = mediation_numerique.missing(record)
            if lacking:
                report.left_out.append((record.id, f"sans {', '.join(lacking)}"))
                continue
            row = mediation_numerique.row_of(record)
            if row["id"] in seen:  # two sources may give one number to different places
                row["id"] = record.id
            seen.add(row["id"])
            report.unlisted.update(mediation_numerique.unlisted(row))
            writer.writerow(row)
            report.written[target.name] += 1
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
    report = ExportReport()
    rows: tuple[list[str], list[str]] = ([], [])
    for record in records:
        if record.type != "structure":
            report.left_out.append((record.id, "n'est pas une structure"))
            continue
        try:
            structure = data_inclusion.structure_of(record)
            own = list(data_inclusion.services_of(record))
        except ValueError as error:
            report.left_out.append((record.id, str(error)))
            continue
        rows[0].append(json.dumps(structure, ensure_ascii=False))
        rows[1].extend(json.dumps(each, ensure_ascii=False) for each in own)
    for target, lines in zip((structures, services), rows, strict=True):
        with replacing(target) as stream:
            stream.write("[\n" + ",\n".join(lines) + "\n]\n")
        report.written[target.name] = len(lines)
    return report

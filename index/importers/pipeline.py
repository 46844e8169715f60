"""Import of a whole file: rows read one at a time, records made of them, every problem reported."""

from __future__ import annotations

import csv
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import InvalidRecords, RecordError
from index.files import replacing, scratch
from index.importers import data_inclusion, mediation_numerique
from index.importers.cells import Cells
from index.importers.native_mapping import NativeFormat
from index.importers.report import ImportReport, Outcome, RowProblem
from index.importers.row_reader import is_sized, read_rows
from index.importers.service_buffer import ServiceBuffer, sqlite_errors_as_disk_errors
from index.importers.standards import Heading, Standard, check_services, lacking, standard_of
from index.importers.validation import record_of
from index.places.gazetteer import Gazetteer
from index.records.jsonl import to_json
from index.records.models import Actor

REFUSED_SHOWN = 8
"""Most refused rows listed in the error raised when a file has too many of them."""


@dataclass(frozen=True)
class Import:
    """Parameters of the import of one file.

    path: the file; services: file of the data·inclusion services that the organisations or places
    of `path` offer, None without one; mapping: format of a producer, with the rules to read it,
    None when the file is in a standard; source: producer of the places whose rows name none, "" for
    the name of the file; standard: that of the file, None to detect it from its columns;
    required: columns whose empty cells are reported, none to accept any file.
    """

    path: Path
    services: Path | None = None
    mapping: NativeFormat | None = None
    source: str = ""
    standard: Standard | None = None
    required: tuple[str, ...] = ()


def load(wanted: Import, gazetteer: Gazetteer, report: ImportReport) -> Iterator[Actor]:
    """Read a file of organisations, places or services, and yield the record of each valid row.

    Args:
        wanted: parameters of the import.
        gazetteer: index of the place names and codes of France, to check communes.
        report: counts and problems, to which each row read is added.

    Yields:
        The records accepted, one at a time; a repeated identifier gets a number ("epn-2").

    Raises:
        InvalidRecords: when a file cannot be read to its end, is of no standard, is a JSONL of our
            own records, or when `wanted.services` holds rows that are not services.
    """
    for _, record in _read(wanted, gazetteer, report):
        if record is not None:
            yield record


def check(
    wanted: Import, gazetteer: Gazetteer, report: ImportReport
) -> Generator[Sequence[RowProblem], None, None]:
    """Read a file as an import does, keep none of it, and yield its problems, row after row.

    What the standard requires is reported too, which an import goes without: columns, and cells
    left empty.

    Args:
        wanted: parameters of the import; a file in a standard, without a mapping.
        gazetteer: index of the place names and codes of France, to check communes.
        report: counts and problems, to which each row read is added.

    Yields:
        The problems of the heading, then those of each row; an empty list for a row without any.

    Raises:
        InvalidRecords: when a file cannot be read to its end, is of no standard, is a JSONL of our
            own records, or when `wanted.services` holds rows that are not services.
    """
    standard = wanted.standard or standard_of(wanted.path)
    if standard is Standard.OURS:
        raise _ours(wanted.path)
    heading = Heading.of(wanted.path, standard)
    report.note(heading.problems)
    yield heading.problems
    wanted = replace(wanted, standard=standard, required=heading.required)
    for cells, _ in _read(wanted, gazetteer, report):
        yield cells.problems


def _read(
    wanted: Import, gazetteer: Gazetteer, report: ImportReport
) -> Iterator[tuple[Cells, Actor | None]]:
    """Yield each row of a file with the record that it gives, if any; add it to the report."""
    if wanted.services is not None:
        check_services(wanted.services)
    standard = Standard.MEDIATION if wanted.mapping else wanted.standard or standard_of(wanted.path)
    if standard is Standard.OURS:
        raise _ours(wanted.path)
    seen: dict[str, int] = {}
    for cells, record in _records(wanted, gazetteer, standard):
        accepted = None if record is None else _unique(record, cells, seen)
        report.add(cells.problems, accepted is not None)
        report.orphans += "structure_absente" in (accepted.libelles if accepted else ())
        yield cells, accepted


def _ours(path: Path) -> InvalidRecords:
    expected = "un des deux standards : nos fiches s'ajoutent par « orientess import »"
    return InvalidRecords([RecordError(path.name, 1, "fichier", "nos fiches", expected)])


def write(
    wanted: Import,
    gazetteer: Gazetteer,
    target: Path,
    progress: Callable[[int], None] | None = None,
    refused_max: float = 1.0,
) -> ImportReport:
    """Import a file: write its records as JSONL and, beside them, a CSV of the problems met.

    Args:
        wanted: parameters of the import.
        gazetteer: index of the place names and codes of France, to check communes.
        target: the JSONL to write; the CSV has its name, with the suffix ".problemes.csv".
        progress: called after each accepted row with the number of rows read so far, or None.
        refused_max: greatest share of the rows, in [0, 1], that may be refused.

    Returns:
        Counts of the rows, and the first problems.

    Raises:
        InvalidRecords: when the file cannot be read to its end or is of no standard, when no row is
            accepted, or when more rows are refused than `refused_max` allows. Nothing is written.
        OSError: when writing to the disk fails. Nothing is written.
    """
    report = ImportReport(wanted.path.name)
    with replacing(target) as records:
        for record in load(wanted, gazetteer, report):
            records.write(to_json(record) + "\n")
            if progress is not None:
                progress(report.read)
        if not report.accepted:
            reason = report.problems[0].reason if report.problems else "aucune ligne"
            expected = "au moins une ligne à garder ; l'import d'avant reste tel quel"
            raise InvalidRecords([RecordError(wanted.path.name, 1, "fichier", reason, expected)])
        _check_refused(report, refused_max)
        records.flush()  # a full disk fails here, before the earlier report is replaced
        with replacing(target.with_suffix(".problemes.csv")) as problems:
            writer = csv.writer(problems)
            writer.writerow(("fichier", "ligne", "colonne", "valeur", "raison", "suite"))
            writer.writerows(
                (row.file, row.row, row.column, row.value, row.reason, row.outcome)
                for row in report.problems
            )
    return report


def _check_refused(report: ImportReport, refused_max: float) -> None:
    """Raise InvalidRecords, listing the first refused rows, when too many rows are refused."""
    if report.refused <= refused_max * report.read:
        return
    share = _percent(report.refused / report.read)
    value = f"{report.refused} lignes refusées sur {report.read} ({share})"
    expected = f"{_percent(refused_max)} au plus (--refus-max) ; l'import d'avant reste tel quel"
    refused = [row for row in report.problems if row.outcome is Outcome.REFUSED]
    rows = [
        RecordError(row.file, row.row, row.column, row.reason, "une ligne à garder")
        for row in refused[:REFUSED_SHOWN]
    ]
    raise InvalidRecords([RecordError(report.file, 0, "fichier", value, expected), *rows])


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %".replace(".", ",")


def _unique(record: Actor, cells: Cells, seen: dict[str, int]) -> Actor:
    """Return the record under an identifier that is not in `seen`, and add it there.

    seen: identifier -> the last number given to those that repeat it.
    """
    identifier, count = record.id, seen.get(record.id, 1)
    while identifier in seen:
        count += 1
        identifier = f"{record.id[:110].rstrip('-')}-{count}"
    seen[record.id] = count
    seen.setdefault(identifier, 1)
    if identifier == record.id:
        return record
    own = record.libelles.get("id", (record.id,))
    cells.note("id", own[0], "identifiant répété, numéroté", Outcome.REPAIRED)
    return record.model_copy(update={"id": identifier})


def _cells(path: Path, required: tuple[str, ...] = ()) -> Iterator[Cells]:
    """Yield the rows of a file; oversized ones are emptied and noted as refused.

    required: columns whose empty cells are noted.
    """
    for number, row in read_rows(path):
        cells = Cells(path.name, number, row)
        if not is_sized(row):
            cells.row = {}
            cells.note("ligne", "", "ligne démesurée", Outcome.REFUSED)
        elif required:
            for name in lacking(row, required):
                cells.note(name, "", "valeur obligatoire absente", Outcome.WARNING)
        yield cells


def _records(
    wanted: Import, gazetteer: Gazetteer, standard: Standard
) -> Iterator[tuple[Cells, Actor | None]]:
    """Yield (row, record or None) of structures or places, then of services without structure."""
    if standard is Standard.SERVICES:
        for cells in _cells(wanted.path, wanted.required):
            yield cells, data_inclusion.read_orphan(cells, gazetteer)
    elif wanted.services is None:
        yield from _own(wanted, gazetteer, standard, None)
    else:
        yield from _with_services(wanted, wanted.services, gazetteer, standard)


def _with_services(
    wanted: Import, services: Path, gazetteer: Gazetteer, standard: Standard
) -> Iterator[tuple[Cells, Actor | None]]:
    """Yield the rows of structures or places with their services, then services without any."""
    with (
        scratch() as folder,
        sqlite_errors_as_disk_errors(str(folder)),
        closing(ServiceBuffer(folder / "services")) as store,
    ):
        store.fill(services)
        yield from _own(wanted, gazetteer, standard, store)
        for number, row in store.rest():
            cells = Cells(services.name, number, row)
            cells.note(
                "structure_id", row.get("structure_id"), "structure absente", Outcome.WARNING
            )
            yield cells, data_inclusion.read_orphan(cells, gazetteer)


def _own(
    wanted: Import, gazetteer: Gazetteer, standard: Standard, store: ServiceBuffer | None
) -> Iterator[tuple[Cells, Actor | None]]:
    """Yield (row, record or None) of structures or places; store: of their services."""
    if standard is Standard.MEDIATION:
        yield from _places(wanted, gazetteer, store)
        return
    for cells in _cells(wanted.path, wanted.required):
        own = store.take(cells) if store is not None else []
        yield cells, data_inclusion.read_structure(cells, own, gazetteer)


def _places(
    wanted: Import, gazetteer: Gazetteer, store: ServiceBuffer | None
) -> Iterator[tuple[Cells, Actor | None]]:
    source = wanted.mapping.source if wanted.mapping else wanted.source or wanted.path.stem
    for cells in _cells(wanted.path, wanted.required):
        if wanted.mapping is not None:
            cells.row = wanted.mapping.row(cells.row)
        record = mediation_numerique.read_record(cells, gazetteer, source)
        own = store.take(cells) if store is not None else []
        if record is not None and own:
            added = [data_inclusion.service_of(service) for service in own]
            record = record_of(
                cells, record.model_dump() | {"services": (*record.services, *added)}
            )
        yield cells, record

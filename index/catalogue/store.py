"""Files of records on disk: the catalogue that the project writes, and imported ones."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.errors import InvalidRecords, RecordError
from index.files import write_atomically
from index.records.jsonl import RECORD, iter_items, read_numbered, read_records, to_json
from index.records.models import AnyRecord


def read_all(catalogue: Path, imports: Path) -> tuple[AnyRecord, ...]:
    """Read all the records of our catalogue, then those of the imported files, as one tuple.

    catalogue, imports, and the errors raised: see `read_records` and `iter_imported`.
    """
    ours = read_records(catalogue)
    return (*ours, *iter_imported(imports, {record.id for record in ours}))


def iter_imported(imports: Path, own_ids: Collection[str]) -> Iterator[AnyRecord]:
    """Read the records (organisations, programmes, open needs) of the imports, one by one.

    Two imported files may hold the same producer's data: an identifier may then come twice. Errors
    are raised at the end of each file: what was yielded before is not to be kept then.

    Args:
        imports: folder of JSONL files of imported records; it may be absent.
        own_ids: identifiers of the records of our catalogue.

    Yields:
        The records, in the order of the names of the files and of their lines.

    Raises:
        InvalidRecords: when a file has an invalid line, or when an imported record has the
            identifier of one of ours.
    """
    files = (path for path in imports.glob("*.jsonl") if path.stat().st_size)
    for path in sorted(files):
        for line, record in iter_items(path, RECORD):
            if record.id in own_ids:
                expected = "un identifiant qui n'est pas du catalogue"
                raise InvalidRecords([RecordError(path.name, line, "id", record.id, expected)])
            yield record


@dataclass(frozen=True)
class MergeReport:
    """Numbers of records once a file is merged into the catalogue.

    added: new records; replaced: those that took the place of a record with the same identifier;
    total: records of the catalogue after the merge.
    """

    added: int
    replaced: int
    total: int


def merge(source: Path, catalogue: Path, replace: bool = False) -> MergeReport:
    """Add the records (organisations, programmes…) of a JSONL file to the catalogue, all or none.

    Args:
        source: the JSONL to read.
        catalogue: the JSONL to write, created when absent; it is sorted by identifier.
        replace: True to replace the records of the catalogue that have the same identifiers; False
            to refuse the whole file when there is one.

    Returns:
        Numbers of records added, replaced and in all.

    Raises:
        InvalidRecords: when either file has an invalid line or is empty, or when `replace` is False
            and a record has the identifier of one in the catalogue. The catalogue stays as it was.
    """
    numbered = read_numbered(source)
    new = {record.id: record for _, record in numbered}
    old = {record.id: record for record in read_records(catalogue)} if catalogue.exists() else {}
    taken = sorted(set(new) & set(old))
    if taken and not replace:
        raise InvalidRecords(
            [
                RecordError(
                    source.name, line, "id", f"« {record.id} », déjà au catalogue", "--remplacer"
                )
                for line, record in numbered
                if record.id in old
            ]
        )
    merged = old | new
    _write(catalogue, merged)
    return MergeReport(len(new) - len(taken), len(taken), len(merged))


def put(record: AnyRecord, catalogue: Path) -> None:
    """Write one record into the catalogue, in place of the one that has its identifier, if any.

    Args:
        record: the record.
        catalogue: the JSONL to write, sorted by identifier; it is replaced in one step.

    Raises:
        InvalidRecords: when the catalogue is absent or has an invalid line; it stays as it was.
        OSError: when it cannot be written; it stays as it was.
    """
    _write(catalogue, {other.id: other for other in read_records(catalogue)} | {record.id: record})


def _write(catalogue: Path, records: Mapping[str, AnyRecord]) -> None:
    """Replace the catalogue in one step, sorted by identifier; records: identifier -> record."""
    lines = (to_json(records[identifier]) + "\n" for identifier in sorted(records))
    write_atomically(catalogue, "".join(lines))

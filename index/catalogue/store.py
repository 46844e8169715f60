"""Files of records on disk: reading all of them, adding records to the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from index.errors import InvalidRecords, RecordError
from index.files import write_atomically
from index.records.jsonl import read_numbered, read_records, to_json
from index.records.models import AnyRecord


def read_all(catalogue: Path, imports: Path) -> tuple[AnyRecord, ...]:
    """Read the records of the catalogue, then those of every imported file.

    The same producer may be in several imports: an identifier may then come twice.

    Args:
        catalogue: JSONL of our records.
        imports: the folder of imported files; it may be absent.

    Returns:
        All the records, in the order of files and lines.

    Raises:
        InvalidRecords: when a file has an error, or an import holds an identifier of ours.
    """
    ours = read_records(catalogue)
    own_ids = {record.id for record in ours}
    imported: list[AnyRecord] = []
    files = (path for path in imports.glob("*.jsonl") if path.stat().st_size)
    for path in sorted(files):
        for line, record in read_numbered(path):
            if record.id in own_ids:
                expected = "un identifiant qui n'est pas du catalogue"
                raise InvalidRecords([RecordError(path.name, line, "id", record.id, expected)])
            imported.append(record)
    return (*ours, *imported)


@dataclass(frozen=True)
class MergeReport:
    """Report of a merge, in numbers of records: added, replaced, and in all after it."""

    added: int
    replaced: int
    total: int


def merge(source: Path, catalogue: Path, replace: bool = False) -> MergeReport:
    """Add the records of a file to a catalogue, all of them or none.

    Args:
        source: JSONL to read.
        catalogue: JSONL to write, created when absent; it stays sorted by identifier.
        replace: True to replace the records of the same identifiers.

    Returns:
        The report.

    Raises:
        InvalidRecords: when either file has an error, or an identifier is already taken and
            `replace` is false; the catalogue stays as it was.
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
    lines = (to_json(merged[identifier]) + "\n" for identifier in sorted(merged))
    write_atomically(catalogue, "".join(lines))
    return MergeReport(len(new) - len(taken), len(taken), len(merged))

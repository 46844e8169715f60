"""The catalogue on disk: adding records to the file of those already there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from index.errors import InvalidRecords, RecordError
from index.files import write_atomically
from index.records.jsonl import read_numbered, read_records, to_json
from index.records.models import AnyRecord


def read_all(catalogue: Path, imports: Path) -> tuple[AnyRecord, ...]:
    """The records of the catalogue, then those of every imported file.

    A producer may be in several files: an identifier may come twice, from imports.

    Args:
        catalogue: our JSONL.
        imports: the folder of imported files; it may be absent.

    Returns:
        All the records, in the order of files and lines.

    Raises:
        InvalidRecords: when a file has a fault, or an import holds an identifier of ours.
    """
    ours = read_records(catalogue)
    known = {record.id for record in ours}
    imported: list[AnyRecord] = []
    kept = (path for path in imports.glob("*.jsonl") if path.stat().st_size)
    for path in sorted(kept):
        for line, record in read_numbered(path):
            if record.id in known:
                expected = "un identifiant qui n'est pas du catalogue"
                raise InvalidRecords([RecordError(path.name, line, "id", record.id, expected)])
            imported.append(record)
    return (*ours, *imported)


@dataclass(frozen=True)
class MergeReport:
    """What was done to the catalogue, in numbers of records."""

    added: int
    replaced: int
    total: int


def merge(source: Path, catalogue: Path, replace: bool = False) -> MergeReport:
    """Add the records of a file to a catalogue, all of them or none.

    Args:
        source: JSONL to read.
        catalogue: JSONL to write; created when it is absent. It stays in order of identifiers.
        replace: whether a record takes the place of the one with its identifier.

    Returns:
        What was done.

    Raises:
        InvalidRecords: when either file has a fault, or an identifier is already taken and
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
                    source.name, line, "id", f"« {each.id} », déjà au catalogue", "--remplacer"
                )
                for line, each in numbered
                if each.id in old
            ]
        )
    merged = old | new
    lines = (to_json(merged[each]) + "\n" for each in sorted(merged))
    write_atomically(catalogue, "".join(lines))
    return MergeReport(len(new) - len(taken), len(taken), len(merged))

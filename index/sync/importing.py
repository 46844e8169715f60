"""Import of what was fetched, by the same importer as any file: nothing fetched is trusted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from index.importers.native_mapping import read_mapping
from index.importers.pipeline import Import, write
from index.importers.report import ImportReport
from index.places.gazetteer import Gazetteer
from index.sync.sources import Source


def import_files(
    source: Source, name: str, files: Mapping[str, Path], gazetteer: Gazetteer, target: Path
) -> ImportReport:
    """Import the files of a source into one file of records, and report every row.

    Args:
        source: how to read them.
        name: name of the source, for the rows that name no producer.
        files: suffix of the name ("" for organisations or places, "-services") -> file.
        gazetteer: index of the place names and codes of France, to check communes.
        target: the JSONL to write; the problems are beside it, with the suffix ".problemes.csv".

    Returns:
        Counts of the rows, and the first problems.

    Raises:
        InvalidRecords: when a file cannot be read to its end, when no row is accepted, or when the
            mapping of the source cannot be read. Nothing is written.
        OSError: when writing to the disk fails. Nothing is written.
    """
    mapping = read_mapping(Path(source.correspondance)) if source.correspondance else None
    wanted = Import(files[""], files.get("-services"), mapping, name, source.format)
    return write(wanted, gazetteer, target)

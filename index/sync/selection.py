"""Selection of the rows of interest of a source that holds much more: its key `retenir`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from index.files import replacing
from index.importers.cells import fold_label
from index.importers.row_reader import Row, read_rows

_MARKS = re.compile(r"[|;,\[\]{}\"']+")
"""Marks between the values of a list that is written in one cell."""


def select(
    files: Mapping[str, Path], retained: Mapping[str, Iterable[str]], folder: Path
) -> dict[str, Path]:
    """Write the rows of the fetched files that are of interest, as JSON lines.

    With services of data·inclusion, it is they that are selected; then the organisations that
    offer one of them.

    Args:
        files: suffix of the name ("" for organisations or places, "-services") -> fetched file.
        retained: column -> starts of the values wanted, without regard to case nor accents; a row
            must have one for every column, be it in a list.
        folder: where to write the files, under the same names.

    Returns:
        Suffix of the name -> file of the selected rows; `files` itself when `retained` is empty.

    Raises:
        InvalidRecords: when a file cannot be read to its end.
        OSError: when a file cannot be written.
    """
    if not retained:
        return dict(files)
    starts = {
        column: tuple(fold_label(value) for value in values) for column, values in retained.items()
    }
    first = "-services" if "-services" in files else ""
    selected = {first: folder / files[first].name}
    owners = _write(files[first], selected[first], lambda row: _is_wanted(row, starts))
    if first:
        selected[""] = folder / files[""].name
        _write(files[""], selected[""], lambda row: str(row.get("id") or "") in owners)
    return selected


def _write(source: Path, target: Path, is_wanted: Callable[[Row], bool]) -> set[str]:
    """Write the wanted rows of a file; return the organisations that they name."""
    owners = set()
    with replacing(target) as stream:
        for _, row in read_rows(source):
            if is_wanted(row):
                owners.add(str(row.get("structure_id") or ""))
                stream.write(json.dumps(row, ensure_ascii=False) + "\n")
    return owners - {""}


def _is_wanted(row: Row, starts: Mapping[str, tuple[str, ...]]) -> bool:
    return all(
        any(value.startswith(wanted) for value in _values(row.get(column)))
        for column, wanted in starts.items()
    )


def _values(cell: object) -> list[str]:
    """Return the values of a cell, folded; one that holds a list gives several."""
    texts = cell if isinstance(cell, list) else _MARKS.split(str(cell or ""))
    return [fold_label(str(text)) for text in texts]

"""Files of a table: one or two for each of its fields, whose name follows that of the table.

A table is a dataclass. An array is a file `.npy`; lines are a file `.txt`, and where each starts
(`-offsets.npy`); a trie is a file `.marisa`, a tuple a file `.json`. A field that is a table too
has files of its own: `names-sounds-starts.npy` is the field `starts` of the field `sounds`.
"""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_origin, get_type_hints

import marisa_trie
import numpy as np
from pydantic import TypeAdapter

from index.files import open_array, save_array
from index.line_file import LineFile
from index.row_trie import RowTrie, mapped

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Table = TypeVar("Table", bound="DataclassInstance")


def write_table(table: DataclassInstance, folder: Path, name: str) -> None:
    """Write the files of a table.

    Args:
        table: a dataclass, empty or not.
        folder: an existing folder.
        name: start of the names of the files.

    Raises:
        OSError: when a file cannot be written.
    """
    for each in fields(table):
        _write(getattr(table, each.name), folder, f"{name}-{each.name}")


def read_table(kind: type[Table], folder: Path, name: str) -> Table:
    """Read the files that `write_table` made: arrays, lines and tries are mapped in memory.

    Args:
        kind: class of the table.
        folder: that of the files, whose digests were verified.
        name: start of the names of the files.

    Returns:
        The table.

    Raises:
        OSError: when a file is absent or unreadable.
        ValueError: when a file is not in the format expected of its name.
    """
    kinds = get_type_hints(kind)
    names = [each.name for each in fields(kind)]
    return kind(**{each: _read(kinds[each], folder, f"{name}-{each}") for each in names})


def _write(value: Any, folder: Path, name: str) -> None:  # noqa: ANN401 - any field of a table
    match value:
        case np.ndarray():
            save_array(folder / f"{name}.npy", value)
        case LineFile():
            (folder / f"{name}.txt").write_bytes(value.data)
            save_array(folder / f"{name}-offsets.npy", value.offsets)
        case RowTrie():
            value.write(folder / f"{name}.marisa")
        case marisa_trie.Trie():
            (folder / f"{name}.marisa").write_bytes(value.tobytes())
        case tuple():
            text = json.dumps(value, ensure_ascii=False)
            (folder / f"{name}.json").write_text(text, encoding="utf-8")
        case _:
            write_table(value, folder, name)


def _read(kind: Any, folder: Path, name: str) -> object:  # noqa: ANN401 - the kind of any field
    plain = get_origin(kind) or kind
    if plain is np.ndarray:
        return open_array(folder / f"{name}.npy")
    if plain is LineFile:
        offsets = open_array(folder / f"{name}-offsets.npy")
        return LineFile.open(folder / f"{name}.txt", offsets)
    if plain is RowTrie:
        return RowTrie.open(folder / f"{name}.marisa")
    if plain is marisa_trie.Trie:
        return mapped(marisa_trie.Trie(), folder / f"{name}.marisa")
    if plain is tuple:
        return TypeAdapter(kind).validate_json((folder / f"{name}.json").read_bytes())
    return read_table(kind, folder, name)

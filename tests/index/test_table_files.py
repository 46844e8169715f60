"""Files of a table: what is written is read back, mapped from files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.line_file import LineFile
from index.postings import TriePostings
from index.records.opening_hours import Expression, Zone
from index.row_trie import RowTrie
from index.table_files import read_table, write_table


@dataclass(frozen=True)
class Shelf:
    weights: NDArray[np.float32]
    lines: LineFile
    rows: RowTrie
    hours: tuple[Expression, ...]
    sounds: TriePostings


HOURS = (Expression("Mo 09:00-12:00", Zone("Europe/Paris", "FR")),)
SHELF = Shelf(
    np.array([1.5, 2.0], dtype=np.float32),
    LineFile.of(["vélo", "café"]),
    RowTrie({"vélo": 0, "café": 1}.items()),
    HOURS,
    TriePostings.of({"kafe": [1], "velo": [0]}),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_table(SHELF, tmp_path, "shelf")
    return tmp_path


def test_each_field_should_be_read_as_it_was_written(folder: Path) -> None:
    read = read_table(Shelf, folder, "shelf")
    assert read.weights.tolist() == [1.5, 2.0]
    assert read.lines[1] == "café\n".encode()
    assert dict(read.rows) == dict(SHELF.rows)
    assert read.hours == HOURS
    assert read.sounds.of_key("kafe") == [1]


def test_files_should_be_named_after_the_table_and_its_fields(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == [
        "shelf-hours.json", "shelf-lines-offsets.npy", "shelf-lines.txt", "shelf-rows.marisa",
        "shelf-sounds-rows.npy", "shelf-sounds-starts.npy", "shelf-sounds-trie.marisa",
        "shelf-weights.npy",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["hours.json", "lines.txt", "rows.marisa", "sounds-trie.marisa", "weights.npy"]
)
def test_a_damaged_file_should_be_refused(folder: Path, name: str) -> None:
    (folder / f"shelf-{name}").write_bytes(b"rien")
    with pytest.raises(ValueError, match=r"rien|shelf|json|pickle|magic"):
        read_table(Shelf, folder, "shelf")

"""Fixtures of the tests of records: a minimal record, files of them, their errors."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.errors import InvalidRecords, RecordError
from index.records.jsonl import read_records

MINIMAL: dict[str, Any] = {
    "type": "structure",
    "id": "exemple",
    "nom": "Exemple",
    "description": "Une structure d'exemple.",
    "date_maj": "2026-01-15",
}
MakeFile = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path) -> MakeFile:
    """A function that writes lines, texts or fields, to a file."""

    def write(*lines: str | dict[str, Any]) -> Path:
        path = tmp_path / "fiches.jsonl"
        texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
        path.write_text("\n".join(texts), encoding="utf-8")
        return path

    return write


def errors_of(path: Path) -> tuple[RecordError, ...]:
    """The errors of a file that must be refused."""
    with pytest.raises(InvalidRecords) as caught:
        read_records(path)
    return caught.value.errors

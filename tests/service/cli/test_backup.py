"""Commands on backups: what they print of a backup."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from service.cli.backup import _describe


@pytest.mark.parametrize(
    ("files", "version", "expected"),
    [
        ({"orientess.sqlite3": {}}, "", "1 fichier, sans index, du 03/02/2026 à 04:05 UTC"),
        ({"a": {}, "b": {}}, "v7", "2 fichiers, index v7, du 03/02/2026 à 04:05 UTC"),
    ],
)
def test_a_backup_should_be_described_by_its_files_its_index_and_its_date(
    files: dict[str, Any], version: str, expected: str
) -> None:
    created = datetime(2026, 2, 3, 4, 5, tzinfo=UTC)
    contents: Any = SimpleNamespace(files=files, version=version, created=created)
    assert _describe(contents) == expected

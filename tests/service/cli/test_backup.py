"""Commands on backups: what they print of a backup."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from service.cli.backup import _describe, _note


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


def test_a_success_should_leave_its_date_and_a_full_disk_be_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _note(tmp_path / "faits" / "sauvegarde")
    assert (tmp_path / "faits" / "sauvegarde").exists()
    (tmp_path / "fichier").touch()
    _note(tmp_path / "fichier" / "sauvegarde")
    assert "n'est pas notée" in capsys.readouterr().out

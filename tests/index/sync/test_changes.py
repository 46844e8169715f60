"""Changes: records that are new, gone or changed, by identifier."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from index.records.jsonl import to_json
from index.sync.changes import compare
from tests.conftest import make_actor

NOW = datetime(2026, 11, 27, tzinfo=UTC)


def written(path: Path, **names: str) -> Path:
    """A file of records: identifier -> name."""
    records = (make_actor(id=identifier, nom=name) for identifier, name in names.items())
    path.write_text("".join(to_json(record) + "\n" for record in records), encoding="utf-8")
    return path


def test_changes_should_be_reported_by_identifier(tmp_path: Path) -> None:
    before = written(tmp_path / "avant", a="Ada", b="Bob", c="Cléo", d="Dan")
    after = written(tmp_path / "apres", e="Eve", c="Chloé", b="Bob", aa="Ada")
    changes = compare(before, after, NOW)
    assert (changes.new, changes.gone, changes.changed) == (("aa", "e"), ("a", "d"), ("c",))
    assert str(changes) == "2 nouveaux, 2 disparus, 1 modifié"
    assert changes.is_any


def test_the_order_of_records_should_change_nothing(tmp_path: Path) -> None:
    before = written(tmp_path / "avant", a="Ada", b="Bob")
    after = written(tmp_path / "apres", b="Bob", a="Ada")
    assert not compare(before, after, NOW).is_any


def test_all_should_be_new_the_first_time(tmp_path: Path) -> None:
    after = written(tmp_path / "apres", a="Ada")
    assert compare(tmp_path / "absent", after, NOW).new == ("a",)


def test_damaged_lines_of_the_file_in_place_should_be_passed_over(tmp_path: Path) -> None:
    before = written(tmp_path / "avant", a="Ada", b="Bob")
    before.write_bytes(before.read_bytes()[:-20] + b"\n[1]\n\xff\n{}\n\n")
    after = written(tmp_path / "apres", a="Ada", b="Bob")
    changes = compare(before, after, NOW)
    assert (changes.new, changes.gone, changes.changed) == (("b",), (), ())

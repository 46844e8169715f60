"""State of a source: stored from one time to the next, forgotten when it is damaged."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from index.files import FileDigest
from index.sync.state import (
    STATE,
    SourceState,
    StoredFile,
    credit_of,
    definition_of,
    read_credits,
    read_state,
    write_state,
)
from tests.index.sync.conftest import make_source

NOW = datetime(2026, 11, 27, 3, tzinfo=UTC)


@pytest.fixture
def state() -> SourceState:
    """The state of a source with one file."""
    file = StoredFile(url="https://d.exemple", etag='"1"', digest=FileDigest(size=3, sha256="abc"))
    return SourceState(
        definition="x",
        checked=NOW,
        accepted=NOW,
        rows=12,
        files={"": file},
        credit=credit_of(make_source(), NOW),
    )


def test_a_state_should_be_read_as_it_was_written(state: SourceState, tmp_path: Path) -> None:
    assert read_state(tmp_path) is None
    write_state(tmp_path, state)
    assert read_state(tmp_path) == state


def test_a_damaged_state_should_be_as_absent(state: SourceState, tmp_path: Path) -> None:
    write_state(tmp_path, state)
    path = tmp_path / STATE
    path.write_bytes(path.read_bytes()[:-10])
    assert read_state(tmp_path) is None


@pytest.mark.parametrize(
    ("frequency", "hours", "due"),
    [
        ("quotidienne", 12, False),
        ("quotidienne", 23, True),
        ("hebdomadaire", 24, False),
        ("hebdomadaire", 167, True),
        ("mensuelle", 28 * 24, False),
        ("mensuelle", 30 * 24, True),
    ],
)
def test_a_source_should_be_due_when_its_period_is_over(
    state: SourceState, frequency: str, hours: int, due: bool
) -> None:
    source = make_source(frequence=frequency)
    assert state.is_due(source, NOW + timedelta(hours=hours)) is due


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=400)])
def test_a_source_checked_while_the_clock_was_ahead_should_be_due(
    state: SourceState, back: timedelta
) -> None:
    assert state.is_due(make_source(frequence="mensuelle"), state.checked - back)


def test_only_what_changes_the_import_should_change_the_definition() -> None:
    definition = definition_of(make_source())
    assert definition_of(make_source(credit="Un autre", frequence="mensuelle")) == definition
    assert definition_of(make_source(url="https://d.exemple/2")) != definition
    assert definition_of(make_source(retenir={"type": ["a"]})) != definition


def test_credits_should_be_those_of_the_sources_whose_records_are_there(
    state: SourceState, tmp_path: Path
) -> None:
    home, imports = tmp_path / "sync", tmp_path / "imports"
    imports.mkdir()
    assert read_credits(home, imports) == []
    for name in ("absente", "lieux", "abimee"):
        write_state(home / name, state)
    (home / "abimee" / STATE).write_text("{")
    for name in ("lieux", "abimee", "a-la-main"):
        (imports / f"{name}.jsonl").touch()
    (credit,) = read_credits(home, imports)
    assert (credit.title, credit.producer) == ("Lieux", "Un producteur")
    assert (credit.licence, credit.date) == ("Licence Ouverte 2.0", NOW)

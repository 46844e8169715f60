"""Check of a file in pieces: it gives way, stops at its limits, and is paid once let in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import ClientDisconnect

from service.file_check import reading
from service.file_check.reading import Reading
from service.file_check.upload import SentFile
from tests.service.file_check.conftest import places
from tests.towns import GAZETTEER


class Line:
    """A line of batches that lets everybody in, and notes its turns."""

    def __init__(self) -> None:
        self.turns: list[bool] = []
        self.pieces = 0

    @asynccontextmanager
    async def opened(self, _: object, patient: bool = False) -> AsyncIterator[Line]:
        self.turns.append(patient)
        yield self

    async def run(self, task: Callable[[], bool]) -> bool:
        self.pieces += 1
        return task()


class Asking:
    """A request whose client leaves after some turns."""

    def __init__(self, stays: int = 1_000) -> None:
        self._stays = stays

    async def is_disconnected(self) -> bool:
        self._stays -= 1
        return self._stays < 0


@pytest.fixture
def costs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The costs that are charged."""
    charged: list[int] = []

    async def charge(_: object, cost: int) -> None:
        charged.append(cost)

    monkeypatch.setattr(reading, "charge", charge)
    return charged


def reading_of(folder: Path, content: bytes, most: int = 10) -> Reading:
    path = folder / "lieux"
    path.write_bytes(content)
    return Reading(SentFile("lieux.csv", path, len(content), 7, False), GAZETTEER, most)


def run(made: Reading, line: Line | None = None, request: Asking | None = None) -> None:
    used: Any = line or Line()
    asking: Any = request or Asking()
    try:
        asyncio.run(made.run(asking, used))
    finally:
        made.close()


def test_a_file_should_be_read_whole_and_charged_once(tmp_path: Path, costs: list[int]) -> None:
    made = reading_of(tmp_path, places(*[{}] * 30, {"nom": ""}))
    run(made)
    assert (made.report.file, made.report.read, made.report.refused) == ("lieux.csv", 31, 1)
    assert [each.row for each in made.faults.worst] == [32, 32]
    assert (made.is_cut, made.error) == (False, None)
    assert costs == [1]


def test_a_file_should_be_read_in_pieces_and_in_turns(
    tmp_path: Path, costs: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(10**6))
    monkeypatch.setattr(reading, "monotonic", lambda: 0.0)
    monkeypatch.setattr(reading, "perf_counter", lambda: next(clock) * reading.PIECE_S * 0.6)
    line = Line()
    made = reading_of(tmp_path, places(*[{}] * 5))
    run(made, line)
    assert made.report.read == 5
    assert line.pieces == 7  # the heading, five rows, the end
    assert line.turns == [False]
    assert costs == [1]


def test_the_line_should_be_left_after_each_turn(
    tmp_path: Path, costs: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PIECE_S", -1.0)
    clock = iter(range(10**6))
    monkeypatch.setattr(reading, "monotonic", lambda: float(next(clock)))
    monkeypatch.setattr(reading, "LIMIT_S", 10.0)
    monkeypatch.setattr(reading, "TURN_S", 1.5)
    line = Line()
    made = reading_of(tmp_path, places({}))
    run(made, line)
    assert made.is_cut  # each piece reads nothing
    assert line.turns[:3] == [False, True, True]
    assert costs == [1]


def test_rows_beyond_the_limit_should_be_left(
    tmp_path: Path, costs: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAX_ROWS", 3)
    for rows, is_cut in ((3, False), (4, True)):
        made = reading_of(tmp_path, places(*[{}] * rows))
        run(made)
        assert made.is_cut is is_cut
        assert made.report.accepted >= 3


def test_a_file_that_breaks_should_tell_where_and_what_came_before(
    tmp_path: Path, costs: list[int]
) -> None:
    row = b'{"id": "x", "nom": "Une structure", "source": "x", "date_maj": "2024-01-01"}'
    made = reading_of(tmp_path, b"[" + b", ".join([row] * 40) + b", {")
    run(made)
    assert made.report.read == 40
    assert made.error is not None
    assert made.error.line == 41


def test_a_client_who_leaves_should_stop_the_reading(
    tmp_path: Path, costs: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "TURN_S", 0.0)
    with pytest.raises(ClientDisconnect):
        run(reading_of(tmp_path, places({})), request=Asking(stays=2))

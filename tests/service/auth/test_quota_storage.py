"""Storage of request counts in a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.auth import quota_storage
from service.auth.quota_storage import SqliteStorage
from tests.service.auth.test_quotas import START, Clock, written


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "quotas.sqlite3"


def test_counts_that_count_no_more_should_be_erased(
    path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quota_storage, "PURGED_AT_ONCE", 2)
    storage = SqliteStorage(path, clock)
    for name in ("gone-1", "gone-2", "gone-3"):
        storage.acquire_sliding_window_entry(name, 10, 60)
    clock.now += 119
    assert storage.purge() == (False, True)
    storage.acquire_sliding_window_entry("here", 10, 60)
    clock.now += 1
    assert b"gone-" in written(path)
    assert [storage.purge() for _ in range(2)] == [(True, True), (False, True)]
    assert b"gone-" not in written(path)
    assert storage.reset() == 1
    assert storage.purge() == (False, False)


def test_the_storage_should_serve_the_fixed_windows_of_its_library_too(
    path: Path, clock: Clock
) -> None:
    storage = SqliteStorage(path, clock)
    assert [storage.incr("x", 60), storage.incr("x", 60, 4)] == [1, 5]
    assert (storage.get("x"), storage.get_expiry("x")) == (5, START + 60)
    clock.now += 60
    assert (storage.get("x"), storage.get_expiry("x")) == (0, START + 60)
    assert storage.incr("x", 60) == 1
    storage.clear("x")
    assert storage.get("x") == 0
    storage.acquire_sliding_window_entry("y", 10, 60)
    storage.clear_sliding_window("y", 60)
    assert storage.get_sliding_window("y", 60)[2] == 0
    assert storage.check()


def test_a_window_should_be_cleared_without_the_others(path: Path, clock: Clock) -> None:
    storage = SqliteStorage(path, clock)
    for name in ("here", "gone"):
        storage.acquire_sliding_window_entry(name, 10, 60)
    storage.clear_sliding_window("gone", 60)
    assert storage.get_sliding_window("gone", 60)[2] == 0
    assert storage.get_sliding_window("here", 60)[2] == 1

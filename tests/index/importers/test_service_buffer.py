"""Buffer of services on disk: each structure takes its own, once."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.importers.service_buffer import ServiceBuffer, sqlite_errors_as_disk_errors
from tests.index.importers.conftest import cells_of, write_json

SERVICES = [
    {"id": "v1", "structure_id": "s1", "source": "dora", "nom": "Un"},
    {"id": "v2", "structure_id": "s1", "source": "autre", "nom": "Deux"},
    {"id": "v3", "structure_id": "s2", "nom": "Trois"},
    {"id": "v4", "structure_id": "s1", "source": "dora", "nom": "Quatre"},
]


@pytest.fixture
def buffer(tmp_path: Path) -> Iterator[ServiceBuffer]:
    """The services of a file."""
    with closing(ServiceBuffer(tmp_path / "services")) as opened:
        opened.fill(write_json(tmp_path / "services.json", SERVICES))
        yield opened


def names(rows: list[dict[str, object]]) -> list[object]:
    """The names of services."""
    return [row["nom"] for row in rows]


def test_a_structure_should_take_the_services_of_its_source(buffer: ServiceBuffer) -> None:
    assert names(buffer.take(cells_of(id="s1", source="dora"))) == ["Un", "Quatre"]


def test_a_structure_without_source_should_take_those_of_every_source(
    buffer: ServiceBuffer,
) -> None:
    assert names(buffer.take(cells_of(id="s1"))) == ["Un", "Deux", "Quatre"]


def test_a_service_without_source_should_be_taken_by_any(buffer: ServiceBuffer) -> None:
    assert names(buffer.take(cells_of(id="s2", source="dora"))) == ["Trois"]


def test_services_that_no_structure_took_should_remain_with_their_number(
    buffer: ServiceBuffer,
) -> None:
    buffer.take(cells_of(id="s1", source="dora"))
    assert [(number, row["nom"]) for number, row in buffer.rest()] == [(2, "Deux"), (3, "Trois")]


@pytest.mark.parametrize(
    ("code", "expected"),
    [(sqlite3.SQLITE_FULL, errno.ENOSPC), (sqlite3.SQLITE_IOERR, errno.EIO)],
)
def test_an_error_of_sqlite_should_be_one_of_the_disk(code: int, expected: int) -> None:
    error = sqlite3.OperationalError("échec")
    error.sqlite_errorcode = code
    with pytest.raises(OSError, match="dossier") as caught, sqlite_errors_as_disk_errors("dossier"):
        raise error
    assert caught.value.errno == expected

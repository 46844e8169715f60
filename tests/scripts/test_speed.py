"""The table of speed: its rows, the hostile queries, and the route that serves another engine."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO

import pytest
from fastapi.testclient import TestClient
from rich.console import Console

from scripts.peers.peer import Document
from scripts.speed.__main__ import split
from scripts.speed.peer_server import application
from scripts.speed.rows import Row, table

DOCUMENTS = {name: Document(name, name.title(), "Répare.") for name in ("ecodair", "scani")}


class Reversing:
    """A peer that gives every record, the last one first."""

    description = "à l'envers"

    def index(self, documents: Sequence[Document]) -> None:
        raise AssertionError(documents)

    def search(self, text: str) -> list[str]:
        assert text == "réparer"
        return list(reversed(DOCUMENTS))


@pytest.mark.parametrize(
    ("bar", "at_least", "reached"), [(5, False, True), (3, False, False), (5, True, False)]
)
def test_the_median_of_the_repetitions_reaches_a_bar_or_not(
    bar: float, at_least: bool, reached: bool
) -> None:
    assert Row("médiane", "ms", bar, [9.0, 4.0, 3.0], at_least).reached is reached


def test_a_measure_without_a_bar_is_neither_reached_nor_missed() -> None:
    row = Row("part de wrk", "%", None, [4.0])
    assert row.reached is None
    assert row.to_json()["barre"] is None


def test_the_table_shows_the_bar_and_the_extremes() -> None:
    out = StringIO()
    Console(file=out, width=120).print(table([Row("démarrage", "s", 2, [4.25, 3.5, 1.0])]))
    line = next(line for line in out.getvalue().splitlines() if "démarrage" in line)
    assert [cell.strip() for cell in line.strip("│").split("│")] == [
        *("démarrage", "<= 2 s", "3.50", "1.00", "4.25", "non")
    ]


def test_another_engine_answers_with_its_records_in_its_order() -> None:
    with TestClient(application(Reversing(), DOCUMENTS)) as client:
        assert client.get("/pret").json() is True
        found = client.get("/search", params={"q": "réparer"}).json()
    assert [row["identifier"] for row in found] == ["scani", "ecodair"]


def test_absent_engines_are_told_apart_from_rows() -> None:
    row = Row("txtai", "ms", None, [30.0])
    found: list[Row | str] = [row, "typesense : absent, sans réseau"]
    assert split(found) == (
        [row],
        ["typesense : absent, sans réseau"],
    )

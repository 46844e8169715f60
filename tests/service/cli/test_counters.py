"""Command that exports counters: one row a published figure."""

from __future__ import annotations

from service.cli.counters import REST, _rows
from service.statistics.disclosure_control import CountRow, CountTable, Published

PUBLISHED = Published(
    periods=("2020-T1",),
    total=CountRow(30, 20, 5),
    themes=CountTable({"equipement": CountRow(12)}, 18),
    cells={("equipement", "59"): 11},
    months={"2020-01": 30},
)


def test_every_published_figure_should_have_its_row_and_its_label() -> None:
    assert list(_rows(PUBLISHED, {"equipement": "S'équiper"})) == [
        ("total", "", "", "", "", 30, 20, 5),
        ("mois", "2020-01", "", "", "", 30, "", ""),
        ("theme", "", "equipement", "S'équiper", "", 12, "", ""),
        ("theme", "", REST, "", "", 18, "", ""),
        ("departement", "", "", "", REST, 0, "", ""),
        ("theme-departement", "", "equipement", "S'équiper", "59", 11, "", ""),
    ]


def test_before_the_first_publication_there_should_be_no_row() -> None:
    assert list(_rows(Published(), {})) == []

"""Command that exports the anonymous counters of searches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

import typer

from index.taxonomy.thesaurus import Thesaurus
from service.cli import feedback
from service.cli.feedback import print_csv
from service.settings import Settings
from service.statistics.counters import Counters
from service.statistics.disclosure_control import CountRow, CountTable, Published
from service.storage.store import open_store

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
REST = "autres ou inconnus"

commands = typer.Typer()
_counters = typer.Typer(help="Les compteurs anonymes des besoins.", no_args_is_help=True)
commands.add_typer(feedback.commands)
commands.add_typer(_counters, name="counters")


@_counters.command("export")
def export_counters(
    since: Annotated[
        str | None, typer.Option("--depuis", help="Les trimestres depuis ce mois (AAAA-MM).")
    ] = None,
) -> None:
    """Écrit en CSV les nombres de recherches publiés : rien sous 10, trimestres finis seulement."""
    if since is not None and not MONTH.fullmatch(since):
        raise typer.BadParameter("un mois, AAAA-MM", param_hint="--depuis")
    settings = Settings()
    published = Counters(open_store(settings)).table(since)
    labels = {code: theme.libelle for code, theme in Thesaurus.read(settings.needs).themes.items()}
    print_csv(
        (
            "table",
            "mois",
            "theme",
            "libelle",
            "departement",
            "recherches",
            "jugees",
            "sans_reponse",
        ),
        _rows(published, labels),
    )


def _rows(published: Published, labels: dict[str, str]) -> Iterator[tuple[object, ...]]:
    """Yield the rows of the CSV file of published counts of searches; labels: theme -> label."""
    if not published.periods:
        return
    yield ("total", "", "", "", "", *_numbers(published.total))
    for month, number in published.months.items():
        yield ("mois", month, "", "", "", number, "", "")
    for theme, line in _with_rest(published.themes):
        yield ("theme", "", theme, labels.get(theme, ""), "", *_numbers(line))
    for departement, line in _with_rest(published.departements):
        yield ("departement", "", "", "", departement, *_numbers(line))
    for (theme, departement), number in sorted(published.cells.items()):
        label = labels.get(theme, "")
        yield ("theme-departement", "", theme, label, departement, number, "", "")


def _with_rest(lines: CountTable) -> Iterator[tuple[str, CountRow]]:
    yield from lines.rows.items()
    yield REST, CountRow(lines.rest)


def _numbers(line: CountRow) -> tuple[object, object, object]:
    """Return three numbers of searches: all, those whose outcome is published, and the unanswered.

    The last two are "" when no outcome is published.
    """
    return (line.number, line.judged, line.unanswered) if line.judged else (line.number, "", "")

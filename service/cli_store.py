"""Commands on what the service remembers: export of reported mistakes and of counters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated

import typer

from index.exporters.spreadsheet import csv_lines
from index.thesaurus import Thesaurus
from service.anonymity import Line, Lines, Published
from service.counters import Counters
from service.reports import REASONS, SECTIONS, Reports
from service.settings import Settings
from service.store import Store

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
REST = "autres ou inconnus"

commands = typer.Typer()
_reports = typer.Typer(help="Les erreurs signalées sur les fiches.", no_args_is_help=True)
_counters = typer.Typer(help="Les compteurs anonymes des besoins.", no_args_is_help=True)
commands.add_typer(_reports, name="reports")
commands.add_typer(_counters, name="counters")


def _print_csv(columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    """A CSV on standard output."""
    for line in csv_lines(columns, rows):
        typer.echo(line, nl=False)


@_reports.command("export")
def export_reports(
    since: Annotated[
        datetime | None,
        typer.Option("--depuis", formats=["%Y-%m-%d"], help="Premier jour (AAAA-MM-JJ)."),
    ] = None,
    record: Annotated[str, typer.Option("--fiche", help="Identifiant d'une seule fiche.")] = "",
) -> None:
    """Écrit les erreurs signalées en CSV sur la sortie standard."""
    first = "" if since is None else since.date().isoformat()
    reports = Reports(Store(Settings().store)).all(first, record)
    _print_csv(
        ("jour", "fiche", "rubrique", "raison", "commentaire", "statut"),
        (
            (
                each.day,
                each.record,
                SECTIONS.get(each.section, ""),
                REASONS[each.reason],
                each.comment,
                each.status,
            )
            for each in reports
        ),
    )


@_counters.command("export")
def export_counters(
    since: Annotated[
        str | None, typer.Option("--depuis", help="Les trimestres depuis ce mois (AAAA-MM).")
    ] = None,
) -> None:
    """Écrit les chiffres publiés en CSV : rien sous 10, trimestres finis seulement."""
    if since is not None and not MONTH.fullmatch(since):
        raise typer.BadParameter("un mois, AAAA-MM", param_hint="--depuis")
    settings = Settings()
    published = Counters(Store(settings.store)).table(since)
    labels = {code: each.libelle for code, each in Thesaurus.read(settings.needs).themes.items()}
    _print_csv(
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
    """What is published, one line a number; labels: of themes."""
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


def _with_rest(lines: Lines) -> Iterator[tuple[str, Line]]:
    yield from lines.told.items()
    yield REST, Line(lines.rest)


def _numbers(line: Line) -> tuple[object, object, object]:
    """Searches, those whose outcome is told, and the unanswered among them."""
    return (line.number, line.judged, line.unanswered) if line.judged else (line.number, "", "")

"""Commands on what visitors left: counts of searches, opinions, reported errors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from index.catalogue.store import read_all
from index.errors import EvaluationError
from index.exporters.csv_safe import csv_lines
from index.messages import counted
from index.taxonomy.thesaurus import Thesaurus
from service.feedback.beir_export import collect, write
from service.feedback.opinions import Feedback, Judgement
from service.feedback.reports import REASONS, SECTIONS, Reports, Status
from service.feedback.submissions import RETENTION_DAYS
from service.settings import Settings
from service.statistics.counters import Counters
from service.statistics.disclosure_control import CountRow, CountTable, Published
from service.storage.store import open_store

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
REST = "autres ou inconnus"

commands = typer.Typer()
_reports = typer.Typer(help="Les erreurs signalées sur les fiches.", no_args_is_help=True)
_feedback = typer.Typer(help="Les avis « utile » ou « pas utile ».", no_args_is_help=True)
commands.add_typer(_reports, name="reports")
commands.add_typer(_feedback, name="feedback")
_counters = typer.Typer(help="Les compteurs anonymes des besoins.", no_args_is_help=True)
commands.add_typer(_counters, name="counters")

Since = Annotated[
    datetime | None,
    typer.Option("--depuis", formats=["%Y-%m-%d"], help="Premier jour (AAAA-MM-JJ)."),
]
Numbers = Annotated[
    list[int], typer.Argument(metavar="NUMERO", help="Numéros, comme l'export les dit.")
]
Days = Annotated[
    int, typer.Option("--jours", min=0, max=36_500, help="L'âge, en jours, qui reste gardé.")
]


def print_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table as CSV on the standard output: a line of the names of columns, then the rows.

    columns: names of the columns; rows: values of each row, in the order of the columns.
    """
    for line in csv_lines(columns, rows):
        typer.echo(line, nl=False)


@_reports.command("export")
def export_reports(
    since: Since = None,
    record: Annotated[str, typer.Option("--fiche", help="Identifiant d'une seule fiche.")] = "",
    status: Annotated[
        Status | None, typer.Option("--statut", help="Un seul statut : nouveau, lu ou traite.")
    ] = None,
) -> None:
    """Écrit en CSV les erreurs que des visiteurs ont signalées dans les fiches.

    « --depuis » (AAAA-MM-JJ) ne garde que celles reçues à partir de ce jour ; sans lui, toutes.
    """
    reports = Reports(open_store(Settings())).all(_first_day(since), record, status or "")
    print_csv(
        ("numero", "jour", "fiche", "rubrique", "raison", "commentaire", "statut"),
        (
            (
                report.number,
                report.day,
                report.record,
                SECTIONS.get(report.section, report.section),
                REASONS.get(report.reason, report.reason),
                report.comment,
                report.status,
            )
            for report in reports
        ),
    )


@_reports.command("mark")
def mark_reports(
    numbers: Numbers,
    status: Annotated[Status, typer.Argument(metavar="STATUT", help="nouveau, lu ou traite.")],
) -> None:
    """Change le statut d'erreurs signalées, d'après leurs numéros : nouveau, lu ou traite."""
    Reports(open_store(Settings())).mark(numbers, status)
    typer.echo(f"{counted(len(numbers), 'signalement', 'signalements')} : {status}.")


@_reports.command("purge")
def purge_reports(days: Days = RETENTION_DAYS) -> None:
    """Efface les erreurs signalées il y a plus de deux ans, ou plus de « --jours » jours."""
    erased = Reports(open_store(Settings())).purge(days)
    typer.echo(f"{counted(erased, 'signalement effacé', 'signalements effacés')}.")


@_feedback.command("export")
def export_feedback(
    since: Since = None,
    unjudged: Annotated[
        bool, typer.Option("--a-juger", help="Seulement ceux qui restent à juger.")
    ] = False,
) -> None:
    """Écrit en CSV les avis que des visiteurs ont donnés, pour les lire et les juger.

    « --depuis » (AAAA-MM-JJ) ne garde que ceux reçus à partir de ce jour ; sans lui, tous.
    """
    settings = Settings()
    thesaurus = Thesaurus.read(settings.needs)
    opinions = Feedback(open_store(settings)).all(_first_day(since))
    print_csv(
        ("numero", "jour", "fiche", "besoin", "libelle", "avis", "mots", "jugement"),
        (
            (
                opinion.number,
                opinion.day,
                opinion.record,
                opinion.need,
                thesaurus.label(opinion.need),
                "utile" if opinion.useful else "pas utile",
                opinion.words,
                opinion.judgement,
            )
            for opinion in opinions
            if not (unjudged and opinion.judgement)
        ),
    )


@_feedback.command("judge")
def judge_feedback(
    numbers: Numbers,
    judgement: Annotated[Judgement, typer.Argument(metavar="JUGEMENT", help="retenu ou ecarte.")],
    without_words: Annotated[
        bool, typer.Option("--sans-mots", help="Effacer les mots : ils nomment quelqu'un…")
    ] = False,
) -> None:
    """Retient des avis, d'après leurs numéros, pour mesurer la recherche, ou les écarte."""
    Feedback(open_store(Settings())).judge(numbers, judgement, without_words)
    typer.echo(f"{counted(len(numbers), 'avis', 'avis')} : {judgement}.")


@_feedback.command("purge")
def purge_feedback(days: Days = RETENTION_DAYS) -> None:
    """Efface les avis de plus de deux ans, ou de plus de « --jours » jours."""
    erased = Feedback(open_store(Settings())).purge(days)
    typer.echo(f"{counted(erased, 'avis effacé', 'avis effacés')}.")


@_feedback.command("pairs")
def pairs(
    folder: Annotated[Path, typer.Argument(metavar="DOSSIER", help="Où écrire l'ensemble.")],
) -> None:
    """Fait des avis retenus un ensemble jugé, que lit « orientess evaluate --beir DOSSIER »."""
    settings = Settings()
    thesaurus = Thesaurus.read(settings.needs)
    # two imports may hold the same producer
    records = {record.id: record for record in read_all(settings.actors, settings.imports)}
    made = collect(Feedback(open_store(settings)).all(), thesaurus, records)
    if not made.answers:
        raise EvaluationError("Aucun avis retenu ne dit qu'une fiche est utile : rien à mesurer.")
    write(made, records.values(), thesaurus, folder)
    useful = counted(made.answers, "utile", "utiles")
    typer.echo(
        f"{counted(made.pairs, 'paire', 'paires')}, dont {useful}, "
        f"{counted(len(made.queries), 'texte', 'textes')}, "
        f"{counted(made.left_out, 'avis laissé', 'avis laissés')} de côté, dans {folder}."
    )


def _first_day(since: datetime | None) -> str:
    """Return the first day of an export, such as "2026-11-27"; "" for no first day."""
    return "" if since is None else since.date().isoformat()


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

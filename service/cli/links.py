"""Visit of the links of a catalogue, and its printed report, for `orientess check links`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from index.links.checks import Limits, check_links
from index.links.checks import Progress as Visited
from index.links.outcomes import LABELS, Outcome
from index.links.references import collect
from index.links.report import CheckedLink, LinkReport, report
from index.messages import counted
from index.records.jsonl import read_records
from service.console import err, out
from service.settings import Settings, variables


def visit_links(settings: Settings, limits: Limits) -> LinkReport:
    """Visit the links of the catalogue, print their outcomes, and return them.

    Args:
        settings: the folder of the catalogue, and the address that hosts see in each request.
        limits: number of links, time, pace.

    Returns:
        The outcome of each link, with the records that cite it.

    Raises:
        InvalidRecords: when the catalogue cannot be read.
    """
    references = collect(read_records(settings.actors))
    contact = settings.address or settings.publisher_contact
    if not contact:
        names = variables()
        _warn(
            f"Les sites ne sauront pas qui les interroge : renseignez {names['address']} "
            f"ou {names['publisher_contact']}."
        )
    with _progress() as progress:
        addresses = [reference.address for reference in references]
        verdicts = check_links(addresses, contact, limits, progress)
    result = report(references, verdicts, datetime.now(UTC))
    _print(result)
    return result


@contextmanager
def _progress() -> Iterator[Visited]:
    """Display the number of links visited on standard error, when it is a terminal."""
    columns = (TextColumn("liens"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = err()
    silent = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=silent) as progress:
        task = progress.add_task("", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _print(result: LinkReport) -> None:
    """Print how many links have each outcome, and those that a person should look at."""
    counts = (f"{label.lower()} : {len(result.of(code))}" for code, label in LABELS.items())
    links = counted(len(result.liens), "lien visité", "liens visités")
    out().print(f"{links} ; " + " ; ".join(counts), soft_wrap=True)
    for outcome, label in LABELS.items():
        rows = result.of(outcome)
        if rows and outcome is not Outcome.ALIVE:
            out().print(_table(label, rows))
    if result.non_visites:
        left = counted(result.non_visites, "lien n'a", "liens n'ont")
        _warn(f"{left} pas été visités : les limites de nombre ou de temps sont atteintes.")
    if result.is_cut_off:
        _warn("Aucun site n'a répondu : cette machine a-t-elle accès au web, sans proxy ?")


def _table(label: str, links: list[CheckedLink]) -> Table:
    """Return a table of links: address, cause and new address, records with their fields."""
    table = Table(title=label, title_justify="left", show_lines=True)
    for title in ("adresse", "constat", "fiches"):
        table.add_column(title, overflow="fold")
    for link in links:
        leads_to = f"→ {link.mene_a}" if link.mene_a else ""
        records = (f"{name} ({', '.join(fields)})" for name, fields in link.fiches.items())
        cells = (link.adresse, "\n".join(filter(None, (link.raison, leads_to))), "\n".join(records))
        table.add_row(*map(Text, cells))
    return table


def _warn(message: str) -> None:
    err().print(Text(message, style="yellow"), soft_wrap=True)

"""Commands on the proposals of organisations: read, accept, refuse, delete."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from index.messages import counted
from index.records.jsonl import read_records
from index.taxonomy.thesaurus import Thesaurus
from service.cli.feedback import Days, print_csv
from service.console import out
from service.feedback.submissions import RETENTION_DAYS
from service.proposals.acceptance import accept as accept_proposal
from service.proposals.desk import KINDS, ShownProposal, shown_proposal
from service.proposals.proposal import Status
from service.proposals.table import Proposals
from service.settings import Settings
from service.storage.store import open_store

COLUMNS = (
    "numero",
    "jour",
    "genre",
    "fiche",
    "nom",
    "champ",
    "aujourdhui",
    "propose",
    "preuve",
    "statut",
    "motif",
)

commands = typer.Typer()
_proposals = typer.Typer(
    help="Les structures proposées, et les fiches confirmées ou corrigées.", no_args_is_help=True
)
commands.add_typer(_proposals, name="proposals")
Numbers = Annotated[
    list[int], typer.Argument(metavar="NUMERO", help="Numéros, comme la liste les dit.")
]


@_proposals.command("list")
def show_all(
    everything: Annotated[
        bool, typer.Option("--toutes", help="Aussi celles qui sont acceptées ou refusées.")
    ] = False,
) -> None:
    """Montre ce que les structures proposent, champ par champ, et la page qui le prouve.

    En CSV quand un programme lit la sortie : une ligne par champ.
    """
    settings = Settings()
    thesaurus = Thesaurus.read(settings.needs)
    records = {record.id: record for record in read_records(settings.actors)}
    stored = _open(settings).all(None if everything else Status.WAITING)
    shown = [shown_proposal(proposal, records, thesaurus) for proposal in stored]
    console = out()
    if not console.is_terminal:  # rich would guess a width and cut lines
        print_csv(COLUMNS, (row for proposal in shown for row in _rows(proposal)))
        return
    for proposal in shown:
        _print(console, proposal)
    console.print(Text(f"{counted(len(shown), 'proposition', 'propositions')}."))


@_proposals.command("accept")
def accept(numbers: Numbers) -> None:
    """Écrit des propositions dans le catalogue : la fiche se dit confirmée, et la page la prouve.

    Lancez ensuite « orientess build » pour les publier.
    """
    settings = Settings()
    for number in numbers:
        record = accept_proposal(_open(settings), number, settings.actors)
        typer.echo(f"Proposition {number} : la fiche « {record} » est écrite.")
    typer.echo("Lancez « orientess build » pour publier.")


@_proposals.command("refuse")
def refuse(
    numbers: Numbers,
    reason: Annotated[str, typer.Option("--motif", help="Pourquoi, pour l'équipe du site.")],
) -> None:
    """Refuse des propositions : ce qu'elles disent est effacé, le motif est gardé."""
    _open(Settings()).refuse(numbers, reason)
    typer.echo(f"{counted(len(numbers), 'proposition refusée', 'propositions refusées')}.")


@_proposals.command("purge")
def purge(days: Days = RETENTION_DAYS) -> None:
    """Efface les propositions de plus de deux ans, ou de plus de « --jours » jours."""
    erased = _open(Settings()).purge(days)
    typer.echo(f"{counted(erased, 'proposition effacée', 'propositions effacées')}.")


def _open(settings: Settings) -> Proposals:
    """Open the proposals, stored in the SQLite file of the service."""
    return Proposals(open_store(settings))


def _rows(shown: ShownProposal) -> Iterator[tuple[object, ...]]:
    """Yield the lines of a proposal in the CSV: one for each field, or one when it changes none."""
    stored = shown.stored
    proposal = stored.proposal
    first = (stored.number, stored.day, proposal.kind, proposal.record, shown.name)
    last = (proposal.proof, stored.status, stored.reason)
    changes = [(change.label, change.before, change.after) for change in shown.changes]
    yield from ((*first, *change, *last) for change in changes or [("", "", "")])


def _print(console: Console, shown: ShownProposal) -> None:
    """Print a proposal in a terminal: what it is, its fields today and as proposed, its proof."""
    stored = shown.stored
    title = f"n° {stored.number} · {KINDS[stored.proposal.kind]} · {shown.name} · {stored.day}"
    if stored.status is not Status.WAITING:
        title += f" · {stored.status}" + (f" : {stored.reason}" if stored.reason else "")
    lines = [Text(title, style="bold")]
    if stored.proposal.proof:
        lines.append(Text(f"Preuve : {stored.proposal.proof}"))
    if shown.same:
        lines.append(Text(f"Ce nom est déjà au catalogue : {shown.same}.", style="red"))
    if shown.gone:
        lines.append(Text("Cette fiche n'est plus au catalogue.", style="red"))
    for line in lines:
        console.print(line, soft_wrap=True)
    if shown.changes:
        table = Table()
        for column in ("Champ", "Aujourd'hui", "Proposé"):
            table.add_column(column, overflow="fold")
        for change in shown.changes:
            table.add_row(Text(change.label), Text(change.before), Text(change.after))
        console.print(table)
    console.print()

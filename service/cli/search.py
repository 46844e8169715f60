"""Commands that search: results and records in the terminal, tools for an assistant by MCP."""

from __future__ import annotations

from typing import Annotated

import anyio
import typer
from rich.table import Table
from rich.text import Text

from index.emergencies.detector import Emergency
from index.search.explanation import Reason
from index.search.query import Query
from index.search.results import SearchResult
from index.taxonomy.thesaurus import Thesaurus
from service.cli.evaluate import open_searcher
from service.console import out
from service.presentation.distances import place_name
from service.presentation.messages import HEADINGS
from service.runtime.live_index import LiveIndex
from service.search.location_schemas import opening_now
from service.search.schemas import MESSAGES, search_answer
from service.settings import Settings

commands = typer.Typer()


@commands.command()
def search(
    need: Annotated[str, typer.Argument(metavar="BESOIN", help="Le besoin, comme il vient.")],
    size: Annotated[int, typer.Option("--size", "-n", help="Nombre de résultats.")] = 10,
    exact: Annotated[bool, typer.Option("--exact", help="Sans corriger les mots.")] = False,
    place: Annotated[str, typer.Option("--lieu", help="Commune, code postal, département.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="La réponse de l'API.")] = False,
) -> None:
    """Cherche un besoin, et montre les fiches qui y répondent et pourquoi."""
    searcher = open_searcher(Settings())
    result = searcher.search(Query(need, size=size, exact=exact, place=place))
    if as_json:
        answer = search_answer(result, opening_now(searcher.retriever))
        typer.echo(answer.model_dump_json(indent=2))
    else:
        _print_result(result)


def _print_emergency(emergency: Emergency) -> None:
    """Print what to do first, or the numbers of an emergency, the most urgent first."""
    directory = emergency.directory
    if emergency.steps:
        out().print(Text(directory.titre_premiers.fr, style="bold red"))
    else:
        title = directory.titre if emergency.is_sure else directory.possible
        out().print(Text(title.fr, style="bold red"))
    for rank, shown in enumerate(emergency.steps, start=1):
        number = "" if shown.number is None else f" ({shown.number.numero})"
        out().print(Text(f"  {rank}. {shown.step.fr}{number}", style="bold"))
    for called in emergency.numbers:
        by = " (SMS)" if called.number.moyen == "sms" else ""
        out().print(Text(f"  {called.number.numero}{by} : {called.purpose.fr}", style="bold"))


def _print_result(result: SearchResult) -> None:
    """Print the results of a search as a table, after the corrected query and the place in it."""
    if result.emergency is not None:
        _print_emergency(result.emergency)
    if result.correction is not None:
        out().print(f"Résultats pour « {result.correction.text} »", style="italic", markup=False)
    if result.understood.place is not None:
        place = place_name(result.understood.place)
        out().print(f"Lieu compris : {place}", style="italic", markup=False)
    message = MESSAGES[result.certainty]
    if message is not None:
        out().print(message)
    if not result.total:
        return
    count = f"{result.total}" if result.total_exact else f"au moins {result.total}"
    table = Table(title=f"{count} résultat(s), mode {result.mode.value}", show_lines=True)
    for title in ("", "Nom", "Pourquoi", "Identifiant"):
        table.add_column(title, overflow="fold")
    for hit in result.hits:
        table.add_row(str(hit.rank), Text(hit.record.nom), _reason(hit.reason), Text(hit.record.id))
    out().print(table)


def _reason(reason: Reason) -> Text:
    """Return the reason of a result as rich text, with the words of the query underlined."""
    text = Text(f"{HEADINGS[reason.kind]} : ", style="dim")
    for piece, marked in reason.segments:
        text.append(piece, style="bold underline" if marked else "not dim")
    return text


@commands.command()
def show(identifier: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Montre une fiche entière."""
    record = open_searcher(Settings().model_copy(update={"use_encoder": False})).retriever.record(
        identifier
    )
    typer.echo(record.model_dump_json(indent=2, exclude_defaults=True))


@commands.command()
def mcp() -> None:
    """Ouvre la recherche à un assistant par MCP, sur l'entrée et la sortie standard."""
    from service.assistants.server import serve_standard_streams
    from service.assistants.tools import ToolContext
    from service.observability import logs  # the other commands need none of these

    settings = Settings()
    # on standard error: standard output carries the messages of the protocol and nothing else
    logs.configure(settings.log_json)
    thesaurus = Thesaurus.read(settings.needs)
    current = LiveIndex(settings)

    async def context(_request: object) -> ToolContext:
        index = current.current
        site = settings.address.rstrip("/")
        return ToolContext(index, index.searcher.search, thesaurus, site)

    current.start()
    try:
        anyio.run(serve_standard_streams, context)
    finally:
        current.stop()

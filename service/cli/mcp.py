"""Command that gives an assistant on the same machine access to the search, by MCP."""

from __future__ import annotations

import anyio
import typer

from index.taxonomy.thesaurus import Thesaurus
from service.runtime.live_index import LiveIndex
from service.settings import Settings

commands = typer.Typer()


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

"""Commands on the store of keys, counters and what people send: tables, copy, demonstration."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import httpx
import typer

from index.messages import counted
from index.records.jsonl import iter_records
from index.taxonomy.thesaurus import Thesaurus
from service.addresses import is_database
from service.demonstration.day import fill
from service.demonstration.visits import LIMIT_S, made_up_needs, visit
from service.settings import Settings
from service.storage.copying import transfer
from service.storage.store import Store, open_store, store_at
from service.storage.tables import NO_TABLES

Place = Annotated[
    str, typer.Argument(metavar="DE", help="Un fichier SQLite, ou postgresql+psycopg://…")
]
OtherPlace = Annotated[
    str,
    typer.Argument(metavar="VERS", help="De même ; sans lui, le stockage que dit ORIENTESS_STORE."),
]

commands = typer.Typer()
_store = typer.Typer(
    help="Le stockage des clés, des compteurs et de ce que des personnes envoient.",
    no_args_is_help=True,
)
commands.add_typer(_store, name="store")


@_store.command("migrate")
def migrate() -> None:
    """Crée les tables du stockage, ou les met à jour ; le service le fait aussi de lui-même."""
    store = open_store(Settings())
    before, after = store.migrate()
    if before == after:
        typer.echo(f"{store.place} : tables à jour (version {after}).")
    elif before == NO_TABLES:
        typer.echo(f"{store.place} : tables créées (version {after}).")
    else:
        typer.echo(f"{store.place} : tables mises à jour (de la version {before} à {after}).")


@_store.command("copy")
def copy(
    source: Place,
    target: OtherPlace = "",
    replace: Annotated[
        bool, typer.Option("--remplacer", help="Effacer ce que l'autre stockage contient.")
    ] = False,
) -> None:
    """Copie tout un stockage dans un autre : tout, ou rien ; interrompue, la copie se relance.

    Ce qui arrive dans le premier pendant ce temps n'est pas copié : arrêtez le service avant.
    """
    read, written = _at(source), _at(target) if target else open_store(Settings())
    rows = transfer(read, written, replace)
    for table, number in rows.items():
        typer.echo(f"{table} : {counted(number, 'ligne', 'lignes')}")
    typer.echo(f"{written.place} contient tout ce que contenait {read.place}.")


@commands.command("demo")
def demo(
    visited: Annotated[
        str,
        typer.Option("--visiter", metavar="ADRESSE", help="Envoyer des recherches au service."),
    ] = "",
) -> None:
    """Remplit un stockage vide d'une journée inventée, pour montrer le service ; jamais un vrai.

    Avec --visiter, envoie des recherches inventées au service de démonstration déjà lancé.
    """
    settings = Settings()
    thesaurus = Thesaurus.read(settings.needs)
    if visited:
        with httpx.Client(base_url=visited, timeout=LIMIT_S) as client:
            answered = visit(client, made_up_needs(thesaurus))
        typer.echo(f"{answered} recherches inventées : les mesures de {visited} les comptent.")
        return
    records = list(iter_records(settings.actors))
    made = fill(settings, records, thesaurus, datetime.now(UTC).date())
    typer.echo(
        f"Journée inventée dans {settings.store_file} : {made.searches} recherches comptées, "
        f"{made.opinions} avis, {made.reports} signalements, {made.proposals} propositions."
    )
    for name, secret in made.keys.items():
        typer.echo(f"{name} : {secret}")
    typer.echo(
        "Chaque page le dira. Lancez « orientess serve », ou relancez-le, puis « orientess demo "
        "--visiter http://127.0.0.1:8000 » pour que ses mesures aient des valeurs."
    )


def _at(place: str) -> Store:
    """Return the store at a place named on the command line."""
    if is_database(place):
        return store_at(place)
    if "://" in place:
        raise typer.BadParameter("un fichier, ou postgresql+psycopg://utilisateur@hôte/base")
    return store_at(Path(place))

"""Commands that send an index to other machines, and fetch it there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from rich.text import Text

from index.errors import OrientessError
from index.messages import counted
from index.publication.fetcher import Fetcher
from index.publication.place import Place
from index.publication.pointer import MEGABYTE
from index.publication.publisher import publish as publish_index
from service.cli.console import err, out
from service.settings import Settings

commands = typer.Typer()

Address = Annotated[
    str,
    typer.Argument(metavar="[LIEU]", help="Dossier ou adresse ; sinon ORIENTESS_INDEX_URL."),
]


@commands.command()
def publish(
    address: Address = "",
    whole: Annotated[
        bool, typer.Option("--entier", help="Envoyer aussi les fichiers qui y sont déjà.")
    ] = False,
) -> None:
    """Envoie l'index en service là où d'autres machines le prennent."""
    settings = Settings()
    place = _place(settings, address)
    with _progress("Envoi") as progress:
        done = publish_index(settings.index_home, place, whole, progress, settings.engine_server)
    removed = counted(len(done.removed), "version retirée", "versions retirées")
    line = f"Index {done.version} publié dans {place} : {_size(done.sent)} envoyés, {removed}."
    out().print(Text(line), soft_wrap=True)


@commands.command()
def fetch(address: Address = "") -> None:
    """Prend l'index publié, le vérifie et le met en service ; sinon vérifie celui d'ici."""
    settings = Settings()
    place = _place(settings, address)
    with _progress("Réception") as progress:
        fetcher = Fetcher(place, settings.index_home, settings.index_max_mb * MEGABYTE, progress)
        done = fetcher.fetch(verify=True)
    if done is not None and done.is_new:
        line = f"Index {done.version} en service ici : {_size(done.received)} reçus."
    else:
        line = f"Index {done.version if done else ''} déjà en service ici."
    out().print(Text(line), soft_wrap=True)


def _place(settings: Settings, address: str) -> Place:
    """Open the place named on the command line, else that of the settings."""
    if not (address or settings.index_url):
        raise OrientessError("Dites où : ORIENTESS_INDEX_URL, ou un dossier ou une adresse.")
    return Place(address or settings.index_url)


def _size(count: int) -> str:
    return f"{count / MEGABYTE:.1f} Mo".replace(".", ",")


@contextmanager
def _progress(title: str) -> Iterator[Callable[[int, int], None]]:
    """Display a progress bar on standard error; yield a function of the bytes done and in all."""
    columns = (TextColumn(title), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=err(), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)

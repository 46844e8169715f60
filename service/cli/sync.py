"""Update of open data from its sources, and its printed outcome, for `orientess sync`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache

from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from rich.text import Text

from index.errors import OrientessError
from index.files import locked
from index.places.communes import read_communes
from index.places.gazetteer import Gazetteer
from index.sync.download import Downloader, open_client
from index.sync.download import Progress as Received
from index.sync.sources import Source, read_sources
from index.sync.state import read_state
from index.sync.update import CHANGES, Outcome, SourceUpdate, Updater, tidy
from service.cli.data import print_import
from service.console import err, out
from service.settings import Settings

SHOWN = 5
"""Most identifiers shown of each kind of change; the file has them all."""


def update_sources(settings: Settings, names: Sequence[str], force: bool) -> list[SourceUpdate]:
    """Update the active sources of open data, one after another, and print the outcome.

    Args:
        settings: the folders of the service.
        names: names of the sources to update now; when empty, all those whose period is over.
        force: True to fetch a source even if it did not change, and to accept a file that the
            checks refuse.

    Returns:
        The outcome for each source looked at, in the same order.

    Raises:
        InvalidRecords: when the list of sources cannot be read.
        OrientessError: when a name is that of no source, or of one that is not active.
        OSError: when the disk cannot be read or written.
    """
    sources = read_sources(settings.sources)
    with locked(settings.sync_home):
        tidy(settings.sync_home)
        wanted = _wanted(settings, sources, names, force)
        return [_update(settings, name, source, force) for name, source in wanted.items()]


def _wanted(
    settings: Settings, sources: Mapping[str, Source], names: Sequence[str], force: bool
) -> dict[str, Source]:
    """Return the sources to update, and print why others are not."""
    active = {name: source for name, source in sources.items() if source.actif}
    if unknown := [name for name in names if name not in sources]:
        raise OrientessError(
            f"Source inconnue : {', '.join(unknown)} ; celles de {settings.sources} : "
            f"{', '.join(sources) or 'aucune'}."
        )
    if inactive := [name for name in names if name not in active]:
        raise OrientessError(
            f"Source inactive : {', '.join(inactive)}. Lisez ce qu'en dit {settings.sources}, puis "
            "écrivez-y « actif = true »."
        )
    if names:
        return {name: active[name] for name in dict.fromkeys(names)}
    if not active:
        out().print(
            Text(f"Aucune source active : {settings.sources} dit comment en activer."),
            soft_wrap=True,
        )
    due = {}
    for name, source in active.items():
        state = read_state(settings.sync_home / name)
        if force or state is None or state.is_due(source, _now()):
            due[name] = source
            continue
        seen = f"vue le {state.checked:%d/%m/%Y}, {source.frequence}"
        out().print(Text(f"{name} : pas encore ({seen}) ; nommez-la pour la lire."))
    return due


def _update(settings: Settings, name: str, source: Source, force: bool) -> SourceUpdate:
    with open_client() as client, _progress(name) as progress:
        updater = Updater(
            home=settings.sync_home,
            imports=settings.imports,
            gazetteer=_gazetteer(settings),
            downloader=Downloader(client, progress=progress),
            environment=os.environ,
            now=_now,
        )
        update = updater.update(name, source, force)
    _print(update, settings)
    return update


def _gazetteer(settings: Settings) -> Callable[[], Gazetteer]:
    return cache(lambda: Gazetteer(read_communes(settings.communes)))


def _now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def _progress(name: str) -> Iterator[Received]:
    """Display the bytes received on standard error, when it is a terminal."""
    columns = (TextColumn(name), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    console = err()
    silent = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=silent) as progress:
        task = progress.add_task("", total=None)
        yield lambda received, expected: progress.update(task, completed=received, total=expected)


def _print(update: SourceUpdate, settings: Settings) -> None:
    """Print the outcome of the update of a source: the rows, and what changed or why it did not."""
    style = "red" if update.is_error else "bold"
    out().print(Text(f"{update.name} : {update.outcome.value}", style=style))
    if update.report is not None and update.is_new:
        print_import(update.report, settings.imports / f"{update.name}.jsonl")
    for reason in update.reasons:
        forced = "" if update.is_error else "malgré "
        out().print(Text(f"  {forced}{reason}"), soft_wrap=True)
    if update.is_error:
        _print_last_good(update, settings)
    if update.changes is not None:
        out().print(Text(f"  {update.changes}"))
        kinds = {"+": update.changes.new, "-": update.changes.gone, "~": update.changes.changed}
        for mark, names in kinds.items():
            for name in names[:SHOWN]:
                out().print(Text(f"    {mark} {name}"))
        path = settings.sync_home / update.name / CHANGES
        if update.changes.is_any:
            out().print(Text(f"  tous : {path}"), soft_wrap=True)


def _print_last_good(update: SourceUpdate, settings: Settings) -> None:
    """Print which data stays when that of a source was not taken."""
    state = read_state(settings.sync_home / update.name)
    stored = "aucun" if state is None else f"{state.rows} lignes, du {state.accepted:%d/%m/%Y}"
    out().print(Text(f"  le dernier bon fichier reste ({stored})"))
    if update.outcome is Outcome.REFUSED and update.report is not None:
        out().print(Text("  pour l'accepter : orientess sync --force " + update.name))

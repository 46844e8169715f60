"""Commands that create, list, revoke and rotate API keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from index.errors import InvalidQuery
from service.auth.keys import Keys
from service.auth.rights import MAX_LOGO_BYTES, Key, Rights, Scope, logo_uri
from service.cli.feedback import print_csv
from service.console import out
from service.settings import Settings
from service.storage.store import open_store

OVERLAP_DAYS = 30
DAY = ["%Y-%m-%d"]
COLUMNS = ("Identifiant", "Nom", "Portées", "Hôtes", "Quota", "Créée", "Expire", "État")

commands = typer.Typer()
_keys = typer.Typer(help="Les clés d'API des partenaires.", no_args_is_help=True)
commands.add_typer(_keys, name="keys")
Identifier = Annotated[str, typer.Argument(metavar="IDENTIFIANT", help="Les 8 lettres de la clé.")]


@_keys.command("create")
def create(
    name: Annotated[str, typer.Option("--nom", help="À qui est la clé.")],
    scopes: Annotated[
        list[Scope] | None, typer.Option("--portee", help="Ce qu'elle ouvre ; peut se répéter.")
    ] = None,
    expires: Annotated[
        datetime | None,
        typer.Option("--expire", formats=DAY, help="Son dernier jour (AAAA-MM-JJ)."),
    ] = None,
    hosts: Annotated[
        list[str] | None,
        typer.Option("--hote", help="Hôte qui montrera le widget ; peut se répéter."),
    ] = None,
    quota: Annotated[
        int | None, typer.Option("--quota", min=1, help="Requêtes par minute.")
    ] = None,
    logo: Annotated[
        Path | None,
        typer.Option(
            "--logo", exists=True, dir_okay=False, help="Image du widget : PNG, JPEG, WebP, GIF."
        ),
    ] = None,
) -> None:
    """Crée une clé de l'API et l'écrit sur la sortie standard, une seule fois."""
    with _errors_by_option():
        rights = Rights(
            name=name,
            scopes=tuple(dict.fromkeys(scopes or [Scope.LECTURE])),
            hosts=tuple(hosts or ()),
            quota=quota,
            logo="" if logo is None else logo_uri(_start(logo)),
            expires=None if expires is None else expires.date(),
        )
        _show(*_open().create(rights))


@_keys.command("list")
def show_all() -> None:
    """Montre les clés de l'API, jamais leur secret ; en CSV quand un programme lit la sortie."""
    today = datetime.now(UTC).date()
    rows = [(*_cells(key), str(key.refusal(today) or "Valide")) for key in _open().all()]
    console = out()
    if not console.is_terminal:  # rich would guess a width and cut lines
        print_csv(COLUMNS, rows)
        return
    table = Table()
    for title in COLUMNS:
        table.add_column(title, overflow="fold", no_wrap=title == COLUMNS[0])
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)


@_keys.command("revoke")
def revoke(identifier: Identifier) -> None:
    """Révoque une clé de l'API : elle est refusée, au plus tard quelques secondes après."""
    _open().revoke(identifier)
    typer.echo(f"La clé {identifier} est révoquée.", err=True)


@_keys.command("rotate")
def rotate(
    identifier: Identifier,
    overlap_days: Annotated[
        int, typer.Option("--jours", min=0, max=366, help="Pendant lesquels les deux clés valent.")
    ] = OVERLAP_DAYS,
) -> None:
    """Remplace une clé de l'API par une nouvelle, aux mêmes droits ; l'ancienne expire bientôt."""
    _show(*_open().rotate(identifier, overlap_days))


def _open() -> Keys:
    """Open the API keys, stored in the SQLite file of the service."""
    return Keys(open_store(Settings()))


def _start(file: Path) -> bytes:
    """Return the first bytes of an image, one more than the limit, to see if it is too large."""
    with file.open("rb") as stream:
        return stream.read(MAX_LOGO_BYTES + 1)


def _show(secret: str, key: Key) -> None:
    """Print the secret of a key on standard output, for programs; the rest on standard error."""
    last = "sans fin" if key.expires is None else f"jusqu'au {key.expires.isoformat()} compris"
    typer.echo(f"Clé {key.id} ({', '.join(key.scopes)}), {last}. Notez-la :", err=True)
    typer.echo(secret)
    typer.echo("Elle ne sera plus jamais montrée.", err=True)


def _cells(key: Key) -> tuple[str, ...]:
    """Return the cells of a key in the table of keys, in the order of `COLUMNS` but for the last.

    A quota or a last day that the key does not have is "".
    """
    return (
        key.id,
        key.name,
        " ".join(key.scopes),
        " ".join(key.hosts),
        "" if key.quota is None else str(key.quota),
        key.created.isoformat(),
        "" if key.expires is None else key.expires.isoformat(),
    )


@contextmanager
def _errors_by_option() -> Iterator[None]:
    """Turn the error of an invalid value into the error of its command-line option."""
    try:
        yield
    except InvalidQuery as error:
        raise typer.BadParameter(error.message, param_hint=f"--{error.field}") from None

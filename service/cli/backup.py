"""Commands on backups: made while the service runs, verified, put back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from index.messages import counted
from service.settings import Settings
from service.storage import backup
from service.storage import restore as restoration
from service.storage.backup import Contents

OUT = Console()
MEGA = 1_000_000

commands = typer.Typer()


def _say(text: str) -> None:
    OUT.print(Text(text), soft_wrap=True)


def _told(contents: Contents) -> str:
    """What a backup holds, in a line."""
    parts = counted(len(contents.files), "fichier", "fichiers")
    index = f"index {contents.version}" if contents.version else "sans index"
    return f"{parts}, {index}, du {contents.created:%d/%m/%Y à %H:%M} UTC"


@commands.command("backup")
def save(
    target: Annotated[
        Path, typer.Argument(metavar="DOSSIER|FICHIER", help="Où l'écrire ; un dossier le nomme.")
    ],
    without_index: Annotated[
        bool, typer.Option("--sans-index", help="Sans l'index, que « build » refait.")
    ] = False,
) -> None:
    """Sauvegarde ce qui ne se refait pas, pendant que le service tourne."""
    saved = backup.save(Settings(), target, not without_index)
    size = f"{saved.size / MEGA:.1f}".replace(".", ",")
    _say(f"{saved.path} : {_told(saved.contents)} ({size} Mo).")
    if saved.left_out:
        _say(f"L'index n'y est pas : {saved.left_out}")
    _say("Ce fichier contient ce que des personnes ont écrit : seul qui l'a créé peut le lire.")


@commands.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FICHIER", help="Une sauvegarde.")],
    replace: Annotated[
        bool, typer.Option("--remplacer", help="Défaire ce qui a changé depuis.")
    ] = False,
    only_check: Annotated[
        bool, typer.Option("--verifier", help="La vérifier seulement, sans rien toucher.")
    ] = False,
) -> None:
    """Remet une sauvegarde en place, après l'avoir vérifiée en entier."""
    if only_check:
        _say(f"Sauvegarde saine : {_told(restoration.check(file))}.")
        return
    done = restoration.restore(Settings(), file, replace)
    _say(f"Sauvegarde remise : {_told(done.contents)}.")
    _say(f"Changés : {', '.join(done.changed) or 'aucun'}.")
    if done.left:
        _say(f"Absents de la sauvegarde, laissés : {', '.join(done.left)}.")
    if done.index:
        _say(f"Index {done.index} : le service le prend de lui-même.")
    elif done.left_out:
        _say(f"L'index de la sauvegarde est laissé de côté. {done.left_out}")
    else:
        _say("Lancez « orientess build » : la sauvegarde n'a pas d'index qui serve ici.")

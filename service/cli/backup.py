"""Commands that back up, verify and restore what the service stores."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from index.messages import counted, in_french
from service.console import out
from service.settings import Settings
from service.storage import backup
from service.storage import restore as restoration
from service.storage.backup import Contents

MEGA = 1_000_000

commands = typer.Typer()


def _print(text: str) -> None:
    out().print(Text(text), soft_wrap=True)


def _describe(contents: Contents) -> str:
    """Describe a backup in one line of French: number of files, search index, date."""
    parts = counted(len(contents.files), "fichier", "fichiers")
    index = f"index {contents.version}" if contents.version else "sans index"
    return f"{parts}, {index}, du {contents.created:%d/%m/%Y à %H:%M} UTC"


def _note(file: Path) -> None:
    """Note that a task has just succeeded; a folder that cannot be written is no fault of it."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    except OSError as error:
        _print(f"La date de cette sauvegarde n'est pas notée dans {file} : {in_french(error)}.")


@commands.command("backup")
def save(
    target: Annotated[
        Path, typer.Argument(metavar="DOSSIER|FICHIER", help="Où l'écrire ; un dossier le nomme.")
    ],
    without_index: Annotated[
        bool, typer.Option("--sans-index", help="Sans l'index, que « build » refait.")
    ] = False,
) -> None:
    """Sauvegarde les données qui ne se refont pas ; le service peut tourner pendant ce temps."""
    settings = Settings()
    saved = backup.save(settings, target, not without_index)
    _note(settings.done / "sauvegarde")
    size = f"{saved.size / MEGA:.1f}".replace(".", ",")
    _print(f"{saved.path} : {_describe(saved.contents)} ({size} Mo).")
    if saved.left_out:
        _print(f"L'index n'y est pas : {saved.left_out}")
    _print("Ce fichier contient ce que des personnes ont écrit : seul qui l'a créé peut le lire.")


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
    """Remet en place les données d'une sauvegarde, après l'avoir vérifiée en entier."""
    if only_check:
        _print(f"Sauvegarde saine : {_describe(restoration.check(file))}.")
        return
    done = restoration.restore(Settings(), file, replace)
    _print(f"Sauvegarde remise : {_describe(done.contents)}.")
    _print(f"Changés : {', '.join(done.changed) or 'aucun'}.")
    if done.left:
        _print(f"Absents de la sauvegarde, laissés : {', '.join(done.left)}.")
    if done.index:
        _print(f"Index {done.index} : le service le prend de lui-même.")
    elif done.left_out:
        _print(f"L'index de la sauvegarde est laissé de côté. {done.left_out}")
    else:
        _print("Lancez « orientess build » : la sauvegarde n'a pas d'index qui serve ici.")

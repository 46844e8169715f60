"""The mark of a folder whose store holds a made-up day: the file that says so."""

from __future__ import annotations

from pathlib import Path

NAME = "demonstration.txt"
TEXT = "Ce dossier sert une démonstration : ce que contient son stockage est inventé.\n"


def is_marked(folder: Path) -> bool:
    """Return True when the store of a service is that of a demonstration.

    folder: that of the settings where the service keeps its files, `var`.
    """
    return (folder / NAME).is_file()


def mark(folder: Path) -> None:
    """Write that the store of a folder is that of a demonstration, before anything is put in it.

    folder: that of the settings, made when it does not exist.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / NAME).write_text(TEXT, encoding="utf-8")

"""Command that measures everyday requests: sure when right, near first, the right question."""

from __future__ import annotations

from collections.abc import Iterable

import typer
from rich.text import Text

from index.evaluation.requests import (
    MEANT,
    READ,
    Tally,
    answer,
    faults,
    near_first,
    read_requests,
    read_verdicts,
    states,
)
from service.cli.evaluate import open_searcher
from service.console import out
from service.settings import Settings

commands = typer.Typer()
SETS = (("demandes", "600, une partie a servi à ajuster"), ("secondes", "240, jamais ajustées"))
"""Sets of requests, and what is said of them."""


@commands.command("evaluate-requests")
def evaluate_requests() -> None:
    """Mesure les demandes de tous les jours : sûr à raison, près d'abord, la bonne question.

    Selon ce que deux lecteurs ont dit des fiches et des sens montrés ; ce qu'ils n'ont pas vu est
    compté à part.
    """
    settings = Settings()
    searcher, folder = open_searcher(settings), settings.evaluation / "demandes"
    read = read_verdicts(folder / "lectures.tsv", READ)
    meant = read_verdicts(folder / "sens.tsv", MEANT)
    for name, what in SETS:
        answered = answer(searcher, read_requests(folder / f"{name}.tsv"))
        _print(f"{name} ({what})", [*states(answered), *faults(answered, read, meant)])
    serving = read_verdicts(folder / "proches.tsv", READ)
    local = read_requests(folder / "locales.tsv")
    _print("locales", near_first(searcher, local, serving))


def _print(title: str, tallies: Iterable[Tally]) -> None:
    out().print(Text(f"# {title}", style="bold"))
    for tally in tallies:
        out().print(str(tally), soft_wrap=True)

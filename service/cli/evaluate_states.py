"""Command that measures what is kept of what people say of themselves."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from index.evaluation.states import measure, shares
from index.facts.sorting import Sorter
from index.skills.recommender import Recommender
from service.cli.console import out
from service.cli.evaluate import open_searcher
from service.settings import Settings

commands = typer.Typer()


@commands.command("evaluate-states")
def evaluate_states(
    listed: Annotated[bool, typer.Option("--liste", help="Avec les erreurs, par classe.")] = False,
) -> None:
    """Mesure ce qui est gardé de ce que l'on dit de soi : ni état, ni condition en compétence."""
    settings = Settings()
    recommender = Recommender(open_searcher(settings).retriever, Sorter.read(settings.sorting))
    told = list(measure(settings.evaluation / "profils" / "etats.tsv", recommender))
    for name, share in shares(told).items():
        out().print(f"{name} : {share}")
    for kind in dict.fromkeys(each.kind for each in told):
        of_kind = [each for each in told if each.kind == kind]
        right = sum(each.is_told_apart for each in of_kind)
        out().print(f"{kind} : {right} distinguées sur {len(of_kind)}")
        for each in of_kind if listed else ():
            if not each.is_told_apart or each.shows_state or each.lost:
                shown = " | ".join((*each.chips, *each.conditions)) or "rien"
                out().print(Text(f"  {each.identifier} {each.text} -> {shown}"))

"""Command that measures how emergencies are told."""

from __future__ import annotations

from collections.abc import Sequence

import typer
from rich.text import Text

from index.emergencies.detector import Emergencies
from index.errors import EvaluationError
from index.evaluation.emergencies import Shown, read_texts, show
from index.text.word_set import WordSet
from service.cli.console import out
from service.settings import Settings

FOLDER = "urgences"
CALLS, SEEN, ORDINARY = "appels.tsv", "mise_au_point.tsv", "ordinaires.tsv"

commands = typer.Typer()


@commands.command("evaluate-emergencies")
def evaluate_emergencies() -> None:
    """Mesure les urgences : appels qui montrent le bon numéro, besoins ordinaires qui n'en ont."""
    settings = Settings()
    emergencies = Emergencies.read(settings.emergencies)
    if emergencies is None:
        raise EvaluationError(f"{settings.emergencies} n'existe pas.")
    exists = WordSet.read(settings.lexicon).__contains__
    folder = settings.evaluation / FOLDER
    for name, title in ((CALLS, "appels"), (SEEN, "appels de mise au point")):
        _print_calls(title, list(show(read_texts(folder / name), emergencies, exists)))
    needs = list(show(read_texts(folder / ORDINARY), emergencies, exists))
    wrong = [each for each in needs if not each.is_right]
    out().print(f"besoins ordinaires : {len(wrong)} sur {len(needs)} montrent un numéro")
    _print_wrong(wrong)


def _print_calls(title: str, calls: Sequence[Shown]) -> None:
    """Print how many calls show the right number, all, with mistakes, and by language."""
    languages = dict.fromkeys(each.text.langue for each in calls)
    groups = {
        title: calls,
        "  avec des fautes": [each for each in calls if each.text.faute],
        **{f"  {code}": [each for each in calls if each.text.langue == code] for code in languages},
    }
    for name, group in groups.items():
        if group:
            right = sum(each.is_right for each in group)
            first = sum(each.is_first for each in group)
            out().print(
                f"{name} : {right} bons numéros sur {len(group)} ({right / len(group):.1%}), "
                f"{first} en premier"
            )
    _print_wrong([each for each in calls if not each.is_right])


def _print_wrong(wrong: Sequence[Shown]) -> None:
    """Print the texts whose numbers are wrong."""
    for each in wrong:
        shown = ", ".join(each.numbers) or "rien"
        expected = each.text.attendu or "rien"
        out().print(Text(f"  {each.text.texte} : {shown} (attendu {expected})"))

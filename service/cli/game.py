"""Command that measures the game of skills."""

from __future__ import annotations

import typer

from index.evaluation.game import CARDS, ERROR_RATE, SEEDS, GameShare, measure_game
from index.skill_game.game import SHOWN, make_game
from index.taxonomy.general_skills import read_general_skills
from index.taxonomy.occupations import read_occupations
from service.cli.console import out
from service.settings import Settings

commands = typer.Typer()


@commands.command("evaluate-game")
def evaluate_game() -> None:
    """Compte les personnes simulées dont le jeu trouve le métier, et les cartes qu'il demande."""
    settings = Settings()
    occupations = read_occupations(settings.occupations, settings.occupation_imports)
    skills = read_general_skills(settings.general_skills, occupations)
    measured = measure_game(make_game(skills, occupations))
    out().print(
        f"{measured.players} métiers, {SEEDS} parties chacun, une réponse sur "
        f"{1 / ERROR_RATE:.0f} fausse ; métier parmi {SHOWN} :"
    )
    for name, share in (
        (f"cartes choisies, après {CARDS}", measured.chosen),
        ("cartes choisies, arrêt du jeu", measured.own_end),
        (f"ordre fixe, les {CARDS} plus instructives", measured.informative),
        (f"ordre fixe, les {CARDS} premières du fichier", measured.listed),
    ):
        out().print(f"  {name} : {_in_words(share)}", soft_wrap=True)
    out().print(
        f"gain sur les plus instructives : {measured.gain:+.3f} "
        f"[{measured.gain_low:+.3f}, {measured.gain_high:+.3f}]"
    )


def _in_words(share: GameShare) -> str:
    """Return a share with its interval and its number of cards, as "90 % [88 %, 92 %]"."""
    interval = f"[{share.low:.1%}, {share.high:.1%}]"
    return f"{share.share:.1%} {interval}, {share.cards:.1f} cartes en moyenne"

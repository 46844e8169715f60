"""Commands that measure what people write: dangers, states of theirs, everyday requests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from index.emergencies.detector import Emergency
from index.evaluation import requests
from index.evaluation.emergencies import (
    Accepted,
    JudgedText,
    Shown,
    Tell,
    by_group,
    by_situation,
    kappa,
    read_accepted,
    read_calls,
    read_lines,
    read_looks,
    read_seen,
    read_verdicts,
    share,
    show,
)
from index.evaluation.judged_rows import read_rows
from index.evaluation.metrics import read_needs
from index.evaluation.states import measure, shares
from index.facts.sorting import Sorter
from index.places.models import FRANCE
from index.search.query import Query
from index.search.retriever import Retriever
from index.skills.recommender import Recommender
from service.cli.evaluate import marks_tagger, open_searcher
from service.console import out
from service.settings import Settings

commands = typer.Typer()
LINE_FILES = ("lignes.tsv", "lignes.seconde.tsv")
"""Names and numbers of lines, by the hands that wrote them."""
STATE_READINGS = ("identifiant", "lecture1", "lecture2")
"""Columns of the classes that two readers give to sentences about oneself."""
NEED_COLUMNS = ("identifiant", "situation")
"""Columns of the judged needs that tell a danger or a loss."""
REQUEST_SETS = (
    ("demandes", "600, une partie a servi à ajuster"),
    ("secondes", "240, jamais ajustées"),
)
"""Sets of everyday requests, and what is said of them."""


@commands.command("evaluate-emergencies")
def evaluate_emergencies(
    without: Annotated[
        bool, typer.Option("--sans-encodeur", help="Par les lettres seulement.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--bref", help="Sans la liste des erreurs.")] = False,
) -> None:
    """Mesure les urgences : appels qui montrent un bon numéro, textes ordinaires qui n'en ont pas.

    Sur des textes de mains qui n'ont rien vu des règles, avec l'encodeur puis sans.
    """
    settings = Settings()
    retriever = open_searcher(settings).retriever
    folder = settings.evaluation / "urgences"
    verdicts = read_verdicts(folder / "inconnus" / "lectures.tsv")
    same = sum(one == other for one, other in verdicts)
    out().print(f"deux lectures : {same} sur {len(verdicts)} égales, kappa {kappa(verdicts):.3f}")
    for title, by_letters in (("avec l'encodeur", False), ("sans encodeur", True)):
        if by_letters or not without:
            out().print(Text(f"# {title}", style="bold"))
            _measure(folder, _teller(retriever, by_letters), quiet)
            _measure_needs(settings, _teller(retriever, by_letters), quiet)


@commands.command("evaluate-states")
def evaluate_states(
    listed: Annotated[bool, typer.Option("--liste", help="Avec les erreurs, par classe.")] = False,
) -> None:
    """Mesure ce qui est gardé de ce que l'on dit de soi : ni état, ni condition en compétence."""
    settings = Settings()
    tagger = marks_tagger(settings)
    sorter = Sorter.read(settings.sorting)
    recommender = Recommender(open_searcher(settings).retriever, sorter, tagger)
    profiles = settings.evaluation / "profils"
    told = list(measure(profiles / "etats.tsv", recommender))
    agreement = kappa(read_verdicts(profiles / "etats.lectures.tsv", STATE_READINGS))
    out().print(f"accord de deux lecteurs (kappa) : {agreement:.3f}")
    for name, told_share in shares(told).items():
        out().print(f"{name} : {told_share}")
    for kind in dict.fromkeys(each.kind for each in told):
        of_kind = [each for each in told if each.kind == kind]
        right = sum(each.is_told_apart for each in of_kind)
        out().print(f"{kind} : {right} distinguées sur {len(of_kind)}")
        for each in of_kind if listed else ():
            if not each.is_told_apart or each.shows_state or each.lost:
                shown = " | ".join((*each.chips, *each.conditions)) or "rien"
                out().print(Text(f"  {each.identifier} {each.text} -> {shown}"))


def _teller(retriever: Retriever, by_letters: bool) -> Tell:
    """Return what tells the emergency of a text, as a search does."""

    def tell(text: str) -> Emergency | None:
        query = Query(text)
        return retriever.emergency(query, retriever.understand(query), by_meaning=not by_letters)

    return tell


def _measure(folder: Path, tell: Tell, quiet: bool) -> None:
    """Print what is shown for each set of judged texts."""
    accepted = read_accepted(folder / "numeros.toml")
    calls = list(show(read_calls(folder / "inconnus" / "appels.tsv"), tell))
    out().print(f"appels, boîte ou ligne : {share(calls, lambda each: each.answers(accepted))}")
    boxed = share(calls, lambda each: each.is_box and each.answers(accepted))
    out().print(f"appels, boîte : {boxed}")
    for title, groups in (("situation", by_situation(calls)), ("façon", by_group(calls))):
        for name, group in groups.items():
            told = share(group, lambda each: each.answers(accepted))
            first = share(group, lambda each: each.is_box and each.answers(accepted))
            out().print(f"  {title} {name} : {told} ; boîte {first.value:.0%}", soft_wrap=True)
    _print_missed(calls, accepted, quiet)
    firsts = list(show(read_calls(folder / "inconnus" / "premiers.tsv"), tell))
    out().print(f"à faire d'abord : {share(firsts, lambda each: each.has_steps)}")
    _print_wrong([each for each in firsts if not each.has_steps], quiet)
    lines = [
        each for name in LINE_FILES for each in show(read_lines(folder / "inconnus" / name), tell)
    ]
    named = share(lines, lambda each: each.is_box and each.answers(accepted))
    out().print(f"noms et numéros de lignes : {named}")
    _print_wrong([each for each in lines if not each.answers(accepted)], quiet)
    _print_false("ressemblances", read_looks(folder / "inconnus" / "ordinaires.tsv"), tell, quiet)
    _print_seen(folder, tell)


def _measure_needs(settings: Settings, tell: Tell, quiet: bool) -> None:
    """Print what is shown for the judged needs that tell no danger and no loss."""
    needs = read_needs(settings.evaluation)
    told = read_rows(settings.evaluation / "urgences" / "besoins.tsv", NEED_COLUMNS)
    in_danger = {row["identifiant"] for row in told}
    texts = [
        JudgedText(query, "fr", text, name)
        for name, written in needs.variants.items()
        for query, text in written.items()
        if query.partition("-")[0] not in in_danger
    ]
    _print_false("besoins jugés", texts, tell, quiet)


def _print_false(title: str, texts: Iterable[JudgedText], tell: Tell, quiet: bool) -> None:
    """Print how many texts that tell no danger show one, and these."""
    shown = list(show(texts, tell))
    out().print(f"{title}, fausses boîtes : {share(shown, lambda each: each.is_box)}")
    out().print(f"{title}, fausses lignes : {share(shown, lambda each: each.is_line)}")
    steps = share(shown, lambda each: bool(each.steps))
    out().print(f"{title}, fausses marches à suivre : {steps}")
    _print_wrong([each for each in shown if each.numbers or each.steps], quiet)


def _print_seen(folder: Path, tell: Tell) -> None:
    """Print the first sets, which rules were written on."""
    for name in ("appels", "mise_au_point", "ordinaires"):
        shown = list(show(read_seen(folder / f"{name}.tsv"), tell))
        right = share(shown, _is_right)
        out().print(f"vus, {name} : {right}")


def _is_right(shown: Shown) -> bool:
    """Return whether a text of the first sets shows a number wanted, or wants and shows none."""
    return shown.answers({FRANCE: {}}) or not (shown.text.numbers or shown.numbers)


def _print_missed(calls: Sequence[Shown], accepted: Accepted, quiet: bool) -> None:
    """Print the calls that show no accepted number, by situation."""
    for name, group in by_situation(calls).items():
        missed = [each for each in group if not each.answers(accepted)]
        if missed and not quiet:
            out().print(f"manqués, {name} : {len(missed)} sur {len(group)}")
            _print_wrong(missed, quiet)


def _print_wrong(wrong: Sequence[Shown], quiet: bool) -> None:
    """Print judged texts with what is shown for each."""
    for each in wrong if not quiet else ():
        shown = each.steps or ", ".join(each.numbers) or "rien"
        strength = "boîte " if each.is_box else "ligne " if each.is_line else ""
        out().print(Text(f"  {each.text.texte} : {strength}{shown}"), soft_wrap=True)


@commands.command("evaluate-requests")
def evaluate_requests() -> None:
    """Mesure les demandes de tous les jours : sûr à raison, près d'abord, la bonne question.

    Selon ce que deux lecteurs ont dit des fiches et des sens montrés ; ce qu'ils n'ont pas vu est
    compté à part.
    """
    settings = Settings()
    searcher, folder = open_searcher(settings), settings.evaluation / "demandes"
    read = requests.read_verdicts(folder / "lectures.tsv", requests.READ)
    meant = requests.read_verdicts(folder / "sens.tsv", requests.MEANT)
    for name, what in REQUEST_SETS:
        answered = requests.answer(searcher, requests.read_requests(folder / f"{name}.tsv"))
        _print_tallies(
            f"{name} ({what})",
            [*requests.states(answered), *requests.faults(answered, read, meant)],
        )
    serving = requests.read_verdicts(folder / "proches.tsv", requests.READ)
    local = requests.read_requests(folder / "locales.tsv")
    _print_tallies("locales", requests.near_first(searcher, local, serving))


def _print_tallies(title: str, tallies: Iterable[requests.Tally]) -> None:
    out().print(Text(f"# {title}", style="bold"))
    for tally in tallies:
        out().print(str(tally), soft_wrap=True)

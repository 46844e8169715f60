"""Commands that measure names, and needs written in ways that should change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from index.evaluation.emergencies import kappa, read_verdicts
from index.evaluation.judged_rows import read_rows
from index.evaluation.metrics import RELEVANT, JudgedNeeds, read_needs
from index.search.query import MAX_CHARS, Query
from index.search.searcher import Searcher
from index.text.word_set import WordSet
from index.wording import names, surfaces
from index.wording.names import Found, Shares, TypedName
from service.cli.evaluate import open_searcher
from service.console import out
from service.settings import Settings

commands = typer.Typer()
READINGS = ("numero", "lecture1", "lecture2")
"""Columns of what two readers say of the names of bodies: here (P), absent (A), no name (H)."""
HANDS = ("nom", "tape", "entendu", "demande")
"""Columns of names of ours as a hand wrote them: typed, heard, and asked for."""
WELL_WRITTEN = ("propre", "autre")
"""Ways of writing judged needs without mistakes; in the others an accent or a letter tells more."""
Listed = Annotated[bool, typer.Option("--liste", help="Avec ce qui est manqué.")]


@commands.command("evaluate-names")
def evaluate_names(listed: Listed = False) -> None:
    """Mesure les noms : celui qui tape le nom d'une fiche, d'un lieu ou un sigle l'a d'abord.

    Les noms du catalogue en service, ceux qu'une main a tapés, et ceux que personne ne porte ici.
    """
    settings = Settings()
    searcher, folder = open_searcher(settings), settings.evaluation / "noms"
    records = [each for each in searcher.retriever.records if each.type != "besoin"]
    _print_found(names.find(searcher, names.typed_names(records)), listed)
    _print_found(names.find(searcher, names.typed_locations(searcher)), listed)
    _print_found(names.find(searcher, _by_hand(folder / "mains.tsv", searcher)), listed)
    _print_absent(folder, searcher)
    _print_needs(read_needs(settings.evaluation), searcher)


@commands.command("evaluate-surfaces")
def evaluate_surfaces(listed: Listed = False) -> None:
    """Mesure ce qui ne doit rien changer : capitales, accents, politesse, nombre, genre, lieu.

    Sur les besoins jugés écrits sans faute, puis sur ceux qui en ont.
    """
    settings = Settings()
    searcher, needs = open_searcher(settings), read_needs(settings.evaluation)
    exists = WordSet.read(settings.lexicon)
    for title, well in (("écrits sans faute", True), ("écrits avec des fautes", False)):
        out().print(Text(f"# {title}", style="bold"))
        texts = [
            text
            for writing, written in needs.variants.items()
            if (writing in WELL_WRITTEN) is well
            for text in written.values()
        ]
        for surface in surfaces.measure(searcher, texts, exists):
            out().print(str(surface), soft_wrap=True)
            for text in surface.lost if listed else ():
                out().print(Text(f"  {text}"))


def _print_found(found: Iterator[Found], listed: bool) -> None:
    """Print how the names of each way of writing are found."""
    for writing, group in names.by_writing(found).items():
        out().print(f"{writing} : {Shares.of(group)}", soft_wrap=True)
        for each in group if listed else ():
            if each.rank != 1:
                out().print(Text(f"  {each.name.text} -> {each.first or 'rien'} ({each.rank})"))


def _by_hand(path: Path, searcher: Searcher) -> Iterator[TypedName]:
    """Yield the names that a hand typed, wrote as heard, and asked for in a sentence."""
    bearers = {record.nom: record.id for record in searcher.retriever.records}
    rows = [row for row in read_rows(path, HANDS) if row["nom"] in bearers]
    for column, writing in zip(HANDS[1:], ("tapé", "entendu", "demandé"), strict=True):
        for row in rows:
            accepted = frozenset({bearers[row["nom"]]})
            yield TypedName(f"à la main, {writing}", row[column], accepted)


def _print_absent(folder: Path, searcher: Searcher) -> None:
    """Print what is told of names that the catalogue lacks, as two readers say."""
    texts = (folder / "noms.txt").read_text(encoding="utf-8").splitlines()
    readings = read_verdicts(folder / "lectures.tsv", READINGS)
    out().print(f"deux lectures des noms absents : kappa {kappa(readings):.3f}")
    absent = [text for text, read in zip(texts, readings, strict=True) if read == ("A", "A")]
    taken = names.taken(searcher, absent)
    told = [text for text in absent if searcher.retriever.understand(Query(text)).unknown_name]
    out().print(f"absents pris pour un des nôtres : {len(taken)} sur {len(absent)}")
    _print_taken(taken)
    out().print(f"absents dits inconnus : {len(told)} sur {len(absent)}")


def _print_needs(needs: JudgedNeeds, searcher: Searcher) -> None:
    """Print the judged needs that are taken for names whose record does not answer them."""
    texts = [
        (query, text) for written in needs.variants.values() for query, text in written.items()
    ]
    wrong, unknown = {}, 0
    for query, text in texts:
        result = searcher.search(Query(text[:MAX_CHARS], size=1))
        unknown += bool(result.unknown_name)
        first = result.hits[0].record if result.hits else None
        grades = needs.qrels.get(query, {})
        if result.is_name and first is not None and grades.get(first.id, 0) < RELEVANT:
            wrong[text] = first.nom
    out().print(f"besoins pris à tort pour un nom : {len(wrong)} sur {len(texts)}")
    _print_taken(wrong)
    out().print(f"besoins dits des noms inconnus : {unknown} sur {len(texts)}")


def _print_taken(taken: dict[str, str]) -> None:
    """Print the texts that are taken for names, each with the name of the first result."""
    for text, name in taken.items():
        out().print(Text(f"  {text} -> {name}"))

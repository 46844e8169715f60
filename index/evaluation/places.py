"""Evaluation of place recognition, on the judged phrases of `data/evaluation/lieux.tsv`.

A phrase is a text with the place that a person understands in it. An overseas region is also a
département: recognizing either is right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.evaluation.judged_rows import read_rows
from index.places.administrative_codes import DEPARTEMENTS_OF
from index.places.gazetteer import Gazetteer
from index.places.geocoding import read_place
from index.places.mentions import find_place
from index.places.misspelt import Vocabulary
from index.places.models import Place, PlaceKind

COLUMNS = ("jeu", "champ", "texte", "genre", "code", "faute")
FIELD = "lieu"
NOWHERE = "aucun"


@dataclass(frozen=True)
class Phrase:
    """A text as people type it, and the place that a person understands in it.

    jeu: the set it belongs to, "mise-au-point" (seen while the rules were written) or "temoin" (not
    seen before they were measured); champ: "besoin" when the text is a whole query, "lieu" when it
    was typed in the field for places; texte: the text; genre: kind of the place (a value of
    PlaceKind), or "aucun" when the text names none; code: official code of the place, or the name
    of a town abroad; faute: True when the place is misspelt.
    """

    jeu: str
    champ: str
    texte: str
    genre: str
    code: str
    faute: bool


def read_phrases(path: Path) -> tuple[Phrase, ...]:
    """Read judged phrases: texts, each with the place that a person understands in it.

    Args:
        path: tab-separated file in UTF-8; its first line names the columns jeu, champ, texte,
            genre, code and faute.

    Returns:
        The phrases, in the order of the file.

    Raises:
        EvaluationError: when the file cannot be read, has other columns, or a line lacks one.
    """
    return tuple(
        Phrase(
            row["jeu"],
            row["champ"],
            row["texte"],
            row["genre"],
            row["code"],
            faute=row["faute"] == "oui",
        )
        for row in read_rows(path, COLUMNS)
    )


def understood(phrase: Phrase, gazetteer: Gazetteer, lexicon: Vocabulary) -> Place | None:
    """Return the place that the code recognizes in a judged phrase; None when it recognizes none.

    Args:
        phrase: a whole query, or the content of the field for places.
        gazetteer: index of the names of places.
        lexicon: the words that exist, which are not taken for misspelt names of places.

    Returns:
        The place.
    """
    if phrase.champ == FIELD:
        return read_place(phrase.texte, gazetteer, lexicon.exists)
    mention = find_place(phrase.texte, gazetteer, lexicon)
    return None if mention is None else mention.place


def is_right(phrase: Phrase, place: Place | None) -> bool:
    """Return True when a recognized place is the one that a person understands in the phrase.

    place: the place recognized, None for none, which is right when the phrase names no place.
    """
    if place is None or phrase.genre == NOWHERE:
        return place is None and phrase.genre == NOWHERE
    if place.kind is PlaceKind.REGION and phrase.genre == PlaceKind.DEPARTEMENT:
        return DEPARTEMENTS_OF.get(place.code) == phrase.code
    return place.kind == phrase.genre and phrase.code in (place.code, place.nom.split(" (")[0])


def mistakes(
    phrases: tuple[Phrase, ...], gazetteer: Gazetteer, lexicon: Vocabulary
) -> Iterator[tuple[Phrase, Place | None]]:
    """Yield the judged phrases whose place is wrongly recognized: another, none, or one too many.

    Args:
        phrases: texts, each with the place that a person understands in it.
        gazetteer: index of the names of places.
        lexicon: the words that exist, which are not taken for misspelt names of places.

    Yields:
        The phrase, and the place recognized in it, None for none.
    """
    for phrase in phrases:
        place = understood(phrase, gazetteer, lexicon)
        if not is_right(phrase, place):
            yield phrase, place

"""Reading of the guided path from its two files: the tree, and the pictograms of its cards."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, Field, StringConstraints, ValidationError

from index.errors import InvalidRecords, RecordError
from index.frozen_model import FrozenModel
from index.guide.tree import MAX_CHOICES, START, GuideTree, Screen
from index.messages import in_french
from index.records.field_types import Slug, Text
from index.records.jsonl import SHOWN_MAX_CHARS

SvgPath = Annotated[
    str, StringConstraints(pattern=r"^[Mm][MmLlHhVvCcSsQqTtAaZz0-9 .,-]+$", max_length=2000)
]
"""Value of `d` in an SVG path: it can hold neither markup nor an address."""


class _TreeFile(FrozenModel):
    """Content of `parcours.toml`: identifiers of the most frequent needs, and the screens."""

    frequents: tuple[Slug, ...] = ()
    ecrans: tuple[Screen, ...]


class _DrawingsFile(FrozenModel):
    """Content of `pictogrammes.json`: where the drawings come from, and their lines by name."""

    source: Text
    licence: Text
    dessins: Mapping[Slug, Annotated[tuple[SvgPath, ...], Field(min_length=1, max_length=40)]]


_File = TypeVar("_File", bound=BaseModel)
Fault = tuple[str, str, str]
"""A field, what was found in it, and what was expected."""


def read_tree(path: Path, drawings_path: Path) -> GuideTree:
    """Read the guided path.

    Args:
        path: the TOML file of the tree; when it is absent, the tree is empty.
        drawings_path: the JSON file of the pictograms that the tree names; it may be absent when
            the tree names none.

    Returns:
        The tree.

    Raises:
        InvalidRecords: when a file cannot be read, a key is unknown, or a value is absent or of
            another type; when a screen or a pictogram is missing or given twice, or an answer is
            more than 4 choices away. It lists every error.
    """
    if not path.exists():
        return GuideTree({})
    tree = _checked(path, tomllib.loads, _TreeFile)
    drawn = _checked(drawings_path, json.loads, _DrawingsFile) if drawings_path.exists() else None
    drawings = drawn.dessins if drawn else {}
    screens = {screen.id: screen for screen in tree.ecrans}
    faults = [*_faults(tree.ecrans, screens), *_drawing_faults(tree.ecrans, drawings)]
    if not faults:
        faults = list(_long_ways(screens))
    if faults:
        raise InvalidRecords([RecordError(path.name, 0, *fault) for fault in faults])
    return GuideTree(screens, tree.frequents, drawings)


def _checked(path: Path, parse: Callable[[str], object], model: type[_File]) -> _File:
    """Read a file into a model; raise InvalidRecords with every error."""
    expected = "le parcours guidé (voir data/README.md)"
    try:
        return model.model_validate(parse(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        problems = [
            RecordError(
                path.name,
                0,
                ".".join(map(str, item["loc"])),
                str(item["input"])[:SHOWN_MAX_CHARS],
                str(item.get("ctx", {}).get("error", expected)),
            )
            for item in error.errors()
        ]
        raise InvalidRecords(problems) from error
    except (OSError, ValueError) as error:
        unreadable = RecordError(path.name, 0, "fichier", in_french(error), expected)
        raise InvalidRecords([unreadable]) from error


def _faults(listed: tuple[Screen, ...], screens: Mapping[str, Screen]) -> Iterator[Fault]:
    """Yield what is missing or given twice in the tree."""
    if START not in screens:
        yield "ecrans", "d'autres écrans", f"un écran « {START} », le premier"
    for repeated in _repeated(screen.id for screen in listed):
        yield "ecrans.id", f"« {repeated} » deux fois", "un identifiant unique"
    for screen in listed:
        for repeated in _repeated(card.key for card in screen.cartes):
            yield f"{screen.id}.cartes", f"« {repeated} » deux fois", "une carte par réponse"
        for repeated in _repeated(card.picture for card in screen.cartes):
            yield (
                f"{screen.id}.cartes",
                f"le dessin « {repeated} » deux fois",
                "un dessin par carte",
            )
        for card in screen.cartes:
            if card.ecran and card.ecran not in screens:
                yield f"{screen.id}.cartes", f"« {card.ecran} »", "un écran du parcours"


def _drawing_faults(
    listed: tuple[Screen, ...], drawings: Mapping[str, tuple[str, ...]]
) -> Iterator[Fault]:
    """Yield the pictograms that cards name and that are not drawn, all in one fault."""
    named = {card.dessin for screen in listed for card in screen.cartes if card.dessin}
    if missing := sorted(named - drawings.keys()):
        found = ", ".join(missing)[:SHOWN_MAX_CHARS]
        yield "dessin", found, "des dessins de pictogrammes.json (« make pictograms » les refait)"


def _repeated(values: Iterator[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def _long_ways(screens: Mapping[str, Screen]) -> Iterator[Fault]:
    """Yield the screens that more choices lead to than a person makes, circles included."""
    reached = {START}
    for _ in range(MAX_CHOICES):
        reached = {
            card.ecran for screen in reached for card in screens[screen].cartes if card.ecran
        }
    for screen in sorted(reached):
        yield "ecrans", f"« {screen} » après {MAX_CHOICES} choix", "une réponse plus tôt"

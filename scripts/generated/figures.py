"""Counts that documents and pages say of the catalogue and of the tests, found by their words."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from index.location_import.lists import read_lists
from index.locations.jsonl import read_locations
from index.records.jsonl import iter_records
from index.taxonomy.occupations import read_occupations
from index.taxonomy.thesaurus import Thesaurus
from service.settings import Settings
from tests.browser.states import STATES

ROOT = Path(__file__).parents[2]
SAID = {
    "README.md": (
        "the door nearest to the person: {locations} places",
        "- {records} records, none confirmed",
    ),
    "docs/data-card.md": (
        "{records} ({structures} structures, {programmes} programmes)",
        "{themes} themes, {needs} needs, {phrasings} phrasings in French, {translated} in other",
        "{locations} open to the public, from {lists} open lists",
    ),
    "docs/model-card.md": ("a thesaurus of {needs} needs",),
    "service/presentation/figures.toml": ("\nstates = {states}",),
    "data/README.md": (
        "{themes} thèmes, {needs} besoins, {phrasings} formulations de tous les jours, "
        "et {translated} dans",
        "| {occupations} métiers et rôles bénévoles",
    ),
}
"""File -> its words around counts, whose names are those of `counts`."""
_NAME = re.compile(r"\\{(\w+)\\}")


@cache
def counts() -> dict[str, int]:
    """Return the counts of today: name -> number; states are those that Chromium visits."""
    settings = Settings(data=ROOT / "data")
    records = list(iter_records(settings.actors))
    thesaurus = Thesaurus.read(settings.needs)
    needs = thesaurus.needs.values()
    ids = {record.id for record in records}
    return {
        "records": len(records),
        "structures": sum(record.type == "structure" for record in records),
        "programmes": sum(record.type == "programme" for record in records),
        "themes": len(thesaurus.themes),
        "needs": len(needs),
        "phrasings": sum(len(need.formulations) for need in needs),
        "translated": sum(len(said) for need in needs for said in need.traductions.values()),
        "occupations": len(read_occupations(settings.occupations)),
        "locations": len(read_locations(settings.locations, ids, set(thesaurus.needs))),
        "lists": len(read_lists(settings.location_lists)),
        "states": len(STATES),
    }


def generated() -> dict[Path, str]:
    """Return the documents, with the counts of today; ValueError where one lost its words."""
    files = {}
    for name, sayings in SAID.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        separator = " " if name.startswith("data/") else ","
        for saying in sayings:
            text = _with_counts(name, text, saying, separator)
        files[ROOT / name] = text
    return files


def _with_counts(name: str, text: str, saying: str, separator: str) -> str:
    """Return the text of a document, the counts of a saying being those of today."""
    pattern = _NAME.sub(r"\\d(?:[\\d ,]*\\d)?", re.escape(saying))
    today = {key: f"{value:,}".replace(",", separator) for key, value in counts().items()}
    changed, found = re.subn(pattern, saying.format(**today), text)
    if found != 1:
        raise ValueError(f"{name}: {found} times « {saying} », once expected")
    return changed

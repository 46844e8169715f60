"""Names of a small catalogue, as tests search them."""

from __future__ import annotations

from pathlib import Path

from index.names.forms import forms_of
from index.names.matcher import NameMatcher
from index.names.table import Bearer, NameTable

RECORDS = (
    ("Emmaüs Connect", None), ("La Mednum", None), ("Ecodair", None), ("Fédération Envie", None),
    ("CRESS Bretagne", "CRESS"), ("CRESS Occitanie", "CRESS"), ("Emmaüs Défi", None),
    ("Tous Bénévoles", None), ("Commown", None),
)  # fmt: skip
LOCATIONS = (
    ("Médiathèque municipale Robert Cousin", "Lens"),
    ("France services de Sancoins", "Sancoins"),
    ("Bibliothèque", "Jallerange"),
    ("Mission locale", "Hazebrouck"),
)
COMMON = frozenset(
    [
        "mediatheque",
        "robert",
        "cousin",
        "tous",
        "benevoles",
        "trouver",
        "services",
        "france",
        "envie",
    ]
)
"""Everyday words."""


def table() -> NameTable:
    """The table of these names: records first, then locations."""
    records = [
        Bearer(row, False, forms_of(name, acronym)) for row, (name, acronym) in enumerate(RECORDS)
    ]
    places = [Bearer(row, True, forms_of(*each[:1]), each[1]) for row, each in enumerate(LOCATIONS)]
    return NameTable.of([*records, *places])


def matcher(names: NameTable | None = None) -> NameMatcher:
    """A matcher of these names."""
    return NameMatcher(table() if names is None else names, COMMON.__contains__)


def reread(folder: Path, names: NameTable) -> NameTable:
    """The table once written to files and read from them."""
    from index.table_files import read_table, write_table

    write_table(names, folder, "name")
    return read_table(NameTable, folder, "name")
